import type { JsonObject } from '../../responses/body';
import { jsonText } from '../../responses/json';
import type { Tpp } from '../../tpp';
import { dayKey, groupBy, matchBooked, type KnownTransaction } from './matchTransactions';
import {
	comparePending,
	toKnownPending,
	withOtherIdentities,
	type KnownPending,
} from './pendingTransactions';
import { dayOf, type Day } from './transactionDate';
import {
	bankIdOf,
	fingerprintTransactions,
	keyCounter,
	type Fingerprint,
	type FingerprintedTransaction,
	type FingerprintSettings,
	type IdentifyBy,
	type KeyScope,
} from './transactionFingerprint';
import { findKnownToVersion1 } from './version1Fingerprint';
import {
	firstDayForUnbooked,
	nextWindowStart,
	windowStartOf,
	type WindowSettings,
} from './transactionWindow';

/** What previous runs know about one account. */
export interface AccountCursor {
	/** The first day that the next run requests. */
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
	/** Bookings of earlier days were not requested before. They are remembered, but not returned. Default: `windowStart`. */
	returnedFrom?: Day;
	/** Whether the bank has refused a window that was longer than the longest one. */
	isLimited?: boolean;
}

export interface NewTransactions {
	newTransactions: KeyedTransaction[];
	cursor: AccountCursor;
	/** Whether a booking has left the list that is returned again if it comes back. */
	isLeftOut: boolean;
	/** The day of the oldest transaction that is not booked and can be requested. Infinity: there is none. */
	unbookedSince: Day;
	/**
	 * The same day, if it is before the window. The bank may book the transaction with that day, so the bookings since then
	 * must be known: the list is read once more from there.
	 */
	unbookedFrom?: Day;
	/** The day of the oldest transaction that is not booked, if the bank returns no bookings of that day. */
	unreadableFrom?: Day;
}

/** A transaction with its `transactionKey`. */
export interface KeyedTransaction {
	transaction: JsonObject;
	transactionKey: string;
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
	settings: NewTransactionSettings & { accountId: string; tpp: Tpp },
): NewTransactions {
	const today = dayOf(settings.now.getTime());
	const { windowStart = windowStartOf(previous, settings), returnedFrom = windowStart } = settings;

	// 1. Find what is new.
	const window = listedInWindow(transactions, windowStart, settings);
	const known = previous && inCurrentMode(previous, { transactions, windowStart, settings });
	const reusesIds = Boolean(known?.reusesIds) || containsReusedId(window.booked);
	const trustsIds = !reusesIds && !settings.withVanishingTransactions;
	const { unknown, missing } = matchBooked(window.booked, known?.booked ?? [], {
		...{ trustsIds, windowStart },
	});
	const pending = comparePending(window.unbooked, known?.pending ?? [], {
		...{ today, newlyBooked: unknown, isComplete: !settings.isIncomplete },
		trustsIds: trustsIds && haveOwnIds(window.all),
		...{ includePending: settings.includePending, overlapDays: settings.overlapDays },
	});
	const firstReturned = previous ? returnedFrom : today - settings.initialHistoryDays;
	const isReturned = (one: FingerprintedTransaction) =>
		(previous && isUnbooked(one)) || (one.day ?? today) >= firstReturned;
	const returned = new Set([...unknown, ...pending.newPending].filter(isReturned));

	// 2. Find the first day that a transaction which is not booked yet may be booked with.
	const lastPending = window.unbooked.length > 0 ? today : known?.lastPending;
	const isLimited = Boolean(settings.isLimited ?? isStillLimited(known, today));
	const readableFrom = firstDayForUnbooked(
		{ isLater: previous !== undefined, isLimited },
		settings,
	);
	const keptFrom = Math.max(readableFrom, smallest(pending.known.map(({ since }) => since)));
	const unbookedDays = window.unbooked.map(({ day = Infinity }) => day);
	const unreadableFrom = smallest(unbookedDays.filter((day) => day < readableFrom));
	const unbookedSince = smallest(unbookedDays.filter((day) => day >= readableFrom));

	// 3. Collect what the next run must know.
	const isGone = goneFrom(window.booked, trustsIds);
	const unchanged = previous ?? initialAccountCursor(settings);
	const nextStart = settings.isIncomplete
		? unchanged.windowStart
		: Math.max(
				windowStart,
				nextWindowStart({ previous: known, lastPending, unbookedSince: keptFrom }, settings),
			);
	const left = missing.map((one) => ({ ...one, isListed: false, isGone: isGone(one) }));
	return {
		newTransactions: withKeys(window, { returned, missing, trustsIds, scope: settings }),
		isLeftOut: missing.some((one) => one.isListed && isGone(one)),
		unbookedSince,
		...(unbookedSince < windowStart && { unbookedFrom: unbookedSince }),
		...(unreadableFrom < Infinity && { unreadableFrom }),
		cursor: {
			...{ windowStart: nextStart, identifyBy: settings.identifyBy, reusesIds },
			lastRun: settings.isIncomplete ? unchanged.lastRun : today,
			...(lastPending !== undefined && { lastPending }),
			...(isLimited && { isLimited }),
			booked: [
				...window.booked.map((one) => toKnown(one, today)),
				...(settings.isIncomplete ? missing : left),
			].filter(({ keptSince }) => keptSince >= nextStart),
			pending: pending.known,
		},
	};
}

