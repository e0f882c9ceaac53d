import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import {
	ICredentialsHelper,
	NodeConnectionTypes,
	NodeHelpers,
	Workflow,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeProperties,
	type INodeType,
	type INodeTypes,
	type IRun,
	type ITaskData,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import 'reflect-metadata';

/**
 * Replaces a node of n8n: triggers and forms, where a person would act, and Data Tables. Returns the output items.
 * `parameter` reads a parameter of the node for an input item.
 */
export type StandIn = (
	input: INodeExecutionData[],
	parameter: (name: string, item: number) => unknown,
) => Promise<IDataObject[]>;

interface EngineOptions {
	/** Folder of the built package. */
	packageFolder?: string;
	/** Decrypted credentials by their name in the workflow. */
	credentials: Record<string, IDataObject>;
	/** By node type, for example `n8n-nodes-base.form`. */
	standIns: Record<string, StandIn>;
	onNode?: (event: { name: string; phase: 'before' | 'after'; task?: ITaskData }) => void;
}

export interface WorkflowEngine {
	/**
	 * Runs a workflow like n8n. The results of the nodes are in `data.resultData.runData`. `stop` has the effect of n8n's Stop
	 * button.
	 */
	run(workflow: IWorkflowBase, stop?: AbortSignal): Promise<IRun>;
	/** Types of the package's nodes and credentials. */
	loaded: { nodes: string[]; credentials: string[] };
}

/** Starts n8n's engine (n8n-core) in this process and loads the built package like n8n. */
export async function createWorkflowEngine(options: EngineOptions): Promise<WorkflowEngine> {
	process.env.N8N_USER_FOLDER ??= temporaryFolder();
	process.env.N8N_LOG_LEVEL ??= 'silent';
	process.env.N8N_ENCRYPTION_KEY ??= randomBytes(16).toString('hex');
	const core = await import('n8n-core');
	const loader = new core.PackageDirectoryLoader(resolve(options.packageFolder ?? '.'));
	await loader.loadAll();
	return {
		loaded: {
			nodes: Object.keys(loader.known.nodes),
			credentials: Object.keys(loader.known.credentials),
		},
		async run(workflowData, stop) {
			const additionalData = additionalDataFor(workflowData, { core, loader, options });
			const workflow = new Workflow({
				...workflowData,
				nodes: workflowData.nodes.filter(({ type }) => type !== stickyNote),
				nodeTypes: nodeTypesOf(loader, options.standIns, workflowData),
				active: false,
			});
			const { pinData } = workflowData;
			const execution = new core.WorkflowExecute(additionalData, 'manual').run({
				workflow,
				pinData,
			});
			stop?.addEventListener('abort', () => execution.cancel());
			return await execution;
		},
	};
}

type Core = typeof import('n8n-core');
type Loader = InstanceType<Core['PackageDirectoryLoader']>;

/** Returns what n8n's server passes to the engine for one execution. */
function additionalDataFor(
	workflowData: IWorkflowBase,
	{ core, loader, options }: { core: Core; loader: Loader; options: EngineOptions },
): IWorkflowExecuteAdditionalData {
	const hooks = new core.ExecutionLifecycleHooks('manual', '1', workflowData);
	observe(hooks, options.onNode);
	const typeOf = (name: string) => loader.getCredential(name).type;
	return {
		executionId: '1',
		hooks,
		credentialsHelper: new NamedCredentials(options.credentials, typeOf),
		...addresses,
		variables: {},
		currentNodeExecutionIndex: 0,
		setExecutionStatus: () => {},
		sendDataToUI: () => {},
		logAiEvent: () => {},
	} as unknown as IWorkflowExecuteAdditionalData;
}

/** Creates a folder for n8n's settings, which is removed when the process ends. */
function temporaryFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-'));
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

/** Every execution context reads these addresses, even if no node uses them. */
const addresses = {
	restApiUrl: 'http://localhost/rest',
	instanceBaseUrl: 'http://localhost/',
	formBaseUrl: 'http://localhost/form',
	formWaitingBaseUrl: 'http://localhost/form-waiting',
	formTestBaseUrl: 'http://localhost/form-test',
	webhookBaseUrl: 'http://localhost/webhook',
	webhookWaitingBaseUrl: 'http://localhost/webhook-waiting',
	webhookTestBaseUrl: 'http://localhost/webhook-test',
	mcpBaseUrl: 'http://localhost/mcp',
	mcpTestBaseUrl: 'http://localhost/mcp-test',
};

const stickyNote = 'n8n-nodes-base.stickyNote';

const splitType = (type: string) => type.split(/\.(?=[^.]*$)/);

/** Returns the node types: ours from the package, all others as stand-ins. */
function nodeTypesOf(
	loader: Loader,
	standIns: Record<string, StandIn>,
	{ nodes }: IWorkflowBase,
): INodeTypes {
	const find = (type: string) => {
		const [owner, name = ''] = splitType(type);
		return owner === loader.packageName
			? loader.getNode(name).type
			: standIn(type, standIns, {
					properties: parametersOf(nodes, type),
					inputs: inputsOf(nodes, type),
				});
	};
	return {
		getByName: find,
		getByNameAndVersion: (type: string) => NodeHelpers.getVersionedNodeType(find(type)),
		getKnownTypes: () => ({}),
	};
}

/** n8n removes parameters that a node type does not declare. */
const parametersOf = (nodes: INode[], type: string): INodeProperties[] =>
	[
		...new Set(
			nodes
				.filter((node) => node.type === type)
				.flatMap(({ parameters }) => Object.keys(parameters)),
		),
	].map((name) => ({ displayName: name, name, type: 'json', default: '' }));

/** Returns the number of inputs of a node type: of n8n's Merge node what the workflow says, else one. */
const inputsOf = (nodes: INode[], type: string): number =>
	Math.max(
		1,
		...nodes
			.filter((node) => node.type === type)
			.map(({ parameters: { numberInputs } }) => Number(numberInputs ?? 1)),
	);

/** Returns a node type whose behaviour is the stand-in. It gets the items of all inputs. */
function standIn(
	type: string,
	standIns: Record<string, StandIn>,
	{ properties, inputs }: { properties: INodeProperties[]; inputs: number },
): INodeType {
	const act = standIns[type];
	if (!act) throw new Error(`The engine has no stand-in for the node type ${type}.`);
	const isTrigger = /trigger$/i.test(type);
	return {
		description: {
			displayName: type,
			name: splitType(type)[1] ?? type,
			group: [isTrigger ? 'trigger' : 'transform'],
			version: [1, 1.1, 2, 2.1, 2.2, 2.3, 2.4, 2.5, 3.2],
			description: '',
			defaults: { name: type },
			inputs: isTrigger ? [] : Array<'main'>(inputs).fill(NodeConnectionTypes.Main),
			requiredInputs: 1,
			outputs: [NodeConnectionTypes.Main],
			properties,
		},
		async execute() {
			const input = Array.from({ length: inputs }, (_, index) => this.getInputData(index));
			const items = await act(input.flat(), (name, item) => this.getNodeParameter(name, item));
			return [items.map((json, item) => ({ json, pairedItem: { item } }))];
		},
	};
}

type Hooks = InstanceType<Core['ExecutionLifecycleHooks']>;

function observe(hooks: Hooks, onNode: EngineOptions['onNode']): void {
	hooks.addHandler('nodeExecuteBefore', (name) => onNode?.({ name, phase: 'before' }));
	hooks.addHandler('nodeExecuteAfter', (name, task) => onNode?.({ name, phase: 'after', task }));
}

/** Credentials as n8n passes them to nodes: with defaults, and without fields that the form hides. */
class NamedCredentials extends ICredentialsHelper {
	constructor(
		private readonly byName: Record<string, IDataObject>,
		private readonly typeOf: (name: string) => ICredentialType,
	) {
		super();
	}

	async getDecrypted(
		...[, { name }, type]: Parameters<ICredentialsHelper['getDecrypted']>
	): Promise<ICredentialDataDecryptedObject> {
		const data = this.byName[name];
		if (!data) throw new Error(`There is no credential "${name}".`);
		const properties = this.getCredentialsProperties(type);
		return NodeHelpers.getNodeParameters(
			properties,
			data as never,
			true,
			false,
			null,
			null,
		) as ICredentialDataDecryptedObject;
	}

	getCredentialsProperties(type: string) {
		return this.typeOf(type).properties;
	}

	getParentTypes() {
		return [];
	}

	isCredentialUsableByNode() {
		return true;
	}

	async authenticate(...[, , request]: Parameters<ICredentialsHelper['authenticate']>) {
		return request as never;
	}

	async preAuthentication() {
		return undefined;
	}

	async runPreAuthentication() {
		return undefined;
	}

	async getCredentials(): Promise<never> {
		throw new Error('The engine does not use this method.');
	}

	async updateCredentials() {}

	async updateCredentialsOauthTokenData() {}
}
