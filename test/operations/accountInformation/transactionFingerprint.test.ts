import {
	type FingerprintSettings,
	fingerprintTransactions,
	identityOf,
	type KeyScope,
	transactionKeys,
} from '../../../lib/operations/accountInformation/transactionFingerprint';
import type { JsonObject } from '../../../lib/responses/body';
import { aTpp } from '../../support/builders';
import { anAccount, aTransaction, daysAgo, idsOf, polls, today } from './transactionBuilders';

const settings = (changes: Partial<FingerprintSettings> = {}): FingerprintSettings => ({
	identifyBy: 'transactionId',
	salt: 'saltsalt',
	...changes,
});
const fingerprint = (changes: JsonObject, how: Partial<FingerprintSettings> = {}) =>
	fingerprintTransactions([aTransaction(changes)], settings(how))[0]!;
const identity = (changes: JsonObject, how: Partial<FingerprintSettings> = {}) =>
	fingerprint(changes, how).identity;

const content = { identifyBy: 'content' } as const;
const withoutId = { TransactionId: undefined };

describe('A transaction with an ID', () => {
	it('has an identity of eight characters', () => {
		expect(identity({})).toMatch(/^[\w-]{8}$/);
	});

	it.each([
		['its text', { TransactionInformation: 'CORNER GROCER LONDON' }],
		['its date', { BookingDateTime: '2026-03-18T00:00:00Z' }],
		['the spelling of its amount', { Amount: { Amount: '010.0', Currency: 'GBP' } }],
		['its amount to a number', { Amount: { Amount: 10, Currency: 'GBP' } }],
		['the plus of its amount', { Amount: { Amount: '+10.00', Currency: 'GBP' } }],
		['the case of its indicator', { CreditDebitIndicator: 'DEBIT' }],
		['its state', { Status: 'Pending' }],
		['its value date', { ValueDateTime: '2026-03-21T00:00:00Z' }],
	])('keeps its identity when the bank changes %s', (_, changes) => {
		expect(identity(changes)).toBe(identity({}));
	});

	it.each([
		['another ID', { TransactionId: 't-2' }],
		['another amount', { Amount: { Amount: '100.00', Currency: 'GBP' } }],
		['another currency', { Amount: { Amount: '10.00', Currency: 'EUR' } }],
		['another sign', { CreditDebitIndicator: 'Credit' }],
	])('gets another identity with %s', (_, changes) => {
		expect(identity(changes)).not.toBe(identity({}));
	});

	it('gets another identity with another salt', () => {
		expect(identity({}, { salt: 'pepper' })).not.toBe(identity({}));
	});

	it('gets other details with another text', () => {
		const { details } = fingerprint({ TransactionInformation: 'City Transport' });
		expect(details).not.toBe(fingerprint({}).details);
	});
});

it('A transaction that is identified by its content gets other details with another ID', () => {
	const { details } = fingerprint({ TransactionId: 't-2' }, content);
	expect(details).not.toBe(fingerprint({}, content).details);
});

describe.each([
	['without an ID', withoutId, {}],
	['that is identified by its content', {}, content],
])('A transaction %s', (_, base, how) => {
	const own = (changes: JsonObject = {}) => {
		const { identity: content, day } = fingerprint({ ...base, ...changes }, how);
		return { content, day };
	};

	it.each([
		['the time of day', { BookingDateTime: '2026-03-20T00:00:00Z' }],
		['the time zone', { BookingDateTime: '2026-03-20T01:00:00+01:00' }],
		['the zone for none', { BookingDateTime: '2026-03-20T09:30:00' }],
		['the time for none', { BookingDateTime: '2026-03-20' }],
		['the spaces in its text', { TransactionInformation: ' Corner  Grocer ' }],
		['the spelling of its amount', { Amount: { Amount: '10', Currency: 'GBP' } }],
		['a balance beside it', { Balance: { Amount: { Amount: '5.00' } } }],
	])('is the same when the bank changes %s', (__, changes) => {
		expect(own(changes)).toEqual(own());
	});

	it.each([
		['day', { BookingDateTime: '2026-03-19T09:30:00Z' }],
		['amount', { Amount: { Amount: '10.01', Currency: 'GBP' } }],
		['sign', { CreditDebitIndicator: 'Credit' }],
		['text', { TransactionInformation: 'City Transport' }],
		['reference', { TransactionReference: 'REF1' }],
		['merchant', { MerchantDetails: { MerchantName: 'Paper & Ink' } }],
		['creditor', { CreditorAccount: { Identification: '1' } }],
		['debtor', { DebtorAccount: { Identification: '1' } }],
	])('is another one with another %s', (__, changes) => {
		expect(own(changes)).not.toEqual(own());
	});
});

