import type { Browser, Page } from 'playwright-core';

import {
	fragmentPage,
	outcomePage,
	pendingPage,
	repeatedPage,
} from '../../nodes/ConsentRedirectTrigger/pages';
import { healthOf } from '../../lib/report/health';
import { reportData } from '../../lib/report/reportData';
import { reportHtml } from '../../lib/report/reportHtml';
import {
	accountsPage,
	agreementPage,
	signInPage as eikaSignInPage,
} from '../../sandbox/eika/pages';
import { newState } from '../../sandbox/eika/stockData';
import { errorScreen } from '../../sandbox/pages/errorScreen';
import { fundsPage } from '../../sandbox/pages/consent';
import { errorPage } from '../../sandbox/pages/error';
import { loginPage } from '../../sandbox/pages/login';
import { paymentPage } from '../../sandbox/pages/payment';
import { stepUpPage } from '../../sandbox/pages/stepUp';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { authorizationUrl, newConsent, register, requestObjectClaims } from '../sandbox/tpp';
import { isTooWide, phone, violations } from './axe';
import { openBrowser, openPage } from './browser';

let bank: EmbeddedBank;
let browser: Browser;

beforeAll(async () => {
	bank = await startEmbeddedBank();
	browser = await openBrowser();
});

afterAll(async () => {
	await browser?.close();
	await bank?.stop();
});

const schemes = ['light', 'dark'] as const;

/** On a phone, a report shows the heading of its column beside each value. */
const headingAlignments = async (page: Page) =>
	(await page.evaluate(
		"[...document.querySelectorAll('td')].map((cell) => getComputedStyle(cell, '::before').textAlign)",
	)) as string[];

const bankAccount = {
	...{ AccountId: '1', nickname: 'Everyday', description: 'Current account' },
	...{ sortCode: '040004', accountNumber: '12345678', currency: 'GBP', balance: 5 },
} as never;
const texts = { titles: {}, texts: {}, linkText: 'Back to the shop', linkUrl: 'https://a.example' };
const { accounts, agreements } = newState();
const documents: Array<[string, string]> = [
	['the page that posts the fragment', fragmentPage().body],
	['the page of a success', outcomePage('authorised', texts).body],
	['the page of a refusal', outcomePage('refused', texts).body],
	['the page of a failure', outcomePage('failed', texts, 'interaction-1').body],
	['the page for a slow bank', pendingPage(texts).body],
	['the page of a repeated redirect', repeatedPage(texts).body],
	['the page of the second factor', stepUpPage({ action: '/a', problem: 'The code is wrong.' })],
	[
		'the page of a payment',
		paymentPage({
			...{ action: '/a', tpp: 'TPP', accounts: [bankAccount], problem: 'Select an account.' },
			payment: {
				...{ amount: '12.50', currency: 'GBP', payee: 'Acme Supplies Ltd' },
				...{ account: '04000412345678', reference: 'INV 42' },
			},
		}),
	],
	[
		'the page of a consent to confirm funds',
		fundsPage({
			...{ action: '/a', tpp: 'TPP', problem: 'Approve, or refuse.' },
			funds: {
				DebtorAccount: {
					...{ SchemeName: 'UK.OBIE.SortCodeAccountNumber', Name: 'Rora Ramsey' },
					Identification: '04000412345678',
				},
				ExpirationDateTime: '2026-12-31T00:00:00Z',
			},
		}),
	],
	[
		'the page to sign in',
		loginPage({ bank: 'Zopa', action: '/a', problem: 'The password is wrong.' }),
	],
	['the page of an error', errorPage('invalid_request', 'The request is invalid.', 'https://a')],
	['Eika’s page to sign in', eikaSignInPage({ action: '/a', problem: 'There is no customer.' })],
	['Eika’s page of agreements', agreementPage({ action: '/a', session: 's', agreements })],
	[
		'Eika’s page of accounts',
		accountsPage({ action: '/a', tpp: 'TPP', validUntil: '2026-12-31', accounts }),
	],
	['the screen of an error', errorScreen({ action: '/a', error: 'x', error_description: 'No.' })],
];

describe.each(schemes)('in the %s theme', (colorScheme) => {
	it.each(documents)('%s is accessible, and fits a phone', async (_, html) => {
		const page = await openPage(browser, { colorScheme, viewport: phone });
		await page.setContent(html);
		expect(await violations(page)).toEqual([]);
		expect(await isTooWide(page)).toBe(false);
		await page.close();
	});
});

