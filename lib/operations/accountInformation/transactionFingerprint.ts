import { hash } from 'node:crypto';

import { millisecondsPerDay, readBankDate, type BankDate, type Day } from '../../calendar';
import { jsonHash, shortHash } from '../../hash';
import { firstBindingOf } from '../../jose/binding';
import type { JsonObject } from '../../responses/body';
import { jsonText } from '../../responses/json';
import type { Tpp } from '../../tpp';
import { member } from './members';

/**
 * What identifies a transaction, beside its day:
 * - `transactionId`: the bank's ID with sign, amount and currency. A transaction without an ID is identified by its content.
 * - `content`: always the content. This is for banks that change or reuse their IDs.
 */
export type IdentifyBy = 'transactionId' | 'content';

/** What a cursor compares. */
export interface Fingerprint {
	/** 8 characters: hash of what identifies the transaction, without its day and state. */
	identity: string;
	/** From 0 to `maxDetails`: hash of what a bank may change. That is the ID or the texts, whichever does not identify. */
	details: number;
	/** From 1 to `maxTime`: hash of the time of day. 0: the bank sends no exact time, or no ID. */
	time: number;
	/** Undefined: the transaction has no date. */
	day: Day | undefined;
}

export interface FingerprintedTransaction extends Fingerprint {
	transaction: JsonObject;
	/** Index in the bank's list. */
	place: number;
	state: TransactionState;
	/** The bank's ID, if the transaction is identified by it. */
	id: string | undefined;
}

/** `announced`: it may become pending or booked. */
export type TransactionState = 'booked' | 'pending' | 'announced' | 'rejected';

export const maxDetails = 2 ** 12 - 1;
export const maxTime = 2 ** 16 - 1;

/** The last day that a cursor can contain: in the year 2149. Some banks date in the year 9999. */
const lastDay: Day = 2 ** 16 - 1;

export interface FingerprintSettings {
	identifyBy: IdentifyBy;
	/** Makes the fingerprints of one cursor useless elsewhere. */
	salt: string;
}

/** Returns the transactions of one account with their fingerprints, oldest first, those without a date last. */
export const fingerprintTransactions = (
	transactions: readonly JsonObject[],
	settings: FingerprintSettings,
): FingerprintedTransaction[] =>
	placesByAge(transactions).map((place) => ({
		...fingerprintOf(transactions[place]!, settings),
		place,
	}));

/**
 * Returns the places of the transactions in the list, by age. Most banks list the newest one first: transactions with the
 * same time are then reversed, so that a new one comes after those that were there before.
 */
function placesByAge(transactions: readonly JsonObject[]): number[] {
	const times = transactions.map((transaction) => dateOfTransaction(transaction)?.time ?? Infinity);
	const isNewestFirst = times[0]! > times.at(-1)!;
	const places = isNewestFirst ? [...times.keys()].reverse() : [...times.keys()];
	// The difference of two infinite times is not a number.
	return places.sort((one, other) => times[one]! - times[other]! || 0);
}

/** Returns what makes two entries the same transaction, for `transactionKey`. */
export function identityOf(transaction: JsonObject, identifyBy: IdentifyBy): readonly unknown[] {
	const state = stateOf(transaction);
	const isIdentifiedById = idOf(transaction, identifyBy) !== undefined;
	// A bank may move the date of a pending transaction from day to day. Its ID stays the same.
	const day =
		state === 'pending' && isIdentifiedById ? undefined : dateOfTransaction(transaction)?.day;
	return [state, day ?? null, ...identityParts(transaction, identifyBy)];
}

/** BookingDateTime is optional (OBIE Read/Write, OBTransaction6). A pending transaction often has none. */
const dateOfTransaction = ({ BookingDateTime, ValueDateTime }: JsonObject): BankDate | undefined =>
	readBankDate(BookingDateTime) ?? readBankDate(ValueDateTime);

function fingerprintOf(
	transaction: JsonObject,
	{ identifyBy, salt }: FingerprintSettings,
): Omit<FingerprintedTransaction, 'place'> {
	const state = stateOf(transaction);
	const id = idOf(transaction, identifyBy);
	const { day, time } = dateOfTransaction(transaction) ?? {};
	const details = id === undefined ? [textOf(transaction.TransactionId)] : textParts(transaction);
	return {
		transaction,
		state,
		id,
		day: day && Math.min(day, lastDay),
		identity: shortHash(salt, ...identityParts(transaction, identifyBy)),
		details: numberHash([salt, ...details], maxDetails),
		time:
			id !== undefined && isExact(time)
				? 1 + numberHash([salt, time % millisecondsPerDay], maxTime - 1)
				: 0,
	};
}

