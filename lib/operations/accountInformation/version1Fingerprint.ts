import { millisecondsPerDay, type Day } from '../../calendar';
import { shortHash } from '../../hash';
import type { JsonObject } from '../../responses/body';
import { jsonText } from '../../responses/json';
import { groupBy } from './matchTransactions';
import { member } from './members';

/*
 * The fingerprints of cursors that begin with `v1.`. They are computed once more when such a cursor is first used, and must
 * never change. What goes into a fingerprint is therefore read here, and not by the functions of today's fingerprints, which
 * may change.
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

type State = 'booked' | 'pending' | 'neither';

const unbookedStates = new Map<string, State>([
	['pending', 'pending'],
	['pdng', 'pending'],
	['rejected', 'neither'],
	['rjct', 'neither'],
	['futr', 'neither'],
	['info', 'neither'],
]);

const stateOf = ({ Status }: JsonObject): State =>
	unbookedStates.get(jsonText(Status).trim().toLowerCase()) ?? 'booked';

/** Date, optional time, optional hours and minutes of the time zone. */
const isoDateTime =
	/^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?))?(?:(Z|[+-]\d\d)(?::?(\d\d))?)?$/i;

/** In UTC. */
function dayIn({ BookingDateTime }: JsonObject): Day | undefined {
	const match = typeof BookingDateTime === 'string' && isoDateTime.exec(BookingDateTime.trim());
	if (!match) return undefined;
	const [, date, clock = '00:00', hours = 'Z', minutes = '00'] = match;
	const isUtc = /^(?:z|[+-]00)$/i.test(hours) && minutes === '00';
	const zone = isUtc ? 'Z' : `${hours}:${minutes}`;
	const time = Date.parse(`${date}T${clock.replace(',', '.')}${zone}`);
	return Number.isNaN(time) ? undefined : Math.floor(time / millisecondsPerDay);
}

function idParts(transaction: JsonObject): readonly unknown[] {
	const id = textOf(transaction.TransactionId);
	return id === '' ? contentParts(transaction) : [id, ...moneyParts(transaction)];
}

const contentParts = (transaction: JsonObject): readonly unknown[] => [
	dayIn(transaction) ?? '',
	...moneyParts(transaction),
	textOf(transaction.TransactionReference),
	textOf(transaction.TransactionInformation),
	textOf(member(transaction.MerchantDetails, 'MerchantName')),
	textOf(member(transaction.CreditorAccount, 'Identification')),
	textOf(member(transaction.DebtorAccount, 'Identification')),
];

const moneyParts = ({ Amount, CreditDebitIndicator }: JsonObject): string[] => [
	textOf(CreditDebitIndicator),
	version1Amount(textOf(member(Amount, 'Amount'))),
	textOf(member(Amount, 'Currency')),
];

/** Returns the amount without zeros around its digits. A plus sign stays, because cursors of version 1 were made so. */
function version1Amount(text: string): string {
	const amount = text.replace(/^0+(?=\d)/, '');
	const point = amount.lastIndexOf('.');
	const decimals = amount.slice(point + 1);
	if (point < 0 || /\D/.test(decimals)) return amount;
	const kept = decimals.replace(/(?<!0)0+$/, '');
	return amount.slice(0, point) + (kept && `.${kept}`);
}

const textOf = (value: unknown): string =>
	jsonText(value ?? '')
		.trim()
		.replace(/\s+/g, ' ');
