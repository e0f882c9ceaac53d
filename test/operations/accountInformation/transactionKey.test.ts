import {
	transactionKeys,
	type KeyScope,
} from '../../../lib/operations/accountInformation/transactionFingerprint';
import type { JsonObject } from '../../../lib/responses/body';
import { aTpp } from '../../support/builders';
import { aTransaction, anAccount, daysAgo, polls } from './transactionBuilders';

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
