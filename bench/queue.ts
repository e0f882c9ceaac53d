import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { toTable } from '../scripts/table';
import { multiplySession, publishBatches } from '../test/n8n/batches';
import { openCluster, type Cluster } from '../test/n8n/cluster';
import {
	connect,
	keyOf,
	onboard,
	openCustomersBrowser,
	publicWebhooks,
	publishExamples,
	sessionsOf,
	transactionsOf,
} from '../test/n8n/customers';
import { outputOf, runToEnd } from '../test/n8n/world';
import { median, spread } from './measure';
import { columnsOf, printLine, readable, type Row } from './report';

const { values } = parseArgs({
	options: {
		consents: { type: 'string', default: '10000' },
		batch: { type: 'string', default: '100' },
		latency: { type: 'string', default: '100' },
		rounds: { type: 'string', default: '1' },
		history: { type: 'string', default: '30' },
	},
});

const [consents, batch, latency, rounds, initialHistoryDays] = [
	values.consents,
	values.batch,
	values.latency,
	values.rounds,
	values.history,
].map(Number) as [number, number, number, number, number];

/** n8n's defaults. Those of the tests are too short for a machine that is busy for minutes. */
const lockTimeouts = {
	QUEUE_WORKER_LOCK_DURATION: '60000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '10000',
	QUEUE_WORKER_STALLED_INTERVAL: '30000',
};

/** PostgreSQL also counts the space of old versions of the rows. */
const tableSize = { N8N_DATA_TABLES_MAX_SIZE_BYTES: String(4 * 1024 ** 3) };

/** Milliseconds between two lines about the progress. */
const progressInterval = 30_000;

/** Milliseconds in which at least one execution ends. A batch takes much less. */
const longestSilence = 10 * 60 * 1000;

main().then(
	() => printLine('Passed: every consent was polled in every round, and nothing is stored twice.'),
	(error: unknown) => {
		printLine(`Failed: ${error instanceof Error ? error.message : String(error)}`);
		process.exitCode = 1;
	},
);

/** Polls many consents by the example 3 Polling in batches, with two workers and with one, in alternating rounds. */
async function main(): Promise<void> {
	printLine(
		`${consents} consents in batches of ${batch}. The bank adds ${latency} ms of latency. A first round, with two workers, reads the last ${initialHistoryDays} days of all.`,
	);
	const cluster = await openCluster({
		bank: { accounts: 1, transactions: 40, latency },
		environment: { ...publicWebhooks, ...lockTimeouts, ...tableSize },
	});
	const interrupt = () => void cluster.close().finally(() => process.exit(1));
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupt);
	try {
		printLine(toTable(await compareWorkers(cluster, await preparedPolling(cluster))));
	} finally {
		await cluster.close();
	}
}

interface Round {
	seconds: number;
	requests: number;
	/** Rows that were added to the table of transactions. */
	transactions: number;
}

/** Polls all consents, after the bank booked `booked` transactions in the account of each. */
type Poll = (booked: number) => Promise<Round>;

const workerCounts = ['two workers', 'one worker'] as const;

async function compareWorkers(cluster: Cluster, poll: Poll): Promise<Row[]> {
	const measured = new Map<string, Round[]>();
	const measure = async (name: string, booked: number) => {
		const round = await poll(booked);
		const { seconds, requests, transactions } = round;
		measured.set(name, [...(measured.get(name) ?? []), round]);
		printLine(`${name}: ${seconds.toFixed(0)} s, ${requests} requests, ${transactions} new rows.`);
	};
	let [, second] = cluster.workers;
	await measure('First reading, two workers', 0);
	for (let round = 0; round < rounds; round++) {
		for (const workers of workerCounts) {
			if (workers === 'one worker') await second!.stop();
			await measure(`One new transaction each, ${workers}`, 1);
			await measure(`Nothing new, ${workers}`, 0);
		}
		second = await cluster.addWorker();
	}
	return [...measured].map(([round, all]) => ({
		round,
		...columnsOf(spread(all.map(({ seconds }) => consents / seconds)), 'consents a second'),
		seconds: readable(median(all.map(({ seconds }) => seconds))),
		requests: median(all.map(({ requests }) => requests)),
		'new rows': median(all.map(({ transactions }) => transactions)),
	}));
}

