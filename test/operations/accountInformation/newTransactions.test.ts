import { initialAccountCursor } from '../../../lib/operations/accountInformation/accountCursor';
import { selectNewTransactions } from '../../../lib/operations/accountInformation/newTransactions';
import {
	windowFilter,
	windowStartOf,
} from '../../../lib/operations/accountInformation/transactionWindow';
import {
	anAccount,
	aTransaction,
	daysAgo,
	idsOf,
	laterBy,
	polls,
	settings,
	today,
} from './transactionBuilders';

const pending = { Status: 'Pending' };

describe('A first run', () => {
	it('requests 88 days, and one more day for the time zone of the bank', () => {
		const windowStart = windowStartOf(undefined, settings());
		expect(windowStart).toBe(today - 88);
		expect(windowFilter(windowStart)).toEqual({ fromBookingDateTime: '2025-12-21T00:00:00' });
	});

	it('requests a longer initial history or overlap whole', () => {
		const firstOf = (days: object) => windowStartOf(undefined, settings(days));
		expect(firstOf({ initialHistoryDays: 200 })).toBe(today - 200);
		expect(firstOf({ overlapDays: 100 })).toBe(today - 100);
	});

	it('returns the initial history, oldest first', () => {
		const transactions = [0, 3, 10, 11, 17, 18].map((days) => daysAgo(days));
		expect(idsOf(polls().poll(transactions))).toEqual(['t-10', 't-3', 't-0']);
	});

	it('returns nothing older, even if the overlap becomes longer', () => {
		const { poll } = polls();
		poll([daysAgo(11), daysAgo(17), daysAgo(18)]);
		expect(poll([daysAgo(18), daysAgo(17), daysAgo(11)], { overlapDays: 30 })).toEqual([]);
	});

	it('can return transactions of today only', () => {
		const { poll } = polls({ initialHistoryDays: 0 });
		expect(idsOf(poll([daysAgo(0), daysAgo(1)]))).toEqual(['t-0']);
	});

	it('returns transactions without a date', () => {
		expect(polls().poll([aTransaction({ BookingDateTime: undefined })])).toHaveLength(1);
	});

	it('that fails leaves the initial history to the next run', () => {
		expect(initialAccountCursor(settings())).toEqual({
			windowStart: today - 10,
			lastRun: today,
			identifyBy: 'transactionId',
			reusesIds: false,
			booked: [],
			pending: [],
		});
	});
});

