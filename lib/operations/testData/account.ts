import { parameterError } from '../../errors';
import { isJsonObject, enteredText } from '../../responses/json';
import { readIban } from '../iban';
import {
	bbanHints,
	customerNumberHints,
	isEmpty,
	readAmount,
	readChoice,
	readCurrency,
	readCustomerNumber,
	readDate,
	readOptionalText,
	readText,
	readTexts,
	type Place,
} from './input';

/** ISO 20022, ExternalCashAccountType1Code. Tietoevry's portals show CACC, SVGS and TAXE as examples. */
export const cashAccountTypes = [
	'CACC',
	'CARD',
	'CASH',
	'CHAR',
	'CISH',
	'COMM',
	'CPAC',
	'LLSV',
	'LOAN',
	'MGLD',
	'MOMA',
	'NFCA',
	'NREX',
	'ODFT',
	'ONDP',
	'OTHR',
	'SACC',
	'SLRY',
	'SVGS',
	'TAXE',
	'TRAN',
	'TRAS',
	'VACC',
] as const;

/** The balance types of the Berlin Group in the spelling of the documented `EXPECTED`. The other spellings are assumed. */
export const balanceTypes = [
	'CLOSING_BOOKED',
	'EXPECTED',
	'FORWARD_AVAILABLE',
	'INTERIM_AVAILABLE',
	'INTERIM_BOOKED',
	'NON_INVOICED',
	'OPENING_BOOKED',
] as const;

export interface TestBalance {
	balanceType: (typeof balanceTypes)[number];
	balanceAmount: TestAmount;
}

export interface TestAmount {
	amount: number;
	currency: string;
}

/** The request body in the bank's spelling. */
export interface TestAccount {
	/** The owner. */
	customerNumber: string;
	accountName: string;
	bban: string;
	iban: string;
	currency: string;
	product?: string;
	cashAccountType: (typeof cashAccountTypes)[number];
	creditLine?: number;
	balances: TestBalance[];
}

/** An account as it is entered: without `bban`, it is taken from the IBAN. */
export type TestAccountInput = Omit<TestAccount, 'bban'> & { bban?: string };

/** Checks an entered account. @throws ConfigurationError that names the field */
export function readAccountInput(input: TestAccountInput): TestAccount {
	const currency = readCurrency(input.currency, { subject: 'The currency', key: 'currency' });
	const product = readOptionalText(input.product, { subject: 'The product', key: 'product' });
	return {
		customerNumber: readCustomerNumber(input.customerNumber, {
			subject: 'The owner',
			key: 'customerNumber',
		}),
		accountName: readText(input.accountName, { subject: 'The name', key: 'accountName' }),
		...readNumbers(input),
		currency,
		...(product !== undefined && { product }),
		cashAccountType: readChoice(input.cashAccountType, cashAccountTypes, {
			subject: 'The account type',
			key: 'cashAccountType',
		}),
		...(input.creditLine !== undefined && {
			creditLine: readAmount(input.creditLine, { subject: 'The credit line', key: 'creditLine' }),
		}),
		balances: readBalances(input.balances),
	};
}

/** Returns a sentence for each number that cannot be Norwegian. */
export const accountHints = ({ customerNumber, iban }: TestAccount): string[] => [
	...customerNumberHints(customerNumber, 'The owner'),
	...bbanHints(iban, 'The account'),
];

/** A Norwegian IBAN is country code, check digits and BBAN. */
function readNumbers({ bban, ...input }: TestAccountInput): { bban: string; iban: string } {
	const iban = readIban(input.iban, { subject: 'The account', key: 'iban' });
	const own = iban.slice(4);
	const entered = enteredText(bban ?? '').replace(/[\s.]+/g, '');
	if (entered === '' || entered === own) return { bban: own, iban };
	throw parameterError(
		`The BBAN "${entered}" does not match the IBAN, which contains "${own}".`,
		'bban',
	);
}

