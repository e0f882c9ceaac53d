import type { IDataObject } from 'n8n-workflow';
import pMap from 'p-map';
import { Agent, type Dispatcher } from 'undici';

import { psuApproves } from '../sandbox/psu';
import type { EmbeddedBank } from '../sandbox/startEmbeddedBank';
import { localCredential } from '../scripts/localCredential';
import { createWorkflowEngine, type WorkflowEngine } from '../scripts/workflowEngine';
import { aChain, jsonOf } from '../test/support/workflow';
import { median, type Score } from './report';

/** Concurrent requests: the same number as in the Get Accounts node. */
const concurrency = 16;

interface Authorised {
	/** For the Get Accounts node. */
	session: string;
	registration: string;
	/** For undici. */
	accessToken: string;
}

interface Round {
	milliseconds: number;
	requests: number;
	handshakes: number;
}

/**
 * Compares the Get Accounts node with undici alone, in alternating rounds: same requests, certificate and concurrency.
 */
export async function comparePolling(
	bank: EmbeddedBank,
	{ accounts, rounds }: { accounts: number; rounds: number },
): Promise<Score[]> {
	const engine = await newEngine(bank);
	const authorised = await authorise(engine, bank);
	const agent = undiciAgent(bank);
	const candidates = {
		'Get Accounts node': () => pollThroughNode(engine, authorised),
		'undici alone': () => pollWithUndici(agent, bank, authorised),
	};
	const results = new Map(Object.keys(candidates).map((name) => [name, [] as Round[]]));
	for (let round = 0; round <= rounds; round++) {
		for (const [name, poll] of Object.entries(candidates)) {
			const measured = await measure(bank, poll, accounts);
			// The first round of each is a warm-up.
			if (round > 0) results.get(name)!.push(measured);
		}
	}
	await agent.close();
	return [...results].map(([candidate, all]) => ({
		candidate,
		median: median(all.map(({ milliseconds }) => milliseconds)),
		unit: 'ms per poll',
		'requests per poll': median(all.map(({ requests }) => requests)),
		'handshakes per poll': median(all.map(({ handshakes }) => handshakes)),
	}));
}

async function measure(
	bank: EmbeddedBank,
	poll: () => Promise<number>,
	accounts: number,
): Promise<Round> {
	await bank.resetStatistics();
	const started = performance.now();
	const polled = await poll();
	const milliseconds = performance.now() - started;
	const { mtls } = (await bank.statistics()).listeners;
	if (polled !== accounts) throw new Error(`${polled} of ${accounts} accounts were polled.`);
	return { milliseconds, requests: mtls.requests, handshakes: mtls.handshakes };
}

const newEngine = (bank: EmbeddedBank): Promise<WorkflowEngine> =>
	createWorkflowEngine({
		credentials: { Bank: localCredential(bank, 'zopa') },
		standIns: { 'n8n-nodes-base.manualTrigger': async () => [{}] },
	});

async function runNode(engine: WorkflowEngine, type: string, parameters: IDataObject) {
	const run = await engine.run(aChain({ name: 'Step', type, parameters }));
	return jsonOf(run, 'Step');
}

async function authorise(engine: WorkflowEngine, bank: EmbeddedBank): Promise<Authorised> {
	const [client] = await runNode(engine, 'dcrRegister', {});
	const fromInput = { client: 'input', registration: client?.registration };
	const [consent] = await runNode(engine, 'createConsent', fromInput);
	const redirectResponse = await psuApproves(String(consent?.authorizationUrl), {
		user: 'rora',
		ca: bank.ca,
	});
	const [token] = await runNode(engine, 'getToken', {
		...fromInput,
		redirectResponse,
		options: { outputTokens: true },
	});
	return {
		session: String(token?.session),
		registration: String(client?.registration),
		accessToken: String(token?.accessToken),
	};
}

async function pollThroughNode(
	engine: WorkflowEngine,
	{ session, registration }: Authorised,
): Promise<number> {
	const read = (operation: string) =>
		runNode(engine, 'getAccounts', {
			operation,
			returnAll: true,
			session,
			client: 'input',
			registration,
		});
	const balances = await read('balances');
	await read('transactions');
	return new Set(balances.map(({ accountId }) => accountId)).size;
}

const undiciAgent = (bank: EmbeddedBank): Agent =>
	new Agent({
		connections: concurrency,
		connect: { ca: bank.ca, cert: bank.tpp.transportCertificate, key: bank.tpp.transportKey },
	});

/** Sends the requests that the node sends: the list of accounts, then every account, for both resources. */
async function pollWithUndici(
	agent: Agent,
	bank: EmbeddedBank,
	{ accessToken }: Authorised,
): Promise<number> {
	const root = bank.banks.zopa.accountInformation;
	const get = (url: string) => getJson(agent, url, accessToken);
	const polled = new Set<string>();
	for (const resource of ['balances', 'transactions']) {
		const accounts = await list(get, `${root}/accounts`, 'Account');
		await pMap(
			accounts,
			async ({ AccountId }) => {
				const member = resource === 'balances' ? 'Balance' : 'Transaction';
				await list(get, `${root}/accounts/${String(AccountId)}/${resource}`, member);
				polled.add(String(AccountId));
			},
			{ concurrency },
		);
	}
	return polled.size;
}

interface Page {
	Data: Record<string, IDataObject[]>;
	Links: { Next?: string };
}

async function list(
	get: (url: string) => Promise<Page>,
	first: string,
	member: string,
): Promise<IDataObject[]> {
	const entries: IDataObject[] = [];
	for (let url: string | undefined = first; url;) {
		const { Data, Links } = await get(url);
		entries.push(...(Data[member] ?? []));
		url = Links.Next;
	}
	return entries;
}

async function getJson(dispatcher: Dispatcher, url: string, accessToken: string): Promise<Page> {
	const { origin, pathname, search } = new URL(url);
	const { statusCode, body } = await dispatcher.request({
		origin,
		path: pathname + search,
		method: 'GET',
		headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json' },
	});
	if (statusCode !== 200) throw new Error(`The bank responded with status ${statusCode}.`);
	return (await body.json()) as Page;
}
