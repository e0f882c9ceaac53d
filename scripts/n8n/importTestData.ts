import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INode, IWorkflowBase } from 'n8n-workflow';

import { banks } from '../../lib/banks';
import type { EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../localCredential';
import type { N8nApi } from './api';

export interface ImportedIds {
	/** Credential ids by name; the name is that of the bank. */
	credentials: Record<string, string>;
	/** Workflow ids by file name without extension. */
	workflows: Record<string, string>;
}

/**
 * Imports a credential for every embedded bank and the example workflows into n8n. Existing ones with the same name are
 * replaced.
 */
export async function importTestData(api: N8nApi, bank: EmbeddedBank): Promise<ImportedIds> {
	const credentials: Record<string, string> = {};
	for (const { id, name } of banks.filter(({ id }) => id in bank.banks)) {
		credentials[name] = await api.putCredential(name, localCredential(bank, id));
	}
	const workflows: Record<string, string> = {};
	for (const [file, workflow] of exampleWorkflows()) {
		workflows[file] = await api.putWorkflow(withCredentials(workflow, credentials));
	}
	return { credentials, workflows };
}

/** Returns the example workflows with their file names without extension. */
export const exampleWorkflows = (): Array<[string, IWorkflowBase]> =>
	readdirSync('examples')
		.filter((file) => file.endsWith('.json'))
		.map((file) => [
			file.replace(/\.json$/, ''),
			JSON.parse(readFileSync(join('examples', file), 'utf8')) as IWorkflowBase,
		]);

/** Returns the titles that n8n shows, by file name without extension. */
export const titlesOfExamples = (): Record<string, string> =>
	Object.fromEntries(exampleWorkflows().map(([file, { name }]) => [file, name]));

/** Returns the addresses of the examples' Consent Redirect Triggers, at n8n's address for webhooks. */
export const exampleRedirectUris = (address: string): string[] =>
	exampleWorkflows()
		.flatMap(([, { nodes }]) => nodes)
		.filter(({ type }) => type.endsWith('.consentRedirectTrigger'))
		.map(({ parameters }) => `${address}/webhook/${String(parameters.path)}`);

/** Adds the ids of the credentials to a workflow that only has their names. */
export function withCredentials(
	workflow: IWorkflowBase,
	ids: ImportedIds['credentials'],
): IWorkflowBase {
	const located = (node: INode): INode => {
		const name = node.credentials?.openBankingApi?.name;
		if (name === undefined) return node;
		return { ...node, credentials: { openBankingApi: { id: ids[name] ?? null, name } } };
	};
	return { ...workflow, nodes: workflow.nodes.map(located) };
}
