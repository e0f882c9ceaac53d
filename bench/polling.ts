import type { IDataObject } from 'n8n-workflow';
import pMap from 'p-map';
import { Agent, type Dispatcher } from 'undici';

import { psuApproves } from '../sandbox/psu';
import type { EmbeddedBank } from '../sandbox/startEmbeddedBank';
import { localCredential } from '../scripts/localCredential';
import { createWorkflowEngine, type WorkflowEngine } from '../scripts/workflowEngine';
import { aChain, jsonOf } from '../test/support/workflow';
import { median, type Score } from './report';

/** As many requests at once as the Get Accounts node makes. */
const concurrency = 8;

interface Authorised {
	/** For our node. */
	session: string;
	registration: string;
	/** For the bare client. */
	accessToken: string;
}

interface Round {
	milliseconds: number;
	requests: number;
	handshakes: number;
}

/** The Get Accounts node and a bare keep-alive client (undici), in turns: same requests, certificate and concurrency. */
export async function pollingContest(
	bank: EmbeddedBank,
	{ accounts, rounds }: { accounts: number; rounds: number },
): Promise<Score[]> {
	const engine = await anEngine(bank);
	const authorised = await authorise(engine, bank);
	const agent = bareAgent(bank);
	const contestants = {
		'Get Accounts node': () => pollThroughNode(engine, authorised),
		'bare undici': () => pollBare(agent, bank, authorised),
	};
	const results = new Map(Object.keys(contestants).map((name) => [name, [] as Round[]]));
	for (let round = 0; round <= rounds; round++) {
		for (const [name, poll] of Object.entries(contestants)) {
			const measured = await measure(bank, poll, accounts);
			// The first round of each is for warming up.
			if (round > 0) results.get(name)!.push(measured);
		}
	}
	await agent.close();
	return [...results].map(([contestant, all]) => ({
		contestant,
		median: median(all.map(({ milliseconds }) => milliseconds)),
		unit: 'ms a poll',
		'requests a poll': median(all.map(({ requests }) => requests)),
		'handshakes a poll': median(all.map(({ handshakes }) => handshakes)),
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
	if (polled !== accounts) throw new Error(`${polled} accounts were polled, not ${accounts}.`);
	return { milliseconds, requests: mtls.requests, handshakes: mtls.handshakes };
}

const anEngine = (bank: EmbeddedBank): Promise<WorkflowEngine> =>
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

const bareAgent = (bank: EmbeddedBank): Agent =>
	new Agent({
		connections: concurrency,
		connect: { ca: bank.ca, cert: bank.tpp.transportCertificate, key: bank.tpp.transportKey },
	});

/** The requests that the node makes: for each of both reads the list of accounts, then every account. */
async function pollBare(
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
	if (statusCode !== 200) throw new Error(`The bank answered ${statusCode}.`);
	return (await body.json()) as Page;
}
