import fc from 'fast-check';

import { shortHash } from '../../../lib/hash';
import {
	writeAccountCursor,
	type AccountCursor,
} from '../../../lib/operations/accountInformation/accountCursor';
import { readCursor } from '../../../lib/operations/accountInformation/transactionCursor';
import { dateOf, dayOf, type Day } from '../../../lib/calendar';
import type { JsonObject } from '../../../lib/responses/body';
import { implementation } from '../../model/implementation';
import { aTpp } from '../../support/builders';
import { aTransaction, laterBy, today } from './transactionBuilders';

/*
 * Cursors as earlier versions of this package wrote them, with what these versions did not know left out. The runs after them
 * return each transaction once.
 */

/** What writes a cursor: the states of the accounts, and what the last run found in the list. */
interface Stored {
	cursor: AccountCursor;
	salt: string;
	listed: JsonObject[];
}

type Version = 'v1' | 'v2' | 'v3' | 'v4';

const writers: Record<Version, (stored: Stored) => string> = {
	v1: writeVersion1,
	v2: ({ cursor }) => {
		const booked = cursor.booked.filter(({ isGone }) => !isGone);
		const { head, pending, rest } = parts({ ...cursor, booked });
		const pendings = pending.map((part) =>
			Buffer.concat([
				...[part.subarray(0, 6), Buffer.from('aaa'), Buffer.from([part[6]! % 8])],
				...[part.subarray(7, 9), Buffer.alloc(2), part.subarray(9, 11)],
			]),
		);
		const count = Buffer.from([0, pending.length]);
		return base64url([head.subarray(0, 5), count, ...pendings, ...rest]);
	},
	v3: ({ cursor }) => {
		const { head, pending, rest } = parts(cursor);
		return base64url([head, ...pending.map((part) => part.subarray(0, 11)), ...rest]);
	},
	v4: ({ cursor }) => base64url([writeAccountCursor({ ...cursor, departed: undefined })]),
};

const base64url = (buffers: Buffer[]): string => Buffer.concat(buffers).toString('base64url');

/** Returns the parts of a state without what version 3 did not know: other pending ones, and the times of bookings. */
function parts(cursor: AccountCursor) {
	const pending = cursor.pending.filter(({ isReturned }) => isReturned);
	const bytes = writeAccountCursor({ ...cursor, pending, departed: undefined });
	const partsOf = (start: number, count: number, length: number) =>
		Array.from({ length: count }, (_, index) =>
			bytes.subarray(start + index * length, start + (index + 1) * length),
		);
	return {
		head: bytes.subarray(0, 10),
		pending: partsOf(10, pending.length, 13),
		rest: partsOf(10 + 13 * pending.length, cursor.booked.length, 12).map((part) =>
			part.subarray(0, 10),
		),
	};
}

/** Version 1 numbered the transactions of its window with the same ID, direction and amount. */
function writeVersion1({ cursor: { windowStart }, salt, listed }: Stored): string {
	const numbers = new Map<string, number>();
	const entries = listed.flatMap((one) => {
		const day = dayOfEntry(one);
		if (day < windowStart || one.Status !== 'Booked') return [];
		const { Amount } = one.Amount as { Amount: string };
		const money = [one.CreditDebitIndicator, Amount.replace(/\.?0+$/, ''), 'GBP'];
		const identity =
			one.TransactionId === undefined
				? [day, ...money, '', one.TransactionInformation, '', '', '']
				: [one.TransactionId, ...money];
		const number = numbers.get(JSON.stringify(identity)) ?? 0;
		numbers.set(JSON.stringify(identity), number + 1);
		const offset = (day - windowStart).toString(36).padStart(2, '0');
		return `${shortHash(salt, 'booked', identity, number)}${offset}`;
	});
	return `${windowStart.toString(36).padStart(4, '0')}${entries.join('')}`;
}

const dayOfEntry = ({ BookingDateTime }: JsonObject): Day =>
	dayOf(Date.parse(String(BookingDateTime)));

const tpp = aTpp();

