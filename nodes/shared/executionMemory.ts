import type { IExecuteFunctions } from 'n8n-workflow';

/** What nodes of one execution with the same credential remember for each other. */
export interface ExecutionMemory {
	/** Returns the value under `key`. Undefined: there is none, or it is too old. */
	find(key: string): unknown;
	/** Stores a value. `size` counts against what an execution may remember. */
	remember(key: string, value: unknown, size: number): void;
	forget(key: string): void;
}

interface Remembered {
	value: unknown;
	size: number;
	/** Milliseconds since 1970. */
	expires: number;
}

/** Milliseconds. A workflow may loop for days within one execution. */
const lifetime = 5 * 60 * 1000;

/** For one execution and credential. */
const maxSize = 20_000;

/** By the signal of the Stop button: each execution has its own, and the memory of both ends with it. */
const executions = new WeakMap<AbortSignal, Map<string, ExecutionMemory>>();

/** Returns the memory of the execution for the credential of the node. Older versions of n8n have no signal, so no memory. */
export function executionMemory(node: IExecuteFunctions): ExecutionMemory {
	const signal = node.getExecutionCancelSignal?.();
	const credential = node.getNode().credentials?.openBankingApi?.id;
	if (!signal || !credential) return createMemory();
	const memories = executions.get(signal) ?? new Map<string, ExecutionMemory>();
	executions.set(signal, memories);
	const memory = memories.get(credential) ?? createMemory();
	memories.set(credential, memory);
	return memory;
}

/** Forgets what the nodes of the execution remember. */
export function forgetExecution(node: IExecuteFunctions): void {
	const signal = node.getExecutionCancelSignal?.();
	if (signal) executions.delete(signal);
}

function createMemory(): ExecutionMemory {
	const entries = new Map<string, Remembered>();
	let total = 0;
	const forget = (key: string) => {
		total -= entries.get(key)?.size ?? 0;
		entries.delete(key);
	};
	return {
		find(key) {
			const entry = entries.get(key);
			return entry && entry.expires > Date.now() ? entry.value : undefined;
		},
		remember(key, value, size) {
			forget(key);
			entries.set(key, { value, size, expires: Date.now() + lifetime });
			total += size;
			for (const [oldest] of entries) {
				if (total <= maxSize) break;
				forget(oldest);
			}
		},
		forget,
	};
}
