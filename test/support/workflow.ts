import type { IDataObject, INodeExecutionData, IRun, IWorkflowBase } from 'n8n-workflow';

import {
	createWorkflowEngine,
	type StandIn,
	type WorkflowEngine,
} from '../../scripts/workflowEngine';

/** One node of the package in a chain. The credential is always named "Bank". */
export interface AStep {
	name: string;
	/** Without the package's name, for example `getAccounts`. */
	type: string;
	/** Default: 1, whose outputs are the raw data. */
	typeVersion?: number;
	parameters?: IDataObject;
	retryOnFail?: boolean;
	executeOnce?: boolean;
	alwaysOutputData?: boolean;
	/** Default: 1. */
	credentialId?: string;
	onError?: 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';
}

/** Builds a workflow with a manual trigger and the steps one after another. */
export function aChain(...steps: AStep[]): IWorkflowBase {
	const nodes = [
		{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
		...steps.map(({ type, credentialId = '1', ...step }) => ({
			parameters: {},
			...step,
			type: `n8n-nodes-open-banking.${type}`,
			credentials: { openBankingApi: { id: credentialId, name: 'Bank' } },
		})),
	].map((node, index) => ({ typeVersion: 1, ...node, id: String(index), position: [0, 0] }));
	const connections = Object.fromEntries(
		nodes
			.slice(0, -1)
			.map(({ name }, index) => [
				name,
				{ main: [[{ node: nodes[index + 1]!.name, type: 'main', index: 0 }]] },
			]),
	);
	return {
		id: '1',
		name: 'A chain',
		active: false,
		nodes,
		connections,
		settings: { executionOrder: 'v1' },
	} as unknown as IWorkflowBase;
}

interface EngineSettings {
	credential: IDataObject;
	/** Output items of the trigger. */
	input?: IDataObject[];
	standIns?: Record<string, StandIn>;
}

export const anEngine = async ({
	credential,
	input = [{}],
	standIns,
}: EngineSettings): Promise<WorkflowEngine> =>
	await createWorkflowEngine({
		// The same credential for every name.
		credentials: new Proxy({}, { get: () => credential }) as Record<string, IDataObject>,
		standIns: { 'n8n-nodes-base.manualTrigger': async () => input.map(frozen), ...standIns },
	});

/** Returns a copy that cannot be changed: n8n passes the same item to several nodes. */
function frozen<T>(value: T): T {
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).map(([name, member]) => [name, frozen(member)]);
	return Object.freeze(
		Array.isArray(value)
			? entries.map(([, member]) => member as unknown)
			: Object.fromEntries(entries),
	) as T;
}

/** Returns the items of a node's output. @throws Error when it did not run or failed */
export function itemsOf({ data }: IRun, node: string, output = 0): INodeExecutionData[] {
	const [task] = data.resultData.runData[node] ?? [];
	if (!task) throw new Error(`The node "${node}" did not run.`);
	if (task.error) throw new Error(`The node "${node}" failed: ${task.error.message}`);
	return task.data?.main?.[output] ?? [];
}

export const jsonOf = (run: IRun, node: string, output = 0): IDataObject[] =>
	itemsOf(run, node, output).map(({ json }) => json);

/** Returns the error of a node. */
export const errorOf = ({ data }: IRun, node: string) => data.resultData.runData[node]?.[0]?.error;

/** Returns the hints of a node. */
export const hintsOf = ({ data }: IRun, node: string): string[] =>
	(data.resultData.runData[node]?.[0]?.hints ?? []).map(({ message }) => message);
