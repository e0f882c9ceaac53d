import { dateOf, type Day } from '../../../../lib/operations/accountInformation/bookingDay';
import {
	quietDays,
	selectNew,
	type SeenTransactions,
} from '../../../../lib/operations/accountInformation/newTransactions';
import {
	newCursor,
	readCursor,
	writeCursor,
} from '../../../../lib/operations/accountInformation/transactionCursor';
import type { JsonObject } from '../../../../lib/responses/body';
import { newRandomSource } from '../../../../sandbox/data/random';
import { aTpp } from '../../../support/builders';
import { settings, today } from './transactions';

/**
 * Histories by chance: polls of one account of which some are not stored, between them bookings that are late, of the
 * future, pending for a while, and alike; a bank that turns its pages round, moves them while they are read, writes dates
 * in other zones, ignores the filter, and leaves an entry out for once.
 */

interface Entry {
	id: number;
	day: Day;
	/** The poll from which on it is booked. */
	bookedAt: number;
	/** The poll from which on it is there. */
	shownAt: number;
	twinOf?: number;
}

interface World {
	hasIds: boolean;
	includePending: boolean;
	chance(below: number): number;
}

const overlapDays = 5;
const pollCount = 25;

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

/** What an operator can tell apart: the text has the id of the first of its twins. */
const textOf = ({ id, twinOf }: Entry) => `text ${twinOf ?? id}`;

function onTheWire(entry: Entry, poll: number, { hasIds, chance }: World): JsonObject {
	return {
		...(hasIds && { TransactionId: `t-${entry.id}` }),
		Status: entry.bookedAt <= poll ? 'BOOK' : 'PDNG',
		BookingDateTime: zones[chance(zones.length)]!(entry.day),
		CreditDebitIndicator: 'Debit',
		Amount: { Amount: '1.00', Currency: 'GBP' },
		TransactionInformation: textOf(entry),
	};
}

/** What happens before a poll: nothing is dated earlier than the overlap allows. */
function happen(
	entries: Entry[],
	poll: number,
	now: Day,
	seen: SeenTransactions | undefined,
	world: World,
) {
	const { chance } = world;
	for (let count = chance(6); count > 0; count -= 1) {
		const id = entries.length;
		const twin = entries.at(-1);
		const oldest = seen ? markOf(entries, poll, now) - overlapDays : now - 40;
		const isTwin = twin !== undefined && chance(4) === 0 && twin.day >= oldest;
		const day = isTwin
			? twin.day
			: Math.min(now + 3, oldest + chance(overlapDays + now + 3 - oldest));
		const bookedAt = isTwin ? twin.bookedAt : poll + (chance(3) === 0 ? chance(8) : 0);
		entries.push({
			id,
			day,
			bookedAt,
			shownAt: poll,
			...(isTwin && { twinOf: twin.twinOf ?? twin.id }),
		});
	}
}

/** The newest booking that the last poll saw. */
function markOf(entries: Entry[], poll: number, now: Day): Day {
	const booked = entries.filter(({ bookedAt }) => bookedAt < poll).map(({ day }) => day);
	return Math.max(now - quietDays, Math.min(now, Math.max(...booked, 0)));
}

/** @param stored the last poll whose cursor was stored; what was booked by then has been emitted */
function answerOf(
	entries: Entry[],
	poll: number,
	{ from, stored }: Known,
	world: World,
): JsonObject[] {
	const { chance, hasIds } = world;
	const ignoresFilter = chance(4) === 0;
	const news = new Set(entries.filter((entry) => becomesNew(entry) > stored).map(textOf));
	const shown = entries
		.filter(({ day }) => ignoresFilter || day >= from)
		.filter((entry) => news.has(textOf(entry)) || chance(12) > 0)
		.map((entry) => onTheWire(entry, poll, world));
	if (hasIds && shown.length > 0 && chance(3) === 0) shown.push(shown[chance(shown.length)]!);
	return shuffled(shown, chance);
}

interface Known {
	from: Day;
	stored: number;
}

/** The poll from which on it is there and booked. */
const becomesNew = ({ bookedAt, shownAt }: Entry) => Math.max(bookedAt, shownAt);

