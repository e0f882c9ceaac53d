import type { IWorkflowBase } from 'n8n-workflow';

import { exampleWorkflows } from '../../scripts/n8n/importTestData';

/** An example that begins by a schedule, with one that a test can wait for. */
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
