import { dayKey, matchBy } from './matchTransactions';
import type { Day } from './transactionDate';
import type { Fingerprint, FingerprintedTransaction } from './transactionFingerprint';

/** A transaction that a previous run has returned as pending. */
export interface KnownPending extends Pick<Fingerprint, 'identity' | 'day'> {
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
}

/** Days for which a pending transaction is remembered that the bank no longer lists. */
const graceDays = 30;

/**
 * Compares the pending transactions of a bank's list with those that previous runs have returned. It returns the others, and
 * what the next run must know.
 *
 * A known one with the same identity and another day is the same, because banks move the dates of pending transactions. If
 * the run also finds a new booking with the same identity, that booking counts as the known one, and the one in the list as
 * new. One that was missing and is back with another day is the same if its ID says so.
 */
export function comparePending(
	listed: readonly FingerprintedTransaction[],
	known: readonly KnownPending[],
	{ today, includePending, newlyBooked, isComplete, trustsIds }: PendingSettings,
): { newPending: FingerprintedTransaction[]; known: KnownPending[] } {
	const sameDay = matchBy({ unknown: listed, missing: known }, dayKey);
	const { missing: unbooked } = matchBy(
		{ unknown: newlyBooked, missing: sameDay.missing },
		identityKey,
	);
	const moved = matchBy({ unknown: sameDay.unknown, missing: unbooked }, identityKey, [
		() => true,
		({ isListed }) => isListed,
	]);
	const back = matchBy(moved, identityKey, [({ id }) => trustsIds && id !== undefined, () => true]);
	const newPending = includePending ? back.unknown : [];
	const returned = [...sameDay.pairs, ...moved.pairs, ...back.pairs].map(([one]) => one);
	return {
		newPending,
		known: [
			...[...returned, ...newPending].map((one) => toKnownPending(one, today)),
			...back.missing
				.filter(({ lastDay }) => lastDay >= today - graceDays)
				.map((one) => ({ ...one, isListed: one.isListed && !isComplete })),
		],
	};
}

/** Returns what the cursor keeps of a pending transaction that the bank lists today. */
export const toKnownPending = (
	{ identity, day }: Pick<Fingerprint, 'identity' | 'day'>,
	today: Day,
): KnownPending => ({ identity, day, lastDay: today, isListed: true });

/**
 * Returns the known pending transactions with identities by another setting. One that the bank does not list has none.
 *
 * @param listed with identities by the setting of the previous run
 */
export function withOtherIdentities(
	listed: readonly FingerprintedTransaction[],
	known: readonly KnownPending[],
	inOtherMode: (one: FingerprintedTransaction) => Fingerprint,
): KnownPending[] {
	const sameDay = matchBy({ unknown: listed, missing: known }, dayKey);
	const moved = matchBy(sameDay, identityKey);
	return [...sameDay.pairs, ...moved.pairs].map(([one, before]) => ({
		...before,
		...{ identity: inOtherMode(one).identity, day: one.day },
	}));
}

const identityKey = ({ identity }: Pick<Fingerprint, 'identity'>): string => identity;