describe('A later run', () => {
	it('returns nothing when nothing is new, with the pages in any order', () => {
		const { poll } = polls();
		poll([daysAgo(0), daysAgo(1), daysAgo(2)]);
		expect(poll([daysAgo(2), daysAgo(0), daysAgo(1)])).toEqual([]);
	});

	it('returns a new transaction with the same time as a known one', () => {
		const { poll } = polls();
		poll([aTransaction()]);
		expect(idsOf(poll([aTransaction({ TransactionId: 't-2' }), aTransaction()]))).toEqual(['t-2']);
	});

	it.each([
		['the day of the newest one', 1, ['late']],
		['the last day of the overlap', 8, ['late']],
		['the day before the overlap', 9, []],
	])('finds what is booked late with %s', (_, days, found) => {
		const { poll } = polls();
		poll([daysAgo(1)]);
		poll([daysAgo(1)]);
		const late = daysAgo(days, { TransactionId: 'late' });
		expect(idsOf(poll([daysAgo(1), late], laterBy(4)))).toEqual(found);
	});

	it('finds what is booked late with a date before the initial history', () => {
		const { poll } = polls({ initialHistoryDays: 0 });
		poll([daysAgo(3)]);
		const late = daysAgo(3, { TransactionId: 'late' });
		expect(idsOf(poll([daysAgo(3), late]))).toEqual(['late']);
	});

	it('finds what the previous run missed because the pages moved, also after a long pause', () => {
		const { poll } = polls();
		poll([daysAgo(0)]);
		poll([daysAgo(0)]);
		poll([daysAgo(-60), daysAgo(0)], laterBy(60));
		const missed = daysAgo(-20, { TransactionId: 'missed' });
		expect(idsOf(poll([daysAgo(-61), missed, daysAgo(-60)], laterBy(61)))).toEqual([
			'missed',
			't--61',
		]);
	});

	it('requests the time since the newest booking of an account without new ones', () => {
		const known = polls();
		known.poll([daysAgo(5)]);
		known.poll([daysAgo(5)], laterBy(20));
		expect(windowStartOf(known.cursor(), settings())).toBe(today - 12);
	});

	it('requests 30 days and the overlap of an account without bookings', () => {
		const known = polls();
		known.poll([daysAgo(5)]);
		known.poll([], laterBy(100));
		known.poll([], laterBy(101));
		expect(windowStartOf(known.cursor(), settings(laterBy(102)))).toBe(today + 63);
	});

	it('requests all days since the previous run, however long ago it was', () => {
		const known = polls();
		known.poll([daysAgo(0)]);
		known.poll([daysAgo(0)]);
		expect(windowStartOf(known.cursor(), settings(laterBy(80)))).toBe(today - 7);
		expect(known.poll([daysAgo(-20, { TransactionId: 'meanwhile' })], laterBy(80))).toHaveLength(1);
	});

	it('requests only the days that the bank returns without step-up, except for a new account', () => {
		const known = polls();
		known.poll([daysAgo(0)]);
		const later = { ...laterBy(91), daysWithoutStepUp: 90 };
		expect(windowStartOf(known.cursor(), settings(later))).toBe(today + 91 - 88);
		const initial = { daysWithoutStepUp: 90, initialHistoryDays: 200 };
		expect(windowStartOf(undefined, settings(initial))).toBeLessThan(today - 88);
	});

	it('says since when days are unread that the bank no longer returns', () => {
		const { cursor } = selectNewTransactions([daysAgo(0)], undefined, {
			...{ ...settings(), ...anAccount },
		});
		const unreadAfter = (days: number) =>
			selectNewTransactions([], cursor, {
				...{ ...settings(laterBy(days)), ...anAccount, daysWithoutStepUp: 90 },
			}).unreadSince;
		expect([unreadAfter(88), unreadAfter(89)]).toEqual([undefined, today]);
	});

	it('returns a booking in the future once, and does not wait for it', () => {
		const known = polls();
		expect(known.poll([daysAgo(-400), daysAgo(0)])).toHaveLength(2);
		expect(known.poll([daysAgo(-400), daysAgo(0)])).toEqual([]);
		expect(windowStartOf(known.cursor(), settings())).toBe(today - 7);
		expect(known.poll([daysAgo(-400), daysAgo(0)], laterBy(399))).toEqual([]);
		expect(known.poll([daysAgo(-400)], laterBy(401))).toEqual([]);
	});

	it('returns nothing again that the bank omitted once', () => {
		const { poll } = polls();
		poll([daysAgo(2), daysAgo(1)]);
		poll([daysAgo(1)]);
		expect(poll([daysAgo(2), daysAgo(1)])).toEqual([]);
	});

	it('returns nothing again at a bank that ignores the filter', () => {
		const { poll } = polls();
		const everything = Array.from({ length: 60 }, (_, days) => daysAgo(days));
		expect(poll(everything)).toHaveLength(11);
		const later = [daysAgo(-1), ...everything];
		expect(idsOf(poll(later, laterBy(1)))).toEqual(['t--1']);
	});

	it('returns nothing again that has no date, as long as the bank returns it', () => {
		const { poll } = polls();
		const undated = aTransaction({ BookingDateTime: undefined });
		poll([undated, daysAgo(0)]);
		expect(poll([undated, daysAgo(-50)], laterBy(50))).toHaveLength(1);
		expect(poll([undated, daysAgo(-90)], laterBy(90))).toHaveLength(1);
		expect(poll([undated, daysAgo(-90)], laterBy(91))).toEqual([]);
	});

	it('finds one that is first listed after the overlap became longer, and returns nothing again', () => {
		const { poll } = polls({ initialHistoryDays: 20, overlapDays: 10 });
		const booked = [daysAgo(0), daysAgo(11)];
		expect(idsOf(poll(booked))).toEqual(['t-11', 't-0']);
		poll(booked);
		const longer = { overlapDays: 30 };
		const unbooked = { TransactionId: 'fuel', BookingDateTime: undefined, Status: 'PDNG' };
		expect(poll([...booked, aTransaction(unbooked)], longer)).toEqual([]);
		const settled = daysAgo(11, { TransactionId: 'fuel' });
		expect(idsOf(poll([...booked, settled], { ...longer, ...laterBy(1) }))).toEqual(['fuel']);
	});

	it('returns nothing again when the overlap becomes longer', () => {
		const { poll } = polls();
		poll([daysAgo(0), daysAgo(6)]);
		poll([daysAgo(0), daysAgo(6)], { overlapDays: 1 });
		expect(poll([daysAgo(0), daysAgo(6)], { overlapDays: 60 })).toEqual([]);
	});

	it('returns the second of two equal transactions without an ID', () => {
		const { poll } = polls();
		const coffee = aTransaction({ TransactionId: undefined });
		expect(poll([coffee])).toHaveLength(1);
		expect(poll([coffee, coffee])).toHaveLength(1);
		expect(poll([coffee, coffee])).toEqual([]);
		expect(poll([coffee, coffee, coffee, coffee])).toHaveLength(2);
	});

	it('identifies a transaction with a changed ID by its content, if that is set', () => {
		const renamed = daysAgo(0, { TransactionId: 'renamed' });
		const byId = polls();
		byId.poll([daysAgo(0)]);
		expect(byId.poll([renamed])).toEqual([renamed]);
		const byContent = polls({ identifyBy: 'content' });
		byContent.poll([daysAgo(0)]);
		expect(byContent.poll([renamed])).toEqual([]);
	});

	it('keeps no more fingerprints than there are transactions in the window', () => {
		const known = polls();
		for (let day = 0; day < 100; day += 1) {
			const transactions = Array.from({ length: 30 }, (_, days) => daysAgo(days - day));
			known.poll(transactions, laterBy(day));
		}
		expect(known.cursor().booked.length).toBe(9);
	});
});

