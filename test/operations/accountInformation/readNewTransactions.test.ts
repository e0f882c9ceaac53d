import { AspspError } from '../../../lib/errors';
import type { ReadPages } from '../../../lib/operations/accountInformation/readNewTransactions';
import { dateOf, type Day } from '../../../lib/operations/accountInformation/transactionDate';
import type { JsonObject } from '../../../lib/responses/body';
import { implementation, type RunSettings } from '../../model/implementation';
import { aTransaction, laterBy, today } from './transactionBuilders';

/** Returns a booking with the date of a day of the history. */
const on = (day: number, changes: JsonObject = {}): JsonObject =>
	aTransaction({
		TransactionId: `t-${day}`,
		BookingDateTime: `${dateOf(today + day)}T00:00:00Z`,
		...changes,
	});
const pending = { Status: 'PDNG' };
const upTo = (day: number, first = 0) =>
	Array.from({ length: day - first + 1 }, (_, index) => first + index);

interface BankHistory {
	/** Returns the whole list of the bank. */
	listOn(day: number): JsonObject[];
	/** The days of the runs. Default: each day until the 20th. */
	runs?: number[];
	/** Returns what the bank sends from a day on, where it is not the list on one page. */
	respond?(day: number, from: number, listed: JsonObject[]): ReadPages | undefined;
	accountOn?(day: number): string;
	settings?: Partial<RunSettings>;
}

/** Runs a history with stored cursors. Returns the day of the run with the ID or text of each transaction. */
async function play({
	listOn,
	runs = upTo(20),
	respond = () => undefined,
	accountOn = () => 'account',
	settings,
}: BankHistory): Promise<string[]> {
	const returned: string[] = [];
	let cursor = '';
	for (const day of runs) {
		const readPages = (windowStart: Day): ReadPages => {
			const from = dateOf(windowStart - 1);
			const listed = listOn(day).filter(
				({ Status, BookingDateTime }) => Status === 'PDNG' || String(BookingDateTime) >= from,
			);
			return respond(day, windowStart - today, listed) ?? { pages: [listed] };
		};
		const account = { accountId: accountOn(day), identification: 'GBP 12-34-56 12345678' };
		const result = await implementation.run([{ account, readPages }], cursor, {
			...{ identifyBy: 'transactionId', includePending: false, initialHistoryDays: 30 },
			...{ overlapDays: 30, withVanishingTransactions: false },
			...settings,
			...laterBy(day),
		});
		cursor = result.cursor;
		for (const { transaction } of result.returned[0]!) {
			const { TransactionId, TransactionInformation, Status } = transaction;
			const name = String(TransactionId ?? TransactionInformation);
			returned.push(`${day}: ${name}${Status === 'PDNG' ? ' pending' : ''}`);
		}
	}
	return returned;
}

const everyDay = upTo(20).map((day) => `${day}: t-${day}`);
const daily = (day: number) => upTo(day).map((one) => on(one));
const failure = (httpStatus: number) =>
	new AspspError('The bank responded with an error.', { httpStatus });

