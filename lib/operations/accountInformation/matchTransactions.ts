import type { Day } from '../../calendar';
import type { Fingerprint, FingerprintedTransaction } from './transactionFingerprint';

/** A booked transaction that a previous run has returned, or left out because it is older than the initial history. */
export interface KnownTransaction extends Fingerprint {
	/** The last day on which the bank listed a transaction without a date. For others it is `day`. */
	keptSince: Day;
	/** Whether the previous run found it in the bank's list. */
	isListed: boolean;
	/**
	 * Whether it has left the list of a bank whose IDs do not say that an equal one is the same. An equal one is then new, and
	 * this one only counts for its key.
	 */
	isGone: boolean;
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

export interface Matching<Listed, Known> {
	/** Transactions that are not known. */
	unknown: Listed[];
	/** Known transactions that the list does not contain. */
	missing: Known[];
}

/**
 * Matches the booked transactions of a bank's list with the known ones, one with one:
 *
 * 1. with the same identity, day and details
 * 2. with the same content and day, but another ID
 * 3. with the same ID, amount, day and exact time of day, but other texts
 *
 * The last one needs IDs that can be trusted, and a known transaction that was listed in the previous run and is missing now:
 * the bank has changed its texts.
 *
 * Any other change makes a transaction unknown: the bank may have removed the known one and used its ID again.
 *
 * @param listed oldest first, those without a date last
 * @param trustsIds whether a known ID with the same amount can be the same transaction after the bank has changed it
 */
export function matchBooked(
	listed: readonly FingerprintedTransaction[],
	known: readonly KnownTransaction[],
	trustsIds: boolean,
): Matching<FingerprintedTransaction, KnownTransaction> {
	const gone = known.filter(({ isGone }) => isGone);
	const exact = matchBy(
		{ unknown: listed, missing: known.filter(({ isGone }) => !isGone) },
		exactKey,
	);
	const sameContent = matchBy(exact, dayKey, [({ id }) => id === undefined, () => true]);
	const sameTime = matchBy(sameContent, timeKey, [
		({ time }) => trustsIds && time > 0,
		({ isListed }) => isListed,
	]);
	return { unknown: sameTime.unknown, missing: [...gone, ...sameTime.missing] };
}

/** Removes the pairs that have the same key and fulfil the conditions. */
export function matchBy<Listed extends object, Known extends object>(
	{ unknown, missing }: { unknown: readonly Listed[]; missing: readonly Known[] },
	keyOf: (one: Listed | Known) => string,
	[isCandidate, isWanted]: [(one: Listed) => boolean, (one: Known) => boolean] = [always, always],
): Matching<Listed, Known> & { pairs: Array<[Listed, Known]> } {
	const pool = groupBy([...missing].reverse().filter(isWanted), keyOf);
	const pairs = unknown.filter(isCandidate).flatMap((one): Array<[Listed, Known]> => {
		const match = pool.get(keyOf(one))?.pop();
		return match ? [[one, match]] : [];
	});
	const matched = new Set<Listed | Known>(pairs.flat());
	return {
		unknown: unknown.filter((one) => !matched.has(one)),
		missing: missing.filter((one) => !matched.has(one)),
		pairs,
	};
}

/** Groups values by a key. Each group is in the order of the list. */
export function groupBy<Value>(
	values: readonly Value[],
	keyOf: (value: Value) => string,
): Map<string, Value[]> {
	const groups = new Map<string, Value[]>();
	for (const value of values) {
		const key = keyOf(value);
		const group = groups.get(key);
		if (group) group.push(value);
		else groups.set(key, [value]);
	}
	return groups;
}

const always = () => true;

const exactKey = ({ identity, details, day }: Fingerprint): string =>
	`${identity} ${details} ${day}`;

/** Identity and day, which `transactionKey` is made of. */
export const dayKey = ({ identity, day }: Pick<Fingerprint, 'identity' | 'day'>): string =>
	`${identity} ${day}`;

/** The identity, whatever the day is. */
export const identityKey = ({ identity }: Pick<Fingerprint, 'identity'>): string => identity;

const timeKey = ({ identity, day, time }: Fingerprint): string => `${identity} ${day} ${time}`;
