import { readFileSync } from 'node:fs';

import {
	codeTables,
	wordFor,
	type CodeTable,
} from '../../../lib/operations/accountInformation/codes';

/** The sections of the page by their headings, without the first part. */
const sections = new Map(
	readFileSync('docs/codes.md', 'utf8')
		.split(/^## /m)
		.slice(1)
		.map((section) => {
			const [heading = ''] = section.split('\n');
			return [heading, section] as const;
		}),
);

const headings: Record<CodeTable, string> = {
	accountType: 'Accounts: `type`',
	balanceType: 'Balances: `type`',
	transactionStatus: 'Transactions: `status`',
	mandateStatus: 'Direct debits and standing orders: `status`',
	frequency: 'Direct debits and standing orders: `frequency`',
	consentStatus: 'Consents to account data and funds: `status`',
	paymentConsentStatus: 'Payment consents: `status`',
	paymentStatus: 'Payments: `status`',
};

/** The rows of word and code in the section of a table. */
const documentedCodes = (table: CodeTable) =>
	[...(sections.get(headings[table]) ?? '').matchAll(/^\| (\w+) +\| (\w{4}|–) +\|$/gm)]
		.map(([, word, code]) => [word, code])
		.filter(([word]) => word !== 'Word');

/** OBIE Read/Write v4.0, OpenAPI file of account information: the enumerations. */
const enumerations: Array<[CodeTable, string]> = [
	[
		'accountType',
		'CACC CARD CASH CHAR CISH COMM CPAC LLSV LOAN MGLD MOMA NREX ODFT ONDP OTHR SACC SLRY SVGS TAXE TRAN TRAS VACC NFCA MORT WALT',
	],
	['balanceType', 'CLAV CLBD FWAV INFO ITAV ITBD OPAV OPBD PRCD XPCD'],
	['transactionStatus', 'BOOK FUTR INFO PDNG RJCT'],
	['mandateStatus', 'ACTV CANC EXPI SUSP'],
	['frequency', 'ADHO YEAR DAIL FRTN INDA MNTH QURT MIAN WEEK WODL FOWK TWMH FOMH FIMH ALMH NONE'],
	['consentStatus', 'AWAU RJCT AUTH EXPD CANC'],
];

/** The same of v3.1. */
const words: Array<[CodeTable, string]> = [
	[
		'accountType',
		'ChargeCard CreditCard CurrentAccount EMoney Loan Mortgage PrePaidCard Savings Wallet',
	],
	[
		'balanceType',
		'ClosingAvailable ClosingBooked ClosingCleared Expected ForwardAvailable Information InterimAvailable InterimBooked InterimCleared OpeningAvailable OpeningBooked OpeningCleared PreviouslyClosedBooked',
	],
	['transactionStatus', 'Booked Pending Rejected'],
	['mandateStatus', 'Active Inactive'],
	['consentStatus', 'Authorised AwaitingAuthorisation Rejected Revoked'],
];

describe('wordFor', () => {
	const rows = Object.entries(codeTables).flatMap(([table, byWord]) =>
		Object.entries(byWord).map(([word, code]) => [table as CodeTable, word, code] as const),
	);

	it.each(rows)('returns one word for both versions: %s %s %s (T-14)', (table, word, code) => {
		expect(wordFor(table, word)).toBe(word);
		expect(wordFor(table, code || word)).toBe(word);
		expect(wordFor(table, word.toUpperCase())).toBe(word);
	});

	it.each([
		['balanceType', 'ITBD', 'InterimBooked'],
		['accountType', 'CACC', 'CurrentAccount'],
		['transactionStatus', 'BOOK', 'Booked'],
		['consentStatus', 'AWAU', 'AwaitingAuthorisation'],
		['mandateStatus', 'ACTV', 'Active'],
		['frequency', 'UK.OBIE.Monthly', 'Monthly'],
	] as const)('returns for %s %s the word %s (T-14)', (table, code, word) => {
		expect(wordFor(table, code)).toBe(word);
	});

	it.each(enumerations)('has a word for every code of v4.0: %s (T-14)', (table, list) => {
		const codes = list.split(' ');
		const known = codes.map((code) => wordFor(table, code));
		expect(known).toHaveLength(new Set(known).size);
		expect(known.filter((word, index) => word === codes[index])).toEqual([]);
		const documented = Object.values(codeTables[table]).filter((code) => code !== '');
		expect(documented.sort()).toEqual(codes.sort());
	});

	it.each(words)('keeps the words of v3.1: %s (T-14)', (table, list) => {
		const given = list.split(' ');
		expect(given.map((word) => wordFor(table, word))).toEqual(given);
		expect(given.filter((word) => !Object.hasOwn(codeTables[table], word))).toEqual([]);
	});

	it.each(Object.entries(codeTables))('is documented, and nothing else is: %s', (table, byWord) => {
		expect(documentedCodes(table as CodeTable)).toEqual(
			Object.entries(byWord).map(([word, code]) => [word, code || '–']),
		);
	});

	it.each(['', 'XXXX', 'constructor', 'UK.OBIE.Unknown'])('does not change "%s"', (code) => {
		expect(wordFor('balanceType', code)).toBe(code);
	});
});
