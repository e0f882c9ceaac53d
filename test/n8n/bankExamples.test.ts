import type { Browser, Page } from 'playwright-core';
import { fetch } from 'undici';

import type { Execution } from '../../scripts/n8n/api';
import { exampleWorkflows } from '../../scripts/n8n/importTestData';
import { psuApproves } from '../../sandbox/psu';
import { openBrowser, openPage } from './browser';
import { approveBehind, sendFirstForm, sendForm } from './forms';
import { executionsOf, openWorld, outputOf, pictures, publish, type World } from './world';

let world: World;
let browser: Browser;
let page: Page;
const examples = new Map(exampleWorkflows());

beforeAll(async () => {
	world = await openWorld({ bank: { accounts: 2, transactions: 2_000 } });
	browser = await openBrowser();
	page = await openPage(browser);
});

afterAll(async () => {
	await browser?.close();
	await world?.close();
});

/** Executes an example like the editor's button and completes its forms in the browser. */
async function execute(
	example: string,
	firstForm: Record<string, string>,
	furtherForms: () => Promise<void>,
): Promise<Execution> {
	const id = world.imported.workflows[example]!;
	const before = (await world.api.executions(id)).length;
	await world.api.execute(id, 'Start');
	const { webhookId } = examples.get(example)!.nodes.find(({ name }) => name === 'Start')!;
	await sendFirstForm(page, world, { webhookId: webhookId!, values: firstForm });
	await furtherForms();
	const [execution] = await executionsOf(world, id, before + 1);
	expect(execution!.status).toBe('success');
	return execution!;
}

/** Waits for the last page, and returns the rows of its table. */
async function shownAccounts(): Promise<string[]> {
	await page
		.getByText(/^Your accounts/)
		.first()
		.waitFor();
	return await page.locator('tbody tr').allInnerTexts();
}

async function approve(link: string): Promise<void> {
	await page.getByRole('link', { name: link }).waitFor();
	await sendForm(page, { 'Redirect Response': await approveBehind(page, link, world) });
}

const customer = { 'Your Reference': 'customer-4711' };
const approveInForm = () => approve('Sign in at the bank and approve');

it.each([
	['zopa', ['Accounts', 'Balances', 'Transactions']],
	['monese', ['Accounts', 'Balances']],
	['salt-edge', ['Accounts', 'Balances', 'Transactions']],
])('the example %s leads through its forms to account data', async (example, nodes) => {
	const execution = await execute(example, customer, async () => {
		await approveInForm();
		const rows = await shownAccounts();
		expect(rows).toHaveLength(2);
		for (const row of rows) expect(row).toMatch(/^.+\t-?\d+\.\d\d GBP$/);
		await page.screenshot({ path: `${pictures()}/form-${example}.png` });
	});
	expect(outputOf(execution, 'Get Token')).toEqual([
		expect.objectContaining({ bank: example, passThrough: 'customer-4711' }),
	]);
	for (const node of nodes) {
		const accounts = new Set(outputOf(execution, node).map(({ accountId }) => accountId));
		expect(accounts.size).toBe(2);
	}
});

it('the example co-operative-bank steps up for what is behind a second factor', async () => {
	const execution = await execute('co-operative-bank', customer, async () => {
		await approveInForm();
		await approve('Sign in at the bank with your second factor');
		expect(await shownAccounts()).toHaveLength(2);
	});
	for (const node of ['Transactions', 'Standing Orders', 'Direct Debits']) {
		expect(outputOf(execution, node).length).toBeGreaterThan(0);
	}
});

