import { dayOf, type Day } from '../../calendar';
import type { KnownTransaction } from './matchTransactions';
import type { KnownPending } from './pendingTransactions';
import type { IdentifyBy } from './transactionFingerprint';
import type { Departed, WindowSettings } from './transactionWindow';

/** What previous runs know about one account. */
export interface AccountCursor {
	/** The first day whose bookings the cursor knows. */
	windowStart: Day;
	/** The day of the last run that read the account. */
	lastRun: Day;
	/** How the identities of the known transactions were computed. */
	identifyBy: IdentifyBy;
	/** Whether the bank's list contained one ID twice with different content. */
	reusesIds: boolean;
	/** The last day on which a run found a transaction that was not booked yet. */
	lastPending?: Day;
	booked: readonly KnownTransaction[];
	/** Those that were not booked in the previous run, and those that a run has returned as pending. */
	pending: readonly KnownPending[];
	/** Those that have left the list, and may be booked later. Undefined: there are none. */
	departed?: Departed;
	/** Whether the bank has refused a window that was longer than the longest one, in the week of `lastRun`. */
	isLimited?: boolean;
	/** 4 characters: hash of the identification of the account. Undefined: the bank sent none. */
	identification?: string;
	/** Fingerprints with their days, of a cursor of version 1 whose account no run has read since. */
	version1?: ReadonlyMap<string, Day>;
}

export interface NewTransactionSettings extends WindowSettings {
	/** Return pending transactions too, and again when they are booked. */
	includePending: boolean;
	identifyBy: IdentifyBy;
	/** Whether a booked transaction can leave the bank's list without a replacement. Its ID then proves nothing. */
	withVanishingTransactions: boolean;
	/** Salt of the cursor. */
	salt: string;
	/** Whether the list could not be read to its end. What is missing in it is then no news, and the window stays. */
	isIncomplete?: boolean;
	/** First day of the list. Default: that of `windowStartOf`. */
	windowStart?: Day;
	/**
	 * The day of the oldest transaction that an earlier reading of this run listed as not booked, and this one does not. It
	 * counts as one that has left the list. Infinity, the default: there is none.
	 */
	settledSince?: Day;
	/** Whether the bank has refused a window that was longer than the longest one. */
	isLimited?: boolean;
}

/** Returns the cursor of an account whose first run failed. The next run returns the whole initial history. */
export const initialAccountCursor = ({
	initialHistoryDays,
	identifyBy,
	now,
}: NewTransactionSettings): AccountCursor => ({
	windowStart: dayOf(now.getTime()) - initialHistoryDays,
	lastRun: dayOf(now.getTime()),
	identifyBy,
	reusesIds: false,
	booked: [],
	pending: [],
});
