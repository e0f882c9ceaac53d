import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { fetch } from 'undici';

import { authorised, start } from '../test/n8n/authorised';
import { openCluster, type Cluster } from '../test/n8n/cluster';
import { aWorkflow, ours, outputOf, publish, runToEnd, store } from '../test/n8n/world';
import { median, printLine, printScores } from './report';

const { values } = parseArgs({
	options: {
		accounts: { type: 'string', default: '20' },
		executions: { type: 'string', default: '60' },
		latency: { type: 'string', default: '200' },
		rounds: { type: 'string', default: '3' },
	},
});

const accounts = Number(values.accounts);
const executions = Number(values.executions);

void main();

/** Compares one worker with two, in alternating rounds, when all executions of a polling workflow start at once. */
async function main(): Promise<void> {
	const latency = Number(values.latency);
	printLine(
		`${executions} executions. Each reads the balances of ${accounts} accounts; the bank adds ${latency} ms of latency.`,
	);
	const bank = { accounts, transactions: accounts, latency };
	const cluster = await openCluster({ bank });
	try {
		printScores(await compareWorkers(cluster, Number(values.rounds)));
	} finally {
		await cluster.close();
	}
}

async function compareWorkers(cluster: Cluster, rounds: number) {
	const poll = await publishedPolling(cluster);
	const seconds = { 'two workers': [] as number[], 'one worker': [] as number[] };
	let [, second] = cluster.workers;
	for (let round = 0; round <= rounds; round++) {
		const two = await measured(poll);
		await second!.stop();
		const one = await measured(poll);
		second = await cluster.addWorker();
		// The first round is a warm-up.
		if (round === 0) continue;
		seconds['two workers'].push(two);
		seconds['one worker'].push(one);
	}
	return Object.entries(seconds).map(([candidate, all]) => ({
		candidate,
		median: median(all.map((time) => executions / time)),
		unit: 'executions per second',
	}));
}

/** Publishes the polling workflow and returns a function that runs all executions. */
async function publishedPolling(cluster: Cluster): Promise<() => Promise<void>> {
	const id = await store(cluster, await polling(cluster));
	await publish(cluster, id, 'poll');
	return async () => {
		const before = await succeeded(cluster, id);
		await Promise.all(Array.from({ length: executions }, () => call(cluster)));
		while ((await succeeded(cluster, id)) < before + executions) {
			await delay(100);
			await assertNoneFailed(cluster, id);
		}
	};
}

const succeeded = (cluster: Cluster, id: string) => count(cluster, id, ['success']);

async function assertNoneFailed(cluster: Cluster, id: string): Promise<void> {
	const failed = await count(cluster, id, ['error', 'crashed']);
	if (failed > 0) throw new Error(`${failed} executions failed.`);
}

async function count({ api }: Cluster, workflowId: string, status: string[]): Promise<number> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId, status }));
	const found = await api.call('GET', `executions?limit=1&filter=${filter}`);
	return (found as { count: number }).count;
}

async function polling(cluster: Cluster) {
	const { registration, redirectResponse } = await authorised(cluster);
	const client = { client: 'input', registration };
	const getToken = { name: 'Get Token', ...ours('getToken', 'Zopa') };
	const tokens = aWorkflow(
		'Token',
		[start, { ...getToken, parameters: { ...client, redirectResponse } }],
		[['Start', 'Get Token']],
	);
	const [token] = outputOf(await runToEnd(cluster, await store(cluster, tokens)), 'Get Token');
	return aWorkflow(
		'Polling',
		[
			{
				name: 'Webhook',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				webhookId: '2a3f1b52-0a57-4c4e-8b8e-6d6f9d9b0009',
				parameters: { path: 'poll', httpMethod: 'POST', responseMode: 'onReceived' },
			},
			{
				name: 'Balances',
				...ours('getAccounts', 'Zopa'),
				parameters: {
					...client,
					operation: 'balances',
					returnAll: true,
					session: String(token?.session),
				},
			},
		],
		[['Webhook', 'Balances']],
	);
}

async function call({ n8n, dispatcher }: Cluster): Promise<void> {
	const response = await fetch(`${n8n.address}/webhook/poll`, { method: 'POST', dispatcher });
	if (!response.ok) throw new Error(`n8n responded with status ${response.status}.`);
	await response.body?.cancel();
}

async function measured(run: () => Promise<void>): Promise<number> {
	const started = performance.now();
	await run();
	return (performance.now() - started) / 1000;
}
