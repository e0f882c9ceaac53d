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
import { nextWindowStart, windowStartOf, type WindowSettings } from './transactionWindow';

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
	/** Those that a run has returned. */
	pending: readonly KnownPending[];
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
}

export interface NewTransactions {
	newTransactions: KeyedTransaction[];
	cursor: AccountCursor;
	/** Whether a booking has left the list that is returned again if it comes back. */
	isLeftOut: boolean;
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
	const windowStart = windowStartOf(previous, settings);
	const window = readWindow(transactions, windowStart, settings);
	const known = previous && inCurrentMode(previous, { transactions, windowStart, settings });
	const reusesIds = Boolean(known?.reusesIds) || containsReusedId(window.booked);
	const trustsIds = !reusesIds && !settings.withVanishingTransactions;
	const { unknown, missing, presumed } = matchBooked(window.booked, known?.booked ?? [], {
		...{ trustsIds, windowStart, lastRun: known?.lastRun ?? today },
	});
	const pending = comparePending(window.pending, known?.pending ?? [], {
		...{ today, newlyBooked: unknown, isComplete: !settings.isIncomplete },
		trustsIds: trustsIds && haveOwnIds(window.all),
		includePending: settings.includePending,
	});
	const isReturned = ({ day = today }: Fingerprint) =>
		previous !== undefined || day >= today - settings.initialHistoryDays;
	const returned = new Set([...unknown, ...pending.newPending].filter(isReturned));
	const lastPending = window.all.some(isUnbooked) ? today : known?.lastPending;
	const isGone = goneFrom(window.booked, trustsIds);
	const unchanged = previous ?? initialAccountCursor(settings);
	const nextStart = Math.max(
		windowStart,
		settings.isIncomplete
			? unchanged.windowStart
			: nextWindowStart({ previous: known, lastPending }, settings),
	);
	const left = missing.map((one) => ({ ...one, isListed: false, isGone: isGone(one) }));
	return {
		newTransactions: withKeys(window, { returned, missing, scope: settings }),
		isLeftOut: missing.some((one) => one.isListed && isGone(one)),
		cursor: {
			...{ windowStart: nextStart, identifyBy: settings.identifyBy, reusesIds },
			lastRun: settings.isIncomplete ? unchanged.lastRun : today,
			...(lastPending !== undefined && { lastPending }),
			booked: [
				...window.booked.map((one) => toKnown(one, today, presumed.has(one))),
				...(settings.isIncomplete ? missing : left),
			].filter(({ keptSince }) => keptSince >= nextStart),
			pending: pending.known,
		},
	};
}

interface Window {
	/** Oldest first. */
	all: FingerprintedTransaction[];
	booked: FingerprintedTransaction[];
	pending: FingerprintedTransaction[];
}

function readWindow(
	transactions: readonly JsonObject[],
	windowStart: Day,
	settings: FingerprintSettings,
): Window {
	const all = fingerprintTransactions(transactions, settings).filter(
		(one) => isUnbooked(one) || (one.day ?? windowStart) >= windowStart,
	);
	return {
		all,
		booked: all.filter(isBooked),
		pending: all.filter(isPending),
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
			booked: known.filter(isBooked).map((one) => toKnown(one, lastRun, false)),
			pending: known.filter(isPending).map((one) => toKnownPending(one, lastRun)),
		};
	}
	if (identifyBy === settings.identifyBy) return previous;
	const before = readWindow(transactions, windowStart, { ...settings, identifyBy });
	const now = new Map(
		readWindow(transactions, windowStart, settings).all.map((one) => [one.place, one]),
	);
	const reusesIds = previous.reusesIds || containsReusedId(before.booked);
	const { unknown, presumed } = matchBooked(before.booked, previous.booked, {
		trustsIds: !reusesIds && !settings.withVanishingTransactions,
		...{ lastRun, windowStart },
	});
	const isUnknown = new Set(unknown);
	return {
		...previous,
		reusesIds,
		booked: before.booked
			.filter((one) => !isUnknown.has(one))
			.map((one) => toKnown(now.get(one.place)!, lastRun, presumed.has(one))),
		pending: withOtherIdentities(before.pending, previous.pending, ({ place }) => now.get(place)!),
	};
}

const toKnown = (
	{ identity, details, day }: Fingerprint,
	today: Day,
	isPresumed: boolean,
): KnownTransaction => ({
	...{ identity, details, day, isPresumed, isGone: false },
	keptSince: day ?? today,
	isListed: true,
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

/** A reversal may have the ID of the transaction that it reverses. */
const idKey = ({ transaction }: FingerprintedTransaction): string =>
	JSON.stringify([bankIdOf(transaction), jsonText(transaction.CreditDebitIndicator).toLowerCase()]);

/** Numbers equal transactions: first those that previous runs have returned. */
function withKeys(
	{ all }: Window,
	{
		returned,
		missing,
		scope,
	}: {
		returned: ReadonlySet<FingerprintedTransaction>;
		missing: readonly KnownTransaction[];
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
				isBooked(one) ? missingBefore.get(dayKey(one))?.length : 0,
			),
		}));
}
