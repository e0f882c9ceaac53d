import { dayOf, type Day } from '../../calendar';
import type { JsonObject } from '../../responses/body';
import type { Tpp } from '../../tpp';
import {
	initialAccountCursor,
	type AccountCursor,
	type NewTransactionSettings,
} from './accountCursor';
import { withCurrentIdentities } from './currentIdentities';
import {
	containsReusedId,
	haveOwnIds,
	isBooked,
	isUnbooked,
	listedInWindow,
	type ListedInWindow,
} from './listedTransactions';
import {
	dayKey,
	goneFrom,
	groupBy,
	matchBooked,
	toKnown,
	type KnownTransaction,
} from './matchTransactions';
import { comparePending, withDeparted } from './pendingTransactions';
import {
	keyCounter,
	type Fingerprint,
	type FingerprintedTransaction,
	type KeyScope,
} from './transactionFingerprint';
import {
	areInOneWeek,
	earliestSince,
	firstDayForUnbooked,
	longestWindowStart,
	nextWindowStart,
	smallest,
	windowStartOf,
} from './transactionWindow';

export interface NewTransactions {
	newTransactions: KeyedTransaction[];
	cursor: AccountCursor;
	/** Whether a booking has left the list that is returned again if it comes back. */
	isLeftOut: boolean;
	/** What is not booked. */
	unbooked: readonly Fingerprint[];
	/**
	 * The first day that one of them may be booked with, if it is before the window and can be requested. The bookings since then
	 * must be known: the list is read once more from there.
	 */
	unbookedFrom?: Day;
	/** The day of the oldest transaction that is not booked, if the bank returns no bookings of that day. */
	unreadableFrom?: Day;
	/** The day of the previous run, if the bank no longer returns the days after it. */
	unreadSince?: Day;
}

/** A transaction with its `transactionKey`. */
export interface KeyedTransaction {
	transaction: JsonObject;
	transactionKey: string;
}

/**
 * Returns the transactions of one account that no previous run has returned, oldest first, and the cursor for the next
 * run.
 *
 * The first run returns the initial history only, but remembers the overlap before it: a transaction that is booked late
 * with a date in the overlap is new to the next run.
 *
 * @param transactions all transactions of the bank's response to `windowFilter(windowStartOf(previous, settings))`, in any
 * order
 * @param previous undefined for an account that no run has read yet
 */
export function selectNewTransactions(
	transactions: readonly JsonObject[],
	previous: AccountCursor | undefined,
	settings: Settings,
): NewTransactions {
	const compared = compare(transactions, previous, settings);
	const { window, windowStart, missing, trustsIds, isGone } = compared;
	return {
		newTransactions: withKeys(window, {
			...{ missing, trustsIds },
			returned: returnedOf(compared, settings),
			scope: settings,
		}),
		isLeftOut: missing.some((one) => one.isListed && isGone(one)),
		unbooked: window.unbooked,
		...unbookedDays(compared, settings),
		...(previous && windowStart > previous.lastRun && { unreadSince: previous.lastRun }),
		cursor: nextCursor(compared, settings),
	};
}

type Settings = NewTransactionSettings & { accountId: string; tpp: Tpp };

/** What a run has found, compared with what the previous runs know. */
interface Compared {
	today: Day;
	/** The first day of the list. */
	windowStart: Day;
	window: ListedInWindow;
	previous?: AccountCursor;
	/** The same as `previous`, with the identities of this run. */
	known?: AccountCursor;
	reusesIds: boolean;
	/** Whether entries with the same ID and amount are the same transaction. */
	trustsIds: boolean;
	/** Bookings that no previous run has found. */
	unknown: FingerprintedTransaction[];
	/** Known bookings that are not in the list. */
	missing: KnownTransaction[];
	/** Whether a missing booking counts as gone. */
	isGone(one: KnownTransaction): boolean;
	/** Known bookings of the days before the list. */
	older: KnownTransaction[];
	/** Whether the bank has refused a long window, in this run or in this week. */
	isLimited: boolean;
	pending: ReturnType<typeof comparePending>;
}

function compare(
	transactions: readonly JsonObject[],
	previous: AccountCursor | undefined,
	settings: Settings,
): Compared {
	const today = dayOf(settings.now.getTime());
	const { windowStart = windowStartOf(previous, settings) } = settings;
	const window = listedInWindow(transactions, windowStart, settings);
	const hasIdentities = !previous?.version1 && previous?.identifyBy === settings.identifyBy;
	const known =
		previous && !hasIdentities
			? withCurrentIdentities(previous, { transactions, windowStart, settings })
			: previous;
	const reusesIds = Boolean(known?.reusesIds) || containsReusedId(window.booked);
	const trustsIds = !reusesIds && !settings.withVanishingTransactions;
	const booked = known?.booked ?? [];
	const isRequested = ({ keptSince }: KnownTransaction) => keptSince >= windowStart;
	const bookings = {
		...{ today, windowStart, window, previous, known, reusesIds, trustsIds },
		...matchBooked(window.booked, booked.filter(isRequested), trustsIds),
		isGone: goneFrom(window.booked, trustsIds),
		older: booked.filter((one) => !isRequested(one)),
		// A refusal may have another reason than the number of days, and a new sign-in of the PSU ends it: once a week, the bank is
		// asked again.
		isLimited:
			settings.isLimited ?? (known?.isLimited === true && areInOneWeek(known.lastRun, today)),
	};
	return { ...bookings, pending: compareUnbooked(bookings, settings) };
}

