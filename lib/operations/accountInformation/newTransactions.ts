import type { JsonObject } from '../../responses/body';
import { dateOf, dayOf, type Day } from './bookingDay';
import type { DateFilter } from './resources';
import { recognise, type RecogniseBy, type RecognisedTransaction } from './transactionFingerprint';

/** What the polls so far know of one account. */
export interface SeenTransactions {
	/** The next poll reads what is dated from this day on. */
	from: Day;
	/** Fingerprints of the transactions from that day on that are not to be emitted again, with their days. */
	fingerprints: ReadonlyMap<string, Day>;
}

export interface NewTransactionSettings {
	/** How far back an account is emitted that no poll has read before. */
	lookBackDays: number;
	/** How late a booking may come: dated so many days before the newest one of its account. */
	overlapDays: number;
	/** Emit what is pending as well, and once more when it is booked. */
	includePending: boolean;
	recogniseBy: RecogniseBy;
	/** Of the cursor. */
	salt: string;
	now: Date;
}

/** An account in which nothing is booked is still not read further back than this, and the overlap. */
export const quietDays = 30;

/**
 * The days that a poll reads of an account, from this one on.
 *
 * @param seen undefined: no poll has read the account before
 */
export const firstDay = (
	seen: SeenTransactions | undefined,
	{ lookBackDays, overlapDays, now }: NewTransactionSettings,
): Day => seen?.from ?? dayOf(now.getTime()) - lookBackDays - overlapDays;

/**
 * The filter to ask the bank with. It begins a day early, because banks read it in their own time zone (OBIE Read/Write,
 * "Date Formats"); a bank that ignores it does no harm, as `selectNew` leaves out what is older.
 */
export const filterFrom = (day: Day): DateFilter => ({
	fromBookingDateTime: `${dateOf(day - 1)}T00:00:00`,
});

/** What an account that could not be read on its first poll starts from on the next: nothing of it gets lost meanwhile. */
export const notYetRead = ({ lookBackDays, now }: NewTransactionSettings): SeenTransactions => ({
	from: dayOf(now.getTime()) - lookBackDays,
	fingerprints: new Map(),
});

/**
 * Of one account's transactions those that no poll has emitted, oldest first, and what the next poll has to know.
 *
 * A first poll passes over what is older than the look-back, but takes note of it: what is booked late with such a date
 * is new to the next one.
 *
 * @param answer every transaction that the bank gave for `filterFrom(firstDay(seen, settings))`, in any order
 * @param seen undefined: no poll has read the account before
 */
export function selectNew(
	answer: readonly JsonObject[],
	seen: SeenTransactions | undefined,
	settings: NewTransactionSettings,
): { fresh: JsonObject[]; seen: SeenTransactions } {
	const today = dayOf(settings.now.getTime());
	const from = firstDay(seen, settings);
	const inWindow = recognise(answer, { ...settings, today }).filter(({ day }) => day >= from);
	const wanted = inWindow.filter(
		({ state }) => state === 'booked' || (state === 'pending' && settings.includePending),
	);
	const emitsFrom = seen ? from : today - settings.lookBackDays;
	const fresh = wanted.filter(
		({ fingerprint, day }) => day >= emitsFrom && !seen?.fingerprints.has(fingerprint),
	);
	return {
		fresh: fresh.map(({ transaction }) => transaction),
		seen: remember(wanted, seen, Math.max(from, nextFirstDay(inWindow, settings))),
	};
}

/**
 * As many days before the mark as bookings may come late; as far back as the oldest transaction that is pending, which may
 * keep its date when it is booked. The mark is the day of the newest booking: not one in the future, and none that lies
 * too far back.
 */
function nextFirstDay(
	transactions: RecognisedTransaction[],
	{ overlapDays, now }: NewTransactionSettings,
): Day {
	const today = dayOf(now.getTime());
	const daysOf = (wanted: string) =>
		transactions.filter(({ state }) => state === wanted).map(({ day }) => day);
	const newest = daysOf('booked').reduce((one, other) => Math.max(one, other), today - quietDays);
	const first = Math.min(newest, today) - overlapDays;
	const oldestPending = daysOf('pending').reduce((one, other) => Math.min(one, other), first);
	return Math.max(oldestPending, today - quietDays - overlapDays);
}

/** What was known before stays, as far as its day is still read: a bank may leave a transaction out for once. */
function remember(
	transactions: RecognisedTransaction[],
	before: SeenTransactions | undefined,
	from: Day,
): SeenTransactions {
	const all = new Map(before?.fingerprints);
	for (const { fingerprint, day } of transactions) all.set(fingerprint, day);
	return { from, fingerprints: new Map([...all].filter(([, day]) => day >= from)) };
}
