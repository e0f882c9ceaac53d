import type { IDataObject } from 'n8n-workflow';
import type { Browser } from 'playwright-core';

import { waitFor } from '../support/waitFor';
import { openCluster, startedBy, type Cluster } from './cluster';
import {
	connect,
	keyOf,
	onboard,
	openCustomersBrowser,
	publicWebhooks,
	publishExamples,
	sessionsOf,
	transactionsOf,
} from './customers';
import { scheduledExample } from './scheduledExample';
import { ended, executionsOf, outputOf, store } from './world';

let cluster: Cluster;
let browser: Browser;
let polling: string;

beforeAll(async () => {
	cluster = await openCluster({
		bank: { accounts: 3, transactions: 60 },
		environment: { ...publicWebhooks, N8N_LOG_LEVEL: 'debug' },
	});
	browser = await openCustomersBrowser(cluster);
	await publishExamples(cluster);
	polling = await store(cluster, scheduledExample('polling', 20));
});

afterAll(async () => {
	await browser?.close();
	await cluster?.close();
});

const onboardAt = async (bank: string) => await onboard(cluster, { bank });

const sessions = () => sessionsOf(cluster);
const transactions = () => transactionsOf(cluster);
const keysOf = (rows: IDataObject[]) => rows.map(keyOf);

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
	expect((await onboardAt('monese')).status).toBe(201);
	const again = [];
	for (const bank of ['monese', 'monese', 'monese', 'monese'])
		again.push((await onboardAt(bank)).status);
	expect(again).toEqual([200, 200, 200, 200]);
	for (const worker of cluster.workers) expect(startedBy(worker)).not.toEqual([]);
});

it('executions that register at the same moment on two workers register once (C-11)', async () => {
	const path = '/salt-edge/api/open-banking/v3.1/tpp/register';
	await cluster.bank.addFault({ method: 'POST', path, times: 9, response: { delayMs: 2_000 } });
	const before = await requestsAt('salt-edge');
	const statuses = await Promise.all(
		Array.from({ length: 6 }, async () => (await onboardAt('salt-edge')).status),
	);
	await cluster.bank.clearFaults();
	expect(await requestsAt('salt-edge')).toBe(before + 1);
	expect(statuses.filter((status) => status === 201)).toHaveLength(1);
	// On the same worker they get the registration, on the other one they fail.
	for (const status of statuses) expect([200, 201, 502]).toContain(status);
	expect((await onboardAt('salt-edge')).status).toBe(200);
	expect(await requestsAt('salt-edge')).toBe(before + 1);
});

it.each([
	{ bank: 'monese', customer: 'alice' },
	{ bank: 'smile', customer: 'bob' },
])(
	'$customer comes back from $bank through the main process, and a worker keeps the session',
	async (who) => {
		const row = await connect({ browser, world: cluster }, who);
		expect(row).toMatchObject({ ...who, status: 'active', cursor: null });
	},
);

const cursors = async () => (await sessions()).map(({ cursor }) => cursor);

describe('a worker that is killed while it keeps transactions', () => {
	let killed: string;

	beforeAll(async () => {
		await cluster.api.activate(polling);
		await waitFor('the first transactions', async () => (await transactions()).length > 3);
		killed = await killWorkerOf(polling);
	});

	it('leaves no cursor, for it had not kept everything', async () => {
		expect(await cursors()).toEqual([null, null]);
	});

	it('is followed by the other one, whose next run keeps the rest and the cursor (QW-05)', async () => {
		await waitFor('the cursors', async () => (await cursors()).every(Boolean));
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
			Object.entries({ monese: 'Monese', smile: 'smile' }).flatMap(([bank, name]) =>
				(data.resultData.runData[`Transactions at ${name}`] ?? []).flatMap(
					(task) => task.data?.main?.[0]?.map(({ json }) => ({ ...json, bank })) ?? [],
				),
			),
		);
		expect(output.length).toBeGreaterThan(0);
		const keys = new Set(keysOf(kept));
		return keysOf(output).filter((key) => !keys.has(key));
	}
});

it('a worker that joins later opens the sessions of the others (QW-09)', async () => {
	const joined = await cluster.addWorker();
	// Which of two idle workers gets an execution is up to Redis, so this one is left alone.
	for (const worker of cluster.workers) if (worker !== joined) await worker.stop();
	await cluster.api.activate(polling);
	const [id] = await waitFor('it to poll', async () => {
		const started = startedBy(joined);
		return started.length > 0 && started;
	});
	const execution = await ended(cluster.api, id!);
	await cluster.api.deactivate(polling);
	expect(execution.status).toBe('success');
	expect(outputOf(execution, 'Save Cursor')).toHaveLength(2);
});

it('a worker that is killed while it registers leaves a registration that no later execution sends again', async () => {
	await cluster.addWorker();
	const path = '/zopa/dynamic-client-registration';
	await cluster.bank.addFault({ method: 'POST', path, times: 1, response: { delayMs: 10_000 } });
	const response = onboardAt('zopa');
	await waitFor('the registration to be sent', async () => (await requestsAt('zopa')) > 0);
	const sent = await requestsAt('zopa');
	const onboarding = cluster.imported.workflows.onboarding!;
	const killed = await killWorkerOf(onboarding);
	expect(['error', 'crashed']).toContain(await finalStatus(onboarding, killed));
	expect((await response).status).toBe(500);
	expect(await requestsAt('zopa')).toBe(sent);
	expect(await onboardAt('zopa')).toMatchObject({
		status: 502,
		json: { error: expect.stringMatching(/ask the bank .* or turn on Register Again/) },
	});
	expect(await requestsAt('zopa')).toBe(sent);
});