it('the example eika leads from an agreement to new transactions', async () => {
	const execution = await execute('eika', customer, async () => {
		const link = page.getByRole('link', { name: 'Sign in at the bank and approve' });
		await link.waitFor();
		const redirectResponse = await psuApproves(String(await link.getAttribute('href')), {
			user: '13039319955',
			context: 'corporate',
			ca: world.bank.ca,
		});
		world.entered.push(redirectResponse);
		await sendForm(page, { 'Redirect Response': redirectResponse });
		expect(await shownAccounts()).toHaveLength(1);
	});
	expect(outputOf(execution, 'Accounts')).toHaveLength(1);
	expect(outputOf(execution, 'Eika Create Agreement')).toEqual([
		expect.objectContaining({ id: expect.any(String), name: 'Treasury' }),
	]);
});

it('the example http-request reads the transactions of each statement with the sealed session', async () => {
	const address = { 'API Base URL': `${world.bank.mtlsAddress}/monese` };
	const execution = await execute('http-request', address, approveInForm);
	const statements = outputOf(execution, 'Statements');
	expect(statements.length).toBeGreaterThan(0);
	expect(outputOf(execution, 'HTTP Request')).toHaveLength(statements.length);
	expect(outputOf(execution, 'Transactions')).toContainEqual(
		expect.objectContaining({ AccountId: statements[0]!.accountId, Status: 'Booked' }),
	);
});

it('the example consent responds with a reference as text, and with no markup of the bank (F-22)', async () => {
	await publish(world, world.imported.workflows.consent!, 'open-banking/connect');
	await world.bank.addFault({
		method: 'POST',
		path: '/smile/apis/retail/open-banking/v3.1/aisp/account-access-consents',
		times: 1,
		response: { status: 403, headers: { 'x-fapi-interaction-id': '<b>id</b>' } },
	});
	const { dispatcher, n8n } = world;
	const answer = await fetch(`${n8n.address}/webhook/open-banking/connect?bank=smile&customer=a`, {
		dispatcher,
	});
	expect(answer.status).toBe(503);
	expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
	expect(await answer.text()).toMatch(/^[^<>]* Reference: [\w-]+$/);
});

it('the example consent refuses a bank that it does not know', async () => {
	const { dispatcher, n8n } = world;
	const answer = await fetch(`${n8n.address}/webhook/open-banking/connect?bank=nobody`, {
		dispatcher,
	});
	expect(answer.status).toBe(400);
});

it('a bank that fails ends on a page that says why, and in a failed execution (U-02, U-05)', async () => {
	const id = world.imported.workflows.monese!;
	const before = (await world.api.executions(id)).length;
	await world.bank.addFault({
		method: 'GET',
		path: '/monese/open-banking/v3.1/aisp/accounts',
		times: 1,
		response: { status: 403, body: '{"Errors":[{"ErrorCode":"X","Message":"Barred"}]}' },
	});
	await world.api.execute(id, 'Start');
	const { webhookId } = examples.get('monese')!.nodes.find(({ name }) => name === 'Start')!;
	await sendFirstForm(page, world, { webhookId: webhookId!, values: customer });
	await approveInForm();
	await page.getByText('Your accounts could not be read').first().waitFor();
	expect(await page.locator('body').innerText()).toContain('Barred');
	await page.screenshot({ path: `${pictures()}/form-failure.png` });
	const [execution] = await executionsOf(world, id, before + 1);
	await world.bank.clearFaults();
	expect(execution!.status).toBe('error');
});

it('the example zopa, run again, uses the registration of the first run (C-11)', async () => {
	const clients = async () =>
		(await world.bank.secrets()).filter(({ kind }) => kind === 'client secret').length;
	const before = await clients();
	const execution = await execute('zopa', customer, approveInForm);
	expect(outputOf(execution, 'DCR Register')).toEqual([
		expect.objectContaining({ alreadyRegistered: true }),
	]);
	expect(await clients()).toBe(before);
});

it('the example zopa gets its response while the trigger of the example consent is published (C-21)', async () => {
	const before = await world.api.executions(world.imported.workflows.consent!);
	const execution = await execute('zopa', customer, approveInForm);
	expect(outputOf(execution, 'Accounts')).toHaveLength(2);
	expect(await world.api.executions(world.imported.workflows.consent!)).toHaveLength(before.length);
});
