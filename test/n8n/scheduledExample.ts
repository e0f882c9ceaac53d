import type { IWorkflowBase } from 'n8n-workflow';

import { exampleWorkflows } from '../../scripts/n8n/importTestData';

/** Returns an example whose schedule trigger runs every few seconds. */
export function scheduledExample(name: string, secondsInterval: number): IWorkflowBase {
	const [, example] = exampleWorkflows().find(([file]) => file === name)!;
	const rule = { interval: [{ field: 'seconds', secondsInterval }] };
	return {
		...example,
		nodes: example.nodes.map((node) =>
			node.type === 'n8n-nodes-base.scheduleTrigger' ? { ...node, parameters: { rule } } : node,
		),
	};
}
