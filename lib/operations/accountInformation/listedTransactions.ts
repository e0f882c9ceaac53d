import type { Day } from '../../calendar';
import type { JsonObject } from '../../responses/body';
import { jsonText } from '../../responses/json';
import { dayKey, groupBy } from './matchTransactions';
import {
	bankIdOf,
	fingerprintTransactions,
	type FingerprintedTransaction,
	type FingerprintSettings,
} from './transactionFingerprint';

/** The transactions of a bank's list, with their fingerprints. */
export interface ListedInWindow {
	/** Oldest first. */
	all: FingerprintedTransaction[];
	booked: FingerprintedTransaction[];
	/** Pending and announced. */
	unbooked: FingerprintedTransaction[];
}

/** Returns the listed transactions of the window, and all that are not booked. */
export function listedInWindow(
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

export const isBooked = ({ state }: FingerprintedTransaction): boolean => state === 'booked';
export const isPending = ({ state }: FingerprintedTransaction): boolean => state === 'pending';
export const isUnbooked = ({ state }: FingerprintedTransaction): boolean =>
	state === 'pending' || state === 'announced';

/** Returns whether one ID stands for several transactions. Equal entries may be one transaction on two pages. */
export function containsReusedId(booked: readonly FingerprintedTransaction[]): boolean {
	const withId = booked.filter((one) => bankIdOf(one.transaction) !== undefined);
	const contents = groupBy(withId, (one) => `${idKey(one)} ${dayKey(one)} ${one.details}`);
	return contents.size > groupBy(withId, idKey).size;
}

/** Returns whether no two entries have the same ID. */
export function haveOwnIds(entries: readonly FingerprintedTransaction[]): boolean {
	const withId = entries.filter(({ id }) => id !== undefined);
	return groupBy(withId, idKey).size === withId.length;
}

/** A reversal may have the ID of the transaction that it reverses. */
const idKey = ({ transaction }: FingerprintedTransaction): string =>
	JSON.stringify([bankIdOf(transaction), jsonText(transaction.CreditDebitIndicator).toLowerCase()]);
