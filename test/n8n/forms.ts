import type { Page } from 'playwright-core';

import { psuApproves } from '../../sandbox/psu';
import type { World } from './world';

/** Opens the form that a workflow's trigger waits with, which has the id `webhookId`, and sends it. */
export async function sendFirstForm(
	page: Page,
	{ n8n }: World,
	{ webhookId, answers }: { webhookId: string; answers: Record<string, string> },
): Promise<void> {
	await page.goto(`${n8n.address}/form-test/${webhookId}`);
	await sendForm(page, answers);
}

/** Fills the fields of these labels. */
export async function sendForm(page: Page, answers: Record<string, string>): Promise<void> {
	for (const [label, answer] of Object.entries(answers)) await page.getByLabel(label).fill(answer);
	await page.locator('button[type=submit]').click();
}

/** Follows a link of the form's page to the bank, approves, and gives the address that the browser ends on. */
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