it.each<[string, BankHistory, string[]]>([
	[
		'has another ID and amount when it is booked, as a card payment with a tip',
		{
			listOn: (day) =>
				day < 4
					? [on(0, { TransactionId: 'hold', ...pending })]
					: [on(0, { Amount: { Amount: '12.00', Currency: 'GBP' } })],
			settings: { includePending: true },
		},
		['0: hold pending', '4: t-0'],
	],
	[
		'gets its amount while it is pending, as at a fuel pump',
		{
			listOn: (day) => [
				on(0, {
					Amount: { Amount: day < 2 ? '1.00' : '62.37', Currency: 'GBP' },
					...(day < 5 && pending),
				}),
			],
			settings: { includePending: true },
		},
		['0: t-0 pending', '2: t-0 pending', '5: t-0'],
	],
	[
		'has the number of the day only: 1, 2, 3',
		{
			listOn: (day) =>
				upTo(day).flatMap((one) => ['1', '2', '3'].map((id) => on(one, { TransactionId: id }))),
			runs: upTo(5),
		},
		upTo(5).flatMap((day) => ['1', '2', '3'].map((id) => `${day}: ${id}`)),
	],
	[
		'is one of the last five of the list, which are equal and have no IDs',
		{
			listOn: (day) =>
				upTo(day)
					.slice(-5)
					.map((one) => on(one, { TransactionId: undefined })),
		},
		upTo(20).map((day) => `${day}: Corner Grocer`),
	],
	[
		'belongs to an account that has another ID every third day',
		{ listOn: daily, accountOn: (day) => `account ${Math.floor(day / 3)}` },
		everyDay,
	],
	[
		'is on the first page of a list that ends with an error on three days',
		{
			listOn: daily,
			respond: (day, _, listed) =>
				day >= 2 && day <= 4
					? { pages: [listed.slice(-2)], failure: failure(500) }
					: { pages: [listed] },
		},
		everyDay,
	],
	[
		'is one of three equal pending ones without IDs that are booked one by one with their first date',
		{
			listOn: (day) =>
				upTo(2).map((one) =>
					on(0, { TransactionId: undefined, ...(day < 5 * one + 5 && pending) }),
				),
			settings: { overlapDays: 7, includePending: true },
		},
		[
			...Array<string>(3).fill('0: Corner Grocer pending'),
			...[5, 10, 15].map((day) => `${day}: Corner Grocer`),
		],
	],
	[
		'was booked while no run took place for 200 days',
		{
			listOn: (day) => upTo(day / 7).map((week) => on(7 * week)),
			runs: [0, 200, 201],
		},
		upTo(28).map((week) => `${week === 0 ? 0 : 200}: t-${7 * week}`),
	],
	[
		'is dated 40 days in the future, and the runs are weeks apart',
		{ listOn: () => [on(0), on(40)], runs: [0, 1, 20, 39, 41, 60, 100, 150] },
		['0: t-0', '0: t-40'],
	],
	[
		'has a date with the offset of the day of the run, without an ID',
		{
			listOn: (day) =>
				upTo(day).map((one) =>
					on(one, {
						TransactionId: undefined,
						TransactionInformation: `bus ${one}`,
						BookingDateTime: `${dateOf(today + one)}T00:00:00${day < 9 ? '+00:00' : '+01:00'}`,
					}),
				),
		},
		upTo(20).map((day) => `${day}: bus ${day}`),
	],
])('A transaction is returned as documented if it %s', async (_, history, expected) => {
	expect(await play(history)).toEqual(expected);
});

describe('A bank that refuses more than 90 days, while a transaction is pending for longer', () => {
	const longPending = (status: number): BankHistory => ({
		listOn: (day) => [on(day), on(0, { TransactionId: 'hotel', ...pending })],
		runs: upTo(20).map((run) => 7 * run),
		respond: (day, from) =>
			day > 0 && day - from > 89 ? { pages: [], failure: failure(status) } : undefined,
	});

	it.each([400, 401, 403, 404, 416, 422])('is read with 88 days after a %i', async (status) => {
		expect(await play(longPending(status))).toEqual(
			upTo(20).map((run) => `${7 * run}: t-${7 * run}`),
		);
	});

	it.each([500, 502, 504])(
		'is read with 88 days after a %i, and all days by a later run',
		async (status) => {
			const { respond, ...history } = longPending(status);
			const returned = await play({
				...history,
				listOn: (day) => [
					on(day),
					on(0, { TransactionId: 'hotel', ...(day < 110 && pending) }),
					...(day < 112 ? [] : [on(5, { TransactionId: 'late', ...(day < 119 && pending) })]),
				],
				respond: (day, ...rest) => (day < 119 ? respond!(day, ...rest) : undefined),
			});
			const expected = upTo(20).map((run) => `${7 * run}: t-${7 * run}`);
			expected.splice(17, 0, '119: hotel', '119: late');
			expect(returned).toEqual(expected);
		},
	);

	it.each([408, 425, 429, 503])('is asked again by the next run after a %i', async (status) => {
		const { respond, ...history } = longPending(status);
		const days: number[] = [];
		const returned = await play({
			...history,
			respond: (day, from, listed) => {
				if (day === 98) days.push(day - from);
				return day === 98 ? respond!(day, from, listed) : undefined;
			},
		});
		expect(days).toHaveLength(1);
		expect(returned).toContain('105: t-105');
	});

	it('is asked for more than 88 days again for the next such transaction', async () => {
		const heldFrom = (first: number, last: number, TransactionId: string) => (day: number) =>
			day < first ? [] : [on(first, { TransactionId, ...(day < last && pending) })];
		const hotel = heldFrom(0, 119, 'hotel');
		const rental = heldFrom(133, 245, 'rental');
		const returned = await play({
			listOn: (day) => [on(day), ...hotel(day), ...rental(day)],
			runs: upTo(36).map((run) => 7 * run),
			respond: (day, from) =>
				day < 119 && day - from > 89 && day > 0 ? { pages: [], failure: failure(403) } : undefined,
		});
		expect(returned).toContain('245: rental');
	});
});
