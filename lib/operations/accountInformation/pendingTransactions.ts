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
}

export interface PendingSettings {
	today: Day;
	/** Whether pending transactions are returned. */
	includePending: boolean;
	/** Booked transactions that are new in this run. */
	newlyBooked: readonly FingerprintedTransaction[];
}

/** Days for which a pending transaction is remembered that the bank no longer lists and has not booked. */
const graceDays = 14;

/**
 * Compares the pending transactions of a bank's list with the known ones. It returns those that no run has returned, and
 * what the next run must know.
 *
 * A known one with the same identity and another day is the same, because banks move the dates of pending transactions.
 * If the run also finds a new booking with the same identity, that booking is the known one, and the one in the list is
 * new. It may still be the known one, and the booking another equal transaction: it stays as old as the known one.
 */
export function comparePending(
	listed: readonly FingerprintedTransaction[],
	known: readonly KnownPending[],
	settings: PendingSettings,
): { newPending: FingerprintedTransaction[]; known: KnownPending[] } {
	const { today, includePending, newlyBooked } = settings;
	// The oldest ones are found again first, so that the window stays open for them.
	const sameDay = matchBy({ unknown: listed, missing: oldestFirst(known) }, dayKey);
	const { unbooked, booked } = separateBooked(sameDay.missing, newlyBooked);
	const moved = matchBy({ unknown: sameDay.unknown, missing: unbooked }, identityKey, [
		() => true,
		({ isListed }) => isListed,
	]);
	const perhapsBooked = new Map(matchBy({ ...moved, missing: booked }, identityKey).pairs);
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
				...{ identity, day, money, lastDay: today, isListed: true },
				firstDay: Math.min(before.firstDay, today, day ?? today),
				isReturned: before.isReturned || includePending,
			})),
			...moved.missing
				.filter(({ lastDay }) => lastDay >= today - graceDays)
				.map((one) => ({ ...one, isListed: false })),
		],
	};
}

/**
 * Returns the known pending transactions of a bank's list with identities by another setting. Equal ones may differ by that
 * setting, and each of them may be the oldest one.
 *
 * @param listed with identities by the setting of the previous run
 */
export function withOtherIdentities(
	listed: readonly FingerprintedTransaction[],
	known: readonly KnownPending[],
	inOtherMode: (one: FingerprintedTransaction) => Fingerprint,
): KnownPending[] {
	const equal = groupBy(oldestFirst(known), identityKey);
	const pairs = new Map(matchBy({ unknown: listed, missing: known }, identityKey).pairs);
	return listed.flatMap((one) => {
		const [oldest] = equal.get(one.identity) ?? [];
		if (!oldest) return [];
		const before = pairs.get(one) ?? { ...oldest, day: one.day, isReturned: false };
		return [{ ...before, identity: inOtherMode(one).identity, firstDay: oldest.firstDay }];
	});
}

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
 * first, so that the window stays open for the oldest one. Both lists are oldest first.
 */
function separateBooked(
	missing: readonly KnownPending[],
	newlyBooked: readonly FingerprintedTransaction[],
): { unbooked: KnownPending[]; booked: KnownPending[] } {
	const newestFirst = oldestFirst(missing).reverse();
	const { missing: unbooked, pairs } = matchBy(
		{ unknown: newlyBooked, missing: newestFirst },
		identityKey,
	);
	return {
		unbooked: oldestFirst(unbooked),
		booked: oldestFirst(pairs.map(([, one]) => one)),
	};
}
