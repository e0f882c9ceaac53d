import type { PaymentKind } from '../../../lib/banks/profile';
import { initiationOf, type PaymentOrder } from '../../../lib/operations/payments/paymentOrder';
import { rejection } from '../../support/builders';

const anOrder = (changes: Partial<PaymentOrder> = {}): PaymentOrder => ({
	kind: 'domesticPayment',
	instructionId: 'INV-42',
	payee: { name: 'Acme Supplies Ltd', account: '04-00-04 12345678' },
	amount: '12.5',
	reference: 'INV 42',
	...changes,
});

const payee = {
	SchemeName: 'UK.OBIE.SortCodeAccountNumber',
	Identification: '04000412345678',
	Name: 'Acme Supplies Ltd',
};
const pounds = { Amount: '12.50', Currency: 'GBP' };

it.each<[PaymentKind, Partial<PaymentOrder>, object]>([
	[
		'domesticPayment',
		{},
		{
			InstructionIdentification: 'INV-42',
			EndToEndIdentification: 'INV-42',
			InstructedAmount: pounds,
			CreditorAccount: payee,
			RemittanceInformation: { Reference: 'INV 42' },
		},
	],
	[
		'domesticScheduledPayment',
		{ date: '2027-02-26', reference: undefined },
		{
			InstructionIdentification: 'INV-42',
			EndToEndIdentification: 'INV-42',
			RequestedExecutionDateTime: '2027-02-26T00:00:00+00:00',
			InstructedAmount: pounds,
			CreditorAccount: payee,
		},
	],
	[
		'domesticStandingOrder',
		{ date: '2027-03-05', frequency: 'IntrvlMnthDay:01:05', numberOfPayments: 12 },
		{
			Frequency: 'IntrvlMnthDay:01:05',
			Reference: 'INV 42',
			NumberOfPayments: '12',
			FirstPaymentDateTime: '2027-03-05T00:00:00+00:00',
			FirstPaymentAmount: pounds,
			RecurringPaymentAmount: pounds,
			CreditorAccount: payee,
		},
	],
])('%s has the members of the standard', (kind, changes, Initiation) => {
	expect(initiationOf(anOrder({ kind, ...changes }))).toEqual({ Initiation, Risk: {} });
});

it('A payee can have an IBAN, and a payment a context', () => {
	const order = anOrder({
		payee: { name: ' Acme ', account: 'gb33 bukb 2020 1555 5555 55' },
		context: 'TransferToThirdParty',
	});
	expect(initiationOf(order)).toMatchObject({
		Initiation: {
			CreditorAccount: {
				SchemeName: 'UK.OBIE.IBAN',
				Identification: 'GB33BUKB20201555555555',
				Name: 'Acme',
			},
		},
		Risk: { PaymentContextCode: 'TransferToThirdParty' },
	});
});

it.each([
	['5', '5.00'],
	['0.01', '0.01'],
	['007.10', '7.10'],
	['9999999999999.99', '9999999999999.99'],
])('The amount %s is sent as %s', (amount, Amount) => {
	expect(initiationOf(anOrder({ amount }))).toMatchObject({
		Initiation: { InstructedAmount: { Amount } },
	});
});

const later = { kind: 'domesticScheduledPayment' as const, date: '2027-02-26' };
const regular = {
	kind: 'domesticStandingOrder' as const,
	date: '2027-03-05',
	frequency: 'IntrvlMnthDay:01:05',
};

it.each<[string, Partial<PaymentOrder>, string]>([
	['amount', { amount: '' }, '"" is not an amount in pounds.'],
	['amount', { amount: '0.00' }, '"0.00" is not an amount'],
	['amount', { amount: '12,50' }, '"12,50" is not an amount'],
	['amount', { amount: '1.005' }, '"1.005" is not an amount'],
	['amount', { amount: '-5' }, '"-5" is not an amount'],
	['amount', { amount: '1e3' }, '"1e3" is not an amount'],
	['amount', { amount: '9'.repeat(5000) }, `"${'9'.repeat(500)}…" is not an amount`],
	['instructionId', { instructionId: ' ' }, 'The instruction ID is empty.'],
	['instructionId', { instructionId: 'x'.repeat(32) }, 'The instruction ID "'],
	['instructionId', { instructionId: 'café' }, 'The instruction ID "café" is invalid.'],
	[
		'payeeName',
		{ payee: { name: '', account: '04000412345678' } },
		'The name of the payee is empty.',
	],
	[
		'payeeAccount',
		{ payee: { name: 'A', account: '0400041234567' } },
		'The account of the payee is invalid.',
	],
	[
		'payeeAccount',
		{ payee: { name: 'A', account: 'GB34BUKB20201555555555' } },
		'The IBAN of the payee is invalid',
	],
	['reference', { reference: 'more than eighteen letters' }, 'The reference "more than'],
	['reference', { reference: 'ä' }, 'The reference "ä" is invalid.'],
	['paymentDate', { ...later, date: undefined }, 'The payment date is empty.'],
	['paymentDate', { ...later, date: '2027-02-30' }, '"2027-02-30" is not a day of the calendar.'],
	['frequency', { ...regular, frequency: 'monthly' }, '"monthly" is not a frequency.'],
	['numberOfPayments', { ...regular, numberOfPayments: 0 }, '0 is not a number of payments.'],
	['numberOfPayments', { ...regular, numberOfPayments: 2.5 }, '2.5 is not a number of payments.'],
])('An error names the field %s (%#)', async (key, changes, message) => {
	expect(await rejection(() => initiationOf(anOrder(changes)))).toEqual({
		code: 'OB_CONFIGURATION',
		message: expect.stringContaining(message),
		field: { in: 'parameters', key },
		tppAction: 'fixRequest',
	});
});
