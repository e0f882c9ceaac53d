import { dayKey, matchBy } from './matchTransactions';
import type { Day } from './transactionDate';
import type { Fingerprint, FingerprintedTransaction } from './transactionFingerprint';
import { maxWindowDays } from './transactionWindow';

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
	/** Days before it was first listed that the booking date may have. */
	overlapDays: number;
}

/** Days for which a transaction is remembered that the bank no longer lists. */
const graceDays = 30;

/**
 * Compares what a bank lists before it is booked with what previous runs have found. It returns the pending transactions that
 * no run has returned, and what the next run must know.
 *
 * A known one with the same identity and another day is the same, because banks move the dates of pending transactions. If
 * the run also finds a new booking with the same identity, that booking counts as the known one, and the one in the list as
 * new. One that was missing and is back with another day is the same if its ID says so.
 *
 * @param listed pending and announced transactions
 */
export function comparePending(
	listed: readonly FingerprintedTransaction[],
	known: readonly KnownPending[],
	settings: PendingSettings,
): { newPending: FingerprintedTransaction[]; known: KnownPending[] } {
	const { today, includePending, newlyBooked, isComplete, trustsIds } = settings;
	const unknown = putFirst(listed, ({ state }) => state === 'pending');
	const missing = putFirst(known, ({ isReturned }) => isReturned);
	const sameDay = matchBy({ unknown, missing }, dayKey);
	const { missing: unbooked } = matchBy(
		{ unknown: newlyBooked, missing: sameDay.missing },
		identityKey,
	);
	const moved = matchBy({ unknown: sameDay.unknown, missing: unbooked }, identityKey, [
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
	return {
		newPending,
		known: [
			...listed.map((one) => ({
				...toKnownPending(one, settings, former.get(one)),
				isReturned: isNew.has(one) || isReturned(one),
			})),
			...back.missing
				.filter((one) => !isComplete || isRemembered(one, today))
				.map((one) => ({ ...one, isListed: one.isListed && !isComplete })),
		],
	};
}

/** Returns what the cursor keeps of a pending transaction that the bank lists today. */
export const toKnownPending = (
	{ identity, day }: Pick<Fingerprint, 'identity' | 'day'>,
	{ today, overlapDays }: Pick<PendingSettings, 'today' | 'overlapDays'>,
	{ since }: Pick<KnownPending, 'since'> = { since: today - overlapDays },
): KnownPending => ({
	...{ identity, day, lastDay: today, isListed: true, isReturned: true },
	since: Math.min(since, day ?? today),
});

/** If no run has returned it, only its first day matters, and only if that is older than a window soon. */
const isRemembered = ({ lastDay, isReturned, since }: KnownPending, today: Day): boolean =>
	lastDay >= today - graceDays && (isReturned || since < today + graceDays - maxWindowDays);

/** Returns the values that fulfil a condition before the others. */
const putFirst = <Value>(
	values: readonly Value[],
	condition: (value: Value) => boolean,
): Value[] => [...values.filter(condition), ...values.filter((value) => !condition(value))];

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
