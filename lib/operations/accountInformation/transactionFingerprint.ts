import { shortHash } from '../../hash';
import type { JsonObject } from '../../responses/body';
import { bookingTime, dayOf, type Day } from './bookingDay';
import { member } from './simplifiedMembers';

/**
 * `transactionId`: the bank's id with sign, amount and currency; where a transaction has no id, its content.
 * `content`: the content in any case, for a bank that changes its ids or uses them again.
 */
export type RecogniseBy = 'transactionId' | 'content';

export interface RecogniseSettings {
	recogniseBy: RecogniseBy;
	/** Keeps fingerprints of one cursor from meaning anything elsewhere. */
	salt: string;
	/** The day that a transaction without a date counts as booked on. */
	today: Day;
}

export interface RecognisedTransaction {
	transaction: JsonObject;
	state: TransactionState;
	/** 8 characters. The same for the same transaction in every answer, and another one once it is booked. */
	fingerprint: string;
	day: Day;
}

export type TransactionState = 'booked' | 'pending' | 'neither';

/** Codes of v3.1 (OBEntryStatus1Code) and v4.0 (ExternalEntryStatus1Code). */
const otherStates: Record<string, TransactionState> = {
	pending: 'pending',
	pdng: 'pending',
	rejected: 'neither',
	rjct: 'neither',
	futr: 'neither',
	info: 'neither',
};

/** A status that the standard does not know counts as booked: nothing is held back for a word. */
const stateOf = ({ Status }: JsonObject): TransactionState =>
	otherStates[String(Status).toLowerCase()] ?? 'booked';

/**
 * The transactions of one account as an answer holds them, oldest first, each with its fingerprint. What stands in the
 * answer twice under one id and with one content, because pages moved while they were read, comes once. Transactions
 * without an id that have all content in common are counted: each gets a fingerprint of its own.
 */
export function recognise(
	transactions: readonly JsonObject[],
	{ recogniseBy, salt, today }: RecogniseSettings,
): RecognisedTransaction[] {
	const found = new Map<string, RecognisedTransaction>();
	const countIn = newCounter();
	for (const { transaction, time } of chronological(transactions)) {
		const state = stateOf(transaction);
		const content = contentOf(transaction, time);
		const identity = recogniseBy === 'content' ? undefined : identityOf(transaction);
		const occurrence = countIn(JSON.stringify([state, identity ?? content]), identity && content);
		const fingerprint = shortHash(salt, state, identity ?? content, occurrence);
		const day = time === undefined ? today : dayOf(time);
		found.set(fingerprint, { transaction, state, fingerprint, day });
	}
	return [...found.values()];
}

/** Which one of its kind an entry is, from 0; an entry whose content is given is counted once for each content. */
function newCounter() {
	const contents = new Map<string, Array<string | undefined>>();
	return (kind: string, content: readonly unknown[] | undefined): number => {
		const text = content && JSON.stringify(content);
		const before = contents.get(kind) ?? [];
		if (text !== undefined && before.includes(text)) return before.indexOf(text);
		contents.set(kind, before);
		return before.push(text) - 1;
	};
}

/** Those without a date come last. */
function chronological(transactions: readonly JsonObject[]) {
	return transactions
		.map((transaction) => ({ transaction, time: bookingTime(transaction) }))
		.sort((one, other) => (one.time ?? Infinity) - (other.time ?? Infinity) || 0);
}

/** TransactionId is unique and immutable (OBIE Read/Write); money beside it shows the worst of ids that are not. */
function identityOf(transaction: JsonObject): readonly unknown[] | undefined {
	const id = textOf(transaction.TransactionId);
	return id === '' ? undefined : [id, ...moneyOf(transaction)];
}

/** What a bank does not change in a booked transaction. The time of day is left out: some banks restate it. */
const contentOf = (transaction: JsonObject, time: number | undefined): readonly unknown[] => [
	time === undefined ? '' : dayOf(time),
	...moneyOf(transaction),
	textOf(transaction.TransactionReference),
	textOf(transaction.TransactionInformation),
	textOf(member(transaction.MerchantDetails, 'MerchantName')),
	textOf(member(transaction.CreditorAccount, 'Identification')),
	textOf(member(transaction.DebtorAccount, 'Identification')),
];

const moneyOf = ({ Amount, CreditDebitIndicator }: JsonObject): string[] => [
	textOf(CreditDebitIndicator),
	decimal(textOf(member(Amount, 'Amount'))),
	textOf(member(Amount, 'Currency')),
];

/** `010.50` and `10.5` are the same amount. */
const decimal = (text: string): string =>
	text
		.replace(/^0+(?=\d)/, '')
		.replace(/(\.\d*?)0*$/, (_, kept: string) => (kept === '.' ? '' : kept));

const textOf = (value: unknown): string =>
	String(value ?? '')
		.trim()
		.replace(/\s+/g, ' ');
