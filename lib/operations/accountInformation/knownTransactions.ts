import type { Day } from '../../calendar';
import type { JsonObject } from '../../responses/body';
import type { AccountCursor, NewTransactionSettings } from './accountCursor';
import {
	containsReusedId,
	isBooked,
	isPending,
	listedInWindow,
	matchBooked,
	type KnownTransaction,
} from './matchTransactions';
import { toKnownPending, withDeparted, withOtherIdentities } from './pendingTransactions';
import {
	fingerprintTransactions,
	type Fingerprint,
	type FingerprintedTransaction,
} from './transactionFingerprint';
import { findKnownToVersion1 } from './version1Fingerprint';

/** Returns the cursor with the identities of another setting than that of the previous run. */
export function inCurrentMode(
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
	const { identifyBy, lastRun, version1, windowStart: firstSince } = previous;
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
				.map((one) => toKnownPending(one, { firstSince, today: lastRun })),
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
	const { pending, missing } = withOtherIdentities(before.unbooked, previous.pending, ({ place }) =>
		now.get(place)!,
	);
	return {
		...previous,
		// Bookings that are not listed now have no other identity.
		windowStart: Math.max(previous.windowStart, windowStart),
		reusesIds,
		booked: before.booked
			.filter((one) => !isUnknown.has(one))
			.map((one) => toKnown(now.get(one.place)!, lastRun)),
		pending,
		departed: withDeparted(previous.departed, missing, lastRun),
	};
}

/** Returns what the cursor keeps of a booking. */
export const toKnown = (
	{ identity, details, time, day }: Fingerprint,
	today: Day,
): KnownTransaction => ({
	...{ identity, details, time, day, isListed: true, isGone: false },
	keptSince: day ?? today,
});

/**
 * Returns which missing transactions count as gone. One with an own ID does not: the same ID says that it is back. One that is
 * older than the whole list does not either, because the list is then incomplete, or empty.
 */
export function goneFrom(booked: readonly FingerprintedTransaction[], trustsIds: boolean) {
	const haveIds = trustsIds && booked.every(({ id }) => id !== undefined);
	const first = booked[0]?.day ?? Infinity;
	return ({ isGone, day = first }: KnownTransaction): boolean =>
		isGone || (!haveIds && day >= first);
}
