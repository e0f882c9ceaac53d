import { shortHash } from '../../hash';
import type { JsonObject } from '../../responses/body';
import { groupBy } from './matchTransactions';
import { member } from './members';
import { dayOf, readBankDate, type Day } from './transactionDate';
import { stateOf, textOf, withoutFinalZeros, textParts } from './transactionFingerprint';

/*
 * The fingerprints of cursors that begin with `v1.`. They are computed once more when such a cursor is first used, and must
 * never change.
 */

/**
 * Returns the transactions of an account that its cursor of version 1 knows.
 *
 * Version 1 numbered the transactions of its window with the same ID, sign, amount and currency, or with the same content
 * if there was no ID. The window has moved since, so that the numbers differ: a transaction is known if any number of its
 * group has its day.
 *
 * @param fingerprints with their days. A transaction without a date had the day of the last run that found it.
 */
export function findKnownToVersion1(
	transactions: readonly JsonObject[],
	fingerprints: ReadonlyMap<string, Day>,
	salt: string,
): JsonObject[] {
	// The cursor does not say which of the two its runs used.
	const byId = findKnown(transactions, { fingerprints, salt, partsOf: idParts });
	const byContent = findKnown(transactions, { fingerprints, salt, partsOf: contentParts });
	return byId.length >= byContent.length ? byId : byContent;
}

interface Version1 {
	fingerprints: ReadonlyMap<string, Day>;
	salt: string;
	/** What version 1 identified transactions by. */
	partsOf: (transaction: JsonObject) => readonly unknown[];
}

function findKnown(
	transactions: readonly JsonObject[],
	{ fingerprints, salt, partsOf }: Version1,
): JsonObject[] {
	const groups = groupBy(transactions, (transaction) =>
		JSON.stringify([stateOf(transaction), partsOf(transaction)]),
	);
	return [...groups.values()].flatMap((group) => {
		const first = group[0]!;
		const parts = [salt, stateOf(first), partsOf(first)];
		const numbers = Array.from({ length: 2 * group.length + 8 }, (_, number) => number);
		const days = numbers.flatMap((number) => fingerprints.get(shortHash(...parts, number)) ?? []);
		const known = groupBy(days, String);
		return group.filter((transaction) => {
			const day = dayIn(transaction) ?? known.keys().next().value;
			return known.get(String(day))?.pop() !== undefined;
		});
	});
}

const timeOf = ({ BookingDateTime }: JsonObject): number | undefined =>
	readBankDate(BookingDateTime)?.time;

/** In UTC. */
function dayIn(transaction: JsonObject): Day | undefined {
	const time = timeOf(transaction);
	return time === undefined ? undefined : dayOf(time);
}

function idParts(transaction: JsonObject): readonly unknown[] {
	const id = textOf(transaction.TransactionId);
	return id === '' ? contentParts(transaction) : [id, ...moneyParts(transaction)];
}

const contentParts = (transaction: JsonObject): readonly unknown[] => [
	dayIn(transaction) ?? '',
	...moneyParts(transaction),
	...textParts(transaction),
];

const moneyParts = ({ Amount, CreditDebitIndicator }: JsonObject): string[] => [
	textOf(CreditDebitIndicator),
	withoutFinalZeros(textOf(member(Amount, 'Amount')).replace(/^0+(?=\d)/, '')),
	textOf(member(Amount, 'Currency')),
];
