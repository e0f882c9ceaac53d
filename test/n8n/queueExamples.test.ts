import type { Browser, Page } from 'playwright-core';
import { fetch } from 'undici';

import type { Execution } from '../../scripts/n8n/api';
import { waitFor } from '../support/waitFor';
import { openPage } from './browser';
import { openCluster, startedBy, type Cluster } from './cluster';
import {
	connect,
	openCustomersBrowser,
	operator,
	publicAddress,
	publicWebhooks,
	publishExamples,
	sessionsOf,
} from './customers';
import { approveInForms, assertAccountsShown, formIdOf, sendFirstForm } from './forms';
import { scheduledExample } from './scheduledExample';
import { ended, store } from './world';

/*
 * Published examples in queue mode: workers execute them. The tests queue and twoWorkers have 1 Register at a bank to
 * 3 Poll every six hours, and List the accounts of all customers.
 */

let cluster: Cluster;
let browser: Browser;
let page: Page;

beforeAll(async () => {
	cluster = await openCluster({
		bank: { accounts: 2, transactions: 20 },
		environment: { ...publicWebhooks, N8N_LOG_LEVEL: 'debug' },
	});
	browser = await openCustomersBrowser(cluster);
	page = await openPage(browser);
	await cluster.api.activate(cluster.imported.workflows.errors!);
});

afterAll(async () => {
	await browser?.close();
	await cluster?.close();
});

/** Waits for the next execution of a workflow after `before`, and expects that a worker executed it. */
async function executedByWorker(workflow: string, before: number): Promise<Execution> {
	const [newest] = await waitFor('the execution', async () => {
		const all = await cluster.api.executions(workflow);
		return all.length > before && all;
	});
	const execution = await ended(cluster.api, newest!.id);
	expect(cluster.workers.flatMap(startedBy)).toContain(execution.id);
	return execution;
}

/** Activates a scheduled workflow until it has run once more. */
async function runOnSchedule(workflow: string): Promise<Execution> {
	const before = (await cluster.api.executions(workflow)).length;
	await cluster.api.activate(workflow);
	const execution = await executedByWorker(workflow, before);
	await cluster.api.deactivate(workflow);
	return execution;
}

describe('workers', () => {
	it.each(['zopa', 'monese', 'salt-edge', 'co-operative-bank', 'eika', 'http-request'])(
		'lead through the forms of the example %s',
		async (example) => {
			const workflow = cluster.imported.workflows[example]!;
			await cluster.api.activate(workflow);
			const forms = `${publicAddress}/form`;
			const form = `${cluster.n8n.address}/form/${formIdOf(example)}`;
			const { dispatcher } = cluster;
			await waitFor('the form', async () => (await fetch(form, { dispatcher })).ok);
			await sendFirstForm(page, cluster, { example, forms });
			await approveInForms(page, cluster, example);
			if (example !== 'http-request') await assertAccountsShown(page, example);
			expect(await executedByWorker(workflow, 0)).toMatchObject({ status: 'success' });
		},
	);

	it('send the link to a customer whom the bank asks for, and the report to the operator', async () => {
		await publishExamples(cluster);
		const { consentId } = await connect(
			{ browser, world: cluster },
			{ bank: 'smile', customer: 'alice@example.com' },
		);
		await cluster.bank.applyScenario({
			bank: 'smile',
			scenario: 'accessRevoked',
			consentId: String(consentId),
		});
		await runOnSchedule(await store(cluster, scheduledExample('polling', 3)));
		await runOnSchedule(await store(cluster, scheduledExample('renewal', 3)));
		await runOnSchedule(await store(cluster, scheduledExample('health', 3)));
		expect(cluster.mail.mails.map(({ to, subject }) => `${to.join()} ${subject}`)).toEqual([
			'alice@example.com Please confirm the access to your accounts at smile',
			`${operator} Open Banking: 1 to do`,
		]);
		expect(await sessionsOf(cluster)).toMatchObject([{ renewal: 'asked' }]);
	});

	it('start the Error Workflow of an example that fails', async () => {
		await cluster.bank.addFault({
			method: 'POST',
			path: '/smile/apis/retail/open-banking/v3.1/aisp/account-access-consents',
			times: 1,
			response: { status: 403 },
		});
		await page.goto(`${cluster.n8n.address}/webhook/open-banking/connect?bank=smile&customer=a`);
		const mail = await waitFor('the mail', async () => cluster.mail.mails[2]!);
		expect(mail).toMatchObject({
			to: [operator],
			subject: 'Action required: 2 Connect a customer',
		});
	});
});
