import type { Page } from 'playwright-core';

import { psuApproves } from '../../sandbox/psu';
import type { World } from './world';

/** Opens the form of a waiting trigger and submits it. `webhookId` is that of the trigger. */
export async function sendFirstForm(
	page: Page,
	{ n8n }: World,
	{ webhookId, values }: { webhookId: string; values: Record<string, string> },
): Promise<void> {
	await page.goto(`${n8n.address}/form-test/${webhookId}`);
	await sendForm(page, values);
}

/** Fills in fields by their labels and submits the form. */
export async function sendForm(page: Page, values: Record<string, string>): Promise<void> {
	for (const [label, value] of Object.entries(values)) await page.getByLabel(label).fill(value);
	await page.locator('button[type=submit]').click();
}

/** Follows a link of the page to the bank and approves. Returns the address that the bank redirects to. */
export async function approveBehind(
	page: Page,
	link: string,
	{ bank, entered }: World,
): Promise<string> {
	const authorizationUrl = await page.getByRole('link', { name: link }).getAttribute('href');
	const address = await psuApproves(String(authorizationUrl), { user: 'rora', ca: bank.ca });
	entered.push(address);
	return address;
}
