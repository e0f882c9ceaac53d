import { setTimeout as delay } from 'node:timers/promises';

import type { Answer } from './http/answer';
import type { BankRequest } from './http/request';

/** How the next requests that match are to go wrong. */
export interface Fault {
	method?: string;
	/** Prefix of the path, bank included; or a regular expression between slashes: `/^\/zopa\/.*balances$/`. */
	path: string;
	times: number;
	answer: FaultyAnswer;
}

/** An answer of its own, a reset connection, or a delay before the right answer. */
export type FaultyAnswer =
	| { status: number; headers?: Record<string, string>; body?: string }
	| 'reset'
	| { delayMs: number };

export interface Faults {
	add(fault: Fault): void;
	clear(): void;
	/** The answer of the first fault that matches and is not used up. */
	take(method: string, path: string): FaultyAnswer | undefined;
}

export function newFaults(): Faults {
	let pending: Fault[] = [];
	return {
		add: (fault) => pending.push({ ...fault }),
		clear: () => {
			pending = [];
		},
		take(method, path) {
			const fault = pending.find((candidate) => isFor(candidate, method, path));
			if (!fault) return undefined;
			fault.times -= 1;
			pending = pending.filter(({ times }) => times > 0);
			return fault.answer;
		},
	};
}

/** Carries a fault out; without an answer the request goes on to where it was going. */
export async function misbehave(
	fault: FaultyAnswer,
	request: BankRequest,
): Promise<Answer | 'answered' | undefined> {
	if (fault === 'reset') {
		request.incoming.socket.destroy();
		return 'answered';
	}
	if ('status' in fault) return fault;
	await delay(fault.delayMs);
	return undefined;
}

export function isFault(value: unknown): value is Fault {
	const { method, path, times, answer } = Object(value) as Partial<Fault>;
	return (
		(method === undefined || typeof method === 'string') &&
		typeof path === 'string' &&
		isPattern(path) &&
		Number.isSafeInteger(times) &&
		times! > 0 &&
		isFaultyAnswer(answer)
	);
}

function isFaultyAnswer(value: unknown): value is FaultyAnswer {
	const { status, delayMs } = Object(value) as { status?: unknown; delayMs?: unknown };
	return value === 'reset' || Number.isSafeInteger(status) || Number.isSafeInteger(delayMs);
}

function isFor(fault: Fault, method: string, path: string): boolean {
	if (fault.method && fault.method.toUpperCase() !== method) return false;
	const pattern = expression(fault.path);
	return pattern ? pattern.test(path) : path.startsWith(fault.path);
}

function isPattern(path: string): boolean {
	try {
		expression(path);
		return true;
	} catch {
		return false;
	}
}

// A leading slash begins every path, so `/^` is what tells an expression from a prefix.
function expression(path: string): RegExp | undefined {
	const [, source] = /^\/(\^.*)\/$/.exec(path) ?? [];
	return source === undefined ? undefined : new RegExp(source);
}
