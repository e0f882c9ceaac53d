import type { Browser } from 'playwright-core';

import { openSession, sealSession } from '../../lib/oauth/session';
import { toTpp } from '../../nodes/shared/credential';
import type { CredentialFields } from '../../nodes/shared/credentialFields';
import { psuRefuses } from '../../sandbox/psu';
import { workingDay } from '../../scripts/contract/payments';
import { localCredential } from '../../scripts/localCredential';
import { waitFor } from '../support/waitFor';
import { openPage } from './browser';
import { operator } from './customers';
import { sendForm } from './forms';
import {
	connectFunds,
	decideAtBank,
	enterInvoice,
	lastPage,
	payee,
	paymentsWith,
	ship,
	start,
	type Desk,
} from './paymentForms';
import { publish, type World } from './world';

/** Where the examples run: they are active, and workers execute them. */
interface Place {
	world: World;
	browser: Browser;
	/** Expects that a worker executed the newest execution of an example. */
	assertByWorker(example: string): Promise<void>;
}

/** Tests the examples for payments and confirmation of funds as people use them. */
export function testPaymentExamples(place: () => Place): void {
	let world: World;
	let desk: Desk;

	beforeAll(async () => {
		world = place().world;
		desk = { world, page: await openPage(place().browser) };
	});

	const assertByWorker = async (example: string) => await place().assertByWorker(example);

	/** Replaces the session of an order by the same one after its end. */
	async function expireSession(orderId: string): Promise<void> {
		const credential = localCredential(world.bank, 'coop') as unknown as CredentialFields;
		const tpp = await toTpp(credential, new Date());
		const session = await openSession(String((await rowOf(orderId))!.session), tpp);
		const expiresAt = new Date(Date.now() - 1_000).toISOString();
		const expired = await sealSession({ ...session, expiresAt }, tpp);
		await world.api.updateRows('open_banking_payments', { orderId }, { session: expired.session });
	}

	/** Returns the first email to somebody after `act`. */
	async function mailAfter(act: () => Promise<unknown>) {
		const before = world.mail.mails.length;
		await act();
		return await waitFor('the email', async () => world.mail.mails[before]);
	}

	const rowOf = async (orderId: string) =>
		(await world.api.rows('open_banking_payments')).find((row) => row.orderId === orderId);

	describe('the example Pay one invoice after approval', () => {
		afterAll(() => assertByWorker('pay-invoice'));

		it('pays an invoice once, however often it is entered', async () => {
			await enterInvoice(desk, 'INV-1');
			await decideAtBank(desk);
			const shown = await lastPage(desk, 'The payment is on its way');
			const [payment, ...others] = await paymentsWith(desk, 'INV-1');
			expect(others).toEqual([]);
			expect(payment!.request.Initiation).toMatchObject({
				InstructionIdentification: 'INV-1',
				InstructedAmount: { Amount: '12.50', Currency: 'GBP' },
				CreditorAccount: { Identification: '04000412345678', Name: 'Acme Supplies Ltd' },
			});
			expect(shown).toContain(`£12.50 to Acme Supplies Ltd. Payment ID: ${payment!.id}`);
			expect(await rowOf('INV-1')).toMatchObject({ status: 'paid', paymentId: payment!.id });
			await enterInvoice(desk, 'INV-1');
			expect(await lastPage(desk, 'Already paid')).toContain(payment!.id);
			expect(await paymentsWith(desk, 'INV-1')).toHaveLength(1);
		});

		it('asks the bank for nothing when the payment is not approved', async () => {
			await enterInvoice(desk, 'INV-2', 'Do not pay');
			await lastPage(desk, 'Not approved');
			expect(await rowOf('INV-2')).toBeUndefined();
		});

		it('tells the operator that the PSU refused, and pays once at the next attempt', async () => {
			const mail = await mailAfter(async () => {
				await enterInvoice(desk, 'INV-3');
				await decideAtBank(desk, 'rora', psuRefuses);
				await lastPage(desk, 'Nothing was paid');
			});
			expect(mail).toMatchObject({
				to: [operator],
				subject: 'Action required: Pay one invoice after approval',
				text: expect.stringContaining('The invoice INV-3 was not paid.'),
			});
			expect(await rowOf('INV-3')).toMatchObject({ status: 'failed', attempts: 1 });
			await enterInvoice(desk, 'INV-3');
			await decideAtBank(desk);
			await lastPage(desk, 'The payment is on its way');
			expect(await paymentsWith(desk, 'INV-3')).toHaveLength(1);
		});

		it('after an unknown outcome, submits the same payment again and not another one', async () => {
			await world.bank.addFault({
				method: 'POST',
				path: '/^\\/coop\\/.*domestic-payments$/',
				times: 10,
				response: 'lostResponse',
			});
			const mail = await mailAfter(async () => {
				await enterInvoice(desk, 'INV-4');
				await decideAtBank(desk);
				expect(await lastPage(desk, 'The result is not known yet')).toContain(
					'Do not pay in another way.',
				);
			});
			expect(mail.text).toContain('It is not known whether the invoice INV-4 was paid.');
			const [payment] = await paymentsWith(desk, 'INV-4');
			expect(await rowOf('INV-4')).toMatchObject({ status: 'submitting', paymentId: '' });
			await world.bank.clearFaults();
			await enterInvoice(desk, 'INV-4');
			expect(await lastPage(desk, 'The payment is on its way')).toContain(payment!.id);
			expect(await paymentsWith(desk, 'INV-4')).toHaveLength(1);
		});

		it('keeps a payment that another execution has made meanwhile', async () => {
			await enterInvoice(desk, 'INV-6');
			const { page } = desk;
			await page.getByRole('link', { name: 'Sign in at the bank and approve' }).waitFor();
			const firstForm = page.url();
			await enterInvoice(desk, 'INV-6');
			await decideAtBank(desk);
			await lastPage(desk, 'The payment is on its way');
			const mail = await mailAfter(async () => {
				await page.goto(firstForm);
				await sendForm(page, { 'Redirect Response': world.entered.at(-1)! });
				await lastPage(desk, 'Already started');
			});
			expect(mail.text).toContain(
				'Another execution has started the payment of the invoice INV-6.',
			);
			expect(await rowOf('INV-6')).toMatchObject({ status: 'paid' });
			expect(await paymentsWith(desk, 'INV-6')).toHaveLength(1);
		});

		it('says that the bank rejected a payment, and tells the operator', async () => {
			const mail = await mailAfter(async () => {
				await enterInvoice(desk, 'INV-5');
				await decideAtBank(desk, 'ivsa');
				expect(await lastPage(desk, 'Nothing was paid')).toContain('The bank rejected the payment');
			});
			expect(mail.text).toContain('The invoice INV-5 was not paid. The bank rejected the payment');
			expect(await paymentsWith(desk, 'INV-5')).toMatchObject([{ state: 'rejected' }]);
			expect(await rowOf('INV-5')).toMatchObject({ status: 'failed' });
		});

		it('creates a new consent when the bank paid nothing before the session ended', async () => {
			await world.bank.addFault({
				method: 'POST',
				path: '/^\\/coop\\/.*domestic-payments$/',
				times: 10,
				response: { status: 500 },
			});
			await enterInvoice(desk, 'INV-7');
			await decideAtBank(desk);
			await lastPage(desk, 'The result is not known yet');
			await world.bank.clearFaults();
			await expireSession('INV-7');
			await enterInvoice(desk, 'INV-7');
			await lastPage(desk, 'Nothing was paid');
			expect(await rowOf('INV-7')).toMatchObject({ status: 'failed', attempts: 1 });
			await enterInvoice(desk, 'INV-7');
			await decideAtBank(desk);
			await lastPage(desk, 'The payment is on its way');
			expect(await paymentsWith(desk, 'INV-7')).toMatchObject([
				{ request: { Initiation: { InstructionIdentification: 'INV-7.1' } } },
			]);
		});
	});

	it('the example Set up a standing order sets up one', async () => {
		const firstPayment = workingDay();
		const order = {
			...payee,
			Amount: '250.00',
			'Order Number': 'RENT-7',
			'First Payment': firstPayment,
			'Number of Payments': '12',
		};
		await start(desk, 'standing-order', { values: order, choice: 'Month' });
		await decideAtBank(desk);
		const shown = await lastPage(desk, 'The standing order is set up');
		const [made, ...others] = await paymentsWith(desk, 'RENT-7');
		expect(others).toEqual([]);
		expect(made!.request.kind).toBe('domestic-standing-orders');
		expect(made!.request.Initiation).toMatchObject({
			Frequency: `IntrvlMnthDay:01:${firstPayment.slice(-2)}`,
			Reference: 'RENT-7',
			FirstPaymentDateTime: expect.stringMatching(`^${firstPayment}T`),
			NumberOfPayments: '12',
			FirstPaymentAmount: { Amount: '250.00', Currency: 'GBP' },
		});
		expect(shown).toContain(made!.id);
		await assertByWorker('standing-order');
		await start(desk, 'standing-order', { values: order, choice: 'Month' });
		await lastPage(desk, 'Already set up');
		expect(await paymentsWith(desk, 'RENT-7')).toHaveLength(1);
	});

	describe('the example Check funds before shipping', () => {
		beforeAll(async () => {
			await publish(world, world.imported.workflows['funds-check']!, 'open-banking/ship');
			for (const user of ['rora', 'ivsa']) await connectFunds(desk, user);
		});
		afterAll(() => assertByWorker('funds-check'));

		it('ships when the bank says that the money is there', async () => {
			expect(await ship(desk, 'rora', 'ORDER-1')).toEqual({
				status: 200,
				json: { ship: true, order: 'ORDER-1', checkedAt: expect.stringMatching(/^\d{4}-/) },
			});
		});

		it('stops the shipment to the customer without money, and says so by email', async () => {
			const mail = await mailAfter(async () =>
				expect(await ship(desk, 'ivsa', 'ORDER-2')).toMatchObject({
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
				expect(await ship(desk, 'rora', 'ORDER-3')).toMatchObject({
					status: 502,
					json: { ship: false },
				}),
			);
			expect(mail.text).toContain('The order ORDER-3 was not shipped');
		});

		it('stops the shipment to a customer who has not connected an account', async () => {
			expect(await ship(desk, 'nobody', 'ORDER-4')).toMatchObject({
				status: 404,
				json: { ship: false },
			});
		});
	});
}
