import type { IDataObject } from 'n8n-workflow';
import type { Locator, Page } from 'playwright-core';

import { psuApproves } from '../../sandbox/psu';
import { localCredential } from '../../scripts/localCredential';
import { stepItems } from '../support/journey';
import { waitFor } from '../support/waitFor';
import { formIdOf, sendForm } from './forms';
import { keepPage } from './shownPages';
import { send, type World } from './world';

/* How people use the examples for payments and confirmation of funds. */

export const payee = { 'Payee Name': 'Acme Supplies Ltd', 'Payee Account': '04-00-04 12345678' };

/** A customer of the world in front of a page. */
export interface Desk {
	world: World;
	page: Page;
}

/** Opens the form of an example and submits it. */
export async function start(
	{ world, page }: Desk,
	example: string,
	{ values, choice }: { values: Record<string, string>; choice?: string },
): Promise<void> {
	const address = `${world.n8n.address}/form/${formIdOf(example)}`;
	await waitFor(`the form of ${example}`, async () => (await page.goto(address))!.ok());
	if (choice) await page.locator('select').selectOption(choice);
	await sendForm(page, values);
}

/** Returns the link to the bank that the form shows. */
export const linkToBank = ({ page }: Desk): Locator =>
	page.getByRole('link', { name: 'Sign in at the bank and approve' });

/** Lets the PSU decide behind the link that the form shows, and pastes the response. */
export async function decideAtBank(desk: Desk, user = 'rora', decide = psuApproves): Promise<void> {
	const { world, page } = desk;
	const address = await decide(String(await linkToBank(desk).getAttribute('href')), {
		user,
		ca: world.bank.ca,
	});
	world.entered.push(address);
	await sendForm(page, { 'Redirect Response': address });
}

/** Waits for the last page of a form, and returns its text. */
export async function lastPage({ page }: Desk, title: string): Promise<string> {
	await page.locator('h1').filter({ hasText: title }).waitFor();
	await keepPage(page);
	return await page.locator('body').innerText();
}

/** Enters an invoice, and decides whether to pay it. */
export async function enterInvoice(desk: Desk, invoice: string, decision = 'Pay'): Promise<void> {
	const { page } = desk;
	const values = { ...payee, Amount: '12.50', 'Invoice Number': invoice };
	await start(desk, 'pay-invoice', { values });
	await page.getByText(`for the invoice ${invoice}?`).waitFor();
	await page.locator('select').selectOption(decision);
	await keepPage(page);
	await page.locator('button[type=submit]').click();
}

/** Returns the payments in the books of the bank with a reference. */
export async function paymentsWith({ world }: Desk, reference: string) {
	const books = await world.bank.payments('coop');
	return books.filter(({ request: { Initiation } }) =>
		JSON.stringify(Initiation).includes(`"Reference":"${reference}"`),
	);
}

/** Returns sort code and number of the first account, which the customer knows. */
async function accountOf({ world }: Desk, user: string): Promise<string> {
	const { bank } = world;
	const run = async (type: string, parameters: IDataObject) =>
		(
			await stepItems(bank, { type, parameters }, { credential: localCredential(bank, 'coop') })
		)[0]!;
	const permissions = ['ReadAccountsDetail'];
	const { authorizationUrl } = await run('createConsent', { permissions });
	const redirectResponse = await psuApproves(String(authorizationUrl), { user, ca: bank.ca });
	const { session } = await run('getToken', { redirectResponse });
	const account = await run('getAccounts', { session, returnAll: true, simplify: true });
	return String(account.identification);
}

/** Lets a customer connect their account, so that its funds can be checked. */
export async function connectFunds(desk: Desk, user: string): Promise<void> {
	const values = { 'Your Reference': user, Account: await accountOf(desk, user) };
	await start(desk, 'funds-check', { values });
	await decideAtBank(desk, user);
	await lastPage(desk, 'The account is connected');
}

/** Orders something, and returns the response of the shop. */
export async function ship({ world }: Desk, customer: string, order: string) {
	const response = await send(world, `${world.n8n.address}/webhook/open-banking/ship`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ customer, order, amount: '12.50' }),
	});
	return { status: response.status, json: await response.json() };
}
