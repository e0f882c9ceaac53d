import { AspspError } from '../../../lib/errors';
import type { ReadPages } from '../../../lib/operations/accountInformation/readNewTransactions';
import { dateOf, type Day } from '../../../lib/calendar';
import type { JsonObject } from '../../../lib/responses/body';
import { implementation, type RunSettings } from '../../model/implementation';
import { aTransaction, laterBy, today } from './transactionBuilders';

/** Returns a transaction with the date of a day of the history. */
const on = (day: number, changes: JsonObject = {}): JsonObject =>
	aTransaction({
		TransactionId: `t${day}`,
		BookingDateTime: `${dateOf(today + day)}T00:00:00Z`,
		...changes,
	});
const pending = { Status: 'PDNG' };
const upTo = (day: number, first = 0) =>
	Array.from({ length: day - first + 1 }, (_, index) => first + index);
const hotel = (changes: JsonObject = {}) => on(-120, { TransactionId: 'hotel', ...changes });
const rental = (changes: JsonObject = {}) => on(-60, { TransactionId: 'rental', ...changes });

interface ChangingList {
	/** Returns the whole list in a reading of the day, of which 0 is the first. */
	listOn(day: number, reading: number): JsonObject[];
	runs: number[];
	/** Returns the failure of a reading. */
	failure?(day: number, reading: number, days: number): unknown;
	/** Returns whether a 429 ends a reading after its first page, which has the old transactions. */
	isCut?(day: number): boolean;
	settings?: Partial<RunSettings>;
}

/** Returns the day of the run and the ID of each returned transaction, and the runs with an error. */
async function play({
	listOn,
	runs,
	failure = () => undefined,
	isCut = () => false,
	settings,
}: ChangingList): Promise<string[]> {
	const returned: string[] = [];
	let cursor = '';
	for (const day of runs) {
		let count = 0;
		const readPages = (windowStart: Day): ReadPages => {
			const reading = count++;
			const failed = failure(day, reading, today + day - windowStart);
			if (failed !== undefined) return { pages: [], failure: failed };
			const from = dateOf(windowStart - 1);
			const listed = listOn(day, reading).filter(
				({ Status, BookingDateTime }) => Status === 'PDNG' || String(BookingDateTime) >= from,
			);
			if (!isCut(day)) return { pages: [listed] };
			return { pages: [listed.filter(isOld)], failure: tooManyRequests };
		};
		const result = await implementation.run(
			[{ account: { accountId: 'account' }, readPages }],
			cursor,
			{
				...{ identifyBy: 'transactionId', includePending: false, initialHistoryDays: 10 },
				...{ overlapDays: 7, withVanishingTransactions: false, ...settings },
				...laterBy(day),
			},
		);
		cursor = result.cursor;
		for (const { transaction } of result.returned[0]!) {
			returned.push(`${day}: ${String(transaction.TransactionId)}`);
		}
		if (result.failures[0] !== undefined) returned.push(`${day}: error`);
	}
	return returned;
}

const tooManyRequests = new AspspError('Later.', { httpStatus: 429 });
const isOld = ({ BookingDateTime }: JsonObject) => String(BookingDateTime) < dateOf(today - 100);

const daily = (day: number) => upTo(day).map((one) => on(one));
const isOnce = (returned: string[], name: string) =>
	returned.filter((one) => one.endsWith(`: ${name}`));

