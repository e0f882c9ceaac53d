import type { IWorkflowBase } from 'n8n-workflow';

import { exampleWorkflows } from '../../scripts/n8n/fill';

/** The example Polling, but nobody waits a quarter of an hour in a test. */
export function pollingEvery(secondsInterval: number): IWorkflowBase {
	const [, example] = exampleWorkflows().find(([file]) => file === 'polling')!;
	const rule = { interval: [{ field: 'seconds', secondsInterval }] };
	return {
		...example,
		nodes: example.nodes.map((node) =>
			node.type === 'n8n-nodes-base.scheduleTrigger' ? { ...node, parameters: { rule } } : node,
		),
	};
}
