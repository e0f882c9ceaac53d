import type { Day } from '../../calendar';
import type { JsonObject } from '../../responses/body';
import type { AccountCursor, NewTransactionSettings } from './accountCursor';
import { findKnownToVersion1 } from './earlierCursors';
import { containsReusedId, isBooked, isPending, listedInWindow } from './listedTransactions';
import { dayKey, identityKey, matchBooked, matchBy, toKnown } from './matchTransactions';
import { toKnownPending, withDeparted, type KnownPending } from './pendingTransactions';
import {
	fingerprintTransactions,
	type Fingerprint,
	type FingerprintedTransaction,
} from './transactionFingerprint';

/** What a run reads and how. */
interface CurrentRun {
	transactions: readonly JsonObject[];
	windowStart: Day;
	settings: NewTransactionSettings;
}

/** Returns the cursor of a previous run that had another setting, or was of version 1, with the identities of this run. */
export const withCurrentIdentities = (previous: AccountCursor, run: CurrentRun): AccountCursor =>
	previous.version1
		? fromVersion1(previous, previous.version1, run)
		: withOtherIdentities(previous, run);

function fromVersion1(
	previous: AccountCursor,
	fingerprints: ReadonlyMap<string, Day>,
	{ transactions, settings }: CurrentRun,
): AccountCursor {
	const { lastRun, windowStart: firstSince } = previous;
	const known = fingerprintTransactions(
		findKnownToVersion1(transactions, fingerprints, settings.salt),
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

/** Finds the known transactions in the list by their previous identities, and takes those of this run for them. */
function withOtherIdentities(
	previous: AccountCursor,
	{ transactions, windowStart, settings }: CurrentRun,
): AccountCursor {
	const { identifyBy, lastRun } = previous;
	const before = listedInWindow(transactions, windowStart, { ...settings, identifyBy });
	const now = new Map(
		listedInWindow(transactions, windowStart, settings).all.map((one) => [one.place, one]),
	);
	const reusesIds = previous.reusesIds || containsReusedId(before.booked);
	const trustsIds = !reusesIds && !settings.withVanishingTransactions;
	const { unknown } = matchBooked(before.booked, previous.booked, trustsIds);
	const isUnknown = new Set(unknown);
	const { pending, missing } = pendingWithOtherIdentities(
		before.unbooked,
		previous.pending,
		({ place }) => now.get(place)!,
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

/**
 * Returns the known pending transactions with their identities of this run, and those that the bank does not list: they have
 * none.
 *
 * @param listed with the identities of the previous run
 */
function pendingWithOtherIdentities(
	listed: readonly FingerprintedTransaction[],
	known: readonly KnownPending[],
	inCurrentRun: (one: FingerprintedTransaction) => Fingerprint,
): { pending: KnownPending[]; missing: KnownPending[] } {
	const sameDay = matchBy({ unknown: listed, missing: known }, dayKey);
	const moved = matchBy(sameDay, identityKey);
	const pending = [...sameDay.pairs, ...moved.pairs].map(([one, before]) => ({
		...before,
		...{ identity: inCurrentRun(one).identity, day: one.day },
	}));
	return { pending, missing: moved.missing };
}
