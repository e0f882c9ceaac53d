import { existsSync } from 'node:fs';

import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

import { keepResponses } from './shownPages';
import { owner } from './world';

const executable = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Starts the system's Chromium. `hosts` maps names to addresses of this machine, as in `{ 'a.example:443': … }`. */
export async function openBrowser(hosts: Record<string, string> = {}): Promise<Browser> {
	const executablePath = process.env.CHROMIUM ?? executable.find((file) => existsSync(file));
	if (!executablePath)
		throw new Error('Chromium was not found. Install it, or set CHROMIUM to its path.');
	const rules = Object.entries(hosts).map(([name, address]) => `MAP ${name} ${address}`);
	return await chromium.launch({
		executablePath,
		args: [
			'--headless',
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
			...(rules.length > 0 ? [`--host-resolver-rules=${rules.join(',')}`] : []),
		],
	});
}

/** Milliseconds. Only a safety net for busy machines. */
const safetyNet = 120_000;

/** Opens a page that accepts the certificates of the embedded bank's CA. What it shows is kept for the search for secrets. */
export async function openPage(
	browser: Browser,
	options: BrowserContextOptions = {},
): Promise<Page> {
	const context = await browser.newContext({ ignoreHTTPSErrors: true, ...options });
	context.setDefaultTimeout(safetyNet);
	const page = await context.newPage();
	await keepResponses(page);
	return page;
}

/** Signs in to n8n's editor as the owner. */
export async function signInToEditor(page: Page, address: string): Promise<void> {
	await page.goto(`${address}/signin`);
	await page.fill('input[type=email]', owner.email);
	await page.fill('input[type=password]', owner.password);
	await page.locator('[data-test-id=form-submit-button]').click();
	await page.waitForURL((url) => !url.pathname.includes('signin'));
}

/** Acts as a PSU at the bank: signs in as rora, selects every account, approves or refuses. */
export async function visitBank(
	page: Page,
	authorizationUrl: string,
	decision: 'approve' | 'refuse',
): Promise<void> {
	await page.goto(authorizationUrl);
	await page.fill('input[name=user]', 'rora');
	await page.fill('input[name=password]', 'rora');
	await page.click('button[value=login]');
	const accounts = page.locator('input[name=account]');
	await accounts.first().waitFor();
	for (const account of await accounts.all()) await account.check();
	await page.click(`button[value=${decision}]`);
}

/** A customer of Eika: as whom they sign in, and the agreement that a corporate one selects. */
export interface EikaPsu {
	user: string;
	agreement?: string;
}

/** Acts as a PSU at Eika: signs in, selects the agreement and the first choice of accounts, which is all, and decides. */
export async function visitEika(
	page: Page,
	authorizationUrl: string,
	{ user, agreement, decision = 'approve' }: EikaPsu & { decision?: 'approve' | 'refuse' },
): Promise<void> {
	await page.goto(authorizationUrl);
	await page.fill('input[name=user]', user);
	// Without this choice, the TPP has made it.
	const choice = page.getByLabel(agreement ? 'Corporate customer' : 'Private customer');
	if ((await choice.count()) > 0) await choice.check();
	await page.click('button[value=login]');
	if (agreement) {
		await page.getByLabel(agreement).check();
		await page.click('button[value=select]');
	}
	await page.locator('input[name=account]').first().check();
	await page.click(`button[value=${decision}]`);
}

/** Follows the link on the bank's page to the application. The page is in place of a redirect to a reserved name. */
export async function goOnTo(page: Page, host: string): Promise<void> {
	await page.getByRole('link', { name: `Open it at ${host}` }).click();
}
