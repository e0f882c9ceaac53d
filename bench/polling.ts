import type { IDataObject, IRun } from 'n8n-workflow';
import pMap from 'p-map';
import { Agent, type Dispatcher } from 'undici';

import { simplify } from '../lib/operations/accountInformation/simplify';
import { transactionKeys } from '../lib/operations/accountInformation/transactionFingerprint';
import type { Tpp } from '../lib/tpp';
import { psuApproves } from '../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../sandbox/startEmbeddedBank';
import { localCredential } from '../scripts/localCredential';
import { createWorkflowEngine } from '../scripts/workflowEngine';
import { aTpp } from '../test/support/builders';
import { withRefreshToken } from '../test/support/journey';
import { aChain, jsonOf } from '../test/support/workflow';
import { inTurns, spread, watchProcess, type Usage } from './measure';
import { columnsOf, readable, type Row, type Table } from './report';

/** Concurrent requests: the same number as in Get Accounts. */
const concurrency = 16;

/** Transactions of each account: one page. */
export const transactionsPerAccount = 20;

interface Round extends Usage {
	milliseconds: number;
	requests: number;
	handshakes: number;
}

export interface PollingSettings {
	accounts: number;
	rounds: number;
	/** Milliseconds that the bank adds to each response. */
	latencies: number[];
}

/** Compares Get Accounts in n8n-core with undici alone, in turns. Each reads the transactions of all accounts. */
export async function comparePolling(settings: PollingSettings): Promise<Table> {
	const rows: Row[] = [];
	for (const latency of settings.latencies) {
		rows.push(
			...(await withBank({ accounts: settings.accounts, latency }, (bank) =>
				compareClients(bank, settings, latency),
			)),
		);
	}
	return {
		title: 'Get Accounts and undici',
		note: `Transactions of ${settings.accounts} accounts through n8n-core, with ${concurrency} connections, the same requests and the same certificate. CPU and memory are those of the client.`,
		rows,
	};
}

async function compareClients(
	bank: EmbeddedBank,
	{ accounts, rounds }: PollingSettings,
	latency: number,
): Promise<Row[]> {
	const polling = await openPolling(bank);
	const agent = undiciAgent(bank);
	const items = await polling.run('accounts');
	const selection = { accountSelection: 'one' };
	const reference = 'undici alone';
	const candidates = {
		'Get Accounts, one item': () => polling.run('transactions'),
		'Get Accounts, an item per account': () => polling.run('transactions', selection, items),
		'undici, with the same keys and rows': () =>
			pollWithUndici(agent, bank, { ...polling, toRows: sameRows(aTpp()) }),
		[reference]: () => pollWithUndici(agent, bank, { ...polling, toRows: toCopies }),
	};
	const measured = Object.entries(candidates).map(
		([name, poll]) => [name, () => measure(bank, poll, accounts)] as const,
	);
	const results = await inTurns(Object.fromEntries(measured), rounds);
	await agent.close();
	const fastest = spread(timesOf(results.get(reference)!)).median;
	return [...results].map(([client, all]) => ({
		latency: `${latency} ms`,
		client,
		...columnsOf(spread(timesOf(all)), 'ms'),
		ratio: readable(spread(timesOf(all)).median / fastest),
		target: client.startsWith('undici') ? '' : `at most ${latency === 0 ? 1.3 : 1.1}`,
		...usageColumns(all),
	}));
}

export const timesOf = (all: Round[]) => all.map(({ milliseconds }) => milliseconds);

/** Returns the columns of what a client used. Handshakes are those of the round with the most. */
export const usageColumns = (all: Array<Omit<Round, 'milliseconds'>>): Row => ({
	'CPU s': readable(spread(all.map(({ cpuSeconds }) => cpuSeconds)).median),
	'peak MB': Math.round(spread(all.map(({ megabytes }) => megabytes)).median),
	requests: spread(all.map(({ requests }) => requests)).median,
	handshakes: Math.max(...all.map(({ handshakes }) => handshakes)),
});

/** Compares the time for each account of a small bank with that of a large one, in turns. */
export async function compareSizes(
	sizes: { few: number; many: number },
	rounds: number,
): Promise<Row[]> {
	return await withBank({ accounts: sizes.few, latency: 0 }, (small) =>
		withBank({ accounts: sizes.many, latency: 0 }, async (large) => {
			const [few, many] = [await openPolling(small), await openPolling(large)];
			const times = await inTurns(
				{
					few: () => measure(small, () => few.run('transactions'), sizes.few),
					many: () => measure(large, () => many.run('transactions'), sizes.many),
				},
				rounds,
			);
			const perAccount = (size: 'few' | 'many') =>
				spread(timesOf(times.get(size)!).map((time) => time / sizes[size]));
			const ratio = perAccount('many').median / perAccount('few').median;
			return [
				...(['few', 'many'] as const).map((size) => ({
					what: `Time for each of ${readable(sizes[size])} accounts, one item`,
					...columnsOf(perAccount(size), 'ms'),
					target: '',
				})),
				{
					what: `Time for each account: ${readable(sizes.many)} against ${readable(sizes.few)} accounts`,
					median: readable(ratio),
					range: '',
					target: 'at most 1.1',
				},
			];
		}),
	);
}

