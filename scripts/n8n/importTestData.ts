import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INode, IWorkflowBase } from 'n8n-workflow';

import { banks } from '../../lib/banks';
import type { EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../localCredential';
import type { N8nApi } from './api';

export interface ImportedIds {
	/** Credential ids by name: that of a bank, or of a credential in the examples. */
	credentials: Record<string, string>;
	/** Workflow ids by file name without extension. */
	workflows: Record<string, string>;
}

/** What surrounds the examples. */
export interface Surroundings {
	bank: EmbeddedBank;
	/** Port of the email server on this machine. */
	mailPort: number;
	/** Address for redirect URIs, instead of n8n's own. */
	publicAddress?: string;
}

/** The example that n8n runs when another one fails. */
const errorExample = 'errors';

/**
 * Imports credentials for every embedded bank, for email and for calls between examples, and the example workflows into n8n.
 * Existing ones with the same name are replaced.
 */
export async function importTestData(
	api: N8nApi,
	{ bank, mailPort, publicAddress }: Surroundings,
): Promise<ImportedIds> {
	const credentials: Record<string, string> = {};
	for (const { id, name } of banks.filter(({ id }) => id in bank.banks)) {
		credentials[name] = await api.putCredential(name, localCredential(bank, id));
	}
	credentials.SMTP = await putMailCredential(api, mailPort);
	credentials[batchKey.name] = await api.putCredential(
		batchKey.name,
		batchKey.data,
		'httpHeaderAuth',
	);
	const imported: ImportedIds = { credentials, workflows: {} };
	for (const [file, workflow] of exampleWorkflows()) {
		imported.workflows[file] = await api.putWorkflow(forImport(workflow, imported, publicAddress));
	}
	return imported;
}

/** Creates or replaces the credential for the email server on this machine. Returns its id. */
export const putMailCredential = async (api: N8nApi, port: number): Promise<string> =>
	await api.putCredential(
		'SMTP',
		{ host: '127.0.0.1', port, secure: false, disableStartTls: true, user: '', password: '' },
		'smtp',
	);

/** The credential by which the example of batches calls its own webhook. */
const batchKey = {
	name: 'Batches',
	data: { name: 'X-Batch-Key', value: randomBytes(24).toString('base64url') },
};

/** Returns the example workflows with their file names without extension, each one behind those that it names. */
export const exampleWorkflows = (): Array<[string, IWorkflowBase]> =>
	readdirSync('examples')
		.filter((file) => file.endsWith('.json'))
		.map((file): [string, IWorkflowBase] => [
			file.replace(/\.json$/, ''),
			JSON.parse(readFileSync(join('examples', file), 'utf8')) as IWorkflowBase,
		])
		.sort((one, other) => rank(one) - rank(other));

function rank([file, { nodes }]: [string, IWorkflowBase]): number {
	if (file === errorExample) return 0;
	return nodes.some(isCall) ? 2 : 1;
}

const isCall = ({ type }: INode): boolean => type === 'n8n-nodes-base.executeWorkflow';

/** Returns the titles that n8n shows, by file name without extension. */
export const titlesOfExamples = (): Record<string, string> =>
	Object.fromEntries(exampleWorkflows().map(([file, { name }]) => [file, name]));

/** Returns the addresses of the examples' Consent Redirect Triggers, at n8n's address for webhooks. */
export const exampleRedirectUris = (address: string): string[] =>
	exampleWorkflows()
		.flatMap(([, { nodes }]) => nodes)
		.filter(({ type }) => type.endsWith('.consentRedirectTrigger'))
		.map(({ parameters }) => `${address}/webhook/${String(parameters.path)}`);

/** Adds what a workflow can only name inside this n8n: its credentials, other workflows, and public redirect URIs. */
export function forImport(
	workflow: IWorkflowBase,
	imported: ImportedIds,
	publicAddress?: string,
): IWorkflowBase {
	const errorWorkflow = imported.workflows[errorExample];
	const isTold =
		errorWorkflow !== undefined && workflow.nodes.every(({ type }) => type !== errorTrigger);
	const located = publicAddress ? withRedirectUris(workflow, publicAddress) : workflow;
	return withCredentials(
		{
			...located,
			nodes: located.nodes.map((node) => (isCall(node) ? withCalledId(node, imported) : node)),
			settings: { ...workflow.settings, ...(isTold && { errorWorkflow }) },
		},
		imported.credentials,
	);
}

const errorTrigger = 'n8n-nodes-base.errorTrigger';

/** In the examples, the redirect URI is on the n8n whose link was called. */
const ownRedirectUri =
	/^=\{\{ \$\('\w+'\)\.first\(\)\.json\.webhookUrl\.replace\(\/\w+\$\/, '([\w-]+)'\) \}\}$/;

function withRedirectUris(workflow: IWorkflowBase, address: string): IWorkflowBase {
	const moved = (node: INode): INode => {
		const { options } = node.parameters as { options?: { redirectUri?: string } };
		const path = ownRedirectUri.exec(options?.redirectUri ?? '')?.[1];
		if (path === undefined) return node;
		const redirectUri = `${address}/webhook/open-banking/${path}`;
		return { ...node, parameters: { ...node.parameters, options: { ...options, redirectUri } } };
	};
	return { ...workflow, nodes: workflow.nodes.map(moved) };
}

function withCalledId(node: INode, { workflows }: ImportedIds): INode {
	const reference = node.parameters.workflowId as { value: string; cachedResultName: string };
	const titles = Object.entries(titlesOfExamples());
	const [file = ''] = titles.find(([, title]) => title === reference.cachedResultName) ?? [];
	const workflowId = { ...reference, value: workflows[file] ?? '' };
	return { ...node, parameters: { ...node.parameters, workflowId } };
}

/** Adds the ids of the credentials to a workflow that only has their names. */
export function withCredentials(
	workflow: IWorkflowBase,
	ids: ImportedIds['credentials'],
): IWorkflowBase {
	const located = (node: INode): INode => ({
		...node,
		...(node.credentials && {
			credentials: Object.fromEntries(
				Object.entries(node.credentials).map(([type, { id, name }]) => [
					type,
					{ id: ids[name] ?? (type === 'openBankingApi' ? null : id), name },
				]),
			),
		}),
	});
	return { ...workflow, nodes: workflow.nodes.map(located) };
}
