import { isCalendarDate, readDateParts } from '../../calendar';
import { InvalidResponseError, type ErrorDetails } from '../../errors';
import type { JsonObject } from '../../responses/body';
import { isJsonObject } from '../../responses/json';
import { redact } from '../../transport/redact';
import { wordFor, type CodeTable } from './codes';

/*
 * Read members of the bank's objects for simplified rows. A member that is absent, null or empty is undefined. Each function
 * throws an InvalidResponseError for a value of another form, so that a row never contains something unexpected.
 */

/** Returns a member of a value; undefined when the value is not an object. */
export const member = (object: unknown, name: string): unknown =>
	typeof object === 'object' && object !== null ? (object as JsonObject)[name] : undefined;

/** Returns a link, which is a text in OBIE, and an object with `href` in the standard of the Berlin Group and in HAL. */
export const linkOf = (link: unknown): unknown => (isJsonObject(link) ? link.href : link);

/** Returns a text. A number or a boolean becomes a text. */
export function text(object: unknown, name: string): string | undefined {
	const value = member(object, name) ?? undefined;
	if (value === undefined || value === '') return undefined;
	if (typeof value !== 'object') return String(value);
	throw invalid(name, value, 'a text');
}

/** Returns a text, a number or a boolean unchanged. */
export function scalar(object: unknown, name: string): unknown {
	const value = member(object, name) ?? undefined;
	if (typeof value !== 'object') return value === '' ? undefined : value;
	throw invalid(name, value, 'a text or a number');
}

/** Returns the word for a code of either version of the standard. */
export function code(object: unknown, name: string, table: CodeTable): string | undefined {
	const value = text(object, name);
	return value === undefined ? undefined : wordFor(table, value);
}

/** Returns the texts of a list as one text. */
export function joined(object: unknown, name: string, separator: string): string | undefined {
	const value = member(object, name) ?? undefined;
	if (!Array.isArray(value)) return text(object, name);
	if (value.some((one) => typeof one === 'object' && one !== null)) {
		throw invalid(name, value, 'a list of texts');
	}
	return text({ [name]: value.join(separator) }, name);
}

/** Returns the first object of a list. */
export function first(object: unknown, name: string): unknown {
	const value = member(object, name);
	return Array.isArray(value) ? value[0] : undefined;
}

/**
 * Returns a date, or a date and time, as ISO 8601: `2026-01-31`, `2026-01-31T10:00:00+01:00`. The time zone stays the bank's;
 * a time without one has none. Banks also write a space instead of the T, a time zone without colon, and long fractions.
 */
export function date(object: unknown, name: string): string | undefined {
	const value = text(object, name);
	if (value === undefined || isCommonDateTime(value)) return value;
	const { date: day, clock, zone = '' } = readDateParts(value) ?? { date: '' };
	if (!isCalendarDate(day)) throw invalid(name, value, 'a date and time');
	if (clock === undefined) return day;
	const iso = `${day}T${clock}${zone}`;
	if (!Number.isNaN(Date.parse(iso))) return iso;
	throw invalid(name, value, 'a date and time');
}

/** Most dates need no change: they have the form of ISO 8601, and a day that every month has. */
const isCommonDateTime = (value: string): boolean =>
	commonDateTime.test(value) && !Number.isNaN(Date.parse(value));

const commonDateTime =
	/^\d{4}-\d\d-(?:[01][1-9]|10|2[0-8])T\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Returns `amount` as a number, `currency`, and `amountText` with the digits that the bank sent. With a prefix such as
 * `fee`: `feeAmount`, `feeCurrency` and `feeAmountText`.
 *
 * @param amount an amount of the standard: `{ Amount, Currency }`
 * @param sign replaces the sign that the bank sent
 */
export function money(amount: unknown, prefix = '', sign?: '-' | ''): JsonObject {
	const digits = decimal(amount, 'Amount');
	// Zero has no sign: in the standard it is always a credit.
	const given = Number(digits) === 0 ? '' : sign;
	const signed = given === undefined ? digits : digits?.replace(/^-?/, given);
	return {
		[withPrefix(prefix, 'amount')]: signed === undefined ? undefined : finite(Number(signed)),
		[withPrefix(prefix, 'currency')]: text(amount, 'Currency'),
		[withPrefix(prefix, 'amountText')]: signed,
	};
}

/** More digits than a number can have: the text still has them. */
const finite = (number: number) => (Number.isFinite(number) ? number : undefined);

/** Returns the same for `{ Amount, CreditDebitIndicator }`. The indicator decides, because some banks also send a sign. */
export const signedMoney = (entry: unknown, prefix = ''): JsonObject =>
	money(member(entry, 'Amount'), prefix, signOf(entry));

function signOf(entry: unknown): '-' | '' | undefined {
	const debit = isDebit(entry);
	if (debit === undefined) return undefined;
	return debit ? '-' : '';
}

/** Returns whether the entry takes money from the account. Undefined: the bank does not say, or in words of its own. */
export function isDebit(entry: unknown): boolean | undefined {
	const indicator = text(entry, 'CreditDebitIndicator');
	return indicator === undefined ? undefined : debitIndicators.get(indicator.toLowerCase());
}

/** The words of OBIE, and the codes of ISO 20022, which v4.0 has for most other members. */
const debitIndicators = new Map([
	['debit', true],
	['dbit', true],
	['credit', false],
	['crdt', false],
]);

