import { parameterError } from '../../errors';
import { isJsonObject } from '../../responses/json';
import {
	isEmpty,
	readAmount,
	readCurrency,
	readDate,
	readIban,
	readText,
	readTexts,
	type Place,
} from './input';

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
