import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import pMap from 'p-map';

import { ConnectionError, parameterError } from '../../lib/errors';
import { createItem, createRun, type Run } from './item';
import { errorJson, toNodeError } from './nodeError';
import type { Operation } from './operation';
import { presentError, type PresentedError } from './presentError';

type Outputs = INodeExecutionData[][];

/**
 * Runs the selected operation for every input item. A failure ends the node, or becomes an item on the error output if
 * the node continues on errors. Outputs keep the order of their input items and are paired with them.
 */
export async function runOperations(
	node: IExecuteFunctions,
	operations: Operation[],
): Promise<Outputs> {
	const operation = selectedOperation(node, operations);
	assertNotRetried(node, operation);
	const run = createRun(node, operation.fields);
	const results =
		operation.concurrency === undefined
			? await runInSequence(run, operation)
			: await runConcurrently(run, operation, operation.concurrency);
	return joinOutputs(results);
}

/** Stops at the first failure. If earlier outputs must be kept, the node ends with them and with the failure as an item. */
async function runInSequence(run: Run, operation: Operation): Promise<Outputs[]> {
	const { node } = run;
	const results: Outputs[] = [];
	for (const index of node.getInputData().keys()) {
		assertNotCanceled(node, index);
		const result = await runItem(run, operation, index);
		if ('error' in result) {
			const mustKeep = results.some((outputs) => operation.mustKeepOutputs?.(outputs));
			if (!mustKeep) throw toNodeError(result.error, node.getNode(), index);
			return [...results, failureItem(run, result.error, index)];
		}
		results.push(result.outputs);
	}
	return results;
}

/** Returns the item that reports the failure of one item and that the items after it did not run. */
function failureItem(run: Run, error: PresentedError, index: number): Outputs {
	createItem(run, index).hint(`Item ${index} failed, so later items did not run: ${error.message}`);
	return pairWithItem([[{ json: errorJson(error) }]], index);
}

async function runConcurrently(
	run: Run,
	operation: Operation,
	concurrency: number,
): Promise<Outputs[]> {
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
): Promise<{ outputs: Outputs } | { error: PresentedError }> {
	const item = createItem(run, index);
	try {
		return { outputs: pairWithItem(await operation.run(item), index) };
	} catch (thrown) {
		const error = item.present(thrown);
		if (!item.continuesOnFail) return { error };
		return { outputs: pairWithItem([[{ json: errorJson(error) }]], index) };
	}
}

function selectedOperation(node: IExecuteFunctions, operations: Operation[]): Operation {
	const value = node.getNodeParameter('operation', 0) as string;
	const operation = operations.find((candidate) => candidate.value === value);
	if (operation) return operation;
	const message = `This version of the node does not have the operation "${value}".`;
	throw nodeErrorOf(parameterError(message, 'operation'), node);
}

/** n8n's Stop button: the remaining items do not start. */
function assertNotCanceled(node: IExecuteFunctions, index: number): void {
	if (!node.getExecutionCancelSignal?.()?.aborted) return;
	throw nodeErrorOf(new ConnectionError('The execution was canceled.'), node, index);
}

/** n8n retries the whole node, with the requests that must be sent once. */
function assertNotRetried(node: IExecuteFunctions, { name, mustBeSentOnce }: Operation): void {
	if (!mustBeSentOnce || !node.getNode().retryOnFail) return;
	const message = `${name} must be sent once. Switch off "Retry On Fail" in the settings of this node.`;
	throw nodeErrorOf(parameterError(message, 'retryOnFail'), node);
}

const nodeErrorOf = (error: Error, node: IExecuteFunctions, index = 0) =>
	toNodeError(presentError(error, []), node.getNode(), index);

const pairWithItem = (outputs: Outputs, item: number): Outputs =>
	outputs.map((output) => output.map((data) => ({ ...data, pairedItem: { item } })));

/** Joins the results output by output, in the order of the items. */
function joinOutputs(results: Outputs[]): Outputs {
	const outputs = Math.max(1, ...results.map((result) => result.length));
	return Array.from({ length: outputs }, (_, output) =>
		results.flatMap((result) => result[output] ?? []),
	);
}
