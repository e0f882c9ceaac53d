import { AspspError } from '../../../lib/errors';
import {
	readNewTransactions,
	type ReadPages,
} from '../../../lib/operations/accountInformation/readNewTransactions';
import { dateOf, dayOf, type Day } from '../../../lib/calendar';
import type { JsonObject } from '../../../lib/responses/body';
import { implementation, type RunSettings } from '../../model/implementation';
import { rejection } from '../../support/builders';
import { parameterField } from '../../support/identityReferences';
import { aTransaction, anAccount, laterBy, settings, today } from './transactionBuilders';

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
	settingsOn?(day: number): Partial<RunSettings>;
	/** The days of the runs whose work fails, so that they store no cursor. */
	fails?: number[];
	/** Default: the ID, or the text if there is none. */
	nameOf?(transaction: JsonObject): string;
}

/** Names transactions by the day of the history, where the bank gives one ID to all of them. */
const byDay = ({ BookingDateTime }: JsonObject): string =>
	`of ${dayOf(Date.parse(String(BookingDateTime))) - today}`;

/** Runs a history. Returns the day of the run with the name of each transaction, of the runs that stored their cursor. */
async function play({
	listOn,
	runs = upTo(20),
	respond = () => undefined,
	accountOn = () => 'account',
	settings,
	settingsOn = () => ({}),
	fails = [],
	nameOf = ({ TransactionId, TransactionInformation }) =>
		String(TransactionId ?? TransactionInformation),
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
			...{ ...settings, ...settingsOn(day), ...laterBy(day) },
		});
		if (fails.includes(day)) continue;
		cursor = result.cursor;
		for (const { transaction } of result.returned[0]!) {
			const isPending = transaction.Status === 'PDNG';
			returned.push(`${day}: ${nameOf(transaction)}${isPending ? ' pending' : ''}`);
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
	[
		'has the ID of all others, the account gets another ID in a pause, and the work of two runs fails',
		{
			listOn: (day) => upTo(day).map((one) => on(one, { TransactionId: '9998' })),
			runs: [0, 1, 2, 30, 31, 62, 63],
			fails: [30, 62],
			accountOn: (day) => (day < 30 ? 'account' : 'account of the new consent'),
			nameOf: byDay,
		},
		[0, 1, 2, 31, 63].flatMap((run, index, runs) =>
			upTo(run, (runs[index - 1] ?? -1) + 1).map((day) => `${run}: of ${day}`),
		),
	],
	[
		'has the ID of every second one, another one is pending, and the identity changes twice meanwhile',
		{
			listOn: (day) => [
				...upTo(day).map((one) => on(one, one % 2 === 0 ? {} : { TransactionId: '9998' })),
				on(0, { TransactionId: 'hotel', Amount: { Amount: '99.00' }, ...(day < 20 && pending) }),
			],
			settingsOn: (day) => ({
				identifyBy: day >= 8 && day < 16 ? 'content' : 'transactionId',
			}),
			nameOf: (one) => (one.TransactionId === 'hotel' ? 'hotel' : byDay(one)),
		},
		[...upTo(19).map((day) => `${day}: of ${day}`), '20: hotel', '20: of 20'],
	],
	[
		'has the ID of a booking that the bank has removed while the work of two runs failed',
		{
			listOn: (day) => [on(0), on(day < 5 ? 2 : 5, { TransactionId: 'passed on' })],
			runs: upTo(12, 2),
			fails: [5, 6],
			nameOf: byDay,
		},
		['2: of 0', '2: of 2', '7: of 5'],
	],
	[
		'is in the hour that happens twice, like another one, and the time zone is written in two ways',
		{
			listOn: (day) =>
				['01:30:00+01:00 00:30:00Z', '01:30:00+00:00 01:30:00Z'].map((times) =>
					on(219, {
						TransactionId: undefined,
						BookingDateTime: `2026-10-25T${times.split(' ')[day % 2]}`,
					}),
				),
			runs: upTo(225, 219),
		},
		['219: Corner Grocer', '219: Corner Grocer'],
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

	it.each([408, 425, 429, 503])('is requested again by the next run after a %i', async (status) => {
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

	it('is asked for all days again a week later, so that nothing is lost if it then returns them', async () => {
		const { respond, ...history } = longPending(403);
		const returned = await play({
			...history,
			listOn: (day) => [on(day), on(0, { TransactionId: 'hotel', ...(day < 201 && pending) })],
			runs: [...upTo(15).map((run) => 7 * run), 200, 201],
			respond: (day, ...rest) => (day < 100 ? respond!(day, ...rest) : undefined),
		});
		expect(returned).toContain('201: hotel');
	});

	it('is asked for more than 88 days once a week, while it refuses them', async () => {
		const { respond, ...history } = longPending(403);
		const refusals: number[] = [];
		await play({
			...history,
			runs: upTo(130),
			respond: (day, ...rest) => {
				const refusal = respond!(day, ...rest);
				if (refusal) refusals.push(day);
				return refusal;
			},
		});
		expect(refusals.length).toBeGreaterThan(3);
		const weeks = new Set(refusals.map((day) => Math.floor((today + day) / 7)));
		expect(weeks.size).toBe(refusals.length);
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

it('A cursor of a run whose clock was weeks ahead is refused, because nothing would be returned until then', async () => {
	const readPages = () => Promise.resolve({ pages: [[on(0)]] });
	const run = { ...settings({ ...laterBy(3) }), ...anAccount };
	const { selected } = await readNewTransactions(readPages, undefined, {
		...run,
		...laterBy(731),
	});
	const { selected: next } = await readNewTransactions(readPages, selected.cursor, {
		...run,
		...laterBy(732),
	});
	expect(await rejection(() => readNewTransactions(readPages, next.cursor, run))).toEqual({
		code: 'OB_CONFIGURATION',
		field: parameterField('cursor'),
		message: `The cursor was stored on ${dateOf(today + 732)}, which is in the future. Check the clock of this machine. If it was wrong in the last run, empty the cursor to start again with the initial history.`,
		tppAction: 'fixRequest',
	});
});

it('After a first run whose clock was 60 days ahead, the runs with the right clock return what is new', async () => {
	const returned = await play({
		listOn: (day) => daily(day === 80 ? 20 : day),
		runs: [80, 20, 21, 22, 23],
		settings: { initialHistoryDays: 90, overlapDays: 5 },
	});
	expect(returned.slice(21)).toEqual(['21: t-21', '22: t-22', '23: t-23']);
});

describe('A transaction without an ID that leaves the list while an equal one is booked', () => {
	const coffee = (day: number, changes: JsonObject = {}) =>
		on(day, { TransactionId: undefined, TransactionInformation: 'coffee', ...changes });
	const bookedOn100: BankHistory = {
		listOn: (day) => [
			...upTo(day / 7).map((week) => on(7 * week)),
			day < 9 ? coffee(0, pending) : coffee(9),
			...(day < 100 ? [] : [coffee(0)]),
		],
		runs: upTo(20).map((run) => 7 * run),
	};
	const coffeesOf = async (history: BankHistory) =>
		(await play(history)).filter((one) => one.endsWith('coffee'));
	const isLong = (day: number, from: number) => day > 0 && day - from > 89;

	it('is returned once it is booked months later', async () => {
		expect(await coffeesOf(bookedOn100)).toEqual(['14: coffee', '105: coffee']);
	});

	it.each([403, 500, 504])(
		'is returned when the bank returns the old days again after a %i',
		async (status) => {
			const returned = await play({
				...bookedOn100,
				respond: (day, from) =>
					day < 120 && isLong(day, from) ? { pages: [], failure: failure(status) } : undefined,
			});
			const weekly = upTo(20).map((run) => `${7 * run}: t-${7 * run}`);
			expect(returned.filter((one) => one.endsWith('coffee'))).toEqual([
				'14: coffee',
				'126: coffee',
			]);
			expect(returned.filter((one) => !one.endsWith('coffee'))).toEqual(weekly);
		},
	);

	it('is looked for in the first run of each week only', async () => {
		const long: number[] = [];
		await play({
			...bookedOn100,
			runs: upTo(140),
			respond: (day, from) => {
				if (isLong(day, from)) long.push(day);
				return undefined;
			},
		});
		expect(long.length).toBeGreaterThan(3);
		expect(long.every((day) => (today + day) % 7 === 0)).toBe(true);
	});

	it('is returned after the setting of the identity has changed', async () => {
		const settingsOn = (day: number): Partial<RunSettings> => ({
			identifyBy: day < 50 ? 'transactionId' : 'content',
		});
		expect(await coffeesOf({ ...bookedOn100, settingsOn })).toEqual(['14: coffee', '105: coffee']);
	});
});
