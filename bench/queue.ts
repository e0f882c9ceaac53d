import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { toTable } from '../scripts/table';
import { multiplySession, publishBatches } from '../test/n8n/batches';
import { openCluster, type Cluster } from '../test/n8n/cluster';
import {
	connect,
	onboard,
	openCustomersBrowser,
	publicWebhooks,
	publishExamples,
	sessionsOf,
} from '../test/n8n/customers';
import { median, spread } from './measure';
import { columnsOf, printLine, readable } from './report';

const { values } = parseArgs({
	options: {
		consents: { type: 'string', default: '10000' },
		batch: { type: 'string', default: '100' },
		latency: { type: 'string', default: '100' },
		rounds: { type: 'string', default: '1' },
	},
});

const [consents, batch, latency, rounds] = [
	values.consents,
	values.batch,
	values.latency,
	values.rounds,
].map(Number) as [number, number, number, number];

void main();

/** Polls many consents by the example 3 Polling in batches, with two workers and with one, in alternating rounds. */
async function main(): Promise<void> {
	printLine(
		`${consents} consents in batches of ${batch}. The bank adds ${latency} ms of latency. A first round, with two workers, reads all for the first time.`,
	);
	const cluster = await openCluster({
		bank: { accounts: 1, transactions: 40, latency },
		environment: publicWebhooks,
	});
	try {
		printLine(toTable(await compareWorkers(cluster, await preparedPolling(cluster))));
	} finally {
		await cluster.close();
	}
}

interface Round {
	seconds: number;
	requests: number;
}

async function compareWorkers(cluster: Cluster, poll: () => Promise<Round>) {
	const measured: Record<string, Round[]> = { 'two workers': [], 'one worker': [] };
	let [, second] = cluster.workers;
	const first = await poll();
	printLine(`First round: ${first.seconds.toFixed(0)} s, ${first.requests} requests.`);
	for (let round = 0; round < rounds; round++) {
		measured['two workers']!.push(await poll());
		await second!.stop();
		measured['one worker']!.push(await poll());
		second = await cluster.addWorker();
	}
	const rateOf = (all: Round[]) => spread(all.map(({ seconds }) => consents / seconds));
	const one = rateOf(measured['one worker']!).median;
	return Object.entries(measured).map(([workers, all]) => ({
		workers,
		...columnsOf(rateOf(all), 'consents a second'),
		ratio: readable(rateOf(all).median / one),
		seconds: Math.round(median(all.map(({ seconds }) => seconds))),
		requests: median(all.map(({ requests }) => requests)),
	}));
}

/** Returns a function that polls all consents. It throws when a consent was not polled. */
async function preparedPolling(cluster: Cluster): Promise<() => Promise<Round>> {
	const browser = await openCustomersBrowser(cluster);
	await publishExamples(cluster);
	await onboard(cluster, { bank: 'zopa' });
	await connect({ browser, world: cluster }, { bank: 'zopa', customer: 'alice' });
	await browser.close();
	await multiplySession(cluster, consents);
	const { id, start } = await publishBatches(cluster, batch);
	return async () => {
		const before = await ended(cluster, id);
		await cluster.bank.resetStatistics();
		const started = performance.now();
		await start();
		// All batches, and the execution that starts them.
		const due = before + Math.ceil(consents / batch) + 1;
		while ((await ended(cluster, id)) < due) await delay(200);
		const seconds = (performance.now() - started) / 1000;
		await assertPolled(cluster, new Date(Date.now() - (performance.now() - started)));
		const { banks } = await cluster.bank.statistics();
		return { seconds, requests: banks.zopa?.requests ?? 0 };
	};
}

/** Returns how many executions have succeeded. @throws Error when one has failed */
async function ended(cluster: Cluster, workflowId: string): Promise<number> {
	const failed = await count(cluster, workflowId, ['error', 'crashed']);
	if (failed > 0) throw new Error(`${failed} executions failed.`);
	return await count(cluster, workflowId, ['success']);
}

async function count({ api }: Cluster, workflowId: string, status: string[]): Promise<number> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId, status }));
	const found = await api.call('GET', `executions?limit=1&filter=${filter}`);
	return (found as { count: number }).count;
}

async function assertPolled(cluster: Cluster, since: Date): Promise<void> {
	const rows = await sessionsOf(cluster);
	const missed = rows.filter(
		({ cursor, updatedAt }) => !cursor || Date.parse(String(updatedAt)) < since.getTime(),
	);
	if (rows.length !== consents || missed.length > 0)
		throw new Error(`${missed.length} of ${rows.length} consents were not polled.`);
}
