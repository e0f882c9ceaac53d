import {
	dateOf,
	type Day,
} from '../../../lib/operations/accountInformation/transactionFingerprint';
import {
	maxLookbackDays,
	selectNewTransactions,
	type AccountCursor,
} from '../../../lib/operations/accountInformation/newTransactions';
import {
	newCursor,
	readCursor,
	writeCursor,
} from '../../../lib/operations/accountInformation/transactionCursor';
import type { JsonObject } from '../../../lib/responses/body';
import { newRandomSource } from '../../../sandbox/data/random';
import { aTpp } from '../../support/builders';
import { settings, today } from './transactionBuilders';

/**
 * Random histories of one account. Some runs do not store their cursor. Between the runs there are bookings that are late,
 * in the future, pending for a while, or equal. The bank changes the order of pages, repeats entries between pages, writes
 * dates in other time zones, ignores the filter, or omits an entry once.
 */

interface Entry {
	id: number;
	day: Day;
	/** The first run in which it is booked. */
	bookedAt: number;
	/** The first run in which it exists. */
	shownAt: number;
	twinOf?: number;
}

interface World {
	hasIds: boolean;
	includePending: boolean;
	chance(below: number): number;
}

const overlapDays = 5;
const runCount = 25;

const worldOf = (number: number): World => {
	const draws = newRandomSource(`history ${number}`);
	let drawn = 0;
	const chance = (below: number) => draws.number(below, (drawn += 1));
	return { hasIds: number % 2 === 0, includePending: number % 3 === 0, chance };
};

const zones: Array<(day: Day) => string> = [
	(day) => `${dateOf(day)}T12:00:00Z`,
	(day) => `${dateOf(day)}T13:00:00+01:00`,
	(day) => `${dateOf(day)}T00:00:00.000Z`,
	(day) => dateOf(day),
];

/** Equal entries have the same text: that of the first of them. */
const textOf = ({ id, twinOf }: Entry) => `text ${twinOf ?? id}`;

function onTheWire(entry: Entry, run: number, { hasIds, chance }: World): JsonObject {
	return {
		...(hasIds && { TransactionId: `t-${entry.id}` }),
		Status: entry.bookedAt <= run ? 'BOOK' : 'PDNG',
		BookingDateTime: zones[chance(zones.length)]!(entry.day),
		CreditDebitIndicator: 'Debit',
		Amount: { Amount: '1.00', Currency: 'GBP' },
		TransactionInformation: textOf(entry),
	};
}

/** Adds entries before a run. No date is earlier than the overlap allows. */
function addEntries(
	entries: Entry[],
	run: number,
	now: Day,
	cursor: AccountCursor | undefined,
	world: World,
) {
	const { chance } = world;
	for (let count = chance(6); count > 0; count -= 1) {
		const id = entries.length;
		const twin = entries.at(-1);
		const oldest = cursor ? newestBookingOf(entries, run, now) - overlapDays : now - 40;
		const isTwin = twin !== undefined && chance(4) === 0 && twin.day >= oldest;
		const day = isTwin
			? twin.day
			: Math.min(now + 3, oldest + chance(overlapDays + now + 3 - oldest));
		const bookedAt = isTwin ? twin.bookedAt : run + (chance(3) === 0 ? chance(8) : 0);
		entries.push({
			id,
			day,
			bookedAt,
			shownAt: run,
			...(isTwin && { twinOf: twin.twinOf ?? twin.id }),
		});
	}
}

/** Returns the day of the newest booking in the previous run. */
function newestBookingOf(entries: Entry[], run: number, now: Day): Day {
	const booked = entries.filter(({ bookedAt }) => bookedAt < run).map(({ day }) => day);
	return Math.max(now - maxLookbackDays, Math.min(now, Math.max(...booked, 0)));
}

/** Returns the transactions in the bank's response. */
function responseOf(
	entries: Entry[],
	run: number,
	{ windowStart, storedRun }: Known,
	world: World,
): JsonObject[] {
	const { chance, hasIds } = world;
	const ignoresFilter = chance(4) === 0;
	const unreturned = new Set(entries.filter((entry) => becomesNew(entry) > storedRun).map(textOf));
	const shown = entries
		.filter(({ day }) => ignoresFilter || day >= windowStart)
		.filter((entry) => unreturned.has(textOf(entry)) || chance(12) > 0)
		.map((entry) => onTheWire(entry, run, world));
	if (hasIds && shown.length > 0 && chance(3) === 0) shown.push(shown[chance(shown.length)]!);
	return shuffled(shown, chance);
}

interface Known {
	windowStart: Day;
	/** The last run whose cursor was stored. It returned everything that was booked by then. */
	storedRun: number;
}