it('a report on a desktop has each next action on at most two lines, beside a long problem', async () => {
	const now = new Date('2026-03-04T12:00:00Z');
	const rows = ['reauthenticate', 'active'].map((status) => ({
		...{ consentId: status, status, bank: 'salt-edge', customer: 'customer@example.com' },
		...{ reconfirmBy: '2026-05-01', polledAt: '2026-03-01', askedAt: '2026-03-01' },
		...{ renewal: 'setAside', problem: 'The bank rejects the client. '.repeat(8) },
	}));
	const found = healthOf(rows, { now, consentDays: 14, certificateDays: 90 });
	const health = found.map((one) => one.health);
	const options = { title: 'Report', now, timeZone: 'Europe/London', transactionCount: 0 };
	const html = await reportHtml(reportData(rows, now), health, options);
	const page = await openPage(browser, { viewport: { width: 1280, height: 720 }, bypassCSP: true });
	await page.setContent(html);
	const lines =
		(await page.evaluate(`[...document.querySelectorAll('[data-heading="Next action"] span')]
		.filter((cell) => !cell.classList.contains('quiet'))
		.map(({ firstChild }) => {
			const range = document.createRange();
			range.selectNode(firstChild);
			return range.getClientRects().length;
		})`)) as number[];
	expect(lines).toHaveLength(2);
	expect(Math.max(...lines)).toBeLessThanOrEqual(2);
	await page.close();
});

describe.each(schemes)('in the %s theme', (colorScheme) => {
	it('a report is accessible, and fits a phone', async () => {
		const now = new Date('2026-03-04T12:00:00Z');
		const account = { accountId: '1', accountName: 'A'.repeat(60), currency: 'GBP' };
		const transaction = { ...account, amount: 5, status: 'Booked', date: '2026-03-01' };
		const balance = { ...account, amount: 9, type: 'InterimBooked', dateTime: '2026-03-04' };
		const certificate = { subject: `CN=${'b'.repeat(60)}`, daysLeft: 3 };
		const consent = { consentId: 'c'.repeat(60), status: 'reauthenticate', bank: 'zopa' };
		const items = [account, balance, transaction, certificate, consent];
		const found = healthOf(items, { now, consentDays: 14, certificateDays: 90 });
		const health = found.map((one) => one.health);
		const html = await reportHtml(reportData(items, now), health, {
			title: 'Report',
			now,
			timeZone: 'Europe/London',
			transactionCount: 5,
		});
		const page = await openPage(browser, { colorScheme, viewport: phone, bypassCSP: true });
		await page.setContent(html);
		expect(await page.locator('svg path.line').count()).toBe(1);
		expect(await violations(page)).toEqual([]);
		expect(await isTooWide(page)).toBe(false);
		expect(new Set(await headingAlignments(page))).toEqual(new Set(['left']));
		await page.close();
	});
});

/** Opens the sign-in page of a new consent. */
async function signInPage(colorScheme: (typeof schemes)[number] = 'light'): Promise<Page> {
	const client = await register(bank);
	const claims = requestObjectClaims(bank, client, await newConsent(bank, client));
	const page = await openPage(browser, { colorScheme, viewport: phone, bypassCSP: true });
	await page.goto(authorizationUrl(bank, claims));
	return page;
}

it.each(schemes)(
	'in the %s theme all pages of the bank are accessible, and work with only the keyboard',
	async (colorScheme) => {
		const page = await signInPage(colorScheme);
		expect(await violations(page)).toEqual([]);
		for (const text of ['rora', 'rora']) {
			await page.keyboard.press('Tab');
			await page.keyboard.type(text);
		}
		await page.keyboard.press('Enter');
		await page.getByText('All my accounts').waitFor();
		expect(await violations(page)).toEqual([]);
		expect(await isTooWide(page)).toBe(false);
		await page.keyboard.press('Tab');
		await page.keyboard.press('Space');
		await page.getByRole('button', { name: 'Approve' }).focus();
		await page.keyboard.press('Enter');
		await page.getByRole('heading', { name: 'Copy this URL' }).waitFor();
		expect(await violations(page)).toEqual([]);
		expect(await isTooWide(page)).toBe(false);
		await page.close();
	},
);

it('a redirect URI where no server responds ends on a page that copies the response (U-01)', async () => {
	const page = await signInPage();
	await page.getByLabel('User name').fill('rora');
	await page.getByLabel('Password').fill('rora');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.getByLabel('All my accounts').check();
	await page.getByRole('button', { name: 'Approve' }).click();
	const address = page.getByLabel('URL with the bank’s response');
	const [redirectUri] = bank.tpp.redirectUris;
	expect(await address.inputValue()).toMatch(new RegExp(`^${redirectUri}#.*code=`));
	await page.getByRole('button', { name: 'Copy' }).click();
	await page.getByText('Copied.').waitFor();
	await page.close();
});
