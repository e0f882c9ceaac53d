import { coop } from '../../../lib/banks/cooperativeBank';
import {
	assertPaymentDate,
	bankHolidays,
	holidayNote,
} from '../../../lib/operations/payments/paymentDate';
import type { PaymentOrder } from '../../../lib/operations/payments/paymentOrder';
import { rejection } from '../../support/builders';

const rules = coop.payments!;
const friday = new Date('2026-12-11T12:00:00Z');

const anOrder = (date: string, kind: PaymentOrder['kind'] = 'domesticScheduledPayment') => ({
	kind,
	instructionId: 'INV-42',
	payee: { name: 'Acme', account: '04000412345678' },
	amount: '1',
	date,
});

it('Bank holidays move from a weekend to the next working day (gov.uk/bank-holidays)', () => {
	expect([...bankHolidays(2026)]).toEqual([
		...['2026-01-01', '2026-04-03', '2026-04-06', '2026-05-04', '2026-05-25'],
		...['2026-08-31', '2026-12-25', '2026-12-28'],
	]);
	expect([...bankHolidays(2027)]).toEqual([
		...['2027-01-01', '2027-03-26', '2027-03-29', '2027-05-03', '2027-05-31'],
		...['2027-08-30', '2027-12-27', '2027-12-28'],
	]);
	// 1 January is a Saturday, a Sunday; 25 December is a Sunday.
	expect(bankHolidays(2022)).toContain('2022-01-03');
	expect(bankHolidays(2023)).toContain('2023-01-02');
	expect([...bankHolidays(2022)].slice(-2)).toEqual(['2022-12-26', '2022-12-27']);
});

// Dates of Easter Sunday from the tables of the Book of Common Prayer: the earliest, the latest, and those between.
it.each([
	[1943, '04-25'],
	[1961, '04-02'],
	[2000, '04-23'],
	[2008, '03-23'],
	[2038, '04-25'],
	[2285, '03-22'],
])('Easter Monday of %i follows %s', (year, easter) => {
	const monday = new Date(Date.parse(`${year}-${easter}`) + 86_400_000);
	expect(bankHolidays(year)).toContain(monday.toISOString().slice(0, 10));
});

it.each(['2026-12-14', '2026-12-24', '2026-12-29', '2028-12-11'])(
	'A payment can be scheduled for %s',
	(date) => {
		expect(() => assertPaymentDate(anOrder(date), rules, friday)).not.toThrow();
	},
);

it.each([
	['2026-12-10', 'is not after today.'],
	['2026-12-11', 'is not after today.'],
	['2026-12-12', 'is a Saturday or Sunday.'],
	['2026-12-13', 'is a Saturday or Sunday.'],
	['2026-12-25', 'is a bank holiday in England and Wales.'],
	['2026-12-28', 'is a bank holiday in England and Wales.'],
	['2028-12-12', 'is more than 2 years away.'],
])('A payment cannot be scheduled for %s', async (date, problem) => {
	expect(await rejection(() => assertPaymentDate(anOrder(date), rules, friday))).toEqual({
		code: 'OB_CONFIGURATION',
		message: expect.stringMatching(
			new RegExp(`^The payment date ${date} ${problem} .* No request was sent\\.$`),
		),
		field: { in: 'parameters', key: 'paymentDate' },
		tppAction: 'fixRequest',
	});
});

it('Today is the day in London', () => {
	const order = anOrder('2027-06-02');
	const check = (now: string) => () => assertPaymentDate(order, rules, new Date(now));
	expect(check('2027-06-01T22:59:59Z')).not.toThrow();
	expect(check('2027-06-01T23:00:00Z')).toThrow('is not after today.');
});

it('A standing order may begin at a weekend, and a bank without limits accepts any later day', async () => {
	const standingOrder = anOrder('2026-12-12', 'domesticStandingOrder');
	expect(() => assertPaymentDate(standingOrder, rules, friday)).not.toThrow();
	const past = anOrder('2026-12-11', 'domesticStandingOrder');
	expect(await rejection(() => assertPaymentDate(past, rules, friday))).toMatchObject({
		message: expect.stringContaining('is not after today.'),
	});
	const without = { version: 'v3.1' as const };
	expect(() => assertPaymentDate(anOrder('2036-12-25'), without, friday)).not.toThrow();
	expect(() =>
		assertPaymentDate(anOrder('2000-01-01', 'domesticPayment'), rules, friday),
	).not.toThrow();
});

it('A note says which days were not compared with bank holidays', () => {
	expect(holidayNote(anOrder('2027-12-29'), rules)).toBeUndefined();
	const unknown = anOrder('2028-05-01');
	expect(() => assertPaymentDate(unknown, rules, friday)).not.toThrow();
	expect(holidayNote(unknown, rules)).toBe(
		'Bank holidays are known up to 2027. Whether 2028-05-01 is a bank holiday was not checked. If it is, the bank refuses the payment.',
	);
	expect(holidayNote(unknown, { version: 'v3.1' })).toBeUndefined();
	expect(holidayNote(anOrder('2028-05-01', 'domesticStandingOrder'), rules)).toBeUndefined();
});
