import type { INode, IWorkflowBase } from 'n8n-workflow';

import type { Execution } from '../../scripts/n8n/api';
import { exampleWorkflows } from '../../scripts/n8n/importTestData';
import { waitFor } from '../support/waitFor';
import { executionsOf, type World } from './world';

/** Long enough to deactivate a workflow after its first run, also on a busy machine. */
const secondsBetweenRuns = 10;

/** Returns an example whose schedule trigger runs every few seconds. The claims of a run that dies end after half a minute. */
export function scheduledExample(
	name: string,
	secondsInterval = secondsBetweenRuns,
): IWorkflowBase {
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

type Api = Pick<World, 'api'>;

/** Deactivates a workflow, and waits for the run that the schedule may have started before. */
export async function rest(world: Api, workflow: string): Promise<void> {
	await world.api.deactivate(workflow);
	const { length } = await world.api.executions(workflow);
	await executionsOf(world, workflow, length);
}

/** Activates a scheduled workflow until it has run once more. Returns that execution. */
export async function runOnSchedule(world: Api, workflow: string): Promise<Execution> {
	const before = (await world.api.executions(workflow)).length;
	await world.api.activate(workflow);
	await waitFor('the schedule', async () => (await world.api.executions(workflow)).length > before);
	await rest(world, workflow);
	const [newest] = await executionsOf(world, workflow, before + 1);
	return newest!;
}