/** Counts the TLS handshakes of the first execution at a bank, and of the second one right after it. */
export async function countHandshakes(accounts: number): Promise<Row[]> {
	return await withBank({ accounts, latency: 0 }, async (bank) => {
		const polling = await openPolling(bank);
		const first = await measure(bank, () => polling.run('transactions'), accounts);
		const second = await measure(bank, () => polling.run('transactions'), accounts);
		return [
			{ what: 'TLS handshakes of the first execution', count: first.handshakes, most: concurrency },
			{ what: 'TLS handshakes of the second execution', count: second.handshakes, most: 0 },
		].map(({ what, count, most }) => ({
			what,
			median: String(count),
			range: '',
			target: `at most ${most}`,
		}));
	});
}

export async function withBank<Result>(
	{ accounts, latency }: { accounts: number; latency: number },
	use: (bank: EmbeddedBank) => Promise<Result>,
): Promise<Result> {
	const transactions = accounts * transactionsPerAccount;
	const bank = await startEmbeddedBank({ accounts, transactions, latency });
	try {
		return await use(bank);
	} finally {
		await bank.stop();
	}
}

export async function measure(
	bank: EmbeddedBank,
	poll: () => Promise<IDataObject[]>,
	accounts: number,
): Promise<Round> {
	await bank.resetStatistics();
	const used = watchProcess(process.pid);
	const started = performance.now();
	const transactions = await poll();
	const milliseconds = performance.now() - started;
	const usage = used();
	const { requests, handshakes } = (await bank.statistics()).listeners.mtls;
	const polled = new Set(transactions.map(({ accountId }) => accountId)).size;
	if (polled !== accounts) throw new Error(`${polled} of ${accounts} accounts were polled.`);
	return { ...usage, milliseconds, requests, handshakes };
}

/** Runs a node of the package in n8n-core, for one empty item by default. */
type Execute = (type: string, parameters: IDataObject, input?: IDataObject[]) => Promise<IRun>;

export interface Polling {
	/** Runs an operation of Get Accounts with a session of all accounts. Returns the rows. */
	run(operation: string, more?: IDataObject, input?: IDataObject[]): Promise<IDataObject[]>;
	execute: Execute;
	/** Parameters that select the registered client. */
	client: { client: string; registration: string };
	/** For other clients. */
	accessToken: string;
}

/**
 * Registers at the bank and lets the PSU approve.
 *
 * @param options another build of the package, and the credential in its form
 */
export async function openPolling(
	bank: EmbeddedBank,
	options: { packageFolder?: string; credential?: IDataObject } = {},
): Promise<Polling> {
	const { packageFolder, credential = localCredential(bank, 'zopa') } = options;
	let items: IDataObject[] = [{}];
	const engine = await createWorkflowEngine({
		packageFolder,
		credentials: { Bank: credential },
		standIns: { 'n8n-nodes-base.manualTrigger': async () => items },
	});
	const execute: Execute = async (type, parameters, input = [{}]) => {
		items = input;
		return await engine.run(aChain({ name: 'Step', type, parameters }));
	};
	const { session, registration, accessToken } = await authorise(execute, bank);
	const client = { client: 'input', registration };
	return {
		accessToken,
		client,
		execute,
		async run(operation, more, input) {
			const parameters = { operation, returnAll: true, session, ...client, ...more };
			return outputOf(await execute('getAccounts', parameters, input));
		},
	};
}

/** Returns the items of an output of the executed node. */
export const outputOf = (run: IRun, output = 0): IDataObject[] => jsonOf(run, 'Step', output);

async function authorise(execute: Execute, bank: EmbeddedBank) {
	const [registered] = outputOf(await execute('dcrRegister', withRefreshToken));
	const registration = String(registered?.registration);
	const client = { client: 'input', registration };
	const [consent] = outputOf(await execute('createConsent', client));
	const redirectResponse = await psuApproves(String(consent?.authorizationUrl), {
		user: 'rora',
		ca: bank.ca,
	});
	const [token] = outputOf(
		await execute('getToken', { ...client, redirectResponse, options: { outputTokens: true } }),
	);
	return {
		session: String(token?.session),
		registration,
		accessToken: String(token?.accessToken),
	};
}

const undiciAgent = (bank: EmbeddedBank): Agent =>
	new Agent({
		connections: concurrency,
		connect: { ca: bank.ca, cert: bank.tpp.transportCertificate, key: bank.tpp.transportKey },
	});

/** Returns the rows of an account. */
type ToRows = (transactions: IDataObject[], accountId: string) => IDataObject[];

const toCopies: ToRows = (transactions, accountId) =>
	transactions.map((transaction) => ({ ...transaction, accountId }));

/** Returns what makes the rows of Get Accounts. The node cannot do less with what it has read. */
const sameRows =
	(tpp: Tpp): ToRows =>
	(transactions, accountId) => {
		const keys = transactionKeys(transactions, { tpp, accountId, identifyBy: 'transactionId' });
		return transactions.map((transaction, index) => ({
			...(simplify('transactions', transaction, { accountId }) as IDataObject),
			transactionKey: keys[index],
		}));
	};

/** Sends the requests that the node sends for one item: the list of accounts, then every account. */
async function pollWithUndici(
	agent: Agent,
	bank: EmbeddedBank,
	{ accessToken, toRows }: { accessToken: string; toRows: ToRows },
): Promise<IDataObject[]> {
	const root = bank.banks.zopa.accountInformation;
	const get = (url: string) => getJson(agent, url, accessToken);
	const accounts = await list(get, `${root}/accounts`, 'Account');
	const transactions = await pMap(
		accounts,
		async ({ AccountId }) => {
			const accountId = String(AccountId);
			const url = `${root}/accounts/${accountId}/transactions`;
			return toRows(await list(get, url, 'Transaction'), accountId);
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