function compareUnbooked(
	{ today, windowStart, window, previous, known, trustsIds, unknown }: Omit<Compared, 'pending'>,
	settings: Settings,
): Compared['pending'] {
	const { isIncomplete, settledSince = Infinity } = settings;
	const isLater = previous !== undefined;
	const settled = {
		since: Math.max(settledSince, firstDayForUnbooked({ isLater, isLimited: false }, settings)),
		lastDay: today,
	};
	return comparePending(window.unbooked, known?.pending ?? [], {
		...{ today, isComplete: !isIncomplete },
		newlyBooked: unknown,
		// After a change of the identity, a known one was found by its previous identity, which an equal one may have, too.
		trustsIds: trustsIds && haveOwnIds(window.all) && known === previous,
		includePending: settings.includePending,
		// No run knows the bookings before the cursor's window until it has read a whole list.
		firstSince: isIncomplete
			? Math.min(windowStart, longestWindowStart(settings))
			: Math.max(today - settings.overlapDays, windowStart),
		departed: withDeparted(known?.departed, settledSince < Infinity ? [settled] : [], today),
	});
}

/** Returns what is new, without what is older than the initial history or than the cursor. */
function returnedOf(compared: Compared, settings: Settings): Set<FingerprintedTransaction> {
	const { today, previous, unknown, pending } = compared;
	const firstReturned = firstReturnedDay(compared, settings);
	const isReturned = (one: FingerprintedTransaction) =>
		(previous && isUnbooked(one)) || (one.day ?? today) >= firstReturned;
	return new Set([...unknown, ...pending.newPending].filter(isReturned));
}

/**
 * Returns the first day that a listed transaction which is not booked yet may be booked with. Its own day may be later: some
 * banks send none, or that of the request.
 */
function unbookedDays(
	{ window, windowStart, previous, isLimited }: Compared,
	settings: Settings,
): Pick<NewTransactions, 'unbookedFrom' | 'unreadableFrom'> {
	const oldest = smallest(window.unbooked.map(({ day = Infinity }) => day));
	const readableFrom = firstDayForUnbooked(
		{ isLater: previous !== undefined, isLimited },
		settings,
	);
	const hasOlder = window.unbooked.length > 0 && !isLimited;
	const wanted = hasOlder ? Math.min(oldest, longestWindowStart(settings)) : oldest;
	const unbookedFrom = Math.max(wanted, readableFrom);
	return {
		...(unbookedFrom < windowStart && { unbookedFrom }),
		...(oldest < readableFrom && { unreadableFrom: oldest }),
	};
}

/** Returns what the next run must know. */
function nextCursor(compared: Compared, settings: Settings): AccountCursor {
	const { today, window, previous, known, reusesIds, missing, isGone, older, pending, isLimited } =
		compared;
	const { isIncomplete, identifyBy } = settings;
	const lastPending = window.unbooked.length > 0 ? today : known?.lastPending;
	const unchanged = previous ?? initialAccountCursor(settings);
	const windowStart = isIncomplete
		? firstReturnedDay(compared, settings)
		: nextStartOf(compared, lastPending, settings);
	const left = missing.map((one) => ({ ...one, isListed: false, isGone: isGone(one) }));
	return {
		...{ windowStart, identifyBy, reusesIds },
		lastRun: isIncomplete ? unchanged.lastRun : today,
		...(lastPending !== undefined && { lastPending }),
		...(isLimited && { isLimited }),
		booked: [
			...older,
			...window.booked.map((one) => toKnown(one, today)),
			...(isIncomplete ? missing : left),
		].filter(({ keptSince }) => keptSince >= windowStart),
		pending: pending.known,
		...(pending.departed && { departed: pending.departed }),
	};
}

function nextStartOf(
	{ windowStart, previous, known, pending }: Compared,
	lastPending: Day | undefined,
	settings: Settings,
): Day {
	const unbookedSince = Math.max(
		// The bank may return days again that it has refused.
		firstDayForUnbooked({ isLater: previous !== undefined, isLimited: false }, settings),
		earliestSince([...pending.known, pending.departed]),
	);
	return Math.max(
		Math.min(windowStart, known?.windowStart ?? windowStart),
		nextWindowStart({ previous: known, lastPending, unbookedSince }, settings),
	);
}

/**
 * Returns the first day whose unknown bookings are returned: the start of the cursor's window, or the day of a transaction that
 * was not booked and may have left the list. Its booking may have any day since then. No run knows the bookings of the days
 * before the window, so all of them are returned.
 */
function firstReturnedDay(
	{ today, known, pending }: Compared,
	{ initialHistoryDays, settledSince = Infinity }: Settings,
): Day {
	if (!known) return today - initialHistoryDays;
	const { windowStart, departed } = known;
	return Math.min(windowStart, settledSince, earliestSince([...pending.left, departed]));
}

/**
 * Numbers equal transactions: first those that previous runs have returned. A transaction whose texts the bank has changed
 * keeps its key.
 */
function withKeys(
	{ all }: ListedInWindow,
	{
		returned,
		missing,
		trustsIds,
		scope,
	}: {
		returned: ReadonlySet<FingerprintedTransaction>;
		missing: readonly KnownTransaction[];
		trustsIds: boolean;
		scope: KeyScope;
	},
): KeyedTransaction[] {
	const keyOf = keyCounter(scope);
	const identities = new Set([...returned].map(({ identity }) => identity));
	for (const one of all) {
		if (identities.has(one.identity) && !returned.has(one)) keyOf(one.transaction);
	}
	const missingBefore = groupBy(missing, dayKey);
	return all
		.filter((one) => returned.has(one))
		.map((one) => ({
			transaction: one.transaction,
			transactionKey: keyOf(
				one.transaction,
				isBooked(one) && !(trustsIds && one.id !== undefined)
					? missingBefore.get(dayKey(one))?.length
					: 0,
			),
		}));
}
