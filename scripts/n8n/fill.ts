import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INode, IWorkflowBase } from 'n8n-workflow';

import { banks } from '../../lib/banks';
import type { EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../localCredential';
import type { N8nApi } from './api';

export interface Filled {
	/** Ids by name, which is the bank's. */
	credentials: Record<string, string>;
	/** Ids by file name without its ending. */
	workflows: Record<string, string>;
}

/**
 * Puts into n8n a credential for every bank, filled by the embedded bank's directory, and the example workflows. What is
 * there by the same name is replaced. `redirectUri` is the address of the example with a Consent Redirect Trigger.
 */
export async function fill(
	api: N8nApi,
	{ bank, redirectUri }: { bank: EmbeddedBank; redirectUri: string },
): Promise<Filled> {
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

/** By file name without its ending. */
export const exampleWorkflows = (): Array<[string, IWorkflowBase]> =>
	readdirSync('examples')
		.filter((file) => file.endsWith('.json'))
		.map((file) => [
			file.replace(/\.json$/, ''),
			JSON.parse(readFileSync(join('examples', file), 'utf8')) as IWorkflowBase,
		]);

/** The examples name credentials; n8n finds them by their ids. */
export function withCredentials(
	workflow: IWorkflowBase,
	ids: Filled['credentials'],
): IWorkflowBase {
	const located = (node: INode): INode => {
		const name = node.credentials?.openBankingApi?.name;
		if (name === undefined) return node;
		return { ...node, credentials: { openBankingApi: { id: ids[name] ?? null, name } } };
	};
	return { ...workflow, nodes: workflow.nodes.map(located) };
}
