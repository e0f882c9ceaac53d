import type { Day } from '../../calendar';
import { dayKey, identityKey, matchBy } from './matchTransactions';
import type { Fingerprint, FingerprintedTransaction } from './transactionFingerprint';
import { earliestSince, maxHistoryDays, type Departed } from './transactionWindow';

/** A transaction that a previous run found before it was booked. */
export interface KnownPending extends Pick<Fingerprint, 'identity' | 'day'> {
	/** The bank may book it with a date from this day on. */
	since: Day;
	/** Whether a run has returned it as pending. */
	isReturned: boolean;
	/** The day of the last run that found it pending. */
	lastDay: Day;
	/** Whether the previous run found it pending. */
	isListed: boolean;
}

export interface PendingSettings {
	today: Day;
	/** Whether pending transactions are returned. */
	includePending: boolean;
	/** Booked transactions that are new in this run. */
	newlyBooked: readonly FingerprintedTransaction[];
	/** Whether the list has been read to its end. */
	isComplete: boolean;
	/** Whether entries with the same ID and amount are the same transaction. */
	trustsIds: boolean;
	/** The earliest booking date of an entry that this run lists for the first time, unless its own day is earlier. */
	firstSince: Day;
	/** Of the previous run. */
	departed: Departed | undefined;
}

/** Days for which a transaction is recognised that the bank no longer lists. */
const graceDays = 30;

/**
 * Compares what a bank lists before it is booked with what previous runs have found. It returns the pending transactions that
 * no run has returned, and what the next run must know.
 *
 * A known one with the same identity and another day is the same, because banks move the dates of pending transactions. If
 * the run also finds a new booking with the same identity, that booking counts as the known one, and the one in the list as
 * new. One that was missing and is back with another day is the same if its ID says so.
 *
 * A new booking proves that a known one is booked only if it has the same ID, and IDs can be trusted. Otherwise the bank may
 * have booked an equal one, and book the known one later: it is added to those that have left the list.
 *
 * @param listed pending and announced transactions
 * @returns `left`: known ones that may have left the list, because no ID proves that one of its entries is the same. Of a list
 * that ended too early, all known ones.
 */
export function comparePending(
	listed: readonly FingerprintedTransaction[],
	known: readonly KnownPending[],
	settings: PendingSettings,
): {
	newPending: FingerprintedTransaction[];
	known: KnownPending[];
	left: KnownPending[];
	departed?: Departed;
} {
	const { today, includePending, newlyBooked, isComplete, trustsIds } = settings;
	const unknown = putFirst(listed, ({ state }) => state === 'pending');
	const missing = putFirst(known, ({ isReturned }) => isReturned);
	const sameDay = matchBy({ unknown, missing }, dayKey);
	const equalBooked = matchBy({ unknown: newlyBooked, missing: sameDay.missing }, identityKey);
	const moved = matchBy({ unknown: sameDay.unknown, missing: equalBooked.missing }, identityKey, [
		() => true,
		({ isListed }) => isListed,
	]);
	const back = matchBy(moved, identityKey, [({ id }) => trustsIds && id !== undefined, () => true]);
	const former = new Map([...sameDay.pairs, ...moved.pairs, ...back.pairs]);
	const isReturned = (one: FingerprintedTransaction) => Boolean(former.get(one)?.isReturned);
	const newPending = listed.filter(
		(one) => includePending && one.state === 'pending' && !isReturned(one),
	);
	const isNew = new Set(newPending);
	const bookedIdentities = new Set(newlyBooked.map(identityKey));
	const isProvenListed = new Set(
		[...former].filter(([{ id }]) => trustsIds && id !== undefined).map(([, one]) => one),
	);
	const isKept = ({ lastDay, isReturned }: KnownPending) =>
		!isComplete || (lastDay >= today - graceDays && (isReturned || trustsIds));
	const departed = [
		...equalBooked.pairs.filter(([{ id }]) => !trustsIds || id === undefined).map(([, one]) => one),
		...back.missing.filter((one) => !isKept(one)),
	];
	return {
		newPending,
		known: [
			...listed.map((one) => ({
				...toKnownPending(one, settings, former.get(one)),
				isReturned: isNew.has(one) || isReturned(one),
			})),
			...back.missing
				.filter(isKept)
				.map((one) => ({ ...one, isListed: one.isListed && !isComplete })),
		],
		// Without such an ID, an equal one may have taken the place of a known one.
		left: isComplete
			? known.filter((one) => !isProvenListed.has(one) || bookedIdentities.has(one.identity))
			: [...known],
		departed: withDeparted(settings.departed, departed, today),
	};
}

/**
 * Adds transactions to those that have left the list. One that was last listed more than thirteen months ago no longer counts.
 *
 * @returns the earliest day that one may be booked with, and the last day that one was listed; undefined if none is left
 */
export function withDeparted(
	before: Departed | undefined,
	more: readonly Departed[],
	today: Day,
): Departed | undefined {
	const all = [...(before ? [before] : []), ...more].filter(
		({ lastDay }) => lastDay >= today - maxHistoryDays,
	);
	if (all.length === 0) return undefined;
	return {
		since: earliestSince(all),
		lastDay: all.reduce((latest, { lastDay }) => Math.max(latest, lastDay), -Infinity),
	};
}

/** Returns what the cursor keeps of a pending transaction that the bank lists today. */
export const toKnownPending = (
	{ identity, day }: Pick<Fingerprint, 'identity' | 'day'>,
	{ today, firstSince }: Pick<PendingSettings, 'today' | 'firstSince'>,
	{ since }: Pick<KnownPending, 'since'> = { since: firstSince },
): KnownPending => ({
	...{ identity, day, lastDay: today, isListed: true, isReturned: true },
	since: Math.min(since, day ?? today),
});

/** Returns the values that fulfil a condition before the others. */
const putFirst = <Value>(
	values: readonly Value[],
	condition: (value: Value) => boolean,
): Value[] => [...values.filter(condition), ...values.filter((value) => !condition(value))];
