import type { Browser, Page } from 'playwright-core';

import type { Execution } from '../../scripts/n8n/api';
import { localCredential } from '../../scripts/localCredential';
import type { FaultyResponse } from '../../sandbox/faults';
import { waitFor } from '../support/waitFor';
import { openBrowser, openPage } from './browser';
import { operator } from './customers';
import { approveInForms, assertAccountsShown, sendFirstForm } from './forms';
import { executionsOf, openWorld, outputOf, pictures, publish, send, type World } from './world';

let world: World;
let browser: Browser;
let page: Page;

beforeAll(async () => {
	world = await openWorld({ bank: { accounts: 2, transactions: 2_000 } });
	browser = await openBrowser();
	page = await openPage(browser);
});

afterAll(async () => {
	await browser?.close();
	await world?.close();
});

const barred: FaultyResponse = {
	status: 403,
	headers: { 'content-type': 'application/json' },
	body: '{"Errors":[{"ErrorCode":"X","Message":"Barred"}]}',
};

/** Executes an example like the editor's button and completes its forms in the browser. */
async function execute(example: string): Promise<Execution> {
	const id = world.imported.workflows[example]!;
	const before = (await world.api.executions(id)).length;
	await world.api.execute(id, 'Start');
	await sendFirstForm(page, world, { example });
	await approveInForms(page, world, example);
	await assertAccountsShown(page, example);
	const [execution] = await executionsOf(world, id, before + 1);
	expect(execution!.status).toBe('success');
	return execution!;
}

/** Saves pictures of the last page in both themes, and as on a phone, where it must not scroll sideways. */
async function savePictures(example: string): Promise<void> {
	const desktop = page.viewportSize()!;
	for (const [colorScheme, width] of [
		['light', desktop.width],
		['dark', desktop.width],
		['dark', 390],
	] as const) {
		await page.emulateMedia({ colorScheme });
		await page.setViewportSize({ ...desktop, width });
		await page.screenshot({ path: `${pictures()}/form-${example}-${colorScheme}-${width}.png` });
	}
	expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
	await page.emulateMedia({ colorScheme: null });
	await page.setViewportSize(desktop);
}

it.each([
	['zopa', ['Accounts', 'Balances', 'Transactions']],
	['monese', ['Accounts', 'Balances']],
	['salt-edge', ['Accounts', 'Balances', 'Transactions']],
])('the example %s leads through its forms to account data', async (example, nodes) => {
	const execution = await execute(example);
	await savePictures(example);
	expect(outputOf(execution, 'Get Token')).toEqual([
		expect.objectContaining({ bank: example, passThrough: 'customer-4711' }),
	]);
	for (const node of nodes) {
		const accounts = new Set(outputOf(execution, node).map(({ accountId }) => accountId));
		expect(accounts.size).toBe(2);
	}
});

it('the example co-operative-bank steps up for what is behind a second factor', async () => {
	const execution = await execute('co-operative-bank');
	for (const node of ['Transactions', 'Standing Orders', 'Direct Debits']) {
		expect(outputOf(execution, node).length).toBeGreaterThan(0);
	}
});

it('the example eika leads from test data to new transactions', async () => {
	const execution = await execute('eika');
	const [account] = outputOf(execution, 'Create Account');
	expect(outputOf(execution, 'Eika Create Agreement')).toEqual([
		expect.objectContaining({ owner: account!.customerNumber, name: 'Treasury' }),
	]);
	expect(outputOf(execution, 'Accounts')).toEqual([
		expect.objectContaining({ identification: account!.iban }),
	]);
	expect(outputOf(execution, 'New Transactions').map(({ amount }) => amount)).toEqual([
		62_500, -14_000, -249.5,
	]);
});

it('the example http-request reads the transactions of each statement with the sealed session', async () => {
	const execution = await execute('http-request');
	const statements = outputOf(execution, 'Statements');
	expect(statements.length).toBeGreaterThan(0);
	expect(outputOf(execution, 'HTTP Request')).toHaveLength(statements.length);
	expect(outputOf(execution, 'Transactions')).toContainEqual(
		expect.objectContaining({ AccountId: statements[0]!.accountId, Status: 'Booked' }),
	);
	await savePictures('http-request');
});

it.each<[string, string, FaultyResponse, string]>([
	['statements', 'statements$', barred, 'Barred'],
	['the transactions of one', 'statements/.*/transactions$', barred, 'of statement .*-1: .*Barred'],
])(
	'the example http-request ends on the reason when the bank does not return %s (U-02, U-05)',
	async (_, path, response, reason) => {
		const id = world.imported.workflows['http-request']!;
		const before = (await world.api.executions(id)).length;
		await world.api.execute(id, 'Start');
		await sendFirstForm(page, world, { example: 'http-request' });
		await world.bank.addFault({ method: 'GET', path: `/^/monese/.*${path}/`, times: 1, response });
		await approveInForms(page, world, 'http-request');
		await page.getByText('Your transactions could not be read').first().waitFor();
		expect(await page.locator('body').innerText()).toMatch(new RegExp(reason));
		const [execution] = await executionsOf(world, id, before + 1);
		expect(execution!.status).toBe('error');
	},
);

