import { parameterError } from '../../errors';
import {
	bbanHints,
	customerNumberHints,
	readAmount,
	readChoice,
	readCurrency,
	readCustomerNumber,
	readIban,
	readOptionalText,
	readText,
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
	const entered = String(bban ?? '').replace(/[\s.]+/g, '');
	if (entered === '' || entered === own) return { bban: own, iban };
	throw parameterError(
		`The BBAN "${entered}" is not the one of the IBAN, which is "${own}".`,
		'bban',
	);
}

/** @throws ConfigurationError that names the balance and the problem */
export function readBalances(balances: unknown): TestBalance[] {
	if (balances !== undefined && !Array.isArray(balances)) {
		throw parameterError('The balances are not a list.', 'balances');
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
