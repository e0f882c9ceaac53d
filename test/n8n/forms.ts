import type { Page } from 'playwright-core';

import { exampleWorkflows } from '../../scripts/n8n/importTestData';
import { journeys } from '../../scripts/journeys';
import { psuApproves } from '../../sandbox/psu';
import { keepPage } from './shownPages';
import type { World } from './world';

/** Returns the last part of the address of an example's form. */
export function formIdOf(example: string): string {
	const [, { nodes }] = exampleWorkflows().find(([file]) => file === example)!;
	return nodes.find(({ name }) => name === 'Start')!.webhookId!;
}

/** Opens the form of an example that waits for it in the editor, and submits it. `forms` is the address of other forms. */
export async function sendFirstForm(
	page: Page,
	world: World,
	{ example, forms = `${world.n8n.address}/form-test` }: { example: string; forms?: string },
): Promise<void> {
	await page.goto(`${forms}/${formIdOf(example)}`);
	if (example === 'eika') await page.locator('select').selectOption('Yes');
	await sendForm(
		page,
		example === 'http-request'
			? { 'API Base URL': `${world.bank.mtlsAddress}/monese` }
			: { 'Your Reference': 'customer-4711' },
	);
}

/** Fills in fields by their labels and submits the form. */
export async function sendForm(page: Page, values: Record<string, string>): Promise<void> {
	for (const [label, value] of Object.entries(values)) await page.getByLabel(label).fill(value);
	await keepPage(page);
	await page.locator('button[type=submit]').click();
}

/** Signs in at the bank behind each link that the forms of an example show, approves, and pastes the response. */
export async function approveInForms(page: Page, world: World, example: string): Promise<void> {
	await approveInFirstForm(page, world, example);
	if (example !== 'co-operative-bank') return;
	await approveInForm(page, world, {
		example,
		link: 'Sign in at the bank with your second factor',
	});
}

/** Does the same for the first link only. */
export const approveInFirstForm = (page: Page, world: World, example: string): Promise<void> =>
	approveInForm(page, world, { example, link: 'Sign in at the bank and approve' });

async function approveInForm(
	page: Page,
	{ bank, entered }: World,
	{ example, link }: { example: string; link: string },
): Promise<void> {
	const authorizationUrl = await page.getByRole('link', { name: link }).getAttribute('href');
	const { psu = { user: 'rora' } } = journeys.find(({ id }) => id === example) ?? {};
	const address = await psuApproves(String(authorizationUrl), { ...psu, ca: bank.ca });
	entered.push(address);
	await sendForm(page, { 'Redirect Response': address });
}

/** Waits for the last page of an example: both accounts (Eika: one) with their balances, or ten transactions. */
export async function assertAccountsShown(page: Page, example: string): Promise<void> {
	await page
		.locator('h1')
		.filter({ hasText: /^Your (accounts|transactions)/ })
		.waitFor();
	await keepPage(page);
	if (example === 'zopa') {
		const balances = await page.locator('article .balance').allInnerTexts();
		expect(balances).toEqual([0, 1].map(() => expect.stringMatching(/^-?£[\d,]+\.\d\d$/)));
		expect(await page.locator('article svg').count()).toBe(2);
		return;
	}
	const rows = await page.locator('tbody tr').allInnerTexts();
	expect(rows).toEqual(rows.map(() => expect.stringMatching(/^.+\t-?\d+\.\d\d [A-Z]{3}$/)));
	expect(rows).toHaveLength({ eika: 1, 'http-request': 10 }[example] ?? 2);
}