describe('the example consent, when no consent can be created,', () => {
	const path = '/smile/apis/retail/open-banking/v3.1/aisp/account-access-consents';
	let connect: string;

	beforeAll(async () => {
		connect = `${world.n8n.address}/webhook/open-banking/connect?bank=smile&customer=a`;
		await world.api.activate(world.imported.workflows.errors!);
		await publish(world, world.imported.workflows.consent!, 'open-banking/connect');
	});

	/** Opens the link while the bank returns an error, and waits for the email to the operator. */
	async function connectDespite(response: FaultyResponse) {
		const before = world.mail.mails.length;
		await world.bank.addFault({ method: 'POST', path, times: 3, response });
		const page = await send(world, connect);
		await world.bank.clearFaults();
		const mail = await waitFor('the email', async () => world.mail.mails[before]!);
		const [execution] = await world.api.executions(world.imported.workflows.consent!);
		return { page, text: await page.text(), mail, execution };
	}

	it('responds with a reference as text, and with no markup of the bank (F-22)', async () => {
		const headers = { 'x-fapi-interaction-id': '<b>id</b>' };
		const { page, text } = await connectDespite({ status: 403, headers });
		expect(page.headers.get('content-type')).toMatch(/^text\/plain/);
		expect(text).toMatch(/^[^<>]* Reference: [\w-]+$/);
	});

	it('tells the customer to try again only if that can help', async () => {
		const { page, text } = await connectDespite({
			status: 503,
			headers: { 'retry-after': '600' },
		});
		expect(page.status).toBe(503);
		expect(text).toContain('Please try again later.');
	});

	it('fails with a wrong client secret, and tells the operator (U-05)', async () => {
		const { bank } = world;
		const credential = localCredential(bank, 'smile');
		await world.api.putCredential('smile', { ...credential, clientSecret: 'not-the-secret' });
		const { page, text, mail, execution } = await connectDespite({ delayMs: 0 });
		await world.api.putCredential('smile', credential);
		expect(page.status).toBe(500);
		expect(text).toContain('Trying again does not help.');
		expect(execution).toMatchObject({ status: 'error' });
		expect(mail).toMatchObject({
			to: [operator],
			subject: 'Action required: 2 Connect a customer',
			text: expect.stringMatching(/A customer could not be sent to the bank "smile".*client/i),
		});
	});
});

it('the example consent refuses a bank that it does not know', async () => {
	const page = await send(world, `${world.n8n.address}/webhook/open-banking/connect?bank=nobody`);
	expect(page.status).toBe(400);
});

it('a bank that fails ends on a page that says why, and in a failed execution (U-02, U-05)', async () => {
	const id = world.imported.workflows.monese!;
	const before = (await world.api.executions(id)).length;
	await world.bank.addFault({
		method: 'GET',
		path: '/monese/open-banking/v3.1/aisp/accounts',
		times: 1,
		response: barred,
	});
	await world.api.execute(id, 'Start');
	await sendFirstForm(page, world, { example: 'monese' });
	await approveInForms(page, world, 'monese');
	await page.getByText('Your accounts could not be read').first().waitFor();
	expect(await page.locator('body').innerText()).toContain('Barred');
	await savePictures('failure');
	const [execution] = await executionsOf(world, id, before + 1);
	await world.bank.clearFaults();
	expect(execution!.status).toBe('error');
});

it.each([
	['monese', 'The bank shared no accounts.'],
	['zopa', 'There is nothing to show.'],
])(
	'the example %s says so at the end when the bank shares no accounts (U-02)',
	async (example, text) => {
		const id = world.imported.workflows[example]!;
		const before = (await world.api.executions(id)).length;
		await world.bank.addFault({
			method: 'GET',
			path: `/^/${example}/.*/accounts$/`,
			times: 3,
			response: {
				status: 200,
				headers: { 'content-type': 'application/json' },
				body: '{"Data":{"Account":[]},"Links":{"Self":"https://a.example"},"Meta":{}}',
			},
		});
		await world.api.execute(id, 'Start');
		await sendFirstForm(page, world, { example });
		await approveInForms(page, world, example);
		await page.getByText(text).waitFor();
		const [execution] = await executionsOf(world, id, before + 1);
		await world.bank.clearFaults();
		expect(execution!.status).toBe('success');
	},
);

it('the example zopa, run again, uses the registration of the first run (C-11)', async () => {
	const clients = async () =>
		(await world.bank.secrets()).filter(({ kind }) => kind === 'client secret').length;
	const before = await clients();
	const execution = await execute('zopa');
	expect(outputOf(execution, 'DCR Register')).toEqual([
		expect.objectContaining({ alreadyRegistered: true }),
	]);
	expect(await clients()).toBe(before);
});

it('the example zopa gets its response while the trigger of the example consent is published (C-21)', async () => {
	const before = await world.api.executions(world.imported.workflows.consent!);
	const execution = await execute('zopa');
	expect(outputOf(execution, 'Accounts')).toHaveLength(2);
	expect(await world.api.executions(world.imported.workflows.consent!)).toHaveLength(before.length);
});
