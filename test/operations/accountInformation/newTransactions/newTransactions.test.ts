import {
	filterFrom,
	firstDay,
	notYetRead,
} from '../../../../lib/operations/accountInformation/newTransactions';
import { aTransaction, daysAgo, idsOf, laterBy, polls, settings, today } from './transactions';

const pending = { Status: 'Pending' };

describe('A first poll', () => {
	it('asks for the look-back and the overlap, and a day more for the zone of the bank', () => {
		const from = firstDay(undefined, settings());
		expect(from).toBe(today - 17);
		expect(filterFrom(from)).toEqual({ fromBookingDateTime: '2026-03-02T00:00:00' });
	});

	it('emits the days of the look-back, oldest first', () => {
		const answer = [0, 3, 10, 11, 17, 18].map((days) => daysAgo(days));
		expect(idsOf(polls().poll(answer))).toEqual(['t-10', 't-3', 't-0']);
	});

	it('emits nothing older, in whatever form the bank gives it later', () => {
		const { poll } = polls();
		poll([daysAgo(11), daysAgo(17), daysAgo(18)]);
		expect(poll([daysAgo(18), daysAgo(17), daysAgo(11)], { overlapDays: 30 })).toEqual([]);
	});

	it('can emit nothing but today', () => {
		const { poll } = polls({ lookBackDays: 0 });
		expect(idsOf(poll([daysAgo(0), daysAgo(1)]))).toEqual(['t-0']);
	});

	it('emits what has no date', () => {
		expect(polls().poll([aTransaction({ BookingDateTime: undefined })])).toHaveLength(1);
	});

	it('that fails leaves the look-back to the next one', () => {
		expect(notYetRead(settings())).toEqual({ from: today - 10, fingerprints: new Map() });
	});
});

describe('A later poll', () => {
	it('emits nothing when nothing is new, with the pages in any order', () => {
		const { poll } = polls();
		poll([daysAgo(0), daysAgo(1), daysAgo(2)]);
		expect(poll([daysAgo(2), daysAgo(0), daysAgo(1)])).toEqual([]);
	});

	it('emits what is new beside the same time', () => {
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
		const late = daysAgo(days, { TransactionId: 'late' });
		expect(idsOf(poll([daysAgo(1), late], laterBy(4)))).toEqual(found);
	});

	it('finds what is booked late with a date before the look-back of the first', () => {
		const { poll } = polls({ lookBackDays: 0 });
		poll([daysAgo(3)]);
		const late = daysAgo(3, { TransactionId: 'late' });
		expect(idsOf(poll([daysAgo(3), late]))).toEqual(['late']);
	});

	it('asks a quiet account for the time since its newest booking', () => {
		const known = polls();
		known.poll([daysAgo(5)]);
		known.poll([daysAgo(5)], laterBy(20));
		expect(firstDay(known.seen(), settings())).toBe(today - 12);
	});

	it('asks an account in which nothing is booked for 30 days and the overlap', () => {
		const known = polls();
		known.poll([daysAgo(5)]);
		known.poll([], laterBy(100));
		expect(firstDay(known.seen(), settings())).toBe(today + 63);
	});

	it('asks for all days since the last one, however long ago it was', () => {
		const known = polls();
		known.poll([daysAgo(0)]);
		expect(firstDay(known.seen(), settings(laterBy(80)))).toBe(today - 7);
		expect(known.poll([daysAgo(-20, { TransactionId: 'meanwhile' })], laterBy(80))).toHaveLength(1);
	});

	it('emits a booking of the future once, and does not wait for it', () => {
		const known = polls();
		expect(known.poll([daysAgo(-400), daysAgo(0)])).toHaveLength(2);
		expect(firstDay(known.seen(), settings())).toBe(today - 7);
		expect(known.poll([daysAgo(-400), daysAgo(0)], laterBy(399))).toEqual([]);
		expect(known.poll([daysAgo(-400)], laterBy(401))).toEqual([]);
	});

	it('emits nothing again that the bank left out for once', () => {
		const { poll } = polls();
		poll([daysAgo(2), daysAgo(1)]);
		poll([daysAgo(1)]);
		expect(poll([daysAgo(2), daysAgo(1)])).toEqual([]);
	});

	it('emits nothing again of a bank that does not know the filter', () => {
		const { poll } = polls();
		const everything = Array.from({ length: 60 }, (_, days) => daysAgo(days));
		expect(poll(everything)).toHaveLength(11);
		const later = [daysAgo(-1), ...everything];
		expect(idsOf(poll(later, laterBy(1)))).toEqual(['t--1']);
	});

	it('emits nothing again that has no date, as long as the bank gives it', () => {
		const { poll } = polls();
		const undated = aTransaction({ BookingDateTime: undefined });
		poll([undated, daysAgo(0)]);
		expect(poll([undated, daysAgo(-50)], laterBy(50))).toHaveLength(1);
		expect(poll([undated, daysAgo(-90)], laterBy(90))).toHaveLength(1);
		expect(poll([undated, daysAgo(-90)], laterBy(91))).toEqual([]);
	});

	it('emits nothing again when the overlap becomes longer', () => {
		const { poll } = polls();
		poll([daysAgo(0), daysAgo(6)]);
		poll([daysAgo(0), daysAgo(6)], { overlapDays: 1 });
		expect(poll([daysAgo(0), daysAgo(6)], { overlapDays: 60 })).toEqual([]);
	});

	it('keeps the second of two that have everything in common and no id', () => {
		const { poll } = polls();
		const coffee = aTransaction({ TransactionId: undefined });
		expect(poll([coffee])).toHaveLength(1);
		expect(poll([coffee, coffee])).toHaveLength(1);
		expect(poll([coffee, coffee])).toEqual([]);
		expect(poll([coffee, coffee, coffee, coffee])).toHaveLength(2);
	});

	it('recognises by content what has changed its id, where that is asked for', () => {
		const renamed = daysAgo(0, { TransactionId: 'renamed' });
		const byId = polls();
		byId.poll([daysAgo(0)]);
		expect(byId.poll([renamed])).toEqual([renamed]);
		const byContent = polls({ recogniseBy: 'content' });
		byContent.poll([daysAgo(0)]);
		expect(byContent.poll([renamed])).toEqual([]);
	});

	it('keeps no more fingerprints than there are transactions from its first day on', () => {
		const known = polls();
		for (let day = 0; day < 100; day += 1) {
			const answer = Array.from({ length: 30 }, (_, days) => daysAgo(days - day));
			known.poll(answer, laterBy(day));
		}
		expect(known.seen().fingerprints.size).toBe(8);
	});
});

