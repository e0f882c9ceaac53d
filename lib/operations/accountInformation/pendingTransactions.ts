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
 * new.
 */
export function comparePending(
	listed: readonly FingerprintedTransaction[],
	known: readonly KnownPending[],
	settings: PendingSettings,
): { newPending: FingerprintedTransaction[]; known: KnownPending[] } {
	const { today, includePending, newlyBooked } = settings;
	// The oldest ones are found again first, so that the window stays open for them.
	const oldestFirst = [...known].sort((one, other) => one.firstDay - other.firstDay);
	const sameDay = matchBy({ unknown: listed, missing: oldestFirst }, dayKey);
	const unbooked = withoutBooked(sameDay.missing, newlyBooked);
	const moved = matchBy({ unknown: sameDay.unknown, missing: unbooked }, identityKey, [
		() => true,
		({ isListed }) => isListed,
	]);
	const replaced = groupBy(moved.missing, ({ money }) => String(money));
	const found = [...sameDay.pairs, ...moved.pairs].map(([one, before]) => ({
		one,
		before: { firstDay: before.firstDay, isReturned: before.isReturned },
	}));
	const first = moved.unknown.map((one) => ({
		one,
		before: { firstDay: firstDayOf(one, replaced.get(String(one.money))), isReturned: false },
	}));
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

/** A pending transaction with a changed text or ID is as old as the one of the same amount that it replaces. */
const firstDayOf = ({ day }: FingerprintedTransaction, replaced: KnownPending[] = []): Day =>
	replaced.reduce((one, { firstDay }) => Math.min(one, firstDay), day ?? Infinity);

const identityKey = ({ identity }: Pick<Fingerprint, 'identity'>): string => identity;

/**
 * Leaves out as many missing transactions of each identity as this run found new bookings of it. The newest go first, so
 * that the window stays open for the oldest one.
 */
function withoutBooked(
	missing: readonly KnownPending[],
	newlyBooked: readonly FingerprintedTransaction[],
): KnownPending[] {
	const bookings = groupBy(newlyBooked, identityKey);
	return [...missing]
		.sort((one, other) => other.firstDay - one.firstDay)
		.filter((one) => bookings.get(one.identity)?.pop() === undefined)
		.reverse();
}