/** Banks write 00:00:00, 12:00:00 or 23:59:59 for a date without a time. */
const isExact = (time: number | undefined): time is number =>
	time !== undefined && ![0, 59].includes(Math.floor(time / 1000) % 60);

const numberHash = (parts: readonly unknown[], max: number): number =>
	Buffer.from(jsonHash(...parts), 'base64url').readUInt32BE() % (max + 1);

/** Statuses of v3.1 (OBEntryStatus1Code) and v4.0 (ExternalEntryStatus1Code) that do not mean booked. */
const unbookedStates = new Map<string, TransactionState>([
	['pending', 'pending'],
	['pdng', 'pending'],
	['rejected', 'rejected'],
	['rjct', 'rejected'],
	['futr', 'announced'],
	['info', 'announced'],
]);

/** A status outside the standard counts as booked, so that no transaction is lost. */
const stateOf = ({ Status }: JsonObject): TransactionState =>
	unbookedStates.get(jsonText(Status).trim().toLowerCase()) ?? 'booked';

/** TransactionId is unique and immutable (OBIE Read/Write). Some banks reuse it for other amounts and other days. */
function identityParts(transaction: JsonObject, identifyBy: IdentifyBy): readonly unknown[] {
	const id = idOf(transaction, identifyBy);
	return id === undefined
		? ['content', ...moneyParts(transaction), ...textParts(transaction)]
		: ['id', id, ...moneyParts(transaction)];
}

const idOf = (transaction: JsonObject, identifyBy: IdentifyBy): string | undefined =>
	identifyBy === 'transactionId' ? bankIdOf(transaction) : undefined;

/** Returns the bank's ID of a transaction, also where it does not identify the transaction. */
export const bankIdOf = ({ TransactionId }: JsonObject): string | undefined =>
	textOf(TransactionId) || undefined;

const textParts = (transaction: JsonObject): string[] => [
	textOf(transaction.TransactionReference),
	textOf(transaction.TransactionInformation),
	textOf(member(transaction.MerchantDetails, 'MerchantName')),
	textOf(member(transaction.CreditorAccount, 'Identification')),
	textOf(member(transaction.DebtorAccount, 'Identification')),
];

/** `Debit` and `debit`, and `010.50`, `10.5` and `+10.50` are the same. */
const moneyParts = ({ Amount, CreditDebitIndicator }: JsonObject): string[] => [
	textOf(CreditDebitIndicator).toLowerCase(),
	withoutFinalZeros(
		textOf(member(Amount, 'Amount'))
			.replace(/^\+(?=\d)/, '')
			.replace(/^0+(?=\d)/, ''),
	),
	textOf(member(Amount, 'Currency')),
];

/** Returns an amount without zeros at the end of its decimals. */
function withoutFinalZeros(amount: string): string {
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

/** What the keys of one account have in common. */
export interface KeyScope {
	tpp: Tpp;
	/** The bank's ID of the account. */
	accountId: string;
	identifyBy: IdentifyBy;
}

/**
 * Returns the `transactionKey` of each transaction of one account, in the order of the list: 32 hexadecimal characters.
 * It is a hash of the account, the state (booked or pending), the day and what identifies the transaction. The same
 * transaction has the same key in every run. Equal transactions are numbered by age.
 */
export function transactionKeys(transactions: readonly JsonObject[], scope: KeyScope): string[] {
	const keyOf = keyCounter(scope);
	const keys = new Array<string>(transactions.length);
	for (const place of placesByAge(transactions)) keys[place] = keyOf(transactions[place]!);
	return keys;
}

/**
 * Returns a function that returns the key of a transaction. It numbers equal transactions in the order of its calls.
 * `older` is the number of equal transactions before the first call.
 */
export function keyCounter({ tpp, accountId, identifyBy }: KeyScope) {
	const { bank, environment, issuer = '', provider = '' } = firstBindingOf(tpp);
	const scope = JSON.stringify([bank, environment, issuer, provider, accountId]);
	const counts = new Map<string, number>();
	return (transaction: JsonObject, older = 0): string => {
		const identity = JSON.stringify(identityOf(transaction, identifyBy));
		// The key is shorter than what it identifies: the map may have half a million entries.
		const first = keyHash(scope, identity, 0);
		const count = counts.get(first) ?? 0;
		counts.set(first, count + 1);
		return older + count === 0 ? first : keyHash(scope, identity, older + count);
	};
}

/** Hexadecimal, because databases and spreadsheets compare such texts without surprises. */
const keyHash = (scope: string, identity: string, number: number): string =>
	hash('sha256', `[${scope},${JSON.stringify(identity)},${number}]`).slice(0, 32);
