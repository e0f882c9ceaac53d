import { shorten } from '../errors';

/** Levels. The standards have about 10. Thousands break `JSON.stringify`, here and in n8n. */
const maxJsonDepth = 200;

/**
 * Parses a JSON text. Ignores a byte order mark.
 *
 * @param isStrict reject bytes that are not UTF-8 instead of replacing them
 * @returns undefined when the body is not JSON, or nested too deeply
 */
export const parseJson = (body: Buffer, { isStrict = false } = {}): unknown =>
	scan(body).isTooDeep ? undefined : parse(body, isStrict);

function parse(body: Buffer, isStrict: boolean): unknown {
	try {
		return JSON.parse(new TextDecoder('utf-8', { fatal: isStrict }).decode(body));
	} catch {
		return undefined;
	}
}

interface Scan {
	isTooDeep: boolean;
	/** A number has an exponent, or 16 characters or more. */
	hasLongNumber: boolean;
}

/** Counts the brackets and the digits outside texts. */
function scan(body: Buffer): Scan {
	let depth = 0;
	let digits = 0;
	let hasLongNumber = false;
	let isText = false;
	for (let at = 0; at < body.length; at++) {
		const octet = body[at]!;
		if (octet === 0x22 /* " */) isText = !isText;
		if (octet === 0x5c /* backslash */ && isText) at++;
		if (octet === 0x22 || isText) continue;
		if ((octet >= 0x30 && octet <= 0x39) || octet === 0x2e /* . */) {
			if (++digits > safeDigits) hasLongNumber = true;
			continue;
		}
		if (digits > 0 && (octet === 0x65 || octet === 0x45) /* e, E */) hasLongNumber = true;
		digits = 0;
		if (octet === 0x7d /* } */ || octet === 0x5d /* ] */) depth--;
		if (octet !== 0x7b /* { */ && octet !== 0x5b /* [ */) continue;
		if (++depth > maxJsonDepth) return { isTooDeep: true, hasLongNumber };
	}
	return { isTooDeep: false, hasLongNumber };
}

/** Returns a value of JSON as text. `String` alone fails for an object with a member `toString`, which a bank may send. */
export const jsonText = (value: unknown): string =>
	typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);

/**
 * Returns an entered value as text of at most 500 characters, which may be checked and shown in an error. A date is returned in
 * ISO 8601. Of any other object, only the kind is returned: the object may be a whole item with tokens.
 */
export function enteredText(value: unknown): string {
	if (Object(value) !== value) return shorten(String(value));
	return Array.isArray(value) ? '[list]' : shorten(dateText(value as object) ?? '[object]');
}

/** Reads a DateTime of n8n, such as `$now`, or a Date. Returns undefined for any other object. */
function dateText(value: object): string | undefined {
	const { toISO, toISOString } = value as Partial<Record<string, unknown>>;
	const toText = typeof toISO === 'function' ? toISO : toISOString;
	if (typeof toText !== 'function') return undefined;
	try {
		return String(toText.call(value) ?? 'Invalid Date');
	} catch {
		return 'Invalid Date';
	}
}

/** Returns whether the value is a text that is not empty. */
export const isNonEmptyText = (value: unknown): value is string =>
	typeof value === 'string' && value !== '';

/** Returns a text that is not empty, and undefined for any other value. */
export const nonEmptyText = (value: unknown): string | undefined =>
	isNonEmptyText(value) ? value : undefined;

/** Returns whether the value is a JSON object, not a list. */
export const isJsonObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Parses a JSON text without losing digits. JavaScript numbers have about 15 significant digits (IEEE 754 binary64). A
 * number that would change becomes a text with the digits that were sent.
 *
 * @returns undefined when the body is not JSON in UTF-8
 */
export function parseExactJson(body: Buffer): unknown {
	const { isTooDeep, hasLongNumber } = scan(body);
	const json = isTooDeep ? undefined : parse(body, true);
	if (json === undefined || !hasLongNumber) return json;
	const text = new TextDecoder().decode(body);
	const numbers = findInexactNumbers(text);
	return numbers.length === 0 ? json : JSON.parse(quoteNumbers(text, numbers));
}

interface NumberToken {
	token: string;
	/** Position in the text. */
	start: number;
	end: number;
}

/** Finds the numbers that would change. Blanks hide texts, and escapes within them, without moving the numbers. */
function findInexactNumbers(text: string): NumberToken[] {
	const outsideTexts = text
		.replace(/\\./g, '  ')
		.replace(/"[^"]*"/g, (quoted) => ' '.repeat(quoted.length));
	return [...outsideTexts.matchAll(/-?\d[\d.]*(?:[eE][-+]?\d+)?/g)]
		.filter(([token]) => !isExact(token))
		.map(({ 0: token, index }) => ({ token, start: index, end: index + token.length }));
}

/** Decimal digits that every double keeps (DBL_DIG in C). */
const safeDigits = 15;

/** Returns whether a number keeps its value, and an integer its digits, as a JavaScript number. */
function isExact(token: string): boolean {
	if (String(Number(token)) === token) return true;
	const [mantissa = '', exponent = '0'] = token.split(/[eE]/);
	return mantissa.replace(/\D/g, '').length <= safeDigits && Math.abs(Number(exponent)) < 200;
}

function quoteNumbers(text: string, numbers: NumberToken[]): string {
	const parts = numbers.map(
		({ token, start }, index) => `${text.slice(numbers[index - 1]?.end ?? 0, start)}"${token}"`,
	);
	return `${parts.join('')}${text.slice(numbers.at(-1)?.end)}`;
}
