import type { PaymentKind, Payments } from '../../../lib/banks/profile';
import { coop } from '../../../lib/banks/cooperativeBank';
import { zopa } from '../../../lib/banks/zopa';
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
const v3: Payments = { version: 'v3.1' };
const v4: Payments = { version: 'v4.0' };

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
	expect(initiationOf(anOrder({ kind, ...changes }), v3)).toEqual({ Initiation, Risk: {} });
});

it('A payee can have an IBAN, and a payment a context', () => {
	const order = anOrder({
		payee: { name: ' Acme ', account: 'gb33 bukb 2020 1555 5555 55' },
		context: 'TransferToThirdParty',
	});
	expect(initiationOf(order, v3)).toMatchObject({
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
	expect(initiationOf(anOrder({ amount }), v3)).toMatchObject({
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
	['amount', { amount: '' }, '"" is not an amount in GBP.'],
	['amount', { amount: '0.00' }, '"0.00" is not an amount'],
	['amount', { amount: '12,50' }, '"12,50" is not an amount'],
	['amount', { amount: '1.005' }, '"1.005" is not an amount'],
	['amount', { amount: '-5' }, '"-5" is not an amount'],
	['amount', { amount: '1e3' }, '"1e3" is not an amount'],
	['amount', { amount: '9'.repeat(5000) }, '"[a text of 500 characters]…" has more than 13 digits'],
	[
		'amount',
		{ amount: '12345678901234.56' },
		'"12345678901234.56" has more than 13 digits before the decimal point. The standard allows no more.',
	],
	['amount', { amount: '1234567890123.456' }, '"1234567890123.456" is not an amount'],
	['instructionId', { instructionId: ' ' }, 'The instruction ID is empty.'],
	['instructionId', { instructionId: 'x'.repeat(32) }, 'The instruction ID "'],
	['instructionId', { instructionId: 'café' }, 'The instruction ID "café" is invalid.'],
	[
		'payeeName',
		{ payee: { name: '', account: '04000412345678' } },
		'The name of the payee is empty.',
	],
	...['\ud800', 'Acme\nLtd', 'Acme \u202eevil', 'A\u0000'].map(
		(name): [string, Partial<PaymentOrder>, string] => [
			'payeeName',
			{ payee: { name, account: '04000412345678' } },
			'The name of the payee has a line break or another character that cannot be shown.',
		],
	),
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
	['context', { context: 'Other' }, '"Other" is not a payment context of the standard.'],
	['numberOfPayments', { ...regular, numberOfPayments: 0 }, '0 is not a number of payments.'],
	['numberOfPayments', { ...regular, numberOfPayments: 2.5 }, '2.5 is not a number of payments.'],
])('An error names the field %s (%#)', async (key, changes, message) => {
	expect(await rejection(() => initiationOf(anOrder(changes), v3))).toEqual({
		code: 'OB_CONFIGURATION',
		message: expect.stringContaining(message),
		field: { in: 'parameters', key },
		tppAction: 'fixRequest',
	});
});

describe('In v4.0', () => {
	const RemittanceInformation = {
		Structured: [{ CreditorReferenceInformation: { Reference: 'INV 42' } }],
	};

	it.each([
		['domesticPayment', {}],
		['domesticScheduledPayment', later],
	])('the reference of a %s is structured', (kind, changes) => {
		const { Initiation } = initiationOf(anOrder({ kind: kind as PaymentKind, ...changes }), v4);
		expect(Initiation).toMatchObject({ InstructedAmount: pounds, RemittanceInformation });
	});

	it('a standing order has a mandate', () => {
		const order = anOrder({ ...regular, frequency: 'MNTH', numberOfPayments: 12 });
		expect(initiationOf(order, v4).Initiation).toEqual({
			RemittanceInformation,
			MandateRelatedInformation: {
				FirstPaymentDateTime: '2027-03-05T00:00:00+00:00',
				Frequency: { Type: 'MNTH' },
			},
			NumberOfPayments: '12',
			FirstPaymentAmount: pounds,
			RecurringPaymentAmount: pounds,
			CreditorAccount: payee,
		});
	});

	it.each([
		['MNTH', 'MNTH'],
		['weekly', 'WEEK'],
		['IntrvlMnthDay:01:05', 'IntrvlMnthDay:01:05'],
	])('the frequency %s is sent as %s', (frequency, Type) => {
		const { Initiation } = initiationOf(anOrder({ ...regular, frequency }), v4);
		expect(Initiation).toMatchObject({ MandateRelatedInformation: { Frequency: { Type } } });
	});

	it('an order without a reference has no remittance information', () => {
		const { Initiation } = initiationOf(anOrder({ reference: undefined }), v4);
		expect(Initiation).not.toHaveProperty('RemittanceInformation');
	});
});

const ofZopa = zopa.payments!;

it.each<[string, Partial<PaymentOrder>, Payments, string]>([
	['reference', { reference: undefined }, ofZopa, 'This bank requires one.'],
	[
		'reference',
		{ reference: '4111111111111111' },
		ofZopa,
		'looks like the number of a payment card',
	],
	['reference', { reference: '14111111111111111' }, ofZopa, 'looks like the number'],
	[
		'payeeAccount',
		{ payee: { name: 'A', account: 'GB33BUKB20201555555555' } },
		ofZopa,
		'does not accept an IBAN',
	],
	[
		'frequency',
		{ ...regular, frequency: 'QURT' },
		ofZopa,
		'This bank does not offer the frequency "QURT". It offers ADHO, DAIL, WEEK, FRTN, MNTH, YEAR.',
	],
	['frequency', regular, ofZopa, 'does not offer the frequency "IntrvlMnthDay:01:05"'],
	['frequency', { ...regular, frequency: 'toString' }, v4, '"toString" is not a frequency.'],
	['context', { context: 'PispPayee' }, v4, 'not a payment context in version 4.0'],
])('A bank may refuse the field %s (%#)', async (key, changes, rules, message) => {
	expect(await rejection(() => initiationOf(anOrder(changes), rules))).toMatchObject({
		code: 'OB_CONFIGURATION',
		message: expect.stringContaining(message),
		field: { in: 'parameters', key },
	});
});

it.each(['4111111111111112', '411111111111111', '4111 1111 1111 111'])(
	'The reference %s is not the number of a card',
	(reference) => {
		expect(initiationOf(anOrder({ reference }), ofZopa)).toMatchObject({ Risk: {} });
	},
);

describe('The Co-operative Bank', () => {
	it.each(['IntrvlWkDay:02:07', 'IntrvlMnthDay:12:31'])('takes the frequency %s', (frequency) => {
		const { Initiation } = initiationOf(anOrder({ ...regular, frequency }), coop.payments!);
		expect(Initiation).toMatchObject({ Frequency: frequency });
	});

	it.each(['EvryDay', 'IntrvlWkDay:03:01', 'IntrvlMnthDay:04:05', 'IntrvlMnthDay:01:-01'])(
		'does not offer the frequency %s of the standard',
		async (frequency) => {
			const order = anOrder({ ...regular, frequency });
			expect(await rejection(() => initiationOf(order, coop.payments!))).toMatchObject({
				message: `This bank does not offer the frequency "${frequency}". It offers IntrvlWkDay:01, IntrvlWkDay:02, IntrvlWkDay:04, IntrvlMnthDay:01, IntrvlMnthDay:02, IntrvlMnthDay:03, IntrvlMnthDay:06, IntrvlMnthDay:12, each followed by : and the day.`,
				field: { in: 'parameters', key: 'frequency' },
			});
		},
	);
});
