import type { INode, IWorkflowBase } from 'n8n-workflow';

import { exampleWorkflows } from '../../scripts/n8n/importTestData';

/** Returns an example whose schedule trigger runs every few seconds. The claims of a run that dies end after half a minute. */
export function scheduledExample(name: string, secondsInterval: number): IWorkflowBase {
	const [, example] = exampleWorkflows().find(([file]) => file === name)!;
	const rule = { interval: [{ field: 'seconds', secondsInterval }] };
	return {
		...example,
		nodes: example.nodes.map((node) =>
			node.type === 'n8n-nodes-base.scheduleTrigger'
				? { ...node, parameters: { rule } }
				: withShortClaims(node),
		),
	};
}

const withShortClaims = (node: INode): INode =>
	JSON.parse(JSON.stringify(node).replaceAll('plus({ hours: 1 })', 'plus({ seconds: 30 })'));
