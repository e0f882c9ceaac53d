import type { IWorkflowBase } from 'n8n-workflow';
import type { Browser, Page } from 'playwright-core';

import { exampleWorkflows } from '../../scripts/n8n/fill';
import { openBrowser, openPage } from './browser';
import { approveBehind, sendFirstForm, sendForm } from './forms';
import { executeLive, type LiveRun } from './liveRun';
import { openWorld, store, waitFor, type World } from './world';

let world: World;
let browser: Browser;
let page: Page;
const examples = new Map(exampleWorkflows());

beforeAll(async () => {
	world = await openWorld({
		bank: { accounts: 2, transactions: 2_000 },
		environment: { N8N_PUSH_BACKEND: 'sse' },
	});
	browser = await openBrowser();
	page = await openPage(browser);
}, 180_000);

afterAll(async () => {
	await browser?.close();
	await world?.close();
});

/** The examples keep nothing in production; here they keep nothing at all. */
const keepingNothing = (workflow: IWorkflowBase): IWorkflowBase => ({
	...workflow,
	settings: { ...workflow.settings, saveManualExecutions: false },
});

/** Executes an example as the editor's button does, and goes through its forms in the browser. */
async function execute(
	example: string,
	firstForm: Record<string, string>,
	furtherForms: () => Promise<void>,
): Promise<LiveRun> {
	const workflow = examples.get(example)!;
	const id = await store(world, keepingNothing(workflow));
	const run = await executeLive(world, id, 'Start');
	const { webhookId } = workflow.nodes.find(({ name }) => name === 'Start')!;
	await sendFirstForm(page, world, { webhookId: webhookId!, answers: firstForm });
	await furtherForms();
	await waitFor('the end of the run', async () => run.status() !== undefined);
	await run.stop();
	expect(run.status()).toBe('success');
	expect(await world.api.executions(id)).toEqual([]);
	return run;
}

async function approve(link: string): Promise<void> {
	await page.getByRole('link', { name: link }).waitFor();
	await sendForm(page, { 'Redirect Response': await approveBehind(page, link, world) });
}

const customer = { 'Your Reference': 'customer-4711' };

it.each([
	['zopa', ['Accounts', 'Balances', 'Transactions']],
	['monese', ['Accounts', 'Balances', 'Postman Environment']],
	['salt-edge', ['Accounts', 'Balances', 'Transactions', 'Add Certificate']],
])(
	'the example %s leads through its forms to account data',
	async (example, nodes) => {
		const run = await execute(example, customer, () => approve('Log in at the bank and approve'));
		expect(run.items('Accounts')).toEqual([2, 0]);
		for (const node of nodes) expect(run.items(node)[0]).toBeGreaterThan(0);
	},
	60_000,
);

it('the example co-operative-bank steps up for what is behind a second factor', async () => {
	const run = await execute('co-operative-bank', customer, async () => {
		await approve('Log in at the bank and approve');
		await approve('Log in at the bank with your second factor');
	});
	for (const node of ['Transactions', 'Standing Orders', 'Direct Debits']) {
		expect(run.items(node)[0]).toBeGreaterThan(0);
	}
}, 60_000);

it('the example http-request reads the transactions of each statement with the sealed session', async () => {
	const address = { 'API Base URL': `${world.bank.mtlsAddress}/zopa` };
	const run = await execute('http-request', address, () =>
		approve('Log in at the bank and approve'),
	);
	const [statements] = run.items('Statements');
	expect(statements).toBeGreaterThan(0);
	expect(run.items('HTTP Request')).toEqual([statements]);
	expect(run.items('Transactions')[0]).toBeGreaterThan(0);
}, 60_000);

it('the example all-banks keeps the accounts of all banks', async () => {
	const banks = ['Zopa', 'Monese', 'Salt Edge', 'The Co-operative Bank', 'smile'];
	const run = await execute('all-banks', customer, async () => {
		await page.getByRole('link', { name: 'Zopa' }).waitFor();
		const answers: Record<string, string> = {};
		for (const bank of banks) {
			answers[bank] = await approveBehind(page, `Log in at ${bank} and approve`, world);
		}
		await sendForm(page, answers);
	});
	expect(run.items('Eika Create Agreement')).toEqual([1]);
	const kept = await world.api.rows('open_banking_accounts');
	const accountsAt = (bank: string) => kept.filter((row) => row.bank === bank);
	for (const bank of banks) {
		expect(new Set(accountsAt(bank).map(({ accountId }) => accountId)).size).toBe(2);
	}
	expect(kept).toHaveLength(10);
}, 120_000);

it('the example all-banks goes on without the banks that are left out', async () => {
	const run = await execute('all-banks', customer, async () => {
		await page.getByRole('link', { name: 'Zopa' }).waitFor();
		await sendForm(page, { Zopa: await approveBehind(page, 'Log in at Zopa and approve', world) });
	});
	expect(run.items('Accounts at Zopa')[0]).toBe(2);
	expect(() => run.items('Accounts at Monese')).toThrow('did not run');
}, 120_000);
