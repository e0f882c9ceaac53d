import { settledList } from '../../../lib/operations/accountInformation/readNewTransactions';
import type { JsonObject } from '../../../lib/responses/body';
import { aTransaction, daysAgo } from './transactionBuilders';

const [a, b, c, d, e] = [0, 1, 2, 3, 4].map((days) => daysAgo(days)) as JsonObject[];
type Pages = Array<Array<JsonObject | undefined>>;
const settled = (...readings: Pages[]) =>
	settledList(readings.map((pages) => pages.map((page) => page.map((one) => ({ ...one })))));

it('A list without a repeated entry is read once', () => {
	expect(
		settled([
			[a, b],
			[c, d],
		]),
	).toEqual([a, b, c, d]);
	expect(settled([[a, a], [b]])).toEqual([a, a, b]);
	expect(settled([[], [a], []])).toEqual([a]);
});

it.each<[string, Pages]>([
	[
		'the next page begins with',
		[
			[a, b],
			[b, c],
		],
	],
	[
		'the next page contains behind new entries',
		[
			[b, c],
			[a, b],
			[c, d],
		],
	],
	['a later page contains', [[a], [b], [a]]],
])('A list is read again if it has an entry that %s', (_, pages) => {
	expect(settled(pages)).toBeUndefined();
	expect(
		settled(pages, [
			[a, b],
			[c, d],
		]),
	).toEqual([a, b, c, d]);
});

it('An entry is the same with another balance after it', () => {
	const moved = { ...b, Balance: { Amount: { Amount: '1.00', Currency: 'GBP' } } };
	expect(
		settled([
			[a, b],
			[moved, c],
		]),
	).toBeUndefined();
});

it('Equal entries are kept if the list stays the same', () => {
	const coffee = aTransaction({ TransactionId: undefined });
	const pages = [
		[a, coffee],
		[coffee, coffee],
	];
	expect(settled(pages)).toBeUndefined();
	expect(settled(pages, pages)).toEqual([a, coffee, coffee, coffee]);
});

it('A list that moves in every reading has each entry as often as one of the last pages', () => {
	const first: Pages = [
		[c, d],
		[d, e],
	];
	const second: Pages = [
		[b, c],
		[c, d],
	];
	const before = [first, second, first, second] as const;
	for (const count of [1, 2, 3, 4]) expect(settled(...before.slice(0, count))).toBeUndefined();
	expect(
		settled(...before, [
			[a, b],
			[b, c],
			[d, e],
		]),
	).toEqual([a, b, c, d, e]);
	const coffee = aTransaction({ TransactionId: undefined });
	const busy = [
		[a, coffee, coffee],
		[coffee, b],
	];
	expect(settled(...before, busy)).toEqual([a, coffee, coffee, b]);
});
