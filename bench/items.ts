import type { Execution } from '../scripts/n8n/api';
import { authorised, start } from '../test/n8n/authorised';
import {
	aWorkflow,
	openWorld,
	ownNode,
	outputOf,
	runToEnd,
	store,
	type AnyNode,
} from '../test/n8n/world';
import type { World } from '../test/n8n/world';
import { inTurns, spread, watchProcess } from './measure';
import { transactionsPerAccount, usageColumns } from './polling';
import { columnsOf, readable, type Row, type Table } from './report';

export interface ItemSettings {
	/** Numbers of items, the largest one last. */
	sizes: number[];
	/** Milliseconds that the bank adds to each response. */
	latencies: number[];
	rounds: number;
}

/** Numbers of requests that Get Accounts has open at the same time, with the least ratio to the HTTP Request node. */
const connections: Array<{ count: number; target(latency: number): number }> = [
	{ count: 16, target: (latency) => (latency < 100 ? 6 : 3.5) },
	{ count: 32, target: (latency) => (latency < 100 ? 6 : 5) },
];

/**
 * Compares Get Accounts with n8n's HTTP Request node in one real n8n, in turns: an item for each account, and one request
 * for each item. Both sign in with the same session and certificate. Times are n8n's own, of the node alone.
 */
export async function compareItems(settings: ItemSettings): Promise<Table> {
	const rows: Row[] = [];
	for (const latency of settings.latencies) rows.push(...(await atLatency(settings, latency)));
	return {
		title: "Get Accounts and n8n's HTTP Request node",
		note: 'An item for each account, in a real n8n. CPU and memory are those of n8n for the whole execution, which also reads the list of accounts and stores the result.',
		rows,
	};
}

async function atLatency({ sizes, rounds }: ItemSettings, latency: number): Promise<Row[]> {
	const accounts = sizes.at(-1)!;
	const transactions = accounts * transactionsPerAccount;
	const world = await openWorld({ bank: { accounts, transactions, latency } });
	try {
		const session = await openSession(world);
		const rows: Row[] = [];
		for (const items of sizes) {
			rows.push(...(await compareNodes({ world, session, items, latency }, rounds)));
		}
		return rows;
	} finally {
		await world.close();
	}
}

interface Comparison {
	world: World;
	session: string;
	items: number;
	latency: number;
}

async function compareNodes(comparison: Comparison, rounds: number): Promise<Row[]> {
	const { world, session, items, latency } = comparison;
	const reference = "n8n's HTTP Request";
	const nodes: Record<string, { node: AnyNode; target: string }> = {
		[reference]: { node: httpRequest(session, world), target: '' },
	};
	for (const { count, target } of connections) {
		const node = getAccounts(session, { concurrency: count });
		const name = `Get Accounts, ${count} connections`;
		nodes[name] = { node, target: `at least ${target(latency)}` };
	}
	const runs: Record<string, () => Promise<Run>> = {};
	for (const [name, { node }] of Object.entries(nodes)) {
		runs[name] = await runnerOf(name, node, comparison);
	}
	const results = await inTurns(runs, rounds);
	const slowest = spread(timesOf(results.get(reference)!)).median;
	return [...results].map(([node, all]) => ({
		latency: `${latency} ms`,
		items: readable(items),
		node,
		...columnsOf(spread(timesOf(all)), 'ms'),
		'times faster': readable(slowest / spread(timesOf(all)).median),
		target: nodes[node]!.target,
		...usageColumns(all),
	}));
}

type Run = Parameters<typeof usageColumns>[0][number] & { milliseconds: number };

const timesOf = (all: Run[]) => all.map(({ milliseconds }) => milliseconds);

/** Stores the workflow and returns the function that executes it. */
async function runnerOf(
	name: string,
	node: AnyNode,
	{ world, session, items }: Comparison,
): Promise<() => Promise<Run>> {
	const id = await store(world, anItemPerAccount({ ...node, name }, session, items));
	return async () => {
		await world.bank.resetStatistics();
		const used = watchProcess(world.n8n.pid);
		const execution = await runToEnd(world, id);
		const usage = used();
		const { requests, handshakes } = (await world.bank.statistics()).listeners.mtls;
		return { ...usage, milliseconds: timeOf(execution, items), requests, handshakes };
	};
}

/** Returns the milliseconds that the measured node took. @throws Error when it read too few accounts */
function timeOf(execution: Execution, accounts: number): number {
	const items = outputOf(execution, 'Measured').length;
	if (items < accounts) throw new Error(`${items} items came from ${accounts} accounts.`);
	return execution.data.resultData.runData.Measured![0]!.executionTime;
}

/** The node's name is a part of the workflow's, because a workflow of the same name would take its place. */
const anItemPerAccount = (node: AnyNode, session: string, items: number) =>
	aWorkflow(
		`${items} items: ${node.name}`,
		[
			start,
			{
				name: 'Accounts',
				...ownNode('getAccounts', 'Zopa'),
				parameters: { returnAll: false, limit: items, session },
			},
			{ ...node, name: 'Measured' },
		],
		[
			['Start', 'Accounts'],
			['Accounts', 'Measured'],
		],
	);

const getAccounts = (session: string, options: { concurrency?: number }): AnyNode => ({
	name: 'Measured',
	...ownNode('getAccounts', 'Zopa'),
	parameters: {
		operation: 'transactions',
		accountSelection: 'one',
		returnAll: true,
		session,
		options,
	},
});

const httpRequest = (session: string, { bank }: World): AnyNode => ({
	name: 'Measured',
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: {
		url: `=${bank.banks.zopa.accountInformation}/accounts/{{ $json.accountId }}/transactions`,
		authentication: 'predefinedCredentialType',
		nodeCredentialType: 'openBankingApi',
		sendHeaders: true,
		headerParameters: { parameters: [{ name: 'Authorization', value: `Bearer ${session}` }] },
	},
	credentials: { openBankingApi: { id: null, name: 'Zopa' } },
});

/** Registers a client, lets the PSU approve, and returns the session. */
async function openSession(world: World): Promise<string> {
	const { registration, redirectResponse } = await authorised(world);
	const parameters = { client: 'input', registration, redirectResponse };
	const workflow = aWorkflow(
		'Token',
		[start, { name: 'Get Token', ...ownNode('getToken', 'Zopa'), parameters }],
		[['Start', 'Get Token']],
	);
	const [token] = outputOf(await runToEnd(world, await store(world, workflow)), 'Get Token');
	return String(token?.session);
}
