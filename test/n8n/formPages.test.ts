import type { Browser, Page } from 'playwright-core';

import { psuApproves } from '../../sandbox/psu';
import { exampleWorkflows } from '../../scripts/n8n/importTestData';
import { isTooWide, phone, violations } from './axe';
import { openBrowser, openPage } from './browser';
import {
	approveInFirstForm,
	approveInForms,
	assertAccountsShown,
	formIdOf,
	sendFirstForm,
} from './forms';
import { keepPage } from './shownPages';
import { executionsOf, openWorld, pictures, type World } from './world';

/*
 * The pages of n8n's forms to which the examples lead, on a phone. Their colours are those of *Custom Form Styling* in the
 * examples, because n8n's own have too little contrast.
 */

let world: World;
let browser: Browser;
let page: Page;

beforeAll(async () => {
	world = await openWorld({ bank: { accounts: 2, transactions: 60 } });
	browser = await openBrowser();
});

// A form asks n8n again and again, also while the next test opens its own.
beforeEach(async () => {
	page = await openPage(browser, { viewport: phone });
});
afterEach(async () => {
	await page.close();
	await world.bank.clearFaults();
});

afterAll(async () => {
	await browser?.close();
	await world?.close();
});

/** n8n's markup has no landmarks, such as `main`, and no workflow can add them. */
const brokenByN8n = ['landmark-one-main', 'region'];

/** Expects that a page has nothing wrong that an example can change, and saves a picture of it. */
async function assertAccessible(name: string): Promise<void> {
	await keepPage(page);
	await page.screenshot({ path: `${pictures()}/page-${name}.png`, fullPage: true });
	expect(await violations(page, brokenByN8n)).toEqual([]);
	expect(await isTooWide(page)).toBe(false);
}

/** Executes an example like the editor's button. */
const execute = (example: string) => world.api.execute(world.imported.workflows[example]!, 'Start');

const withForm = exampleWorkflows()
	.filter(([, { nodes }]) => nodes.some(({ type }) => type.endsWith('.formTrigger')))
	.map(([file]) => file);

it.each(withForm)(
	'the first form of the example %s is accessible, and fits a phone',
	async (example) => {
		await execute(example);
		await page.goto(`${world.n8n.address}/form-test/${formIdOf(example)}`);
		await assertAccessible(`first-${example}`);
	},
);

const barred = {
	status: 403,
	headers: { 'content-type': 'application/json' },
	body: '{"Errors":[{"ErrorCode":"X","Message":"Barred"}]}',
};

describe.each(['salt-edge', 'co-operative-bank', 'eika'])('the example %s', (example) => {
	it('ends on an accessible page with the accounts', async () => {
		await execute(example);
		await sendFirstForm(page, world, { example });
		await page.getByLabel('Redirect Response').waitFor();
		await assertAccessible(`approve-${example}`);
		await approveInForms(page, world, example);
		await assertAccountsShown(page, example);
		await assertAccessible(`accounts-${example}`);
	});

	it.each([
		['balances', '/^.*balances/'],
		['accounts', '/^.*aisp/accounts$|^.*/v1/accounts/'],
	])(
		'ends on an accessible page with the reason when the bank refuses the %s (U-02)',
		async (what, path) => {
			const id = world.imported.workflows[example]!;
			const before = (await world.api.executions(id)).length;
			await execute(example);
			await sendFirstForm(page, world, { example });
			await world.bank.addFault({ method: 'GET', path, times: 20, response: barred });
			await approveInFirstForm(page, world, example);
			await page.getByText('Barred').first().waitFor();
			await assertAccessible(`no-${what}-${example}`);
			const [execution] = await executionsOf(world, id, before + 1);
			expect(execution!.status).toBe('error');
		},
	);
});

it('the forms of an example work with only the keyboard', async () => {
	await execute('salt-edge');
	await page.goto(`${world.n8n.address}/form-test/${formIdOf('salt-edge')}`);
	await page.keyboard.press('Tab');
	await page.keyboard.insertText('customer-4711');
	await page.keyboard.press('Tab');
	await page.keyboard.press('Enter');
	const link = page.getByRole('link', { name: 'Sign in at the bank and approve' });
	await link.waitFor();
	await page.keyboard.press('Tab');
	expect(await link.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(
		true,
	);
	const address = await psuApproves(String(await link.getAttribute('href')), {
		user: 'rora',
		ca: world.bank.ca,
	});
	world.entered.push(address);
	await page.keyboard.press('Tab');
	await page.keyboard.insertText(address);
	await page.keyboard.press('Tab');
	await page.keyboard.press('Enter');
	await assertAccountsShown(page, 'salt-edge');
});
