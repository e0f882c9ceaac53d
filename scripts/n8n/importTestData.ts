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
 * replaced. `redirectUri` is the address of the example with a Consent Redirect Trigger.
 */
export async function importTestData(
	api: N8nApi,
	{ bank, redirectUri }: { bank: EmbeddedBank; redirectUri: string },
): Promise<ImportedIds> {
	const credentials: Record<string, string> = {};
	for (const { id, name } of banks.filter(({ id }) => id in bank.banks)) {
		const data = { ...localCredential(bank, id), ...(id === 'smile' && { redirectUri }) };
		credentials[name] = await api.putCredential(name, data);
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