/** Returns a decimal number as a text without a plus sign. */
function decimal(object: unknown, name: string): string | undefined {
	const value = member(object, name) ?? undefined;
	if (value === undefined) return undefined;
	const [, sign = '', digits] =
		(typeof value === 'object' ? null : decimalNumber.exec(String(value).trim())) ?? [];
	if (digits !== undefined) return `${sign.replace('+', '')}${digits}`;
	throw invalid(name, value, 'a decimal number');
}

const decimalNumber = /^([-+]?)(\d+(?:\.\d+)?)$/;

/** Returns the identification of an account or a payee by its scheme. */
export const identification = (account: unknown): JsonObject => ({
	name: text(account, 'Name'),
	identification: text(account, 'Identification'),
	scheme: text(account, 'SchemeName'),
});

/** Returns the credit lines of a balance, and whether its amount includes one of them. */
export function creditLines({ CreditLine }: JsonObject): JsonObject {
	if (!Array.isArray(CreditLine) || CreditLine.length === 0) return {};
	return {
		includesCreditLine: CreditLine.some((line) => member(line, 'Included') === true),
		creditLines: CreditLine.map((line: unknown) =>
			withoutUndefined({
				...money(member(line, 'Amount')),
				type: text(line, 'Type'),
				included: scalar(line, 'Included'),
			}),
		),
	};
}

/** Returns a postal address. Its address lines become one text. */
export const address = (value: unknown): JsonObject => ({
	addressLines: joined(value, 'AddressLine', ', '),
	street: text(value, 'StreetName'),
	buildingNumber: text(value, 'BuildingNumber'),
	postCode: text(value, 'PostCode'),
	town: text(value, 'TownName'),
	country: text(value, 'Country'),
});

/** Returns the object without undefined members. */
export function withoutUndefined(object: JsonObject): JsonObject {
	const defined: JsonObject = {};
	for (const name of Object.keys(object)) {
		if (object[name] !== undefined) defined[name] = object[name];
	}
	return defined;
}

/** An invalid member. At a bank of another standard than OBIE, its value leads to the bank's own name. */
export class InvalidMember extends InvalidResponseError {
	constructor(
		message: string,
		details?: ErrorDetails,
		readonly member?: { name: string; value: unknown },
	) {
		super(message, details);
	}
}

const invalid = (name: string, value: unknown, expected: string): InvalidMember =>
	new InvalidMember(`${name} is ${describe(value)}, which is not ${expected}.`, undefined, {
		name,
		value,
	});

function describe(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	return typeof value === 'object' ? 'an object' : `"${redact(String(value))}"`;
}

const withPrefix = (prefix: string, name: string): string =>
	prefix ? `${prefix}${name.charAt(0).toUpperCase()}${name.slice(1)}` : name;

/**
 * Returns how often payments are made: `frequency` and, where the bank says so, `pointInTime` within the period, `interval`
 * (every so many periods) and `countPerPeriod`. Direct debits of v3.1 have one word, standing orders of v3.1 a pattern, and
 * v4.0 has an object below the mandate.
 */
export function frequency(order: JsonObject): JsonObject {
	const mandate = member(order.MandateRelatedInformation, 'Frequency');
	const type = text(order, 'Frequency') ?? text(mandate, 'Type');
	if (type === undefined) return {};
	const [name = '', first = '', second] = type.split(':');
	// Not a member that every object has, such as `constructor`.
	const pattern = Object.hasOwn(patterns, name) ? patterns[name] : undefined;
	return {
		...(pattern?.(first, second) ?? { frequency: wordFor('frequency', type) }),
		...(mandate !== undefined && {
			countPerPeriod: scalar(mandate, 'CountPerPeriod'),
			pointInTime: text(mandate, 'PointInTime'),
		}),
	};
}

/** v3.1, standing orders: `Frequency`. */
const patterns: Record<string, (first: string, second?: string) => JsonObject> = {
	EvryDay: () => ({ frequency: 'Daily' }),
	EvryWorkgDay: () => ({ frequency: 'WorkingDay' }),
	IntrvlDay: (days) => every(days, 'Daily', { 1: 'Daily' }),
	IntrvlWkDay: (weeks, pointInTime) => ({ ...every(weeks, 'Weekly', byWeeks), pointInTime }),
	WkInMnthDay: (week, day) => ({ frequency: 'Monthly', weekInMonth: week, pointInTime: day }),
	IntrvlMnthDay: (months, pointInTime) => ({ ...every(months, 'Monthly', byMonths), pointInTime }),
	QtrDay: (pointInTime) => ({ frequency: 'Quarterly', pointInTime }),
};

const byWeeks: Record<number, string> = { 1: 'Weekly', 2: 'Fortnightly', 4: 'FourWeekly' };
const byMonths: Record<number, string> = {
	1: 'Monthly',
	2: 'TwoMonthly',
	3: 'Quarterly',
	4: 'FourMonthly',
	5: 'FiveMonthly',
	6: 'HalfYearly',
	12: 'Annual',
};

/** Returns the word for a number of periods; without a word, the period and the number. */
function every(count: string, period: string, words: Record<number, string>): JsonObject {
	const word = words[Number(count)];
	return word ? { frequency: word } : { frequency: period, interval: Number(count) };
}