/** @throws ConfigurationError that names the balance and the problem */
export function readBalances(balances: unknown): TestBalance[] {
	if (balances !== undefined && !Array.isArray(balances)) {
		throw parameterError('The balances must be a list.', 'balances');
	}
	return ((balances ?? []) as TestBalance[]).map((balance, index) => {
		const at = `Balance ${index + 1}:`;
		const key = 'balances';
		return {
			balanceType: readChoice(balance?.balanceType, balanceTypes, {
				subject: `${at} the type`,
				key,
			}),
			balanceAmount: readMoney(balance.balanceAmount, { subject: at, key }),
		};
	});
}

/** Returns an amount with its currency. @throws ConfigurationError */
export const readMoney = (money: TestAmount | undefined, { subject, key }: Place): TestAmount => ({
	amount: readAmount(money?.amount, { subject: `${subject} the amount`, key }),
	currency: readCurrency(money?.currency, { subject: `${subject} the currency`, key }),
});

/** Members that are texts. */
const texts = [
	'remittanceInformationUnstructured',
	'creditorId',
	'creditorName',
	'ultimateCreditor',
	'debtorName',
	'ultimateDebtor',
	'purposeCode',
	'bankTransactionCode',
] as const;

/** Numbers of an account; both if the IBAN is known. */
interface AccountNumbers {
	iban?: string;
	bban?: string;
}

/** One transaction of the request body, in the bank's spelling. */
export interface TestTransaction extends Partial<Record<(typeof texts)[number], string>> {
	amount: number;
	currency: string;
	/** Absent: the embedded bank keeps the transaction pending. */
	bookingDate?: string;
	valueDate: string;
	creditorAccount?: AccountNumbers;
	debtorAccount?: AccountNumbers;
}

/**
 * Checks entered transactions. Tietoevry's portals: "dates in the past", and the booking date not after the value date.
 *
 * @param today `YYYY-MM-DD`
 * @throws ConfigurationError that names the transaction and the problem
 */
export function readTransactionsInput(input: unknown, today: string): TestTransaction[] {
	if (!Array.isArray(input) || input.length === 0) {
		throw parameterError('There are no transactions. Add at least one.', 'transactions');
	}
	return input.map((transaction, index) =>
		readTransaction(Object(transaction) as TestTransaction, {
			at: (member) => ({ subject: `Transaction ${index + 1}: ${member}`, key: 'transactions' }),
			today,
		}),
	);
}

interface Surroundings {
	at: (member: string) => Place;
	today: string;
}

function readTransaction(input: TestTransaction, { at, today }: Surroundings): TestTransaction {
	const valueDate = readDate(input.valueDate, at('the value date'));
	const bookingDate = isEmpty(input.bookingDate)
		? undefined
		: readDate(input.bookingDate, at('the booking date'));
	if (valueDate > today) throw problem(at('the value date'), `"${valueDate}" is in the future.`);
	if (bookingDate !== undefined && bookingDate > valueDate) {
		throw problem(at('the booking date'), `"${bookingDate}" is after the value date.`);
	}
	return {
		amount: readAmount(input.amount, at('the amount')),
		currency: readCurrency(input.currency, at('the currency')),
		...(bookingDate !== undefined && { bookingDate }),
		valueDate,
		...readTexts(input, texts, at),
		...present([
			['creditorAccount', readAccount(input.creditorAccount, at('the creditor account'))],
			['debtorAccount', readAccount(input.debtorAccount, at('the debtor account'))],
		]),
	};
}

function readAccount(
	account: AccountNumbers | undefined,
	place: Place,
): AccountNumbers | undefined {
	if (isEmpty(account)) return undefined;
	if (!isJsonObject(account)) throw problem(place, 'is not an object with an IBAN or a BBAN.');
	const { iban, bban } = account;
	if (isEmpty(iban)) return isEmpty(bban) ? undefined : { bban: readText(bban, place) };
	const own = readIban(iban, place);
	return { iban: own, bban: own.slice(4) };
}

const present = (entries: Array<[string, unknown]>): object =>
	Object.fromEntries(entries.filter(([, value]) => value !== undefined));

const problem = ({ subject, key }: Place, text: string) =>
	parameterError(`${subject} ${text}`, key);