describe('What is pending', () => {
	it('is left out until it is booked', () => {
		const { poll } = polls();
		expect(poll([daysAgo(0, pending)])).toEqual([]);
		expect(idsOf(poll([daysAgo(0)]))).toEqual(['t-0']);
		expect(poll([daysAgo(0)])).toEqual([]);
	});

	it('comes when it is first seen where that is asked for, and once more when it is booked', () => {
		const { poll } = polls({ includePending: true });
		expect(poll([daysAgo(0, pending)])).toMatchObject([{ Status: 'Pending' }]);
		expect(poll([daysAgo(0, pending)])).toEqual([]);
		expect(poll([daysAgo(0)])).toMatchObject([{ Status: 'Booked' }]);
		expect(poll([daysAgo(0)])).toEqual([]);
	});

	it('is found when it is booked with the date it had, longer ago than the overlap', () => {
		const { poll } = polls();
		poll([daysAgo(0, pending)]);
		for (const day of [10, 20, 29]) poll([daysAgo(-day), daysAgo(0, pending)], laterBy(day));
		expect(idsOf(poll([daysAgo(-30), daysAgo(0)], laterBy(30)))).toEqual(['t-0', 't--30']);
	});

	it('for months does not keep the window open', () => {
		const known = polls();
		known.poll([daysAgo(0, pending)]);
		known.poll([daysAgo(-90), daysAgo(0, pending)], laterBy(90));
		expect(firstDay(known.seen(), settings())).toBe(today + 53);
	});

	it('does not move the mark', () => {
		const known = polls();
		known.poll([daysAgo(3), daysAgo(0, pending)]);
		expect(firstDay(known.seen(), settings())).toBe(today - 10);
	});
});

it.each(['Rejected', 'RJCT', 'FUTR', 'INFO'])('%s is never emitted', (Status) => {
	expect(polls({ includePending: true }).poll([daysAgo(0, { Status })])).toEqual([]);
});
