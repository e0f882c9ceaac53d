import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import pMap from 'p-map';

import { canceledError, parameterError } from '../../lib/errors';
import { forgetExecution } from './executionMemory';
import { createItem, createRun, type Run } from './item';
import { errorJson, presentError, toNodeError, type PresentedError } from './nodeError';
import type { Operation } from './operation';

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
	if (!operation.keepsMemory) forgetExecution(node);
	const run = createRun(node, operation.fields);
	return joinOutputs(await runItems(run, operation));
}

/**
 * Runs the items, `operation.concurrency` of them at the same time. After a failure no further item starts, and the running
 * ones end. If outputs must be kept, the node ends with them and with the failure as an item.
 */
async function runItems(run: Run, operation: Operation): Promise<Outputs[]> {
	const { node } = run;
	const failures: Failure[] = [];
	const results = await pMap(
		operation.runsOnce ? node.getInputData().slice(0, 1) : node.getInputData(),
		async (_, index) => {
			if (failures.length > 0) return undefined;
			assertNotCanceled(node, index);
			const result = await runItem(run, operation, index);
			if ('outputs' in result) return result.outputs;
			failures.push({ index, error: result.error });
			return undefined;
		},
		{ concurrency: operation.concurrency ?? 1 },
	);
	const outputs = results.map((result) => result ?? []);
	const [first] = failures.sort((a, b) => a.index - b.index);
	if (!first) return outputs;
	const mustKeep = results.some((result) => result && operation.mustKeepOutputs?.(result));
	if (!mustKeep) throw toNodeError(first.error, node.getNode(), first.index);
	for (const failure of failures) outputs[failure.index] = failureItem(run, failure);
	return outputs;
}

interface Failure {
	index: number;
	error: PresentedError;
}

/** Returns the item that reports the failure of one item. */
function failureItem(run: Run, { index, error }: Failure): Outputs {
	createItem(run, index).hint(
		`Item ${index} failed, so no further items were started: ${error.message}`,
	);
	return pairWithItem([[{ json: errorJson(error) }]], index);
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
	throw nodeErrorOf(canceledError(), node, index);
}

/** n8n retries the whole node, with the requests that must be sent once. */
function assertNotRetried(node: IExecuteFunctions, { name, mustBeSentOnce }: Operation): void {
	if (!mustBeSentOnce || !node.getNode().retryOnFail) return;
	const message = `${name} must be sent once. Turn off "Retry On Fail" in the settings of this node.`;
	throw nodeErrorOf(parameterError(message, 'retryOnFail'), node);
}

const nodeErrorOf = (error: Error, node: IExecuteFunctions, index = 0) =>
	toNodeError(presentError(error, []), node.getNode(), index);

/** An operation that runs once says itself which items an output comes from. */
const pairWithItem = (outputs: Outputs, item: number): Outputs =>
	outputs.map((output) =>
		output.map((data) => Object.assign(data, { pairedItem: data.pairedItem ?? { item } })),
	);

/** Joins the results output by output, in the order of the items. */
function joinOutputs(results: Outputs[]): Outputs {
	const outputs = Math.max(1, ...results.map((result) => result.length));
	return Array.from({ length: outputs }, (_, output) =>
		results.flatMap((result) => result[output] ?? []),
	);
}
