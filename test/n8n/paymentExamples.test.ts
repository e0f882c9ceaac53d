import type { Browser, Page } from 'playwright-core';
import { fetch } from 'undici';

import { psuApproves, psuRefuses } from '../../sandbox/psu';
import { waitFor } from '../support/waitFor';
import { openBrowser, openPage } from './browser';
import { operator } from './customers';
import { formIdOf, sendForm } from './forms';
import { runSteps } from './journey';
import { newMovableClock, type MovableClock } from './movableClock';
import { openWorld, outputOf, publish, type World } from './world';

/* The examples for payments and confirmation of funds, published, as people use them. */

let clock: MovableClock;
let world: World;
let browser: Browser;
let page: Page;

beforeAll(async () => {
	clock = newMovableClock();
	world = await clock.under(() => openWorld({ bank: { accounts: 1, transactions: 0 } }));
	const { workflows } = world.imported;
	for (const example of ['errors', 'pay-invoice', 'standing-order']) {
		await world.api.activate(workflows[example]!);
	}
	await publish(world, workflows['funds-check']!, 'open-banking/ship');
	browser = await openBrowser();
	page = await openPage(browser);
});
afterEach(() => world.bank.clearFaults());
afterAll(async () => {
	await browser?.close();
	await world?.close();
	clock?.remove();
});

const books = async () => await world.bank.payments('coop');

/** Opens the form of an example and submits it. */
async function start(
	example: string,
	values: Record<string, string>,
	choice?: string,
): Promise<void> {
	const address = `${world.n8n.address}/form/${formIdOf(example)}`;
	await waitFor(`the form of ${example}`, async () => (await page.goto(address))!.ok());
	if (choice) await page.locator('select').selectOption(choice);
	await sendForm(page, values);
}

type Psu = typeof psuApproves;

/** Lets the PSU decide behind the link that the form shows, and pastes the response. */
async function decideAtBank(user = 'rora', decide: Psu = psuApproves): Promise<void> {
	const link = page.getByRole('link', { name: 'Sign in at the bank and approve' });
	const address = await decide(String(await link.getAttribute('href')), {
		user,
		ca: world.bank.ca,
	});
	world.entered.push(address);
	await sendForm(page, { 'Redirect Response': address });
}

/** Waits for the last page of a form, and returns its text. */
async function lastPage(title: string): Promise<string> {
	await page.locator('h1').filter({ hasText: title }).waitFor();
	return await page.locator('body').innerText();
}

/** Returns the first mail to somebody after `act`. */
async function mailAfter(act: () => Promise<unknown>) {
	const before = world.mail.mails.length;
	await act();
	return await waitFor('the mail', async () => world.mail.mails[before]);
}

const payee = { 'Payee Name': 'Acme Supplies Ltd', 'Payee Account': '04-00-04 12345678' };

const rowOf = async (orderId: string) =>
	(await world.api.rows('open_banking_payments')).find((row) => row.orderId === orderId);

