import type { JsonObject } from '../../responses/body';
import type { DateFilter } from './resources';
import {
	dateOf,
	dayOf,
	fingerprintTransactions,
	type Day,
	type FingerprintedTransaction,
	type IdentifyBy,
} from './transactionFingerprint';

/** What previous runs know about one account. */
export interface AccountCursor {
	/** The first day that the next run requests. */
	windowStart: Day;
	/** Fingerprints of the transactions in the window that were already returned, with their days. */
	fingerprints: ReadonlyMap<string, Day>;
}

export interface NewTransactionSettings {
	/** Days of history to return for an account that is not in the cursor yet. */
	initialHistoryDays: number;
	/** Days before the newest booking that every run requests again, for transactions that are booked late. */
	overlapDays: number;
	/** Return pending transactions too, and again when they are booked. */
	includePending: boolean;
	identifyBy: IdentifyBy;
	/** Salt of the cursor. */
	salt: string;
	now: Date;
}

/** Longest window, not counting the overlap, in days. It limits accounts without bookings. */
export const maxLookbackDays = 30;

/** Returns the first day to request. `cursor` is undefined for an account that no run has read yet. */
export const windowStartOf = (
	cursor: AccountCursor | undefined,
	{ initialHistoryDays, overlapDays, now }: NewTransactionSettings,
): Day => cursor?.windowStart ?? dayOf(now.getTime()) - initialHistoryDays - overlapDays;

/**
 * Returns the date filter of the request. It begins one day early because banks read it in their own time zone (OBIE
 * Read/Write, "Date Formats"). A bank may ignore the filter: `selectNewTransactions` drops older transactions.
 */
export const windowFilter = (windowStart: Day): DateFilter => ({
	fromBookingDateTime: `${dateOf(windowStart - 1)}T00:00:00`,
});

/** Returns the cursor of an account whose first run failed. The next run returns the whole initial history. */
export const initialAccountCursor = ({
	initialHistoryDays,
	now,
}: NewTransactionSettings): AccountCursor => ({
	windowStart: dayOf(now.getTime()) - initialHistoryDays,
	fingerprints: new Map(),
});

/**
 * Returns the transactions of one account that no previous run has returned, oldest first, and the cursor for the next
 * run.
 *
 * The first run returns the initial history only, but remembers the overlap before it: a transaction that is booked late
 * with a date in the overlap is new to the next run.
 *
 * @param transactions all transactions of the bank's response to `windowFilter(windowStartOf(cursor, settings))`, in any
 * order
 * @param cursor undefined for an account that no run has read yet
 */
export function selectNewTransactions(
	transactions: readonly JsonObject[],
	cursor: AccountCursor | undefined,
	settings: NewTransactionSettings,
): { newTransactions: JsonObject[]; cursor: AccountCursor } {
	const today = dayOf(settings.now.getTime());
	const windowStart = windowStartOf(cursor, settings);
	const inWindow = fingerprintTransactions(transactions, { ...settings, today }).filter(
		({ day }) => day >= windowStart,
	);
	const wanted = inWindow.filter(
		({ state }) => state === 'booked' || (state === 'pending' && settings.includePending),
	);
	const firstReturnedDay = cursor ? windowStart : today - settings.initialHistoryDays;
	const isNew = ({ fingerprint, day }: FingerprintedTransaction) =>
		day >= firstReturnedDay && !cursor?.fingerprints.has(fingerprint);
	return {
		newTransactions: wanted.filter(isNew).map(({ transaction }) => transaction),
		cursor: advanceWindow(
			wanted,
			cursor,
			Math.max(windowStart, nextWindowStart(inWindow, settings)),
		),
	};
}

/**
 * Returns the start of the next window: the overlap before the newest booking, or the oldest pending transaction if that
 * is earlier, because it may keep its date when it is booked. A booking in the future counts as one of today. The window
 * is never longer than `maxLookbackDays` and the overlap.
 */
function nextWindowStart(
	transactions: FingerprintedTransaction[],
	{ overlapDays, now }: NewTransactionSettings,
): Day {
	const today = dayOf(now.getTime());
	const daysOf = (state: string) =>
		transactions.filter((transaction) => transaction.state === state).map(({ day }) => day);
	const newest = daysOf('booked').reduce(
		(one, other) => Math.max(one, other),
		today - maxLookbackDays,
	);
	const start = Math.min(newest, today) - overlapDays;
	const oldestPending = daysOf('pending').reduce((one, other) => Math.min(one, other), start);
	return Math.max(oldestPending, today - maxLookbackDays - overlapDays);
}

/** Known fingerprints stay as long as their day is in the window, because a bank may omit a transaction once. */
function advanceWindow(
	transactions: FingerprintedTransaction[],
	previous: AccountCursor | undefined,
	windowStart: Day,
): AccountCursor {
	const all = new Map(previous?.fingerprints);
	for (const { fingerprint, day } of transactions) all.set(fingerprint, day);
	return {
		windowStart,
		fingerprints: new Map([...all].filter(([, day]) => day >= windowStart)),
	};
}
