import {
	fingerprintTransactions,
	type FingerprintSettings,
} from '../../../lib/operations/accountInformation/transactionFingerprint';
import type { JsonObject } from '../../../lib/responses/body';
import { aTransaction, idsOf, today } from './transactionBuilders';

const settings = (changes: Partial<FingerprintSettings> = {}): FingerprintSettings => ({
	identifyBy: 'transactionId',
	salt: 'saltsalt',
	today,
	...changes,
});
const fingerprintsOf = (
	transactions: JsonObject[],
	changes: Partial<FingerprintSettings> = {},
): string[] =>
	fingerprintTransactions(transactions, settings(changes)).map(({ fingerprint }) => fingerprint);
const fingerprint = (changes: JsonObject, how: Partial<FingerprintSettings> = {}) =>
	fingerprintsOf([aTransaction(changes)], how)[0];

const content = { identifyBy: 'content' } as const;
const withoutId = { TransactionId: undefined };

describe('A transaction with an ID', () => {
	it('has a fingerprint of eight characters', () => {
		expect(fingerprint({})).toMatch(/^[\w-]{8}$/);
	});

	it.each([
		['its text', { TransactionInformation: 'CORNER GROCER LONDON' }],
		['its date', { BookingDateTime: '2026-03-18T00:00:00Z' }],
		['the spelling of its amount', { Amount: { Amount: '010.0', Currency: 'GBP' } }],
		['its amount for a number', { Amount: { Amount: 10, Currency: 'GBP' } }],
		['its value date', { ValueDateTime: '2026-03-21T00:00:00Z' }],
	])('keeps its fingerprint when the bank changes %s', (_, changes) => {
		expect(fingerprint(changes)).toBe(fingerprint({}));
	});

	it.each([
		['another ID', { TransactionId: 't-2' }],
		['another amount', { Amount: { Amount: '100.00', Currency: 'GBP' } }],
		['another currency', { Amount: { Amount: '10.00', Currency: 'EUR' } }],
		['another sign', { CreditDebitIndicator: 'Credit' }],
		['another state', { Status: 'Pending' }],
	])('gets another fingerprint with %s', (_, changes) => {
		expect(fingerprint(changes)).not.toBe(fingerprint({}));
	});

	it('gets another fingerprint with another salt', () => {
		expect(fingerprint({}, { salt: 'pepper' })).not.toBe(fingerprint({}));
	});

	it('is returned once when two pages contain it', () => {
		expect(fingerprintsOf([aTransaction(), aTransaction()])).toHaveLength(1);
	});

	it('is returned beside another one with the same ID', () => {
		const twice = [aTransaction(), aTransaction({ TransactionInformation: 'City Transport' })];
		expect(new Set(fingerprintsOf(twice)).size).toBe(2);
		expect(fingerprintsOf([...twice, ...twice])).toEqual(fingerprintsOf(twice));
	});
});

describe.each([
	['without an ID', withoutId, {}],
	['that is identified by its content', {}, content],
])('A transaction %s', (_, base, how) => {
	const own = (changes: JsonObject = {}) => fingerprint({ ...base, ...changes }, how);

	it.each([
		['the time of day', { BookingDateTime: '2026-03-20T00:00:00Z' }],
		['the time zone', { BookingDateTime: '2026-03-20T01:00:00+01:00' }],
		['the zone for none', { BookingDateTime: '2026-03-20T09:30:00' }],
		['the time for none', { BookingDateTime: '2026-03-20' }],
		['the spaces in its text', { TransactionInformation: ' Corner  Grocer ' }],
		['the spelling of its amount', { Amount: { Amount: '10', Currency: 'GBP' } }],
		['a balance beside it', { Balance: { Amount: { Amount: '5.00' } } }],
	])('keeps its fingerprint when the bank changes %s', (__, changes) => {
		expect(own(changes)).toBe(own());
	});

	it.each([
		['day', { BookingDateTime: '2026-03-19T09:30:00Z' }],
		['day, by UTC', { BookingDateTime: '2026-03-20T00:30:00+01:00' }],
		['amount', { Amount: { Amount: '10.01', Currency: 'GBP' } }],
		['sign', { CreditDebitIndicator: 'Credit' }],
		['text', { TransactionInformation: 'City Transport' }],
		['reference', { TransactionReference: 'REF1' }],
		['merchant', { MerchantDetails: { MerchantName: 'Paper & Ink' } }],
		['creditor', { CreditorAccount: { Identification: '1' } }],
		['debtor', { DebtorAccount: { Identification: '1' } }],
	])('gets another fingerprint with another %s', (__, changes) => {
		expect(own(changes)).not.toBe(own());
	});

	it('is counted: two equal transactions have two fingerprints, in any order', () => {
		const twins = [aTransaction(base), aTransaction(base)];
		const other = aTransaction({ ...base, TransactionInformation: 'City Transport' });
		const [one, two] = fingerprintsOf(twins, how);
		expect(one).not.toBe(two);
		expect(fingerprintsOf([twins[0]!, other, twins[1]!], how)).toEqual(
			expect.arrayContaining([one, two]),
		);
	});
});