describe('A pending transaction', () => {
	it('is not returned until it is booked', () => {
		const { poll } = polls();
		expect(poll([daysAgo(0, pending)])).toEqual([]);
		expect(idsOf(poll([daysAgo(0)]))).toEqual(['t-0']);
		expect(poll([daysAgo(0)])).toEqual([]);
	});

	it('is returned at once if that is set, and again when it is booked', () => {
		const { poll } = polls({ includePending: true });
		expect(poll([daysAgo(0, pending)])).toMatchObject([{ Status: 'Pending' }]);
		expect(poll([daysAgo(0, pending)])).toEqual([]);
		expect(poll([daysAgo(0)])).toMatchObject([{ Status: 'Booked' }]);
		expect(poll([daysAgo(0)])).toEqual([]);
	});

	it('is found when it is booked with its old date, before the overlap', () => {
		const { poll } = polls();
		poll([daysAgo(0, pending)]);
		for (const day of [10, 20, 29]) poll([daysAgo(-day), daysAgo(0, pending)], laterBy(day));
		expect(idsOf(poll([daysAgo(-30), daysAgo(0)], laterBy(30)))).toEqual(['t-0', 't--30']);
	});

	it('extends the window to its first day and the overlap, at most to thirteen months', () => {
		const known = polls();
		for (const day of [0, 90, 395, 500]) {
			known.poll([daysAgo(-day), daysAgo(0, pending)], laterBy(day));
			const first = Math.max(today - (day === 0 ? 88 : 7), today + day - 395);
			expect(windowStartOf(known.cursor(), settings(laterBy(day)))).toBe(first);
		}
	});

	it('extends it to less than 90 days at a bank that returns no more without the PSU', () => {
		const known = polls({ daysWithoutStepUp: 90 });
		known.poll([daysAgo(0, pending)]);
		known.poll([daysAgo(-90), daysAgo(0, pending)], laterBy(90));
		const later = settings({ daysWithoutStepUp: 90, ...laterBy(90) });
		expect(windowStartOf(known.cursor(), later)).toBe(today + 2);
	});

	it('is found when it is booked after more than 88 days with its first date', () => {
		const { poll } = polls();
		for (const day of [0, 60, 120]) poll([daysAgo(1 - day), daysAgo(0, pending)], laterBy(day));
		expect(idsOf(poll([daysAgo(-121), daysAgo(0)], laterBy(121)))).toEqual(['t-0', 't--121']);
	});

	it('is found when it was missing in the list for weeks before', () => {
		const { poll } = polls();
		for (const day of [0, 60, 80]) poll([daysAgo(1 - day), daysAgo(0, pending)], laterBy(day));
		poll([daysAgo(-90), daysAgo(-90, pending)], laterBy(90));
		expect(idsOf(poll([daysAgo(0)], laterBy(105)))).toEqual(['t-0']);
	});

	it.each([
		['no date', { BookingDateTime: undefined }],
		['the date of today', { BookingDateTime: daysAgo(-97).BookingDateTime }],
	])('says that 88 days must be read when it has %s, and the window is shorter', (_, dates) => {
		const known = polls();
		for (const day of [0, 90, 96]) known.poll([daysAgo(-day)], laterBy(day));
		const now = { ...settings(laterBy(97)), ...anAccount };
		const windowStart = today + 97 - 88;
		expect(windowStartOf(known.cursor(), now)).toBeGreaterThan(windowStart);
		const list = [daysAgo(-96), daysAgo(-97, { ...pending, TransactionId: 'p', ...dates })];
		expect(selectNewTransactions(list, known.cursor(), now).unbookedFrom).toBe(windowStart);
		const { cursor, unbookedFrom } = selectNewTransactions(list, known.cursor(), {
			...now,
			windowStart,
		});
		expect(unbookedFrom).toBeUndefined();
		const booked = daysAgo(-97 + 87, { TransactionId: 'p' });
		const { newTransactions } = selectNewTransactions([daysAgo(-96), booked], cursor, {
			...now,
			...laterBy(98),
		});
		expect(newTransactions.map(({ transaction }) => transaction)).toEqual([booked]);
	});

	it('says from which day the list must be read when it is older than 88 days', () => {
		const first = { ...settings(), ...anAccount };
		const list = [
			daysAgo(0),
			daysAgo(25),
			daysAgo(95),
			daysAgo(95, { ...pending, TransactionId: 'p' }),
		];
		const one = selectNewTransactions(list, undefined, first);
		expect(one.unbookedFrom).toBe(today - 95);
		const windowStart = today - 95;
		const two = selectNewTransactions(list, undefined, { ...first, windowStart });
		expect([two.unbookedFrom, two.cursor.windowStart]).toEqual([undefined, windowStart]);
		const booked = daysAgo(95, { TransactionId: 'p' });
		const { newTransactions } = selectNewTransactions([...list.slice(0, 3), booked], two.cursor, {
			...first,
			...laterBy(1),
		});
		expect(newTransactions.map(({ transaction }) => transaction)).toEqual([booked]);
	});

	it.each([pending, { Status: 'PDNG' }, { Status: 'INFO' }, { Status: 'FUTR' }])(
		'keeps the start of the window for thirteen months, in the first run of each week: %j',
		(status) => {
			const known = polls();
			const startIn = (day: number) =>
				windowStartOf(known.cursor(), { ...settings(), ...laterBy(day) });
			for (const day of [0, 40, 70]) known.poll([daysAgo(-day), daysAgo(0, status)], laterBy(day));
			expect(startIn(70)).toBe(today + 70 - 88);
			for (const day of [80, 158]) known.poll([daysAgo(-day)], laterBy(day));
			expect(startIn(158)).toBe(today + 158 - 88);
			expect(startIn(158 + 7)).toBe(today - 7);
			for (const day of [70 + 396, 70 + 397]) known.poll([daysAgo(-day)], laterBy(day));
			expect(startIn(70 + 397 + 7)).toBe(today + 70 + 396 - 7);
		},
	);

	it('is found when it was announced first', () => {
		const { poll } = polls();
		const card = (changes: object = {}) => daysAgo(0, { TransactionId: 'card', ...changes });
		for (const day of [0, 20]) poll([daysAgo(-day), card({ Status: 'INFO' })], laterBy(day));
		for (const day of [30, 40]) poll([daysAgo(-day), card(pending)], laterBy(day));
		expect(idsOf(poll([daysAgo(-50), card()], laterBy(50)))).toEqual(['card', 't--50']);
	});
});

it.each(['Rejected', 'RJCT', 'FUTR', 'INFO'])(
	'A transaction with status %s is never returned',
	(Status) => {
		expect(polls({ includePending: true }).poll([daysAgo(0, { Status })])).toEqual([]);
	},
);
