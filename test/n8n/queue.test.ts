import { readFileSync } from 'node:fs';

import type { IDataObject } from 'n8n-workflow';
import type { Browser } from 'playwright-core';
import { fetch } from 'undici';

import { waitFor } from '../support/waitFor';
import { openBrowser, openPage, visitBank } from './browser';
import { openCluster, type Cluster } from './cluster';
import { scheduledExample } from './scheduledExample';
import { ended, executionsOf, outputOf, publish, store } from './world';

let cluster: Cluster;
let browser: Browser;
let polling: string;

beforeAll(async () => {
	cluster = await openCluster({
		bank: { accounts: 3, transactions: 2_000 },
		environment: { N8N_LOG_LEVEL: 'debug' },
	});
	browser = await openBrowser();
	const { consent, onboarding } = cluster.imported.workflows;
	await publish(cluster, consent!, 'open-banking/connect');
	await publish(cluster, onboarding!, 'open-banking/onboarding');
	polling = await store(cluster, scheduledExample('polling', 4));
});

afterAll(async () => {
	await browser?.close();
	await cluster?.close();
});

const onboard = async (bank: string) =>
	await fetch(`${cluster.n8n.address}/webhook/open-banking/onboarding`, {
		method: 'POST',
		dispatcher: cluster.dispatcher,
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ bank }),
	});

const sessions = () => cluster.api.rows('open_banking_sessions');
const transactions = () => cluster.api.rows('open_banking_transactions');
const keysOf = (rows: IDataObject[]) =>
	rows.map(({ accountId, transactionId }) => `${String(accountId)} ${String(transactionId)}`);

/** Ids of the executions that a worker started, according to its log. */
const startedBy = ({ logFile }: { logFile: string }) =>
	[...readFileSync(logFile, 'utf8').matchAll(/started execution (\d+)/g)].map(([, id]) => id!);

const requestsAt = async (bank: string) =>
	(await cluster.bank.statistics()).banks[bank]?.requests ?? 0;

/** Kills the worker that runs a workflow. Returns the id of the execution. */
async function killWorkerOf(workflow: string): Promise<string> {
	const [{ id } = { id: '' }] = (await cluster.api.executions(workflow)).filter(
		({ status }) => status === 'running',
	);
	const worker = cluster.workers.find((one) => startedBy(one).includes(id));
	if (!worker) throw new Error(`No worker has started execution ${id}.`);
	await worker.kill();
	return id;
}

/** Waits until n8n no longer considers an execution running. Returns its status. */
const finalStatus = async (workflow: string, execution: string) =>
	await waitFor('n8n to give the execution up', async () => {
		const found = (await cluster.api.executions(workflow)).find(({ id }) => id === execution);
		return !['new', 'running', 'waiting'].includes(found!.status) && found!.status;
	});

it('onboarding is done by workers, whichever is free', async () => {
	const responses = await Promise.all(['monese', 'salt-edge'].map(onboard));
	expect(responses.map(({ status }) => status)).toEqual([201, 201]);
	const again = [];
	for (const bank of ['monese', 'monese', 'monese', 'monese'])
		again.push((await onboard(bank)).status);
	expect(again).toEqual([200, 200, 200, 200]);
	for (const worker of cluster.workers) expect(startedBy(worker)).not.toEqual([]);
});

it('a PSU comes back through the main process, and a worker keeps the session', async () => {
	const page = await openPage(browser);
	const connect = `${cluster.n8n.address}/webhook/open-banking/connect?customer=customer-4711`;
	await visitBank(page, connect, 'approve');
	await page.locator('h1').filter({ hasText: 'Your account is connected' }).waitFor();
	await waitFor('the session to be kept', async () => (await sessions()).length === 1);
	expect((await sessions())[0]).toMatchObject({ status: 'active', cursor: null });
});

describe('a worker that is killed while it keeps transactions', () => {
	let killed: string;

	beforeAll(async () => {
		await cluster.api.activate(polling);
		await waitFor('the first transactions', async () => (await transactions()).length > 3);
		killed = await killWorkerOf(polling);
	});

	it('leaves no cursor, for it had not kept everything', async () => {
		expect((await sessions())[0]?.cursor).toBeNull();
	});

	it('is followed by the other one, whose next run keeps the rest and the cursor', async () => {
		await waitFor('the cursor', async () => Boolean((await sessions())[0]?.cursor));
		await cluster.api.deactivate(polling);
		const kept = await transactions();
		expect(new Set(keysOf(kept)).size).toBe(kept.length);
		expect(await missing(kept)).toEqual([]);
	});

	it('has its execution end in a state that n8n reports', async () => {
		expect(['error', 'crashed']).toContain(await finalStatus(polling, killed));
	});

	/** Returns the transactions that an execution output and that the table does not contain. */
	async function missing(kept: IDataObject[]): Promise<string[]> {
		const output = (await executionsOf(cluster, polling, 1)).flatMap(({ data }) =>
			(data.resultData.runData['Get Accounts'] ?? []).flatMap(
				(task) => task.data?.main?.[0]?.map(({ json }) => json) ?? [],
			),
		);
		expect(output.length).toBeGreaterThan(0);
		const keys = new Set(keysOf(kept));
		return keysOf(output).filter((key) => !keys.has(key));
	}
});

it('a worker that joins later opens the sessions of the others', async () => {
	const joined = await cluster.addWorker();
	await cluster.api.activate(polling);
	const [id] = await waitFor('it to poll', async () => {
		const started = startedBy(joined);
		return started.length > 0 && started;
	});
	const execution = await ended(cluster.api, id!);
	await cluster.api.deactivate(polling);
	expect(execution.status).toBe('success');
	expect(outputOf(execution, 'Save Cursor')).toHaveLength(1);
});

it('a worker that is killed while it registers leaves a registration that no other one sends again', async () => {
	await cluster.addWorker();
	const path = '/zopa/dynamic-client-registration';
	await cluster.bank.addFault({ method: 'POST', path, times: 1, response: { delayMs: 10_000 } });
	const response = onboard('zopa');
	await waitFor('the registration to be sent', async () => (await requestsAt('zopa')) > 0);
	const sent = await requestsAt('zopa');
	const onboarding = cluster.imported.workflows.onboarding!;
	const killed = await killWorkerOf(onboarding);
	expect(['error', 'crashed']).toContain(await finalStatus(onboarding, killed));
	expect((await response).status).toBe(500);
	expect(await requestsAt('zopa')).toBe(sent);
	expect((await onboard('zopa')).status).toBe(201);
	expect(await requestsAt('zopa')).toBeGreaterThan(sent);
});
