import { join } from 'node:path';

import type { Browser } from 'playwright-core';

import { millisecondsPerDay } from '../lib/calendar';
import { healthOf } from '../lib/report/health';
import { reportData } from '../lib/report/reportData';
import { reportHtml } from '../lib/report/reportHtml';
import { openBrowser, openPage } from '../test/n8n/browser';

const folder = 'docs/report';
const now = new Date();

/** Returns the time so many days from now. */
const day = (days: number): string => new Date(+now + days * millisecondsPerDay).toISOString();

type Items = Parameters<typeof reportData>[0];

const consents = [
	{ bank: 'Zopa', customer: 'alice@example.com', reconfirmBy: day(64), polledAt: day(0) },
	{
		...{ bank: 'Monese', customer: 'bob@example.com', reconfirmBy: day(9), polledAt: day(0) },
		...{ renewal: 'asked', askedAt: day(-5) },
	},
	{
		...{ bank: 'The Co-operative Bank', customer: 'carol@example.com', status: 'reauthenticate' },
		...{ reconfirmBy: day(-6), polledAt: day(-7), renewal: 'setAside', askedAt: day(-1) },
		problem: 'The customer did not react to the email and the reminder. No more emails are sent.',
	},
	{
		...{ bank: 'Salt Edge', customer: 'dan@example.com', reconfirmBy: day(80) },
		problem:
			'The bank rejects the client (invalid_client): the client secret in the credential is wrong. Check "Client Secret" in the credential.',
	},
].map((row, index) => ({ session: 'x', status: 'active', consentId: `${index}`, ...row }));

const certificates = [
	{ source: 'Transport Certificate', daysLeft: 41 },
	{ source: 'Signing Certificate', daysLeft: 300 },
].map((one) => ({ ...one, subject: 'CN=0015800001AbCdEAAV', notAfter: day(one.daysLeft) }));

/** Returns an account with its balance and two transactions a day. */
function accountItems(accountName: string, amount: number, currency: string): object[] {
	const account = { accountId: accountName, accountName, currency };
	const transactions = Array.from({ length: 28 }, (_, index) => ({
		...account,
		...{ transactionKey: `${accountName} ${index}`, status: 'Booked' },
		...(index % 7 === 2
			? { description: 'Payment from Marlow Design Ltd', amount: 1_650 + 37 * index }
			: { description: 'Payment to City Transport', amount: -12.4 - ((index * 31) % 90) }),
		bookingDateTime: day(-index / 2),
	}));
	const balance = { ...account, amount, type: 'InterimBooked', dateTime: day(0) };
	return [account, balance, ...transactions];
}

const accounts = [
	...accountItems('Everyday', 15_701.59, 'GBP'),
	...accountItems('Rainy Day', 18_134.7, 'GBP'),
	...accountItems('Household', 4_995.48, 'EUR'),
];

async function page(title: string, items: object[]): Promise<string> {
	const found = healthOf(items as Items, { now, consentDays: 14, certificateDays: 60 });
	const health = found.map((one) => one.health);
	const options = { title, now, timeZone: 'Europe/London', transactionCount: 20 };
	return await reportHtml(reportData(items as Items, now), health, options);
}

interface Picture {
	html: string;
	width: number;
	/** Pixels; the whole page by default. */
	height?: number;
	colorScheme?: 'light' | 'dark';
}

async function save(browser: Browser, name: string, picture: Picture): Promise<void> {
	const { html, width, height, colorScheme = 'light' } = picture;
	const viewport = { width, height: height ?? 700 };
	const page = await openPage(browser, { viewport, colorScheme });
	await page.setContent(html);
	await page.screenshot({ path: join(folder, `${name}.png`), fullPage: height === undefined });
	await page.close();
}

/** Takes the pictures in `docs/report` again. */
async function main(): Promise<void> {
	const browser = await openBrowser();
	const health = await page('Consents and certificates', [...consents, ...certificates]);
	const report = await page('Account report', [
		...accounts,
		...consents.slice(0, 2),
		...certificates,
	]);
	await save(browser, 'health', { html: health, width: 1280 });
	await save(browser, 'desktop-light', { html: report, width: 1000, height: 900 });
	const colorScheme = 'dark';
	await save(browser, 'desktop-dark', { html: report, width: 1000, height: 900, colorScheme });
	await save(browser, 'phone', { html: report, width: 390, height: 844, colorScheme });
	await browser.close();
}

void main();