describe('the example Pay one invoice after approval', () => {
	async function enter(invoice: string, decision = 'Pay'): Promise<void> {
		await start('pay-invoice', { ...payee, Amount: '12.50', 'Invoice Number': invoice });
		await page.getByText(`for the invoice ${invoice}?`).waitFor();
		await page.locator('select').selectOption(decision);
		await page.locator('button[type=submit]').click();
	}

	const invoices = async (reference: string) =>
		(await books()).filter(({ request: { Initiation } }) => {
			const { RemittanceInformation } = Initiation as { RemittanceInformation?: object };
			return JSON.stringify(RemittanceInformation).includes(`"${reference}"`);
		});

	it('pays an invoice once, however often it is entered', async () => {
		await enter('INV-1');
		await decideAtBank();
		const shown = await lastPage('The payment is on its way');
		const [payment, ...others] = await invoices('INV-1');
		expect(others).toEqual([]);
		expect(payment!.request.Initiation).toMatchObject({
			InstructionIdentification: 'INV-1',
			InstructedAmount: { Amount: '12.50', Currency: 'GBP' },
			CreditorAccount: { Identification: '04000412345678', Name: 'Acme Supplies Ltd' },
		});
		expect(shown).toContain(`£12.50 to Acme Supplies Ltd. Payment ID: ${payment!.id}`);
		expect(await rowOf('INV-1')).toMatchObject({ status: 'paid', paymentId: payment!.id });
		await enter('INV-1');
		expect(await lastPage('Already paid')).toContain(payment!.id);
		expect(await invoices('INV-1')).toHaveLength(1);
	});

	it('asks the bank for nothing when the payment is not approved', async () => {
		await enter('INV-2', 'Do not pay');
		await lastPage('Not approved');
		expect(await rowOf('INV-2')).toBeUndefined();
	});

	it('tells the operator that the PSU refused, and pays once at the next attempt', async () => {
		const mail = await mailAfter(async () => {
			await enter('INV-3');
			await decideAtBank('rora', psuRefuses);
			await lastPage('Nothing was paid');
		});
		expect(mail).toMatchObject({
			to: [operator],
			subject: 'Needs you: Pay one invoice after approval',
			text: expect.stringContaining('The invoice INV-3 was not paid.'),
		});
		expect(await rowOf('INV-3')).toMatchObject({ status: 'failed', attempts: 1 });
		await enter('INV-3');
		await decideAtBank();
		await lastPage('The payment is on its way');
		expect(await invoices('INV-3')).toHaveLength(1);
	});

	it('after an unknown outcome, submits the same payment again and not another one', async () => {
		await world.bank.addFault({
			method: 'POST',
			path: '/^\\/coop\\/.*domestic-payments$/',
			times: 10,
			response: 'lostResponse',
		});
		const mail = await mailAfter(async () => {
			await enter('INV-4');
			await decideAtBank();
			expect(await lastPage('The result is not known yet')).toContain('Do not pay in another way.');
		});
		expect(mail.text).toContain('It is not known whether the invoice INV-4 was paid.');
		const [payment] = await invoices('INV-4');
		expect(await rowOf('INV-4')).toMatchObject({ status: 'submitting', paymentId: '' });
		await world.bank.clearFaults();
		await enter('INV-4');
		expect(await lastPage('The payment is on its way')).toContain(payment!.id);
		expect(await invoices('INV-4')).toHaveLength(1);
	});

	it('keeps a payment that another execution has made meanwhile', async () => {
		await enter('INV-6');
		await page.getByRole('link', { name: 'Sign in at the bank and approve' }).waitFor();
		const firstForm = page.url();
		await enter('INV-6');
		await decideAtBank();
		await lastPage('The payment is on its way');
		const mail = await mailAfter(async () => {
			await page.goto(firstForm);
			await sendForm(page, { 'Redirect Response': world.entered.at(-1)! });
			await lastPage('Already started');
		});
		expect(mail.text).toContain('Another execution has started the payment of the invoice INV-6.');
		expect(await rowOf('INV-6')).toMatchObject({ status: 'paid' });
		expect(await invoices('INV-6')).toHaveLength(1);
	});

	it('says that the bank rejected a payment, and tells the operator', async () => {
		const mail = await mailAfter(async () => {
			await enter('INV-5');
			await decideAtBank('ivsa');
			expect(await lastPage('Nothing was paid')).toContain('The bank rejected the payment');
		});
		expect(mail.text).toContain('The invoice INV-5 was not paid. The bank rejected the payment');
		expect(await invoices('INV-5')).toMatchObject([{ state: 'rejected' }]);
		expect(await rowOf('INV-5')).toMatchObject({ status: 'failed' });
	});

	it('creates a new consent when the bank paid nothing before the session ended', async () => {
		await world.bank.addFault({
			method: 'POST',
			path: '/^\\/coop\\/.*domestic-payments$/',
			times: 10,
			response: { status: 500 },
		});
		await enter('INV-7');
		await decideAtBank();
		await lastPage('The result is not known yet');
		await world.bank.clearFaults();
		clock.moveTo('+31m');
		await enter('INV-7');
		await lastPage('Nothing was paid');
		expect(await rowOf('INV-7')).toMatchObject({ status: 'failed', attempts: 1 });
		await enter('INV-7');
		await decideAtBank();
		await lastPage('The payment is on its way');
		expect(await invoices('INV-7')).toMatchObject([
			{ request: { Initiation: { InstructionIdentification: 'INV-7.1' } } },
		]);
	});
});

