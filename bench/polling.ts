import type { IDataObject } from 'n8n-workflow';
import pMap from 'p-map';
import { Agent, type Dispatcher } from 'undici';

import { psuApproves } from '../sandbox/psu';
import type { EmbeddedBank } from '../sandbox/startEmbeddedBank';
import { localCredential } from '../scripts/localCredential';
import { createWorkflowEngine } from '../scripts/workflowEngine';
import { aChain, jsonOf } from '../test/support/workflow';
import { median, type Score } from './report';

/** Concurrent requests: the same number as in Get Accounts. */
const concurrency = 16;

interface Round {
	milliseconds: number;
	/** Of this process: the bank is another one. */
	cpuSeconds: number;
	requests: number;
	handshakes: number;
}

interface PollingSettings {
	accounts: number;
	rounds: number;
}

/**
 * Compares Get Accounts in n8n-core with undici alone, in turns: same requests, certificate and concurrency. Each reads the
 * transactions of all accounts: for one item, and for an item per account.
 */
export async function comparePolling(
	bank: EmbeddedBank,
	{ accounts, rounds }: PollingSettings,
): Promise<Score[]> {
	const polling = await openPolling(bank);
	const agent = undiciAgent(bank);
	const items = await polling.run('accounts');
	const selection = { accountSelection: 'one' };
	const candidates = {
		'Get Accounts, one item': () => polling.run('transactions'),
		'Get Accounts, an item per account': () => polling.run('transactions', selection, items),
		'undici alone': () => pollWithUndici(agent, bank, polling.accessToken),
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
	return [...results].map(([candidate, all]) => toScore(candidate, all));
}

function toScore(candidate: string, all: Round[]): Score {
	const times = all.map(({ milliseconds }) => milliseconds);
	return {
		candidate,
		median: median(times),
		unit: 'ms',
		fastest: Math.round(Math.min(...times)),
		slowest: Math.round(Math.max(...times)),
		'CPU s': Number(median(all.map(({ cpuSeconds }) => cpuSeconds)).toFixed(2)),
		requests: median(all.map(({ requests }) => requests)),
		handshakes: Math.max(...all.map(({ handshakes }) => handshakes)),
	};
}

async function measure(
	bank: EmbeddedBank,
	poll: () => Promise<IDataObject[]>,
	accounts: number,
): Promise<Round> {
	await bank.resetStatistics();
	const started = performance.now();
	const cpu = process.cpuUsage();
	const transactions = await poll();
	const { user, system } = process.cpuUsage(cpu);
	const milliseconds = performance.now() - started;
	const { mtls } = (await bank.statistics()).listeners;
	const polled = new Set(transactions.map(({ accountId }) => accountId)).size;
	if (polled !== accounts) throw new Error(`${polled} of ${accounts} accounts were polled.`);
	const { requests, handshakes } = mtls;
	return { milliseconds, cpuSeconds: (user + system) / 1e6, requests, handshakes };
}

export interface Polling {
	/** Runs an operation of Get Accounts in n8n-core, with a session of all accounts. Returns the rows. */
	run(operation: string, more?: IDataObject, input?: IDataObject[]): Promise<IDataObject[]>;
	/** For other clients. */
	accessToken: string;
}

/** Registers at the bank and lets the PSU approve. */
export async function openPolling(bank: EmbeddedBank): Promise<Polling> {
	let items: IDataObject[] = [{}];
	const engine = await createWorkflowEngine({
		credentials: { Bank: localCredential(bank, 'zopa') },
		standIns: { 'n8n-nodes-base.manualTrigger': async () => items },
	});
	const runNode = async (type: string, parameters: IDataObject) =>
		jsonOf(await engine.run(aChain({ name: 'Step', type, parameters })), 'Step');
	const { session, registration, accessToken } = await authorise(runNode, bank);
	const credentials = { session, client: 'input', registration };
	return {
		accessToken,
		async run(operation, more, input = [{}]) {
			items = input;
			return await runNode('getAccounts', {
				operation,
				returnAll: true,
				...credentials,
				...more,
			});
		},
	};
}

type RunNode = (type: string, parameters: IDataObject) => Promise<IDataObject[]>;

async function authorise(runNode: RunNode, bank: EmbeddedBank) {
	const [client] = await runNode('dcrRegister', {});
	const fromInput = { client: 'input', registration: client?.registration };
	const [consent] = await runNode('createConsent', fromInput);
	const redirectResponse = await psuApproves(String(consent?.authorizationUrl), {
		user: 'rora',
		ca: bank.ca,
	});
	const [token] = await runNode('getToken', {
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

const undiciAgent = (bank: EmbeddedBank): Agent =>
	new Agent({
		connections: concurrency,
		connect: { ca: bank.ca, cert: bank.tpp.transportCertificate, key: bank.tpp.transportKey },
	});

/** Sends the requests that the node sends for one item: the list of accounts, then every account. */
async function pollWithUndici(
	agent: Agent,
	bank: EmbeddedBank,
	accessToken: string,
): Promise<IDataObject[]> {
	const root = bank.banks.zopa.accountInformation;
	const get = (url: string) => getJson(agent, url, accessToken);
	const accounts = await list(get, `${root}/accounts`, 'Account');
	const transactions = await pMap(
		accounts,
		async ({ AccountId }) => {
			const entries = await list(
				get,
				`${root}/accounts/${String(AccountId)}/transactions`,
				'Transaction',
			);
			return entries.map((entry) => ({ ...entry, accountId: AccountId }));
		},
		{ concurrency },
	);
	return transactions.flat();
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