it('A transaction with a changed ID keeps its identity, if it is identified by its content', () => {
	expect(identity({ TransactionId: 'x' }, content)).toBe(identity({}, content));
});

it.each([undefined, null, '', '  '])('The ID %j counts as missing', (TransactionId) => {
	expect(identity({ TransactionId })).toBe(identity(withoutId));
});

it.each([
	['Booked', 'booked'],
	['BOOK', 'booked'],
	['Pending', 'pending'],
	['PDNG', 'pending'],
	['Rejected', 'rejected'],
	['RJCT', 'rejected'],
	['FUTR', 'announced'],
	['INFO', 'announced'],
	['A word of the bank', 'booked'],
	[undefined, 'booked'],
])('The status %s means %s', (Status, state) => {
	expect(fingerprint({ Status })).toMatchObject({ state });
});

describe('Transactions are sorted oldest first', () => {
	const order = (transactions: JsonObject[]) =>
		idsOf(fingerprintTransactions(transactions, settings()).map(({ transaction }) => transaction));

	it('with those without a date last, whatever the order of the pages', () => {
		const dated = [
			'2026-03-20T01:00:00+02:00',
			'2026-03-19T23:30:00Z',
			'2026-03-19',
			undefined,
		].map((BookingDateTime, index) =>
			aTransaction({ TransactionId: `t-${index}`, BookingDateTime }),
		);
		expect(order(dated)).toEqual(['t-2', 't-0', 't-1', 't-3']);
		expect(order(dated.reverse())).toEqual(['t-2', 't-0', 't-1', 't-3']);
	});

	it('with the last one first at the same time, if the list begins with the newest one', () => {
		const newestFirst = [20, 19, 19, 18].map((day, index) =>
			aTransaction({ TransactionId: `t-${index}`, BookingDateTime: `2026-03-${day}` }),
		);
		expect(order(newestFirst)).toEqual(['t-3', 't-2', 't-1', 't-0']);
		expect(order(newestFirst.slice(1, 3))).toEqual(['t-1', 't-2']);
	});
});

it('A transaction without a booking date has the day of its value date', () => {
	const { day } = fingerprint({ BookingDateTime: undefined, ValueDateTime: '2026-03-19' });
	expect(day).toBe(today - 1);
	expect(fingerprint({ BookingDateTime: undefined }).day).toBeUndefined();
});

describe('What a transactionKey is made of', () => {
	const ofKey = (changes: JsonObject, identifyBy: FingerprintSettings['identifyBy']) =>
		identityOf(aTransaction(changes), identifyBy);
	const moved = { BookingDateTime: '2026-03-21' };

	it('contains the day of a booked transaction', () => {
		expect(ofKey(moved, 'transactionId')).not.toEqual(ofKey({}, 'transactionId'));
	});

	it('does not contain the day of a pending transaction with an ID, because banks move it', () => {
		const pending = { Status: 'Pending' };
		expect(ofKey({ ...pending, ...moved }, 'transactionId')).toEqual(
			ofKey(pending, 'transactionId'),
		);
		expect(ofKey({ ...pending, ...moved }, 'content')).not.toEqual(ofKey(pending, 'content'));
	});
});

const keysOf = (transactions: JsonObject[], changes: Partial<KeyScope> = {}) =>
	transactionKeys(transactions, { ...anAccount, identifyBy: 'transactionId', ...changes });
const keyOf = (changes: JsonObject, scope: Partial<KeyScope> = {}) =>
	keysOf([aTransaction(changes)], scope)[0]!;
const byContent = { identifyBy: 'content' } as const;

