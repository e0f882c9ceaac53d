import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import pMap from 'p-map';

import { ConfigurationError, ConnectionError, type OpenBankingError } from '../../lib/errors';
import { createItem, createRun, type Run } from './item';
import { errorJson, toNodeError } from './nodeError';
import type { Operation } from './operation';

type Outputs = INodeExecutionData[][];

/**
 * Runs the chosen operation for every input item. A failure becomes an item on the error output where the operator
 * wants it so, and ends the node otherwise; results keep the order of their items and point back at them.
 */
export async function runOperations(
	node: IExecuteFunctions,
	operations: Operation[],
): Promise<Outputs> {
	const operation = chosen(node, operations);
	assertNotRetried(node, operation);
	const run = createRun(node, operation.fields);
	const results =
		operation.concurrency === undefined
			? await oneByOne(run, operation)
			: await atOnce(run, operation, operation.concurrency);
	return joined(results);
}

/** Stops at the first failure. What was brought by then and cannot be had again is emitted, with the failure. */
async function oneByOne(run: Run, operation: Operation): Promise<Outputs[]> {
	const { node } = run;
	const results: Outputs[] = [];
	for (const index of node.getInputData().keys()) {
		assertRunning(node, index);
		const result = await runItem(run, operation, index);
		if ('error' in result) {
			const mustKeep = results.some((outputs) => operation.irreplaceable?.(outputs));
			if (!mustKeep) throw toNodeError(result.error, node.getNode(), index);
			return [...results, leftOut(run, result.error, index)];
		}
		results.push(result.outputs);
	}
	return results;
}

/** What takes the place of an item that failed and of all after it. */
function leftOut(run: Run, error: OpenBankingError, index: number): Outputs {
	createItem(run, index).hint(`Item ${index} and those after it were left out: ${error.message}`);
	return paired([[{ json: errorJson(error) }]], index);
}

async function atOnce(run: Run, operation: Operation, concurrency: number): Promise<Outputs[]> {
	const { node } = run;
	return await pMap(
		node.getInputData(),
		async (_, index) => {
			const result = await runItem(run, operation, index);
			if ('error' in result) throw toNodeError(result.error, node.getNode(), index);
			return result.outputs;
		},
		{ concurrency },
	);
}

async function runItem(
	run: Run,
	operation: Operation,
	index: number,
): Promise<{ outputs: Outputs } | { error: OpenBankingError }> {
	const item = createItem(run, index);
	try {
		return { outputs: paired(await operation.run(item), index) };
	} catch (thrown) {
		const error = item.error(thrown);
		if (!run.node.continueOnFail()) return { error };
		return { outputs: paired([[{ json: errorJson(error) }]], index) };
	}
}

function chosen(node: IExecuteFunctions, operations: Operation[]): Operation {
	const value = node.getNodeParameter('operation', 0) as string;
	const operation = operations.find((candidate) => candidate.value === value);
	if (operation) return operation;
	const error = new ConfigurationError(
		`The operation "${value}" is not known to this version of the node.`,
		{ field: 'Operation', tppAction: 'fixRequest' },
	);
	throw toNodeError(error, node.getNode(), 0);
}

/** n8n's Stop button: what has not begun is not begun. */
function assertRunning(node: IExecuteFunctions, index: number): void {
	if (!node.getExecutionCancelSignal?.()?.aborted) return;
	throw toNodeError(new ConnectionError('The execution was canceled.'), node.getNode(), index);
}

/** n8n would run the whole node again, and with it what must be sent once. */
function assertNotRetried(node: IExecuteFunctions, { name, sentOnce }: Operation): void {
	if (!sentOnce || !node.getNode().retryOnFail) return;
	const error = new ConfigurationError(
		`${name} must be sent once. Switch off Retry On Fail in the settings of this node.`,
		{ field: 'Retry On Fail', tppAction: 'fixRequest' },
	);
	throw toNodeError(error, node.getNode(), 0);
}

const paired = (outputs: Outputs, item: number): Outputs =>
	outputs.map((output) => output.map((data) => ({ ...data, pairedItem: { item } })));

/** Output by output, item after item. */
function joined(results: Outputs[]): Outputs {
	const outputs = Math.max(1, ...results.map((result) => result.length));
	return Array.from({ length: outputs }, (_, output) =>
		results.flatMap((result) => result[output] ?? []),
	);
}