it('the example Set up a standing order sets up one', async () => {
	const order = {
		...payee,
		Amount: '250.00',
		'Order Number': 'RENT-7',
		'First Payment': '2028-03-06',
		'Number of Payments': '12',
	};
	await start('standing-order', order, 'Month');
	await decideAtBank();
	const shown = await lastPage('The standing order is set up');
	const orders = async () =>
		(await books()).filter(({ request: { kind } }) => kind === 'domestic-standing-orders');
	const [made, ...others] = await orders();
	expect(others).toEqual([]);
	expect(made!.request.Initiation).toMatchObject({
		Frequency: 'IntrvlMnthDay:01:06',
		Reference: 'RENT-7',
		FirstPaymentDateTime: expect.stringMatching(/^2028-03-06T/),
		NumberOfPayments: '12',
		FirstPaymentAmount: { Amount: '250.00', Currency: 'GBP' },
	});
	expect(shown).toContain(made!.id);
	await start('standing-order', order, 'Month');
	await lastPage('Already set up');
	expect(await orders()).toHaveLength(1);
});

describe('the example Check funds before shipping', () => {
	/** Returns sort code and number of the first account, which the customer knows. */
	async function accountOf(user: string): Promise<string> {
		const bank = 'The Co-operative Bank';
		const consent = { type: 'createConsent', parameters: { permissions: ['ReadAccountsDetail'] } };
		const [{ authorizationUrl } = {}] = outputOf(await runSteps(world, bank, [consent]), '1');
		const redirectResponse = await psuApproves(String(authorizationUrl), {
			user,
			ca: world.bank.ca,
		});
		world.entered.push(redirectResponse);
		const read = await runSteps(world, bank, [
			{ type: 'getToken', parameters: { redirectResponse } },
			{ type: 'getAccounts', parameters: { returnAll: true } },
		]);
		return String(outputOf(read, '2')[0]!.identification);
	}

	async function ship(customer: string, order: string) {
		const response = await fetch(`${world.n8n.address}/webhook/open-banking/ship`, {
			method: 'POST',
			dispatcher: world.dispatcher,
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ customer, order, amount: '12.50' }),
		});
		return { status: response.status, json: await response.json() };
	}

	beforeAll(async () => {
		for (const user of ['rora', 'ivsa']) {
			await start('funds-check', { 'Your Reference': user, Account: await accountOf(user) });
			await decideAtBank(user);
			await lastPage('The account is connected');
		}
	});

	it('ships when the bank says that the money is there', async () => {
		expect(await ship('rora', 'ORDER-1')).toEqual({
			status: 200,
			json: { ship: true, order: 'ORDER-1', checkedAt: expect.stringMatching(/^\d{4}-/) },
		});
	});

	it('stops the shipment to the customer without money, and says so by mail', async () => {
		const mail = await mailAfter(async () =>
			expect(await ship('ivsa', 'ORDER-2')).toMatchObject({
				status: 200,
				json: { ship: false, order: 'ORDER-2' },
			}),
		);
		expect(mail).toMatchObject({
			to: ['sales@example.com'],
			subject: 'Shipment stopped: ORDER-2',
		});
	});

	it('stops the shipment when the bank cannot be asked, and tells the operator', async () => {
		await world.bank.addFault({
			method: 'POST',
			path: '/^\\/coop\\/.*funds-confirmations$/',
			times: 10,
			response: { status: 403 },
		});
		const mail = await mailAfter(async () =>
			expect(await ship('rora', 'ORDER-3')).toMatchObject({ status: 502, json: { ship: false } }),
		);
		expect(mail.text).toContain('The order ORDER-3 was not shipped');
	});

	it('stops the shipment to a customer who has not connected an account', async () => {
		expect(await ship('nobody', 'ORDER-4')).toMatchObject({ status: 404, json: { ship: false } });
	});
});
