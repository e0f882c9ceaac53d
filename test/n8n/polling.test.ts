import type { Browser } from 'playwright-core';

import { waitFor } from '../support/waitFor';
import { openBrowser, openPage, visitBank } from './browser';
import { keyOf, sessionsOf, transactionsOf } from './customers';
import { rest, scheduledExample } from './scheduledExample';
import { executionsOf, openWorld, outputOf, publish, store, type World } from './world';

let world: World;
let browser: Browser;
let polling: string;

beforeAll(async () => {
	world = await openWorld({ bank: { accounts: 2, transactions: 40 } });
	browser = await openBrowser();
	await publish(world, world.imported.workflows.consent!, 'open-banking/connect');
	await world.api.activate(world.imported.workflows.errors!);
	polling = await store(world, scheduledExample('polling', 3));
});

afterAll(async () => {
	await browser?.close();
	await world?.close();
});

const sessions = () => sessionsOf(world);
const transactions = () => transactionsOf(world);

/** Polls until a condition holds and the last run has ended. */
async function poll(until: () => Promise<boolean>): Promise<void> {
	await world.api.activate(polling);
	await waitFor('the polling to have its effect', until);
	await rest(world, polling);
}

const runs = async () => (await world.api.executions(polling)).length;

describe('the example Consent', () => {
	it('leads from a link to the bank and back, and keeps the session', async () => {
		const page = await openPage(browser);
		const connect = `${world.n8n.address}/webhook/open-banking/connect?bank=smile&customer=customer-4711`;
		await visitBank(page, connect, 'approve');
		await page.locator('h1').filter({ hasText: 'Your account is connected' }).waitFor();
		await waitFor('the session to be kept', async () => (await sessions()).length === 1);
		expect(await sessions()).toEqual([
			expect.objectContaining({
				bank: 'smile',
				customer: 'customer-4711',
				status: 'active',
				session: expect.stringMatching(/^eyJ/),
				consentId: expect.any(String),
				reconfirmBy: expect.any(String),
				cursor: null,
			}),
		]);
	});
});