/** Returns the first run in which the entry exists and is booked. */
const becomesNew = ({ bookedAt, shownAt }: Entry) => Math.max(bookedAt, shownAt);

const shuffled = <T>(list: T[], chance: World['chance']): T[] =>
	list
		.map((item) => ({ item, at: chance(1_000_000) }))
		.sort((one, other) => one.at - other.at)
		.map(({ item }) => item);

/** Number of returned transactions by text. */
interface ReturnedCounts {
	/** Of runs whose cursor was stored. */
	stored: Map<string, number>;
	all: Map<string, number>;
	pending: Map<string, number>;
}

const count = (counts: Map<string, number>, text: string) =>
	void counts.set(text, (counts.get(text) ?? 0) + 1);

const tpp = aTpp();

/** Returns the cursor after it was written to text and read again. */
function asStored(accountCursor: AccountCursor): AccountCursor {
	const cursor = { ...newCursor('1'), accounts: new Map([['account1', accountCursor]]) };
	return readCursor(writeCursor(cursor, tpp), tpp).accounts.get('account1')!;
}

/** Runs a whole history. */
function runHistory(number: number, isStored: (world: World) => boolean) {
	const world = worldOf(number);
	const { includePending, chance } = world;
	const entries: Entry[] = [];
	const returned: ReturnedCounts = { stored: new Map(), all: new Map(), pending: new Map() };
	const stored: Array<{ run: number; day: Day }> = [];
	let cursor: AccountCursor | undefined;
	let now = today;
	for (let run = 0; run < runCount; run += 1) {
		addEntries(entries, run, now, cursor, world);
		const known = {
			windowStart: cursor?.windowStart ?? 0,
			storedRun: stored.at(-1)?.run ?? -1,
		};
		const at = { overlapDays, includePending, now: new Date(`${dateOf(now)}T12:00:00Z`) };
		const response = responseOf(entries, run, known, world);
		const result = selectNewTransactions(response, cursor, settings(at));
		const stores = isStored(world);
		for (const { Status, TransactionInformation } of result.newTransactions) {
			const text = String(TransactionInformation);
			count(Status === 'PDNG' ? returned.pending : returned.all, text);
			if (Status !== 'PDNG' && stores) count(returned.stored, text);
		}
		if (stores) {
			cursor = asStored(result.cursor);
			stored.push({ run, day: now });
		}
		now += chance(4);
	}
	return { returned, expected: expectedOf(entries, stored) };
}

/** Returns by text how many transactions the runs must return. */
function expectedOf(entries: Entry[], stored: Array<{ run: number; day: Day }>) {
	const expected = new Map<string, number>();
	const first = stored[0]!;
	const last = stored.at(-1)!;
	const from = first.day - settings().initialHistoryDays;
	for (const entry of entries) {
		const since = becomesNew(entry);
		const isWanted = since > first.run ? entry.day >= from - overlapDays : entry.day >= from;
		if (since <= last.run && isWanted) count(expected, textOf(entry));
	}
	return expected;
}

const histories = Array.from({ length: 100 }, (_, number) => number);
const sorted = (counts: Map<string, number>) =>
	[...counts].sort(([one], [other]) => one.localeCompare(other));

const sometimes = ({ chance }: World) => chance(3) > 0;

it('Every booked transaction is returned exactly once if every cursor was stored', () => {
	let total = 0;
	for (const number of histories) {
		const { returned, expected } = runHistory(number, () => true);
		expect([number, sorted(returned.all)]).toEqual([number, sorted(expected)]);
		total += expected.size;
	}
	expect(total).toBeGreaterThan(3_000);
});

it('Every booked transaction is returned exactly once by the runs whose cursor was stored, if others were not', () => {
	for (const number of histories) {
		const { returned, expected } = runHistory(number, sometimes);
		expect([number, sorted(returned.stored)]).toEqual([number, sorted(expected)]);
	}
});

it('Every booked transaction is returned at least once, and some again, if some cursors were not stored', () => {
	let again = 0;
	for (const number of histories) {
		const { returned, expected } = runHistory(number, sometimes);
		for (const [text, times] of expected) {
			expect(returned.all.get(text)).toBeGreaterThanOrEqual(times);
			if (returned.all.get(text)! > times) again += 1;
		}
	}
	expect(again).toBeGreaterThan(300);
});

it('Pending transactions are returned only in histories with the setting', () => {
	for (const number of histories.slice(0, 30)) {
		const { returned } = runHistory(number, () => true);
		expect([number, returned.pending.size > 0]).toEqual([number, worldOf(number).includePending]);
	}
});