it('A transaction with a changed ID keeps its fingerprint, if it is identified by its content', () => {
	expect(fingerprint({ TransactionId: 'x' }, content)).toBe(fingerprint({}, content));
});

it.each([undefined, null, '', '  '])('The ID %j counts as missing', (TransactionId) => {
	expect(fingerprint({ TransactionId })).toBe(fingerprint(withoutId));
});

it.each([
	['Booked', 'booked'],
	['BOOK', 'booked'],
	['Pending', 'pending'],
	['PDNG', 'pending'],
	['Rejected', 'neither'],
	['RJCT', 'neither'],
	['FUTR', 'neither'],
	['INFO', 'neither'],
	['A word of the bank', 'booked'],
	[undefined, 'booked'],
])('The status %s means %s', (Status, state) => {
	expect(fingerprintTransactions([aTransaction({ Status })], settings())).toMatchObject([
		{ state },
	]);
});

it('Transactions are sorted oldest first, those without a date last, whatever the order of the pages', () => {
	const dated = ['2026-03-20T01:00:00+02:00', '2026-03-19T23:30:00Z', '2026-03-19', undefined].map(
		(BookingDateTime, index) => aTransaction({ TransactionId: `t-${index}`, BookingDateTime }),
	);
	const order = (transactions: JsonObject[]) =>
		idsOf(fingerprintTransactions(transactions, settings()).map(({ transaction }) => transaction));
	expect(order(dated)).toEqual(['t-2', 't-0', 't-1', 't-3']);
	expect(order(dated.reverse())).toEqual(['t-2', 't-0', 't-1', 't-3']);
});

it.each([
	['2026-03-19T23:30:00-01:00', 0],
	['2026-03-20T00:30:00+0100', -1],
	['2026-03-20T00:30:00+01', -1],
	['2026-03-20 10:00', 0],
	['2026-03-20T10:00:00.123456Z', 0],
	['2026-03-25', 5],
	['soon', 0],
	['2026-13-45', 0],
	[undefined, 0],
	[20260320, 0],
])('The date %s is %i days from today', (BookingDateTime, days) => {
	const [fingerprinted] = fingerprintTransactions([aTransaction({ BookingDateTime })], settings());
	expect(fingerprinted!.day).toBe(today + days);
});

it.each([
	['transactionId', ['2p3Qx3VR', '7VqqATxB', 'c9O0e3CR', 'mvNQtRRm', 'PKO3aI4s']],
	['content', ['7VqqATxB', 'c9O0e3CR', '3AdBEBRC', '_m2uJQ-s', 'aE9KzkPf']],
] as const)('Fingerprints by %s are those of stored cursors', (identifyBy, expected) => {
	const transactions = [
		aTransaction(),
		aTransaction(withoutId),
		aTransaction(withoutId),
		aTransaction({ TransactionId: 't-2', Status: 'PDNG' }),
		aTransaction({ TransactionInformation: 'City Transport' }),
	];
	expect(fingerprintsOf(transactions, { identifyBy })).toEqual(expected);
});
