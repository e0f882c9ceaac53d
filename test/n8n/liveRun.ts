import type { Message } from '../../scripts/n8n/api';
import type { World } from './world';

/** What the editor is told of a run while it goes on. Of some workflows n8n keeps nothing else. */
export interface LiveRun {
	/** How many items a node has given on each of its outputs. @throws Error when it did not run or failed */
	items(node: string): number[];
	/** As n8n names it, once the run is over. */
	status(): string | undefined;
	stop(): Promise<void>;
}

interface Told {
	status: string;
	items: number[];
}

/** Starts a workflow as the editor's button does. The world's n8n has `N8N_PUSH_BACKEND` `sse`. */
export async function executeLive({ api }: World, id: string, trigger: string): Promise<LiveRun> {
	const ending = new AbortController();
	const messages = await api.messages(ending.signal);
	const nodes = new Map<string, Told>();
	let status: string | undefined;
	const listening = (async () => {
		for await (const message of messages) {
			if (message.type === 'executionFinished') status = String(message.data.status);
			if (message.type === 'nodeExecuteAfter') nodes.set(...toldOf(message));
		}
	})().catch((error: Error) => {
		if (error.name !== 'AbortError') throw error;
	});
	await api.execute(id, trigger);
	return {
		items(node) {
			const told = nodes.get(node);
			if (told?.status === 'success') return told.items;
			throw new Error(`"${node}" ${told ? `ended with ${told.status}` : 'did not run'}.`);
		},
		status: () => status,
		async stop() {
			ending.abort();
			await listening;
		},
	};
}

function toldOf({ data }: Message): [node: string, told: Told] {
	const { nodeName, itemCountByConnectionType, data: task } = data as unknown as AfterNode;
	return [nodeName, { status: task.executionStatus, items: itemCountByConnectionType.main ?? [] }];
}

interface AfterNode {
	nodeName: string;
	itemCountByConnectionType: { main?: number[] };
	data: { executionStatus: string };
}
