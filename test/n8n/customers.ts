import type { IDataObject } from 'n8n-workflow';
import type { Browser, Page } from 'playwright-core';

import type { Mail } from '../../scripts/n8n/mailServer';
import { waitFor } from '../support/waitFor';
import { goOnTo, openBrowser, openPage, visitBank } from './browser';
import { keepPage } from './shownPages';
import { publish, send, type World } from './world';

/*
 * Customers who go through the examples 1 Onboarding to 4 Renewal.
 */

/** n8n's address for customers. Banks do not accept redirect URIs on this machine, so the browser maps the name to it. */
export const publicAddress = 'https://n8n.example.com';

/** The operator's address in the examples. */
export const operator = 'operator@example.com';

/** The environment with which n8n uses the public address in links. */
export const publicWebhooks = { WEBHOOK_URL: publicAddress };

export const openCustomersBrowser = async ({ n8n }: World): Promise<Browser> =>
	await openBrowser({ [`${new URL(publicAddress).hostname}:443`]: new URL(n8n.address).host });

/** Publishes the examples that customers use. */
export async function publishExamples(world: World): Promise<void> {
	const { onboarding, consent } = world.imported.workflows;
	await publish(world, onboarding!, 'open-banking/onboarding');
	await publish(world, consent!, 'open-banking/connect');
}

interface Onboarded {
	status: number;
	json: IDataObject & { connectUrl?: string };
}

export async function onboard(world: World, body: object): Promise<Onboarded> {
	const response = await send(world, `${world.n8n.address}/webhook/open-banking/onboarding`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	return { status: response.status, json: (await response.json()) as IDataObject };
}

/** How a customer approves at the bank: opens the address and fills in the pages. */
type Visit = (page: Page, authorizationUrl: string) => Promise<void>;

const asRora: Visit = async (page, url) => await visitBank(page, url, 'approve');

/** Follows a link to the bank, approves, as rora by default, until n8n says that the account is connected. */
export async function followLink(browser: Browser, link: string, visit = asRora): Promise<void> {
	const page = await openPage(browser);
	await visit(page, link);
	await goOnTo(page, new URL(publicAddress).host);
	await page.locator('h1').filter({ hasText: 'Your account is connected' }).waitFor();
	await keepPage(page);
	await page.context().close();
}

/** Returns the link in an email to a customer. */
export const linkIn = ({ text }: Mail): string => /^https:\S+$/m.exec(text)![0];

export const sessionsOf = async ({ api }: Pick<World, 'api'>) =>
	await api.rows('open_banking_sessions');

export const transactionsOf = async ({ api }: Pick<World, 'api'>) =>
	await api.rows('open_banking_transactions');

export const keyOf = ({ bank, accountId, transactionKey }: IDataObject): string =>
	[bank, accountId, transactionKey].map(String).join(' ');

/** Leads a customer from the bank's link to a stored session, and returns its row. */
export async function connect(
	{ browser, world }: { browser: Browser; world: World },
	{ bank, customer }: { bank: string; customer: string },
	visit?: Visit,
): Promise<IDataObject> {
	const link = `${publicAddress}/webhook/open-banking/connect?bank=${bank}&customer=${customer}`;
	await followLink(browser, link, visit);
	return await waitFor(`the session of ${customer}`, async () =>
		(await sessionsOf(world)).find((row) => row.customer === customer && row.bank === bank),
	);
}
