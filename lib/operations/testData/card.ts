import { parameterError } from '../../errors';
import { readBalances, readMoney, type TestAmount, type TestBalance } from './account';
import {
	customerNumberHints,
	isEmpty,
	readAmount,
	readCurrency,
	readCustomerNumber,
	readDate,
	readText,
	readTexts,
	type Place,
} from './input';

/** Members of a card account that are texts, and that the bank can do without. */
const accountTexts = ['product', 'cardId', 'cardIdVNo', 'accountNumber', 'status'] as const;

/** The request body in the bank's spelling. Source: the vendor's scripts (evryfs/psd2-developer). */
export interface TestCardAccount extends Partial<Record<(typeof accountTexts)[number], string>> {
	/** The owner. */
	customerNumber: string;
	name: string;
	maskedPan: string;
	currency: string;
	creditLimit?: TestAmount;
	/** The day on which the card expires. */
	expiry?: string;
	balances: TestCardBalance[];
}

export interface TestCardBalance extends TestBalance {
	referenceDate?: string;
	lastChangeDateTime?: string;
	lastCommittedTransaction?: string;
}

/** A card account as it is entered: the limit without a currency is in that of the card. */
export type TestCardAccountInput = Omit<TestCardAccount, 'creditLimit'> & {
	creditLimit?: number | TestAmount;
};

/** Checks an entered card account. @throws ConfigurationError that names the field */
export function readCardAccountInput(input: TestCardAccountInput): TestCardAccount {
	const currency = readCurrency(input.currency, { subject: 'The currency', key: 'currency' });
	const { creditLimit, expiry } = input;
	return {
		customerNumber: readCustomerNumber(input.customerNumber, {
			subject: 'The owner',
			key: 'customerNumber',
		}),
		name: readText(input.name, { subject: 'The name', key: 'name' }),
		maskedPan: readMaskedPan(input.maskedPan),
		currency,
		...(!isEmpty(creditLimit) && { creditLimit: readCreditLimit(creditLimit, currency) }),
		...(!isEmpty(expiry) && {
			expiry: readDate(expiry, { subject: 'The expiry date', key: 'expiry' }),
		}),
		...readTexts(input, accountTexts, (name) => ({ subject: `The member ${name}`, key: name })),
		balances: readCardBalances(input.balances),
	};
}

/** Returns a sentence if the number of the owner cannot be Norwegian. */
export const cardAccountHints = ({ customerNumber }: TestCardAccount): string[] =>
	customerNumberHints(customerNumber, 'The owner');

/** NextGenPSD2 1.3.9, `maskedPan`: at most 35 characters. The whole number of a card has no place in test data. */
function readMaskedPan(value: unknown): string {
	const place = { subject: 'The card number', key: 'maskedPan' };
	const number = readText(value, place).replace(/\s+/g, '');
	if (/^\d{12,19}$/.test(number.replace(/[-.]/g, ''))) {
		throw parameterError(
			'The card number is not masked. Replace its middle digits, as in 123456xxxxxx4321.',
			place.key,
		);
	}
	if (number.length <= 35) return number;
	throw parameterError(`The card number "${number}" has more than 35 characters.`, place.key);
}

function readCreditLimit(limit: number | TestAmount | undefined, currency: string): TestAmount {
	const place = { subject: 'The credit limit:', key: 'creditLimit' };
	return readMoney(typeof limit === 'number' ? { amount: limit, currency } : limit, place);
}

const readCardBalances = (balances: unknown): TestCardBalance[] =>
	readBalances(balances).map((balance, index) => {
		const place = { subject: `Balance ${index + 1}: the reference date`, key: 'balances' };
		const entered = (balances as TestCardBalance[])[index]!;
		return {
			...balance,
			...(!isEmpty(entered.referenceDate) && {
				referenceDate: readDate(entered.referenceDate, place),
			}),
			...readTexts(entered, ['lastChangeDateTime', 'lastCommittedTransaction'], (name) => ({
				subject: `Balance ${index + 1}: ${name}`,
				key: 'balances',
			})),
		};
	});

/** Members of a card transaction that are texts. */
const transactionTexts = [
	'cardTransactionId',
	'terminalId',
	'merchantCategoryCode',
	'markupFeePercentage',
	'cardAcceptorId',
	'maskedPan',
	'transactionDetails',
	'proprietaryBankTransactionCode',
] as const;

/** One card transaction of the request body, in the bank's spelling. */
export interface TestCardTransaction extends Partial<
	Record<(typeof transactionTexts)[number], string>
> {
	transactionAmount: TestAmount;
	/** Absent: the embedded bank keeps the transaction pending. */
	bookingDate?: string;
	transactionDate: string;
	/** What the merchant charged, in the merchant's currency. */
	originalAmount?: TestAmount;
	/** What the bank charges for the exchange. */
	markupFee?: TestAmount;
}

/**
 * Checks entered card transactions. Tietoevry's portals: dates are in the past.
 *
 * @param today `YYYY-MM-DD`
 * @throws ConfigurationError that names the transaction and the problem
 */
export function readCardTransactionsInput(input: unknown, today: string): TestCardTransaction[] {
	if (!Array.isArray(input) || input.length === 0) {
		throw parameterError('There are no transactions. Add at least one.', 'transactions');
	}
	return input.map((transaction, index) =>
		readCardTransaction(Object(transaction) as TestCardTransaction, {
			at: (member) => ({ subject: `Transaction ${index + 1}: ${member}`, key: 'transactions' }),
			today,
		}),
	);
}

interface Surroundings {
	at: (member: string) => Place;
	today: string;
}

function readCardTransaction(
	input: TestCardTransaction,
	{ at, today }: Surroundings,
): TestCardTransaction {
	const day = (value: unknown, place: Place): string => {
		const date = readDate(value, place);
		if (date <= today) return date;
		throw parameterError(`${place.subject} "${date}" is in the future.`, place.key);
	};
	const { bookingDate, originalAmount, markupFee } = input;
	return {
		...readTexts(input, transactionTexts, at),
		...(!isEmpty(bookingDate) && { bookingDate: day(bookingDate, at('the booking date')) }),
		transactionDate: day(input.transactionDate, at('the transaction date')),
		transactionAmount: {
			amount: readAmount(input.transactionAmount?.amount, at('the amount')),
			currency: readCurrency(input.transactionAmount?.currency, at('the currency')),
		},
		...(!isEmpty(originalAmount) && {
			originalAmount: readMoney(originalAmount, at('the original amount:')),
		}),
		...(!isEmpty(markupFee) && { markupFee: readMoney(markupFee, at('the markup fee:')) }),
	};
}
