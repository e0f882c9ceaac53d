import type { IDataObject } from 'n8n-workflow';
import type { Browser } from 'playwright-core';

import type { Execution } from '../../scripts/n8n/api';
import { waitFor } from '../support/waitFor';
import { openCluster, startedBy, type Cluster } from './cluster';
import {
	connect,
	followLink,
	onboard,
	openCustomersBrowser,
	publicAddress,
	publicWebhooks,
	publishExamples,
	sessionsOf,
} from './customers';
import { scheduledExample } from './scheduledExample';
import { executionsOf, publish, runToEnd, store } from './world';

/*
 * Two workers and one customer, at a bank that withdraws every token when a refresh token comes twice. Two copies of the
 * example 3 Polling start at the same second, and every request for accounts is slow and then refused once, so that each run
 * needs new tokens.
 */

let cluster: Cluster;
let browser: Browser;
let copies: string[];

beforeAll(async () => {
	cluster = await openCluster({
		bank: { accounts: 1, transactions: 10 },
		environment: { ...publicWebhooks, EXECUTIONS_DATA_PRUNE: 'false', N8N_LOG_LEVEL: 'debug' },
	});
	browser = await openCustomersBrowser(cluster);
	await publishExamples(cluster);
	expect((await onboard(cluster, { bank: 'zopa' })).status).toBe(201);
	await connect({ browser, world: cluster }, { bank: 'zopa', customer: 'alice' });
	copies = [];
	for (const name of ['first', 'second'])
		copies.push(await store(cluster, { ...scheduledExample('polling', 3), name }));
});

afterAll(async () => {
	await browser?.close();
	await cluster?.close();
});

const accounts = '/^\\/zopa\\/open-banking\\/v4\\.0\\/aisp\\/accounts$/';
const token = '/zopa/token';

const itemsOf = ({ data }: Execution, node: string, output = 0): IDataObject[] =>
	(data.resultData.runData[node] ?? []).flatMap(
		(task) => task.data?.main?.[output]?.map(({ json }) => json) ?? [],
	);

/** Runs both copies until both have ended `count` times. Returns all executions. */
async function pollTogether(count: number): Promise<Execution[]> {
	for (const copy of copies) await cluster.api.activate(copy);
	await Promise.all(copies.map(async (copy) => await executionsOf(cluster, copy, count)));
	for (const copy of copies) await cluster.api.deactivate(copy);
	await waitFor('the last runs to end', async () => {
		const states = await Promise.all(copies.map((copy) => cluster.api.executions(copy)));
		return states.flat().every(({ status }) => !['new', 'running'].includes(status));
	});
	return (await Promise.all(copies.map((copy) => executionsOf(cluster, copy, count)))).flat();
}

const session = async () => (await sessionsOf(cluster))[0]!;

describe('two workers that poll one session at the same time (F-10)', () => {
	let executions: Execution[];
	let before: IDataObject;

	beforeAll(async () => {
		before = await session();
		await cluster.bank.addFault({ path: token, times: 100, response: { delayMs: 500 } });
		for (let refusal = 0; refusal < 100; refusal += 1) {
			await cluster.bank.addFault({ path: accounts, times: 1, response: { status: 401 } });
			await cluster.bank.addFault({ path: accounts, times: 1, response: { delayMs: 500 } });
		}
		executions = await pollTogether(5);
		await cluster.bank.clearFaults();
	});

	it('take turns: some runs find the session claimed, and the others read it', () => {
		const found = executions.map((execution) => itemsOf(execution, 'Active Sessions').length);
		expect(new Set(found)).toEqual(new Set([0, 1]));
		for (const worker of cluster.workers) expect(startedBy(worker)).not.toEqual([]);
	});

	it('refresh it in every run that reads it, and never with a refresh token that was used', () => {
		const reading = executions.filter((one) => itemsOf(one, 'Active Sessions').length > 0);
		const refreshed = executions.flatMap((one) => itemsOf(one, 'Save Session'));
		expect(new Set(refreshed.map(({ session }) => session)).size).toBe(reading.length);
		expect(executions.map(({ status }) => status)).toEqual(executions.map(() => 'success'));
		expect(executions.flatMap((one) => itemsOf(one, 'By Required Action'))).toEqual([]);
	});

	it('leave a session that works, and no claim', async () => {
		const row = await session();
		expect(row).toMatchObject({ status: 'active', claimedBy: '' });
		expect(row.session).not.toBe(before.session);
		const run = await runToEnd(cluster, cluster.imported.workflows['all-banks']!);
		expect(itemsOf(run, 'Accounts at Zopa')).toHaveLength(1);
	});
});

describe('a run whose customer comes back from the bank meanwhile (F-10)', () => {
	it('keeps the session of the customer, not its own, and does not pause it', async () => {
		await publish(cluster, cluster.imported.workflows.renewal!, 'open-banking/reconfirm');
		await cluster.bank.addFault({ path: accounts, times: 1, response: { delayMs: 20_000 } });
		await cluster.bank.addFault({ path: accounts, times: 1, response: { status: 401 } });
		const [polling] = copies as [string];
		const { consentId, session: before } = await session();
		const runs = (await cluster.api.executions(polling)).length;
		await cluster.api.activate(polling);
		await waitFor('the claim', async () => (await session()).claimedBy !== '');
		await cluster.api.deactivate(polling);
		await followLink(
			browser,
			`${publicAddress}/webhook/open-banking/reconfirm?consent=${consentId}`,
		);
		await waitFor('the session of the customer', async () => (await session()).session !== before);
		const brought = await session();
		const [run] = await executionsOf(cluster, polling, runs + 1);
		expect(itemsOf(run!, 'Active Sessions')).toHaveLength(1);
		expect(itemsOf(run!, 'Save Session')).toEqual([]);
		expect(await session()).toMatchObject({ session: brought.session, status: 'active' });
	});
});
