import type { KnownPending } from './pendingTransactions';
import type { DateFilter } from './resources';
import { dateOf, dayOf, type Day } from './transactionDate';
import type { Fingerprint } from './transactionFingerprint';

export interface WindowSettings {
	/** Days of history to return for an account that is not in the cursor yet. */
	initialHistoryDays: number;
	/** Days before the newest booking that every run requests again, for transactions that are booked late. */
	overlapDays: number;
	/** Months of history that the bank returns. Undefined: the history has no known limit. */
	historyMonths?: number;
	/** Days of history that the bank returns without the PSU. Undefined: all of it. */
	historyDays?: number;
	/** Days of history that the bank returns without a second factor of the PSU. Undefined: all of it. */
	daysWithoutStepUp?: number;
	now: Date;
}

/** An account without bookings is read again for this number of days, not counting the overlap. */
export const maxLookbackDays = 30;

/**
 * Longest window in days, unless the overlap is longer or the last run is longer ago. With the days for time zones it is
 * less than 90 days: older transactions need a new strong customer authentication (RTS on SCA, Article 10).
 */
export const maxWindowDays = 88;

/** Days before a pending transaction was first seen that it may be booked with. */
const pendingMarginDays = 7;

/** Returns the first day to request. `cursor` is undefined for an account that no run has read yet. */
export function windowStartOf(
	cursor: { windowStart: Day } | undefined,
	{
		initialHistoryDays,
		overlapDays,
		historyMonths,
		historyDays,
		daysWithoutStepUp,
		now,
	}: WindowSettings,
): Day {
	const today = dayOf(now.getTime());
	const longest = Math.max(initialHistoryDays, maxWindowDays);
	return Math.max(
		cursor?.windowStart ?? today - Math.min(initialHistoryDays + overlapDays, longest),
		historyMonths === undefined ? 0 : historyStart(now, historyMonths),
		// `windowFilter` begins one day early.
		historyDays === undefined ? 0 : today - historyDays + 2,
		// The first run of an account may follow a step-up. `windowFilter` begins one day early, at the start of that day.
		cursor && daysWithoutStepUp !== undefined ? today - daysWithoutStepUp + 2 : 0,
	);
}

/** The day after the oldest one, because `windowFilter` begins one day early. */
const historyStart = (now: Date, months: number): Day =>
	dayOf(new Date(now).setUTCMonth(now.getUTCMonth() - months)) + 1;

/**
 * Returns the date filter of the request. It begins one day early because banks read it in their own time zone (OBIE
 * Read/Write, "Date Formats"). A bank may ignore the filter: `selectNewTransactions` drops older transactions.
 */
export const windowFilter = (windowStart: Day): DateFilter => ({
	fromBookingDateTime: `${dateOf(windowStart - 1)}T00:00:00`,
});

/**
 * Returns the start of the next window: the overlap before the newest booking, or earlier for a pending transaction, which
 * may be booked with the date of its purchase. A booking in the future counts as one of today.
 */
export function nextWindowStart(
	booked: readonly Fingerprint[],
	pending: readonly KnownPending[],
	{ overlapDays, now }: WindowSettings,
): Day {
	const today = dayOf(now.getTime());
	const newest = booked.reduce(
		(latest, { day = latest }) => Math.max(latest, day),
		today - maxLookbackDays,
	);
	const firstPending = pending.reduce((first, { firstDay }) => Math.min(first, firstDay), today);
	return Math.max(
		Math.min(Math.min(newest, today) - overlapDays, firstPending - pendingMarginDays),
		today - Math.max(overlapDays, maxWindowDays),
	);
}
