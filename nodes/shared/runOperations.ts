import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import pMap from 'p-map';

import { createItem, createRun } from './item';
import type { Operation } from './operation';

/**
 * Runs the chosen operation for every input item. A failure becomes an item on the error output where the operator
 * wants it so, and ends the node otherwise; results keep the order of their items and point back at them.
 */
export async function runOperations(
	node: IExecuteFunctions,
	operations: Operation[],
): Promise<INodeExecutionData[][]> {
	const items = node.getInputData();
	const operation = chosen(node, operations);
	const run = createRun(node);
	const results = await pMap(
		items,
		async (_, index) => {
			const item = createItem(run, index);
			try {
				return paired(await operation.run(item), index);
			} catch (thrown) {
				return [[item.fail(thrown)]];
			}
		},
		{ concurrency: operation.concurrency ?? 1 },
	);
	return joined(results);
}

function chosen(node: IExecuteFunctions, operations: Operation[]): Operation {
	const value = node.getNodeParameter('operation', 0) as string;
	return operations.find((operation) => operation.value === value) ?? operations[0]!;
}

const paired = (outputs: INodeExecutionData[][], item: number): INodeExecutionData[][] =>
	outputs.map((output) => output.map((data) => ({ ...data, pairedItem: { item } })));

/** Output by output, item after item. */
function joined(results: INodeExecutionData[][][]): INodeExecutionData[][] {
	const outputs = Math.max(1, ...results.map((result) => result.length));
	return Array.from({ length: outputs }, (_, output) =>
		results.flatMap((result) => result[output] ?? []),
	);
}
