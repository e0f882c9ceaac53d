import { dateOf, dayOf, type Day } from '../../calendar';
import type { DateFilter } from './resources';
import type { Fingerprint, IdentifyBy } from './transactionFingerprint';

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
 * Longest window in days, unless the overlap is longer, the last run is longer ago, or a transaction was not booked for
 * longer. With the days for time zones it is less than 90 days: banks may refuse older transactions without a new strong
 * customer authentication (RTS on SCA, Article 10).
 */
export const maxWindowDays = 88;

/**
 * Returns the first day to request: the first one that the cursor knows. Later runs of one week leave out old days that the
 * bank has refused, or that are only needed for transactions which it no longer lists.
 *
 * @param cursor undefined for an account that no run has read yet
 */
export function windowStartOf(
	cursor: KnownWindow | undefined,
	settings: WindowSettings & { identifyBy: IdentifyBy },
): Day {
	const { initialHistoryDays, overlapDays, now } = settings;
	const today = dayOf(now.getTime());
	const firstReadable = firstReadableDay(cursor !== undefined, settings);
	// Whatever is pending may be booked with a day of the longest window. Reading it at once spares a second reading.
	if (!cursor) {
		return Math.max(
			Math.min(today - initialHistoryDays, longestWindowStart(settings)),
			firstReadable,
		);
	}
	const { windowStart, lastRun, identifyBy, isLimited, departed, pending } = cursor;
	const unbookedSince = earliestSince([...pending, departed]);
	// Earlier than the window if a run could not read these days, or if the overlap is longer than before.
	const wanted = Math.min(
		...[windowStart, today - overlapDays],
		Math.max(unbookedSince, today - maxHistoryDays),
	);
	const first = Math.max(wanted, firstReadable);
	// Another identity needs every known day.
	const readsAll = !areInOneWeek(lastRun, today) || identifyBy !== settings.identifyBy;
	if (isLimited && areInOneWeek(lastRun, today)) {
		return Math.max(first, longestWindowStart(settings));
	}
	if (!departed || readsAll) return first;
	const longest = lastRun - Math.max(overlapDays, maxWindowDays);
	return Math.max(first, Math.min(longest, earliestSince(pending)));
}

/** What a cursor says about the days to request. */
interface KnownWindow {
	/** The first day whose bookings the cursor knows. */
	windowStart: Day;
	lastRun: Day;
	identifyBy: IdentifyBy;
	isLimited?: boolean;
	departed?: Departed;
	pending: ReadonlyArray<{ since: Day }>;
}

/** Transactions that have left the bank's list, although nothing proves that they are booked. */
export interface Departed {
	/** The bank may book them with a date from this day on. */
	since: Day;
	/** The last day on which a run found one of them. */
	lastDay: Day;
}

/** Returns whether two days are in one week. Old days that may be refused or empty are requested once a week. */
export const areInOneWeek = (one: Day, other: Day): boolean =>
	Math.floor(one / 7) === Math.floor(other / 7);

/** The values may be too many for arguments of `Math.min`. */
export const smallest = (values: readonly number[]): number =>
	values.reduce((least, value) => Math.min(least, value), Infinity);

/** Returns the earliest day that one of the transactions may be booked with. Infinity: there is none. */
export const earliestSince = (ones: ReadonlyArray<{ since: Day } | undefined>): Day =>
	smallest(ones.map((one) => one?.since ?? Infinity));

/** Returns the first day that the bank returns. @param isLater the run is not the first one of the account */
function firstReadableDay(
	isLater: boolean,
	{ historyMonths, historyDays, daysWithoutStepUp, now }: WindowSettings,
): Day {
	const today = dayOf(now.getTime());
	return Math.max(
		historyMonths === undefined ? 0 : historyStart(now, historyMonths),
		// `windowFilter` begins one day early.
		historyDays === undefined ? 0 : today - historyDays + 2,
		// The first run of an account may follow a step-up. `windowFilter` begins one day early, at the start of that day.
		isLater && daysWithoutStepUp !== undefined ? today - daysWithoutStepUp + 2 : 0,
	);
}

/** OBIE banks return at most thirteen months. */
export const maxHistoryDays = 395;

/**
 * Returns the first day that a run can request for a transaction that was not booked for long. It is the day of
 * `longestWindowStart` if the bank has refused an earlier one.
 */
export const firstDayForUnbooked = (
	{ isLater, isLimited }: { isLater: boolean; isLimited: boolean },
	settings: WindowSettings,
): Day =>
	Math.max(
		firstReadableDay(isLater, settings),
		isLimited ? longestWindowStart(settings) : dayOf(settings.now.getTime()) - maxHistoryDays,
	);

/** Returns the first day of the longest window that every bank must return without the PSU. */
export const longestWindowStart = ({
	overlapDays,
	now,
}: Pick<WindowSettings, 'overlapDays' | 'now'>): Day =>
	dayOf(now.getTime()) - Math.max(overlapDays, maxWindowDays);

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

/** What decides how far back the next run reads. */
export interface WindowHistory {
	/** What the previous run knew. Undefined: there was none. */
	previous?: { booked: readonly Pick<Fingerprint, 'day'>[]; lastRun: Day };
	/** The last day on which a run found a transaction that is not booked yet. */
	lastPending: Day | undefined;
	/** The earliest booking date of a transaction that was pending and may still be booked. Infinity: there is none. */
	unbookedSince: Day;
}

/**
 * Returns the start of the next window: the overlap before the newest booking that the previous run knew. So two runs read
 * every day: the first one may miss an entry, because the bank has changed the list between two pages.
 *
 * A pending transaction can be booked with any date since it was first seen, also after the bank has stopped to list it. The
 * window then begins with the longest one, or with that date. A booking in the future counts as one of that run.
 */
export function nextWindowStart(
	{ previous, lastPending, unbookedSince }: WindowHistory,
	settings: WindowSettings,
): Day {
	const longest = longestWindowStart(settings);
	if (!previous || (lastPending ?? -Infinity) >= longest) return Math.min(longest, unbookedSince);
	const { booked } = previous;
	// The clock of the previous run may have been ahead.
	const lastRun = Math.min(previous.lastRun, dayOf(settings.now.getTime()));
	const newest = booked.reduce(
		(latest, { day = latest }) => Math.max(latest, day),
		lastRun - maxLookbackDays,
	);
	const overlapStart = Math.min(newest, lastRun) - settings.overlapDays;
	return Math.min(Math.max(overlapStart, longest), unbookedSince);
}
