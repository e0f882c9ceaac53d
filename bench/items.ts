import type { Execution } from '../scripts/n8n/api';
import { authorised, start } from '../test/n8n/authorised';
import {
	aWorkflow,
	openWorld,
	ours,
	outputOf,
	runToEnd,
	store,
	type AnyNode,
} from '../test/n8n/world';
import type { World } from '../test/n8n/world';
import { median, type Score } from './report';

export interface ItemSettings {
	accounts: number;
	/** Milliseconds that the bank adds to each response. */
	latency: number;
	rounds: number;
}

const transactionsPerAccount = 20;

/**
 * Compares Get Accounts with n8n's HTTP Request node in one real n8n, in alternating rounds: an item for each account, and
 * one request for each item. Both sign in with the same session and certificate. Times are n8n's own, of the node alone.
 */
export async function compareItems({ accounts, latency, rounds }: ItemSettings): Promise<Score[]> {
	const transactions = accounts * transactionsPerAccount;
	const world = await openWorld({ bank: { accounts, transactions, latency } });
	try {
		const session = await openSession(world);
		const candidates = {
			'Get Accounts, 16 requests at once': getAccounts(session, {}),
			'Get Accounts, 32 requests at once': getAccounts(session, { concurrency: 32 }),
			"n8n's HTTP Request node": httpRequest(session, world),
		};
		return await compare(world, candidates, { session, accounts, rounds });
	} finally {
		await world.close();
	}
}

interface Comparison {
	session: string;
	accounts: number;
	rounds: number;
}

async function compare(
	world: World,
	candidates: Record<string, AnyNode>,
	{ session, accounts, rounds }: Comparison,
): Promise<Score[]> {
	const workflows = new Map<string, string>();
	for (const [name, node] of Object.entries(candidates)) {
		workflows.set(name, await store(world, anItemPerAccount(node, session)));
	}
	const measured = new Map<string, number[]>([...workflows.keys()].map((name) => [name, []]));
	for (let round = 0; round <= rounds; round++) {
		for (const [name, id] of workflows) {
			const time = timeOf(await runToEnd(world, id), accounts);
			// The first round of each is a warm-up.
			if (round > 0) measured.get(name)!.push(time);
		}
	}
	return [...measured].map(([candidate, times]) => ({
		candidate,
		median: median(times),
		unit: 'ms',
		fastest: Math.min(...times),
		slowest: Math.max(...times),
	}));
}

/** Returns the milliseconds that the measured node took. @throws Error when it read too few accounts */
function timeOf(execution: Execution, accounts: number): number {
	const items = outputOf(execution, 'Measured').length;
	if (items < accounts) throw new Error(`${items} items came from ${accounts} accounts.`);
	return execution.data.resultData.runData.Measured![0]!.executionTime;
}

const anItemPerAccount = (node: AnyNode, session: string) =>
	aWorkflow(
		`An item per account: ${node.type}`,
		[
			start,
			{
				name: 'Accounts',
				...ours('getAccounts', 'Zopa'),
				parameters: { returnAll: true, session },
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
	...ours('getAccounts', 'Zopa'),
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
		[start, { name: 'Get Token', ...ours('getToken', 'Zopa'), parameters }],
		[['Start', 'Get Token']],
	);
	const [token] = outputOf(await runToEnd(world, await store(world, workflow)), 'Get Token');
	return String(token?.session);
}
