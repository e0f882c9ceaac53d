import type { INode, IWorkflowBase } from 'n8n-workflow';

import { exampleWorkflows } from '../../scripts/n8n/importTestData';
import type { ChatModel } from './chatModel';
import type { World } from './world';

/** The credential for a chat model, as a workflow names it. */
export interface ModelCredential {
	id: string;
	name: string;
}

/** Creates the credential for a chat model. */
export async function createModelCredential(
	{ api }: World,
	model: ChatModel,
): Promise<ModelCredential> {
	const name = 'Obedient Model';
	const data = { apiKey: 'none', url: model.url };
	const credential = { name, type: 'openAiApi', data };
	const { id } = (await api.call('POST', 'credentials', credential)) as { id: string };
	return { id, name };
}

/** Returns the example for agents with a chat model, and with changes of its nodes. */
export function agentExample(
	openAiApi: ModelCredential,
	changes: Record<string, Partial<INode>> = {},
): IWorkflowBase {
	const [, example] = exampleWorkflows().find(([file]) => file === 'agent')!;
	const nodes = example.nodes.map((node) => ({
		...node,
		...(node.name === 'Chat Model' && { credentials: { openAiApi } }),
		...changes[node.name],
	}));
	return { ...example, nodes };
}

/** Returns the parameters of the example's trigger with a chat that customers can open. */
export const publicChat = { public: true, options: {} };
