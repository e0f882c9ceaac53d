import { dayKey, groupBy, matchBy } from './matchTransactions';
import type { Day } from './transactionDate';
import type { Fingerprint, FingerprintedTransaction } from './transactionFingerprint';

/** A pending transaction that a previous run has found. */
export interface KnownPending extends Pick<Fingerprint, 'identity' | 'day'> {
	/** Hash of sign, amount and currency. */
	money: number;
	/** The earliest day that it can be booked with: the day of the run that found it, or its own date if that is earlier. */
	firstDay: Day;
	/** The day of the last run that found it. */
	lastDay: Day;
	/** Whether the previous run found it. */
	isListed: boolean;
	/** Whether a run has returned it as pending. */
	isReturned: boolean;
	/** Whether it only keeps the window open: an equal one was booked, or the setting that identifies it has changed. */
	onlyKeepsWindow: boolean;
}

export interface PendingSettings {
	today: Day;
	/** Whether pending transactions are returned. */
	includePending: boolean;
	/** Booked transactions that are new in this run. */
	newlyBooked: readonly FingerprintedTransaction[];
	/** Whether a booking with the ID of a pending transaction is that transaction. */
	trustsIds: boolean;
}

/** Days for which a pending transaction is remembered that the bank no longer lists and has not booked. */
const graceDays = 30;

/**
 * Compares the pending transactions of a bank's list with the known ones. It returns those that no run has returned, and
 * what the next run must know.
 *
 * A known one with the same identity and another day is the same, because banks move the dates of pending transactions.
 * If the run also finds a new booking with the same identity, that booking counts as the known one, and the one in the list
 * as new. It may still be the known one, and the booking another equal transaction. So the one in the list stays as old as
 * the known one; without one, the known one keeps the window open.
 */
export function comparePending(
	listed: readonly FingerprintedTransaction[],
	known: readonly KnownPending[],
	settings: PendingSettings,
): { newPending: FingerprintedTransaction[]; known: KnownPending[] } {
	const { today, includePending } = settings;
	const { open, closed } = separateClosed(known);
	// The oldest ones are found again first, so that the window stays open for them.
	const sameDay = matchBy({ unknown: listed, missing: oldestFirst(open) }, dayKey);
	const { unbooked, booked } = separateBooked(sameDay.missing, settings);
	const moved = matchBy({ unknown: sameDay.unknown, missing: unbooked }, identityKey, [
		() => true,
		({ isListed }) => isListed,
	]);
	const alike = matchBy(
		{ unknown: moved.unknown, missing: oldestFirst([...closed, ...booked]) },
		identityKey,
	);
	const perhapsBooked = new Map(alike.pairs);
	const replaced = groupBy(moved.missing, ({ money }) => String(money));
	const found = [...sameDay.pairs, ...moved.pairs].map(([one, before]) => ({
		one,
		before: { firstDay: before.firstDay, isReturned: before.isReturned },
	}));
	const first = moved.unknown.map((one) => {
		const older = [perhapsBooked.get(one) ?? [], replaced.get(String(one.money)) ?? []].flat();
		return { one, before: { firstDay: firstDayOf(one, older), isReturned: false } };
	});
	const current = [...found, ...first];
	return {
		newPending: includePending
			? current.filter(({ before }) => !before.isReturned).map(({ one }) => one)
			: [],
		known: [
			...current.map(({ one: { identity, day, money }, before }) => ({
				...{ identity, day, money, lastDay: today, isListed: true, onlyKeepsWindow: false },
				firstDay: Math.min(before.firstDay, today, day ?? today),
				isReturned: before.isReturned || includePending,
			})),
			...[...moved.missing, ...alike.missing.map(closedOf)]
				.filter(({ lastDay }) => lastDay >= today - graceDays)
				.map((one) => ({ ...one, isListed: false })),
		],
	};
}

/**
 * Returns the known pending transactions with identities by another setting. Equal ones of the bank's list may differ by that
 * setting, and each of them may be the oldest one. Those that are not in the list keep the window open.
 *
 * @param listed with identities by the setting of the previous run
 */
export function withOtherIdentities(
	listed: readonly FingerprintedTransaction[],
	known: readonly KnownPending[],
	inOtherMode: (one: FingerprintedTransaction) => Fingerprint,
): KnownPending[] {
	const { open, closed } = separateClosed(known);
	const equal = groupBy(oldestFirst(open), identityKey);
	const { pairs, missing } = matchBy({ unknown: listed, missing: open }, identityKey);
	const knownOf = new Map(pairs);
	const current = listed.flatMap((one) => {
		const [oldest] = equal.get(one.identity) ?? [];
		if (!oldest) return [];
		const before = knownOf.get(one) ?? { ...oldest, day: one.day, isReturned: false };
		return [{ ...before, identity: inOtherMode(one).identity, firstDay: oldest.firstDay }];
	});
	return [...current, ...missing.map(closedOf), ...closed];
}

const closedOf = (one: KnownPending): KnownPending => ({ ...one, onlyKeepsWindow: true });

const separateClosed = (known: readonly KnownPending[]) => ({
	open: known.filter(({ onlyKeepsWindow }) => !onlyKeepsWindow),
	closed: known.filter(({ onlyKeepsWindow }) => onlyKeepsWindow),
});

/** Sorts pending transactions by their first days. */
const oldestFirst = (pending: readonly KnownPending[]): KnownPending[] =>
	[...pending].sort((one, other) => one.firstDay - other.firstDay);

/**
 * A pending transaction with a changed text or ID is as old as the one of the same amount that it replaces, or as an equal
 * one that seems to be booked.
 */
const firstDayOf = ({ day }: FingerprintedTransaction, older: KnownPending[]): Day =>
	older.reduce((one, { firstDay }) => Math.min(one, firstDay), day ?? Infinity);

const identityKey = ({ identity }: Pick<Fingerprint, 'identity'>): string => identity;

/**
 * Separates as many missing transactions of each identity as this run found new bookings of it. The newest count as booked
 * first, so that the window stays open for the oldest one. Those that are surely booked, by an ID, are left out. Both lists
 * are oldest first.
 */
function separateBooked(
	missing: readonly KnownPending[],
	{ newlyBooked, trustsIds }: PendingSettings,
): { unbooked: KnownPending[]; booked: KnownPending[] } {
	const newestFirst = oldestFirst(missing).reverse();
	const { missing: unbooked, pairs } = matchBy(
		{ unknown: newlyBooked, missing: newestFirst },
		identityKey,
	);
	const doubtful = pairs.filter(([{ id }]) => id === undefined || !trustsIds);
	return {
		unbooked: oldestFirst(unbooked),
		booked: oldestFirst(doubtful.map(([, one]) => one)),
	};
}
