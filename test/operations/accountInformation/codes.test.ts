import { readFileSync } from 'node:fs';

import {
	codeTables,
	wordFor,
	type CodeTable,
} from '../../../lib/operations/accountInformation/codes';

const page = ['docs/account-data.md', 'docs/payments.md']
	.map((path) => readFileSync(path, 'utf8').replace(/\s+/g, ' '))
	.join(' ');

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

	it.each(rows)('is documented: %s %s %s', (_, word, code) => {
		expect(page).toContain(`${word} ${code || '–'}`);
	});

	it.each(['', 'XXXX', 'constructor', 'UK.OBIE.Unknown'])('does not change "%s"', (code) => {
		expect(wordFor('balanceType', code)).toBe(code);
	});
});