describe('A transactionKey', () => {
	it('has 32 hexadecimal characters, always the same', () => {
		expect(keyOf({})).toBe('cfdfc219c435ac764dce7305354b7018');
		expect(keyOf({}, byContent)).toBe('f8b9be0385ed674b639f6fcf627b2575');
	});

	it('does not contain the ID, which may be secret', () => {
		expect(keyOf({ TransactionId: 'abc' })).not.toContain('abc');
	});

	it.each([
		['ID', { TransactionId: 't-2' }],
		['amount', { Amount: { Amount: '10.01', Currency: 'GBP' } }],
		['day', { BookingDateTime: '2026-03-19T09:30:00Z' }],
		['state', { Status: 'Pending' }],
	])('differs with another %s', (_, changes) => {
		expect(keyOf(changes)).not.toBe(keyOf({}));
	});

	it('stays the same when the bank moves, once and again', () => {
		const at = (issuer: string, ...earlierIssuers: string[]) =>
			keyOf({}, { tpp: aTpp({ addresses: { issuer, earlierIssuers } }) });
		const [one, two, three] = ['one', 'two', 'three'].map((name) => `https://${name}.example`);
		const before = keyOf({}, { tpp: aTpp({ addresses: { issuer: one } }) });
		expect([at(two!, one!), at(three!, one!, two!)]).toEqual([before, before]);
		expect(at(two!)).not.toBe(before);
	});

	it.each([
		['account', { accountId: '2' }],
		['bank', { tpp: aTpp({ addresses: { issuer: 'https://other.example' } }) }],
	])('differs in another %s', (_, scope) => {
		expect(keyOf({}, scope)).not.toBe(keyOf({}));
	});

	it('stays the same with another text, if there is an ID', () => {
		const text = { TransactionInformation: 'City Transport' };
		expect(keyOf(text)).toBe(keyOf({}));
		expect(keyOf(text, byContent)).not.toBe(keyOf({}, byContent));
	});
});

describe('Equal transactions', () => {
	const coffee = aTransaction({ TransactionId: undefined });

	it('have different keys, which do not change when there are more', () => {
		const [one, two] = keysOf([coffee, coffee]);
		expect(one).not.toBe(two);
		expect(keysOf([coffee, coffee, coffee]).slice(0, 2)).toEqual([one, two]);
	});

	it('have the same keys in every window that contains their day', () => {
		const older = [daysAgo(3), daysAgo(9), { ...coffee, BookingDateTime: '2026-03-02' }];
		expect(keysOf([...older, coffee, coffee]).slice(3)).toEqual(keysOf([coffee, coffee]));
	});

	it('are numbered by age, whether the bank lists the oldest or the newest first', () => {
		const list = ['08', '09', '10'].map((hour) =>
			aTransaction({ BookingDateTime: `2026-03-20T${hour}:00:00Z`, TransactionInformation: hour }),
		);
		expect(keysOf([...list].reverse()).reverse()).toEqual(keysOf(list));
		expect(keysOf(list.slice(0, 2))).toEqual(keysOf(list).slice(0, 2));
	});

	it('have in Only New the keys that they have in the whole list', () => {
		const { pollKeyed } = polls();
		const keysOfRun = (transactions: JsonObject[]) =>
			pollKeyed(transactions).map(({ transactionKey }) => transactionKey);
		const [one, two, three] = keysOf([coffee, coffee, coffee]);
		expect(keysOfRun([coffee])).toEqual([one]);
		expect(keysOfRun([])).toEqual([]);
		expect(keysOfRun([coffee, coffee])).toEqual([two]);
		expect(keysOfRun([coffee, coffee, coffee])).toEqual([three]);
	});

	it('with one ID and different texts have different keys in Only New', () => {
		const { pollKeyed } = polls();
		const texts = ['a', 'b', 'c'].map((text) => aTransaction({ TransactionInformation: text }));
		const keys = [1, 2, 3].flatMap((count) =>
			pollKeyed(texts.slice(0, count).reverse()).map(({ transactionKey }) => transactionKey),
		);
		expect(new Set(keys).size).toBe(3);
	});
});