describe('the example Polling', () => {
	it('keeps the transactions of the look-back', async () => {
		await poll(async () => Boolean((await sessions())[0]?.cursor));
		const kept = await transactions();
		expect(kept.length).toBeGreaterThan(0);
		expect(new Set(kept.map(keyOf)).size).toBe(kept.length);
		expect(kept[0]).toMatchObject({
			accountId: expect.any(String),
			amount: expect.any(Number),
			bookingDateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
			currency: 'GBP',
		});
	});

	it('adds what was booked meanwhile, and nothing else', async () => {
		const before = await transactions();
		const accountId = String(before[0]?.accountId);
		await world.bank.bookTransactions({ bank: 'smile', accountId, count: 3 });
		await poll(async () => (await transactions()).length >= before.length + 3);
		const after = await transactions();
		expect(after).toHaveLength(before.length + 3);
		expect(new Set(after.map(keyOf)).size).toBe(after.length);
		const [newest] = (await executionsOf(world, polling, 1)).filter(
			({ data }) => data.resultData.runData['Save Transactions'],
		);
		expect(outputOf(newest!, 'Transactions at smile')).toHaveLength(3);
	});

	it('emits nothing when nothing is new', async () => {
		const before = await runs();
		await poll(async () => (await runs()) > before);
		const [newest] = await executionsOf(world, polling, 1);
		expect(newest?.status).toBe('success');
		expect(outputOf(newest!, 'Transactions at smile')).toEqual([]);
		expect(outputOf(newest!, 'Save Cursor')).toHaveLength(1);
	});

	describe('keeps each payment to which the bank gives the same ID (T-03):', () => {
		const booked = new Date().toISOString();
		const fare = (Amount: string) => ({
			TransactionId: '9998',
			CreditDebitIndicator: 'Debit',
			Status: 'Booked',
			BookingDateTime: booked,
			Amount: { Amount, Currency: 'GBP' },
			TransactionInformation: 'Fare',
		});

		/** Polls while the list of the account has these payments. Returns the amounts of the rows that were added. */
		async function pollFares(...amounts: string[]): Promise<number[]> {
			const before = await transactions();
			const known = new Set(before.map(keyOf));
			const accountId = String(before[0]?.accountId);
			const Transaction = amounts.map((amount) => ({ AccountId: accountId, ...fare(amount) }));
			await world.bank.addFault({
				path: `/smile/apis/retail/open-banking/v3.1/aisp/accounts/${accountId}/transactions`,
				// The node reads a list until it stands still.
				times: 9,
				response: {
					status: 200,
					headers: { 'content-type': 'application/json' },
					body: JSON.stringify({ Data: { Transaction } }),
				},
			});
			await poll(async () => (await transactions()).length > before.length);
			await world.bank.clearFaults();
			const added = (await transactions()).filter((row) => !known.has(keyOf(row)));
			return added.map(({ amount }) => Number(amount)).sort((one, other) => one - other);
		}

		it('two in one run', async () => {
			expect(await pollFares('250.00', '19.99')).toEqual([-250, -19.99]);
		});

		it('a third one, which is equal to the second, in the next run', async () => {
			expect(await pollFares('19.99', '250.00', '19.99')).toEqual([-19.99]);
			const fares = (await transactions()).filter(({ amount }) =>
				[-250, -19.99].includes(Number(amount)),
			);
			expect(fares).toHaveLength(3);
		});
	});

	it('keeps a renewed session, and goes on with it', async () => {
		const [before] = await sessions();
		await world.bank.addFault({
			path: '/smile/apis/retail/open-banking/v3.1/aisp/accounts',
			times: 1,
			response: { status: 401 },
		});
		await poll(async () => (await sessions())[0]?.session !== before?.session);
		const ran = await runs();
		await poll(async () => (await runs()) > ran);
		const [newest] = await executionsOf(world, polling, 1);
		expect(newest?.status).toBe('success');
		expect((await sessions())[0]).toMatchObject({ status: 'active' });
	});

	it('fails when the operator is needed, and tells them (U-05)', async () => {
		await world.bank.addFault({
			path: '/smile/apis/retail/open-banking/v3.1/aisp/accounts',
			times: 1,
			response: { status: 400, body: '{"Errors":[{"ErrorCode":"X","Message":"Unheard of"}]}' },
		});
		const mails = world.mail.mails.length;
		await poll(async () => world.mail.mails.length > mails);
		expect(world.mail.mails[mails]).toMatchObject({
			subject: 'Action required: 3 Poll every six hours',
			text: expect.stringMatching(
				/^Action required for these sessions:\nsmile, customer-4711: .*Unheard of/,
			),
		});
		const [failed] = (await world.api.executions(polling)).filter(
			({ status }) => status === 'error',
		);
		expect(failed).toBeDefined();
		expect((await sessions())[0]).toMatchObject({ status: 'active', claimedBy: '' });
	});

	it('does not fail when the next run may succeed', async () => {
		await world.bank.addFault({
			path: '/smile/apis/retail/open-banking/v3.1/aisp/accounts',
			times: 3,
			response: { status: 503, headers: { 'retry-after': '600' } },
		});
		const before = await runs();
		await poll(async () => (await runs()) > before);
		await world.bank.clearFaults();
		const [, newest] = (await executionsOf(world, polling, before + 1)).reverse().slice(before - 1);
		expect(newest?.status).toBe('success');
		expect(outputOf(newest!, 'By Required Action', 1)).toHaveLength(1);
		expect((await sessions())[0]).toMatchObject({ problem: '', polledAt: expect.any(String) });
	});

	it('sets a session aside that only the PSU can bring back', async () => {
		const [{ consentId } = {}] = await sessions();
		await world.bank.applyScenario({
			bank: 'smile',
			scenario: 'accessRevoked',
			consentId: String(consentId),
		});
		await poll(async () => (await sessions())[0]?.status !== 'active');
		expect((await sessions())[0]).toMatchObject({ status: expect.stringMatching(/^re/) });
	});
});
