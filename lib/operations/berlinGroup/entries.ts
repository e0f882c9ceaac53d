import type { JsonObject } from '../../responses/body';
import { isJsonObject, jsonText } from '../../responses/json';
import { first, member } from '../accountInformation/members';

/*
 * Entries of the Berlin Group's lists in OBIE's words. Everything that reads entries (simplified rows, dates, new transactions)
 * is written once, for these words. Codes stay the bank's: the tables of `codes.ts` know both spellings.
 *
 * Source: NextGenPSD2 1.3.9, `accountDetails`, `balance`, `transactions`, `cardTransaction`.
 */

/** The key of the entry as the bank sent it. JSON and lists of members do not show it. */
const asSent = Symbol('asSent');

/** Returns the entry as the bank sent it. */
export const bankEntry = (entry: JsonObject & { [asSent]?: JsonObject }): JsonObject =>
	entry[asSent] ?? entry;

/** Returns the bank's path of the first member with the value, such as `transactionAmount.amount`. Undefined: OBIE's words. */
export const bankPathTo = (value: unknown, entry: JsonObject): string | undefined => {
	const sent = bankEntry(entry);
	return sent === entry ? undefined : pathTo(value, sent);
};

/** An amount has lost its minus sign. */
function pathTo(value: unknown, object: object): string | undefined {
	for (const [name, one] of Object.entries(object)) {
		if (one === value || jsonText(one) === `-${jsonText(value)}`) return name;
		const below = isJsonObject(one) ? pathTo(value, one) : undefined;
		if (below) return `${name}.${below}`;
	}
	return undefined;
}

const inObieWords = (sent: JsonObject, words: JsonObject): JsonObject =>
	Object.defineProperty({ ...words }, asSent, { value: sent });

/** Converts `accountDetails` or `cardAccountDetails`. */
export const toAccount = (account: JsonObject): JsonObject =>
	inObieWords(account, {
		AccountId: account.resourceId,
		Nickname: account.displayName ?? account.name,
		Description: account.product,
		AccountTypeCode: account.cashAccountType,
		Currency: account.currency,
		Status: capitalised(account.status),
		Account: [{ ...identification(account), Name: account.ownerName }],
		...(Array.isArray(account.balances) && {
			Balance: account.balances.filter(isJsonObject).map(toBalance),
		}),
	});

/** Converts `balance`. A negative amount is a debit. */
export const toBalance = (balance: JsonObject): JsonObject =>
	inObieWords(balance, {
		...money(balance.balanceAmount),
		Type: balance.balanceType,
		DateTime: balance.lastChangeDateTime ?? balance.referenceDate,
		...(balance.creditLimitIncluded === true && { CreditLine: [{ Included: true }] }),
	});

/**
 * Converts `transactions`. A negative amount is a debit.
 *
 * @param bookingStatus the name of the list that it is in: `booked`, `pending` or `information`
 */
export function toTransaction(transaction: JsonObject, bookingStatus: string): JsonObject {
	const sent = { ...transaction, bookingStatus };
	return inObieWords(sent, {
		TransactionId: transaction.transactionId ?? transaction.entryReference,
		TransactionReference: transaction.endToEndId,
		Status: bookingStatus,
		BookingDateTime: transaction.bookingDate,
		ValueDateTime: transaction.valueDate,
		...money(transaction.transactionAmount),
		TransactionInformation: remittanceInformation(transaction),
		...party('Creditor', transaction),
		...party('Debtor', transaction),
		BankTransactionCode: { Code: transaction.bankTransactionCode },
		ProprietaryBankTransactionCode: { Code: transaction.proprietaryBankTransactionCode },
	});
}

/**
 * Converts `cardTransaction`.
 *
 * @param isDebitPositive the list has `debitAccounting`: a positive amount is a debit
 */
export function toCardTransaction(
	transaction: JsonObject,
	{ bookingStatus, isDebitPositive }: { bookingStatus: string; isDebitPositive: boolean },
): JsonObject {
	const sent = { ...transaction, bookingStatus };
	return inObieWords(sent, {
		TransactionId: transaction.cardTransactionId,
		Status: bookingStatus,
		BookingDateTime: transaction.bookingDate,
		ValueDateTime: transaction.transactionDate,
		...money(transaction.transactionAmount, isDebitPositive),
		TransactionInformation: transaction.transactionDetails ?? transaction.cardAcceptorId,
		MerchantDetails: {
			MerchantName: transaction.cardAcceptorId,
			MerchantCategoryCode: transaction.merchantCategoryCode,
		},
		ProprietaryBankTransactionCode: { Code: transaction.proprietaryBankTransactionCode },
	});
}

/** Returns an amount without its sign, and the sign. Two signs stay, so that the amount is invalid. Some banks send numbers. */
function money(amount: unknown, isDebitPositive = false): JsonObject {
	const value = member(amount, 'amount');
	const text = typeof value === 'number' ? String(value) : value;
	const [, sign, digits] =
		(typeof text === 'string' && /^(-?)(?![-+])(.*)$/s.exec(text.trim())) || [];
	const isDebit = (sign === '-') !== isDebitPositive;
	return {
		Amount: { Amount: digits ?? value, Currency: member(amount, 'currency') },
		CreditDebitIndicator: isDebit ? 'Debit' : 'Credit',
	};
}

/** `enabled` is `Enabled` in OBIE. */
const capitalised = (word: unknown): unknown =>
	typeof word === 'string' ? word.charAt(0).toUpperCase() + word.slice(1) : word;

/** Returns the number of an account, with its kind. */
function identification(account: unknown): JsonObject {
	const schemes = { iban: 'IBAN', bban: 'BBAN', maskedPan: 'PAN', pan: 'PAN', msisdn: 'MSISDN' };
	const found = Object.entries(schemes).find(([name]) => !isEmpty(member(account, name)));
	return found ? { SchemeName: found[1], Identification: member(account, found[0]) } : {};
}

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';

/** Returns creditor or debtor. The name stands beside the account. */
function party(role: 'Creditor' | 'Debtor', transaction: JsonObject): JsonObject {
	const [name, account] =
		role === 'Creditor' ? ['creditorName', 'creditorAccount'] : ['debtorName', 'debtorAccount'];
	return {
		[`${role}Account`]: {
			...identification(member(transaction, account)),
			Name: transaction[name],
		},
	};
}

/** Returns the text for the payee: free text, or the reference of a structured one. */
function remittanceInformation(transaction: JsonObject): unknown {
	const structured = transaction.remittanceInformationStructured;
	return (
		transaction.remittanceInformationUnstructured ??
		joinedLines(transaction.remittanceInformationUnstructuredArray) ??
		(typeof structured === 'string' ? structured : member(structured, 'reference')) ??
		member(first(transaction, 'remittanceInformationStructuredArray'), 'reference') ??
		transaction.additionalInformation
	);
}

/** Returns the lines as one text. A value of another form stays, so that only its entry is invalid, not the whole page. */
const joinedLines = (lines: unknown): unknown =>
	Array.isArray(lines) && lines.every((line) => typeof line === 'string')
		? lines.join(' ') || undefined
		: lines;