/** Returns the text of a cursor with one account as an earlier version wrote it. */
function asWritten(version: Version, text: string, listed: JsonObject[]): string {
	const { salt, accounts } = readCursor(text, tpp);
	const [[account, cursor] = []] = [...accounts];
	const head = text.slice('v5.'.length + 8).split('.')[0]!;
	const content = `${head}.${account!}${writers[version]({ cursor: cursor!, salt, listed })}`;
	return `${version}.${shortHash(version, content)}${content}`;
}

/** A booking on a day of the history. Those with the same number have one ID, or are equal if there is none. */
interface Booking {
	day: number;
	number: number;
	/** Days for which it is pending, with the same date. */
	pendingFor: number;
}

interface EarlierHistory {
	ids: 'unique' | 'reused' | 'none';
	bookings: Booking[];
	gaps: number[];
	/** The run whose cursor an earlier version wrote. */
	upgradedAfter: number;
	includePending: boolean;
}

const historiesOf = (version: Version): fc.Arbitrary<EarlierHistory> =>
	fc.record({
		ids: fc.constantFrom('unique', 'reused', 'none'),
		bookings: fc.array(
			fc.record({
				day: fc.integer({ min: 0, max: 40 }),
				number: fc.nat({ max: 2 }),
				// Version 1 could lose them.
				pendingFor: version === 'v1' ? fc.constant(0) : fc.constantFrom(0, 0, 3, 20),
			}),
			{ minLength: 1, maxLength: 30 },
		),
		gaps: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 20 }),
		upgradedAfter: fc.nat({ max: 8 }),
		includePending: fc.boolean(),
	});

/** Plays a history. Returns how often each booking was returned, by all that makes it different from others. */
async function returnedCounts(version: Version, history: EarlierHistory) {
	const { ids, bookings, gaps, upgradedAfter, includePending } = history;
	const entryOf = ({ day, number }: Booking, index: number): JsonObject =>
		aTransaction({
			BookingDateTime: `${dateOf(today + day)}T00:00:00Z`,
			TransactionInformation: `text ${number}`,
			TransactionId: { unique: `t${index}`, reused: '9998', none: undefined }[ids],
		});
	const nameOf = (one: JsonObject) =>
		[one.TransactionId, one.BookingDateTime, one.TransactionInformation].join(' ');
	const returned = new Map<string, number>();
	const expected = new Map<string, number>();
	const count = (counts: Map<string, number>, one: JsonObject) =>
		counts.set(nameOf(one), (counts.get(nameOf(one)) ?? 0) + 1);
	let cursor = '';
	let day = 0;
	for (const [run, gap] of [0, ...gaps, 70].entries()) {
		day += gap;
		const listed = bookings.flatMap((booking, index) => {
			if (booking.day > day) return [];
			const isPending = day < booking.day + booking.pendingFor;
			return [{ ...entryOf(booking, index), ...(isPending && { Status: 'Pending' }) }];
		});
		const result = await implementation.run(
			[{ account: { accountId: '1' }, readPages: () => ({ pages: [listed] }) }],
			cursor,
			{
				...{ identifyBy: ids === 'reused' ? 'content' : 'transactionId', includePending },
				...{ initialHistoryDays: 30, overlapDays: 30, withVanishingTransactions: false },
				...laterBy(day),
			},
		);
		cursor = run === upgradedAfter ? asWritten(version, result.cursor, listed) : result.cursor;
		for (const { transaction } of result.returned[0]!) {
			if (transaction.Status === 'Booked') count(returned, transaction);
		}
	}
	for (const [index, booking] of bookings.entries()) count(expected, entryOf(booking, index));
	return { returned, expected };
}

it.each<Version>(['v1', 'v2', 'v3', 'v4'])(
	'Each booking is returned once if a cursor was written by %s',
	async (version) => {
		const property = fc.asyncProperty(historiesOf(version), async (history) => {
			const { returned, expected } = await returnedCounts(version, history);
			expect(Object.fromEntries(returned)).toEqual(Object.fromEntries(expected));
		});
		await fc.assert(property, { numRuns: 200, seed: 1 });
	},
);