it.each<[string, ChangingList]>([
	[
		'appears while the list is read again because a booking is missing',
		{
			listOn: (day, reading) => [
				...daily(day).filter((_, index) => day < 3 || index !== 2),
				...(day < 3 || (day === 3 && reading === 0) ? [] : [hotel(day < 4 ? pending : {})]),
			],
			runs: upTo(8),
			settings: { withVanishingTransactions: true },
		},
	],
	[
		'is booked while the list is read again for an older one',
		{
			listOn: (day, reading) => [
				...daily(day),
				...(day < 3 ? [] : [hotel(day > 3 || reading > 0 ? {} : pending)]),
				...(day < 3 ? [] : [on(-200, { TransactionId: 'older', ...pending })]),
			],
			runs: upTo(8),
		},
	],
	[
		'appears while the list is read again for a later one',
		{
			listOn: (day, reading) => [
				...daily(day),
				...(day < 3 ? [] : [rental(pending)]),
				...(day < 3 || (day === 3 && reading === 0) ? [] : [hotel(day < 4 ? pending : {})]),
			],
			runs: upTo(8),
		},
	],
	[
		'is booked by the next run, after a run that could not read the list again',
		{
			listOn: (day) => [...daily(day), ...(day < 3 ? [] : [hotel(day < 4 ? pending : {})])],
			runs: upTo(8),
			failure: (day, reading) => (day === 3 && reading > 0 ? tooManyRequests : undefined),
		},
	],
	[
		'is booked in the first page of a list that then ends, after a run that could not read the list again',
		{
			listOn: (day) => [...daily(day), ...(day < 3 ? [] : [hotel(day < 4 ? pending : {})])],
			runs: upTo(8),
			failure: (day, reading) => (day === 3 && reading > 0 ? tooManyRequests : undefined),
			isCut: (day) => day === 4,
		},
	],
	[
		'is booked between two readings, and a third one fails',
		{
			listOn: (day, reading) => [
				...daily(day),
				...(day < 3 ? [] : [hotel(day === 3 && reading === 0 ? pending : {})]),
				...(day < 3 || (day === 3 && reading === 0)
					? []
					: [on(-200, { TransactionId: 'older', ...pending })]),
			],
			runs: upTo(20),
			failure: (day, reading) => (day === 3 && reading > 1 ? tooManyRequests : undefined),
		},
	],
	[
		'leaves the list between two readings, and is booked on the next day',
		{
			listOn: (day, reading) => [
				...daily(day),
				...(day < 3 || (day === 3 && reading > 0) ? [] : [hotel(day === 3 ? pending : {})]),
			],
			runs: upTo(20),
		},
	],
	[
		'is booked on a day on which the server fails once for so many days',
		{
			listOn: (day) => [...daily(day), ...(day < 3 ? [] : [hotel(day < 7 ? pending : {})])],
			runs: upTo(8),
			failure: (day, reading) =>
				day === 7 && reading === 0
					? new AspspError('The server failed.', { httpStatus: 502 })
					: undefined,
		},
	],
	[
		'is booked before the bank returns old days again that it has refused',
		{
			listOn: (day) => [...daily(day), ...(day < 3 ? [] : [hotel(day < 5 ? pending : {})])],
			runs: upTo(20),
			failure: (day, _, days) =>
				day < 12 && days > 89 ? new AspspError('Too long.', { httpStatus: 403 }) : undefined,
		},
	],
])('A transaction that was pending with an old date is returned once if it %s', async (_, list) => {
	const returned = await play(list);
	expect(isOnce(returned, 'hotel')).toHaveLength(1);
	for (const day of upTo(8)) expect(isOnce(returned, `t${day}`)).toHaveLength(1);
});

it('A later pending one is returned, too, if the bank refuses the days of the older one', async () => {
	const returned = await play({
		listOn: (day) => [
			...daily(day),
			...(day < 3 ? [] : [hotel(pending), rental(day < 4 ? pending : {})]),
		],
		runs: upTo(8),
		failure: (_, __, days) =>
			days > 89 ? new AspspError('Too long.', { httpStatus: 403 }) : undefined,
	});
	expect(isOnce(returned, 'rental')).toEqual(['4: rental']);
});

it('A server that fails for so many days is no error once the old transaction has left the list', async () => {
	const returned = await play({
		listOn: (day) => [...daily(day), ...(day < 3 || day > 5 ? [] : [hotel(pending)])],
		runs: upTo(60),
		failure: (_, __, days) =>
			days > 89 ? new AspspError('The server failed.', { httpStatus: 500 }) : undefined,
	});
	expect(isOnce(returned, 'error')).toEqual(['3: error', '4: error', '5: error']);
	for (const day of upTo(60)) expect(isOnce(returned, `t${day}`)).toHaveLength(1);
});

it('A later pending one is returned, too, if the server fails for the days of the older one', async () => {
	const returned = await play({
		listOn: (day) => [
			...daily(day),
			...(day < 3 ? [] : [hotel(pending), rental(day < 5 ? pending : {})]),
		],
		runs: upTo(8),
		failure: (_, __, days) =>
			days > 89 ? new AspspError('The server failed.', { httpStatus: 500 }) : undefined,
	});
	expect(isOnce(returned, 'rental')).toEqual(['5: rental']);
	expect(isOnce(returned, 'error')).toHaveLength(6);
	for (const day of upTo(8)) expect(isOnce(returned, `t${day}`)).toHaveLength(1);
});

it('Bookings since the day of an old pending one that nobody could read are returned when it has left', async () => {
	const failsOn3: ChangingList = {
		listOn: (day) => [
			...[on(-100), ...daily(day)],
			...(day < 3 ? [] : [hotel(day < 4 ? pending : {})]),
		],
		runs: upTo(8),
		failure: (day, reading) => (day === 3 && reading > 0 ? tooManyRequests : undefined),
	};
	const returned = await play(failsOn3);
	expect(isOnce(returned, 't-100')).toEqual(['4: t-100']);
	expect((await play({ ...failsOn3, failure: undefined })).join()).not.toContain('t-100');
});