/**
 * Returns whether the next long window can be left out because the bank has refused one in this week. A refusal may have
 * another reason than the number of days, and a new sign-in of the PSU ends it: once a week, the bank is asked again.
 */
const isStillLimited = (known: AccountCursor | undefined, today: Day): boolean =>
	Boolean(known?.isLimited) && weekOf(known!.lastRun) === weekOf(today);

const weekOf = (day: Day): number => Math.floor(day / 7);

interface ListedInWindow {
	/** Oldest first. */
	all: FingerprintedTransaction[];
	booked: FingerprintedTransaction[];
	/** Pending and announced. */
	unbooked: FingerprintedTransaction[];
}

/** Returns the listed transactions of the window, and all that are not booked. */
function listedInWindow(
	transactions: readonly JsonObject[],
	windowStart: Day,
	settings: FingerprintSettings,
): ListedInWindow {
	const all = fingerprintTransactions(transactions, settings).filter(
		(one) => isUnbooked(one) || (one.day ?? windowStart) >= windowStart,
	);
	return {
		all,
		booked: all.filter(isBooked),
		unbooked: all.filter(isUnbooked),
	};
}

/** Returns the cursor with the identities of another setting than that of the previous run. */
function inCurrentMode(
	previous: AccountCursor,
	{
		transactions,
		windowStart,
		settings,
	}: {
		transactions: readonly JsonObject[];
		windowStart: Day;
		settings: NewTransactionSettings;
	},
): AccountCursor {
	const { identifyBy, lastRun, version1 } = previous;
	if (version1) {
		const known = fingerprintTransactions(
			findKnownToVersion1(transactions, version1, settings.salt),
			settings,
		);
		return {
			...previous,
			booked: known.filter(isBooked).map((one) => toKnown(one, lastRun)),
			pending: known
				.filter(isPending)
				.map((one) => toKnownPending(one, { ...settings, today: lastRun })),
		};
	}
	if (identifyBy === settings.identifyBy) return previous;
	const before = listedInWindow(transactions, windowStart, { ...settings, identifyBy });
	const now = new Map(
		listedInWindow(transactions, windowStart, settings).all.map((one) => [one.place, one]),
	);
	const reusesIds = previous.reusesIds || containsReusedId(before.booked);
	const { unknown } = matchBooked(before.booked, previous.booked, {
		trustsIds: !reusesIds && !settings.withVanishingTransactions,
		windowStart,
	});
	const isUnknown = new Set(unknown);
	return {
		...previous,
		reusesIds,
		booked: before.booked
			.filter((one) => !isUnknown.has(one))
			.map((one) => toKnown(now.get(one.place)!, lastRun)),
		pending: withOtherIdentities(before.unbooked, previous.pending, ({ place }) => now.get(place)!),
	};
}

const toKnown = ({ identity, details, time, day }: Fingerprint, today: Day): KnownTransaction => ({
	...{ identity, details, time, day, isListed: true, isGone: false },
	keptSince: day ?? today,
});

const isBooked = ({ state }: FingerprintedTransaction): boolean => state === 'booked';
const isPending = ({ state }: FingerprintedTransaction): boolean => state === 'pending';
const isUnbooked = ({ state }: FingerprintedTransaction): boolean =>
	state === 'pending' || state === 'announced';

/**
 * Returns which missing transactions count as gone. One with an own ID does not: the same ID says that it is back. One that is
 * older than the whole list does not either, because the list is then incomplete, or empty.
 */
function goneFrom(booked: readonly FingerprintedTransaction[], trustsIds: boolean) {
	const haveIds = trustsIds && booked.every(({ id }) => id !== undefined);
	const first = booked[0]?.day ?? Infinity;
	return ({ isGone, day = first }: KnownTransaction): boolean =>
		isGone || (!haveIds && day >= first);
}

/** Returns whether one ID stands for several transactions. Equal entries may be one transaction on two pages. */
function containsReusedId(booked: readonly FingerprintedTransaction[]): boolean {
	const withId = booked.filter((one) => bankIdOf(one.transaction) !== undefined);
	const contents = groupBy(withId, (one) => `${idKey(one)} ${dayKey(one)} ${one.details}`);
	return contents.size > groupBy(withId, idKey).size;
}

/** Returns whether no two entries have the same ID. */
function haveOwnIds(entries: readonly FingerprintedTransaction[]): boolean {
	const withId = entries.filter(({ id }) => id !== undefined);
	return groupBy(withId, idKey).size === withId.length;
}

/** The values may be too many for arguments of `Math.min`. */
const smallest = (values: readonly number[]): number =>
	values.reduce((least, value) => Math.min(least, value), Infinity);

/** A reversal may have the ID of the transaction that it reverses. */
const idKey = ({ transaction }: FingerprintedTransaction): string =>
	JSON.stringify([bankIdOf(transaction), jsonText(transaction.CreditDebitIndicator).toLowerCase()]);

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
