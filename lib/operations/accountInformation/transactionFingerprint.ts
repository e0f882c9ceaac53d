import { shortHash } from '../../hash';
import type { JsonObject } from '../../responses/body';
import { member } from './members';

/** Days since 1970-01-01 in UTC. */
export type Day = number;

/**
 * What identifies a transaction:
 * - `transactionId`: the bank's ID with sign, amount and currency. A transaction without an ID is identified by its content.
 * - `content`: always the content. This is for banks that change or reuse their IDs.
 */
export type IdentifyBy = 'transactionId' | 'content';

export interface FingerprintSettings {
	identifyBy: IdentifyBy;
	/** Makes the fingerprints of one cursor useless elsewhere. */
	salt: string;
	/** The day of transactions without a date. */
	today: Day;
}

export interface FingerprintedTransaction {
	transaction: JsonObject;
	state: TransactionState;
	/** 8 characters. The same in every response, except that a pending transaction gets a new one when it is booked. */
	fingerprint: string;
	day: Day;
}

export type TransactionState = 'booked' | 'pending' | 'neither';

/**
 * Returns the transactions of one account with their fingerprints, oldest first.
 *
 * A transaction that the list contains twice, because pages moved between two requests, is returned once: both entries
 * have the same ID and the same content. Transactions without an ID that have the same content are counted, so that each
 * of them has its own fingerprint.
 */
export function fingerprintTransactions(
	transactions: readonly JsonObject[],
	{ identifyBy, salt, today }: FingerprintSettings,
): FingerprintedTransaction[] {
	const byFingerprint = new Map<string, FingerprintedTransaction>();
	const countOccurrence = createOccurrenceCounter();
	for (const { transaction, time } of sortByTime(transactions)) {
		const state = stateOf(transaction);
		const content = contentParts(transaction, time);
		const id = identifyBy === 'content' ? undefined : idParts(transaction);
		const occurrence = countOccurrence(JSON.stringify([state, id ?? content]), id && content);
		const fingerprint = shortHash(salt, state, id ?? content, occurrence);
		const day = time === undefined ? today : dayOf(time);
		byFingerprint.set(fingerprint, { transaction, state, fingerprint, day });
	}
	return [...byFingerprint.values()];
}

/** Returns the day of a time in milliseconds since 1970. */
export const dayOf = (time: number): Day => Math.floor(time / millisecondsPerDay);

/** Returns the date of a day, such as `2026-01-31`. */
export const dateOf = (day: Day): string =>
	new Date(day * millisecondsPerDay).toISOString().slice(0, 10);

const millisecondsPerDay = 24 * 60 * 60 * 1000;

/** Statuses of v3.1 (OBEntryStatus1Code) and v4.0 (ExternalEntryStatus1Code) that do not mean booked. */
const unbookedStates: Record<string, TransactionState> = {
	pending: 'pending',
	pdng: 'pending',
	rejected: 'neither',
	rjct: 'neither',
	futr: 'neither',
	info: 'neither',
};

/** A status outside the standard counts as booked, so that no transaction is lost. */
const stateOf = ({ Status }: JsonObject): TransactionState =>
	unbookedStates[String(Status).toLowerCase()] ?? 'booked';

/**
 * Returns a function that numbers equal transactions from 0. `key` is equal for transactions that may be the same. With
 * `content`, a content that was already counted under the key keeps its number.
 */
function createOccurrenceCounter() {
	const contentsByKey = new Map<string, Array<string | undefined>>();
	return (key: string, content: readonly unknown[] | undefined): number => {
		const text = content && JSON.stringify(content);
		const contents = contentsByKey.get(key) ?? [];
		if (text !== undefined && contents.includes(text)) return contents.indexOf(text);
		contentsByKey.set(key, contents);
		return contents.push(text) - 1;
	};
}

/** Transactions without a date come last. */
function sortByTime(transactions: readonly JsonObject[]) {
	return transactions
		.map((transaction) => ({ transaction, time: bookingTime(transaction) }))
		.sort((one, other) => (one.time ?? Infinity) - (other.time ?? Infinity) || 0);
}

/**
 * Returns the booking time in milliseconds since 1970; undefined without a valid date. A time without a zone, which the
 * standard does not allow here (OBIE Read/Write, "Date Formats"), is read as UTC on every machine.
 */
function bookingTime({ BookingDateTime }: JsonObject): number | undefined {
	const match = typeof BookingDateTime === 'string' && isoDateTime.exec(BookingDateTime.trim());
	if (!match) return undefined;
	const [, date, time = '00:00', hours = '+00', minutes = '00'] = match;
	const zone = hours.toUpperCase() === 'Z' ? 'Z' : `${hours}:${minutes}`;
	const parsed = Date.parse(`${date}T${time.replace(',', '.')}${zone}`);
	return Number.isNaN(parsed) ? undefined : parsed;
}

/** Date, optional time, optional hours and minutes of the time zone. */
const isoDateTime =
	/^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?))?(?:(Z|[+-]\d\d)(?::?(\d\d))?)?$/i;

/**
 * TransactionId is unique and immutable (OBIE Read/Write). Sign, amount and currency are added because some banks reuse
 * IDs.
 */
function idParts(transaction: JsonObject): readonly unknown[] | undefined {
	const id = textOf(transaction.TransactionId);
	return id === '' ? undefined : [id, ...moneyParts(transaction)];
}

/** Members that banks do not change after booking. The time of day is left out because some banks change it. */
const contentParts = (transaction: JsonObject, time: number | undefined): readonly unknown[] => [
	time === undefined ? '' : dayOf(time),
	...moneyParts(transaction),
	textOf(transaction.TransactionReference),
	textOf(transaction.TransactionInformation),
	textOf(member(transaction.MerchantDetails, 'MerchantName')),
	textOf(member(transaction.CreditorAccount, 'Identification')),
	textOf(member(transaction.DebtorAccount, 'Identification')),
];

const moneyParts = ({ Amount, CreditDebitIndicator }: JsonObject): string[] => [
	textOf(CreditDebitIndicator),
	normalizeDecimal(textOf(member(Amount, 'Amount'))),
	textOf(member(Amount, 'Currency')),
];

/** `010.50` and `10.5` are the same amount. */
const normalizeDecimal = (text: string): string =>
	text
		.replace(/^0+(?=\d)/, '')
		.replace(/(\.\d*?)0*$/, (_, kept: string) => (kept === '.' ? '' : kept));

const textOf = (value: unknown): string =>
	String(value ?? '')
		.trim()
		.replace(/\s+/g, ' ');