/** Returns the function that polls. It throws when a consent was not polled, or a transaction is missing or there twice. */
async function preparedPolling(cluster: Cluster): Promise<Poll> {
	const browser = await openCustomersBrowser(cluster);
	await publishExamples(cluster);
	await onboard(cluster, { bank: 'zopa' });
	await connect({ browser, world: cluster }, { bank: 'zopa', customer: 'alice' });
	await browser.close();
	const listed = await runToEnd(cluster, cluster.imported.workflows['all-banks']!);
	const accountId = String(outputOf(listed, 'Accounts at Zopa')[0]!.accountId);
	await multiplySession(cluster, consents);
	const { id } = await publishBatches(cluster, batch, { initialHistoryDays });
	let stored = 0;
	return async (booked) => {
		if (booked) await cluster.bank.bookTransactions({ bank: 'zopa', accountId, count: booked });
		const before = await ended(cluster, id);
		await cluster.bank.resetStatistics();
		const started = new Date();
		await cluster.api.execute(id, 'Every Six Hours');
		// All batches, and the execution that starts them.
		const due = Math.ceil(consents / batch) + 1;
		await waitForEnd(async () => (await ended(cluster, id)) - before, due);
		const seconds = (Date.now() - started.getTime()) / 1000;
		await assertPolled(cluster, started);
		const rows = await assertStoredOnce(cluster);
		const transactions = rows - stored;
		stored = rows;
		const { banks } = await cluster.bank.statistics();
		return { seconds, requests: banks.zopa?.requests ?? 0, transactions };
	};
}

/** Waits until `due` executions have ended, and prints how many have. @throws Error when none ends for a long time */
async function waitForEnd(countEnded: () => Promise<number>, due: number): Promise<void> {
	let last = { count: 0, at: Date.now() };
	let printedAt = Date.now();
	for (let count = await countEnded(); count < due; count = await countEnded()) {
		const now = Date.now();
		if (count > last.count) last = { count, at: now };
		const progress = `${count} of ${due} executions have ended`;
		if (now - last.at > longestSilence) throw new Error(`${progress}, and none for 10 minutes.`);
		if (now - printedAt > progressInterval) {
			printLine(`${progress}.`);
			printedAt = now;
		}
		await delay(500);
	}
}

/** Returns how many executions have succeeded. @throws Error when one has failed, with the reason of the last one */
async function ended({ api }: Cluster, workflowId: string): Promise<number> {
	const find = async (status: string[]) => {
		const filter = encodeURIComponent(JSON.stringify({ workflowId, status }));
		return (await api.call('GET', `executions?limit=1&filter=${filter}`)) as Found;
	};
	const { count, results } = await find(['error', 'crashed']);
	if (count === 0) return (await find(['success'])).count;
	const { status, data } = await api.execution(results[0]!.id);
	const { error, lastNodeExecuted } = data?.resultData ?? {};
	const reason = error ? `"${lastNodeExecuted}" failed: ${error.message}` : status;
	throw new Error(`${count} executions failed. The last one: ${reason}`);
}

interface Found {
	count: number;
	/** The newest one first. */
	results: Array<{ id: string }>;
}

async function assertPolled(cluster: Cluster, since: Date): Promise<void> {
	const rows = await sessionsOf(cluster);
	const missed = rows.filter(
		({ cursor, updatedAt }) => !cursor || Date.parse(String(updatedAt)) < since.getTime(),
	);
	if (rows.length !== consents || missed.length > 0)
		throw new Error(`${missed.length} of ${rows.length} consents were not polled.`);
}

/**
 * Returns the number of stored transactions.
 *
 * @throws Error when one is there twice, or a consent has other transactions than the rest: all read the same account
 */
async function assertStoredOnce(cluster: Cluster): Promise<number> {
	const rows = await transactionsOf(cluster);
	const keys = new Set(rows.map(keyOf));
	const distinct = new Set(rows.map(({ transactionKey }) => transactionKey)).size;
	if (keys.size === rows.length && rows.length === consents * distinct) return rows.length;
	throw new Error(
		`${rows.length} rows with ${keys.size} keys are stored, instead of ${distinct} for each consent.`,
	);
}
