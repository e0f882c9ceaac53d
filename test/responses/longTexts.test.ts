import { parameterError } from '../../lib/errors';
import { simplify } from '../../lib/operations/accountInformation/simplify';
import { dateOf, readBankDate } from '../../lib/calendar';
import { bankError } from '../../lib/responses/body';
import { readErrors } from '../../lib/responses/errorBody';
import { parseExactJson } from '../../lib/responses/json';
import { redact } from '../../lib/transport/redact';

/*
 * Texts that are far longer than any bank's. Work that grows with the square of their length would take minutes, and end
 * these tests by their timeout.
 */

const million = 1_000_000;

const texts: Array<[string, string]> = [
	['backslashes', '\\'.repeat(million)],
	['tabs', '\t'.repeat(million)],
	['open angle brackets', '<'.repeat(million)],
	['ampersands', '&'.repeat(million)],
	['percent signs', '%25'.repeat(million)],
	['escapes of escapes', '\\\\u005c'.repeat(million)],
	['names of secrets', 'client_secret='.repeat(million)],
	['starts of tokens', 'eyJ'.repeat(million)],
	['starts of keys', '-----BEGIN '.repeat(100_000)],
];

it('A long text between quotes is shortened in each error, and the rest of the message stays', () => {
	const { message } = parameterError(
		`The day "${'x'.repeat(million)}" is not a date. Enter "1".`,
		'a',
	);
	expect(message).toBe(`The day "${'x'.repeat(500)}…" is not a date. Enter "1".`);
});

describe('A long text of the bank (F-15)', () => {
	it.each(texts)('of %s is quoted with at most 500 characters', (_, text) => {
		expect(redact(text).length).toBeLessThanOrEqual(501);
	});

	it.each(texts)('of %s, forty times, makes a short error', (_, text) => {
		const part = text.slice(0, 50_000);
		const tppMessages = Array.from({ length: 40 }, () => ({ code: part, text: part }));
		const body = Buffer.from(JSON.stringify({ tppMessages }));
		const { message, details } = bankError(
			{ status: 400, headers: {}, body, interactionId: 'id-1' },
			'testing',
		);
		expect(readErrors(body).messages.length).toBeLessThanOrEqual(20);
		expect(message.length + JSON.stringify(details).length).toBeLessThan(100_000);
	});
});

describe('An amount of a million digits (F-15)', () => {
	const digits = '7'.repeat(million);

	it('is a text only, because no number is that large', () => {
		const Amount = { Amount: digits, Currency: 'GBP' };
		expect(simplify('transactions', { CreditDebitIndicator: 'Debit', Amount })).toEqual({
			amountText: `-${digits}`,
			currency: 'GBP',
		});
	});

	it('keeps its digits where the bank sends a number', () => {
		expect(parseExactJson(Buffer.from(`{"Amount":${digits}}`))).toEqual({ Amount: digits });
	});
});

it.each<[string, string, string | undefined]>([
	['zeros', `2026-01-31T10:00:00.${'0'.repeat(10 * million)}`, undefined],
	['spaces', `${' '.repeat(10 * million)}2026-01-31`, '2026-01-31'],
	['dashes', `2026-01-31${'-'.repeat(10 * million)}`, undefined],
])('A date with ten million %s is read or refused (F-15)', (_, text, day) => {
	const date = readBankDate(text);
	expect(date && dateOf(date.day)).toBe(day);
});