const shuffled = <T>(list: T[], chance: World['chance']): T[] =>
	list
		.map((item) => ({ item, at: chance(1_000_000) }))
		.sort((one, other) => one.at - other.at)
		.map(({ item }) => item);

interface Emissions {
	/** Of polls whose cursor was stored, by text. */
	stored: Map<string, number>;
	all: Map<string, number>;
	pending: Map<string, number>;
}

const count = (counts: Map<string, number>, text: string) =>
	void counts.set(text, (counts.get(text) ?? 0) + 1);

const tpp = aTpp();

/** Through the text that an operator stores. */
function asStored(seen: SeenTransactions): SeenTransactions {
	const cursor = { ...newCursor('1'), accounts: new Map([['account1', seen]]) };
	return readCursor(writeCursor(cursor, tpp), tpp).accounts.get('account1')!;
}

/** Runs a history to its end. */
function live(number: number, isStored: (world: World) => boolean) {
	const world = worldOf(number);
	const { includePending, chance } = world;
	const entries: Entry[] = [];
	const emitted: Emissions = { stored: new Map(), all: new Map(), pending: new Map() };
	const stored: Array<{ poll: number; day: Day }> = [];
	let seen: SeenTransactions | undefined;
	let now = today;
	for (let poll = 0; poll < pollCount; poll += 1) {
		happen(entries, poll, now, seen, world);
		const known = { from: seen?.from ?? 0, stored: stored.at(-1)?.poll ?? -1 };
		const at = { overlapDays, includePending, now: new Date(`${dateOf(now)}T12:00:00Z`) };
		const result = selectNew(answerOf(entries, poll, known, world), seen, settings(at));
		const stores = isStored(world);
		for (const { Status, TransactionInformation } of result.fresh) {
			const text = String(TransactionInformation);
			count(Status === 'PDNG' ? emitted.pending : emitted.all, text);
			if (Status !== 'PDNG' && stores) count(emitted.stored, text);
		}
		if (stores) {
			seen = asStored(result.seen);
			stored.push({ poll, day: now });
		}
		now += chance(4);
	}
	return { emitted, expected: expectedOf(entries, stored) };
}

/** By text: how many there are that the polls have to emit. */
function expectedOf(entries: Entry[], stored: Array<{ poll: number; day: Day }>) {
	const expected = new Map<string, number>();
	const first = stored[0]!;
	const last = stored.at(-1)!;
	const from = first.day - settings().lookBackDays;
	for (const entry of entries) {
		const since = becomesNew(entry);
		const isWanted = since > first.poll ? entry.day >= from - overlapDays : entry.day >= from;
		if (since <= last.poll && isWanted) count(expected, textOf(entry));
	}
	return expected;
}

const histories = Array.from({ length: 100 }, (_, number) => number);
const sorted = (counts: Map<string, number>) =>
	[...counts].sort(([one], [other]) => one.localeCompare(other));

const sometimes = ({ chance }: World) => chance(3) > 0;

it('Every booked transaction is emitted exactly once where every cursor was stored', () => {
	let total = 0;
	for (const number of histories) {
		const { emitted, expected } = live(number, () => true);
		expect([number, sorted(emitted.all)]).toEqual([number, sorted(expected)]);
		total += expected.size;
	}
	expect(total).toBeGreaterThan(3_000);
});

it('Every booked transaction is emitted exactly once by the polls whose cursor was stored, where others were not', () => {
	for (const number of histories) {
		const { emitted, expected } = live(number, sometimes);
		expect([number, sorted(emitted.stored)]).toEqual([number, sorted(expected)]);
	}
});

it('Every booked transaction is emitted at least once, and some again, where some cursors were not stored', () => {
	let again = 0;
	for (const number of histories) {
		const { emitted, expected } = live(number, sometimes);
		for (const [text, times] of expected) {
			expect(emitted.all.get(text)).toBeGreaterThanOrEqual(times);
			if (emitted.all.get(text)! > times) again += 1;
		}
	}
	expect(again).toBeGreaterThan(300);
});

it('What is pending is emitted in those histories where it was asked for, and in no other', () => {
	for (const number of histories.slice(0, 30)) {
		const { emitted } = live(number, () => true);
		expect([number, emitted.pending.size > 0]).toEqual([number, worldOf(number).includePending]);
	}
});
