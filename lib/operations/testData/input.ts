import { parameterError, type ConfigurationError } from '../../errors';
import { enteredText } from '../../responses/json';

/** Where an entered value is: the subject of an error message, such as "The owner", and the key of the field. */
export interface Place {
	subject: string;
	key: string;
}

/** @throws ConfigurationError unless the value is a text with characters */
export function readText(value: unknown, place: Place): string {
	if (typeof value === 'string' && value.trim() !== '') return value;
	throw invalid(place, 'is empty, or is not text.');
}

/** Returns the number of a customer without spaces. @throws ConfigurationError unless the value is a text with characters */
export const readCustomerNumber = (value: unknown, place: Place): string =>
	readText(value, place).replace(/\s+/g, '');

/** Returns undefined for an empty field. */
export function readOptionalText(value: unknown, place: Place): string | undefined {
	return value === undefined || value === '' ? undefined : readText(value, place);
}

/** Returns whether a member has no value: JSON and forms have several ways to say so. */
export const isEmpty = (value: unknown): boolean =>
	value === undefined || value === null || value === '';

/** Returns those of the named texts that are not empty. */
export const readTexts = <Name extends string>(
	input: Partial<Record<Name, unknown>>,
	names: readonly Name[],
	at: (name: Name) => Place,
): Partial<Record<Name, string>> =>
	Object.fromEntries(
		names
			.filter((name) => !isEmpty(input[name]))
			.map((name) => [name, readText(input[name], at(name))]),
	) as Partial<Record<Name, string>>;

/** Returns a currency code (ISO 4217). */
export function readCurrency(value: unknown, place: Place): string {
	const code = enteredText(value ?? '')
		.trim()
		.toUpperCase();
	if (/^[A-Z]{3}$/.test(code)) return code;
	throw invalid(place, `"${code}" is not a currency code of three letters, such as NOK.`);
}

/** Returns an amount as a number with at most two decimals. */
export function readAmount(value: unknown, place: Place): number {
	const isAmount = typeof value === 'number' && Number(value.toFixed(2)) === value;
	if (isAmount) return value;
	throw invalid(place, `"${enteredText(value)}" is not a number with at most two decimals.`);
}

/** Returns one of several texts. */
export function readChoice<Choice extends string>(
	value: unknown,
	choices: readonly Choice[],
	place: Place,
): Choice {
	if (choices.includes(value as Choice)) return value as Choice;
	throw invalid(place, `"${enteredText(value)}" is not one of ${choices.join(', ')}.`);
}

/** Returns a calendar date `YYYY-MM-DD`; a time after it is cut off. */
export function readDate(value: unknown, place: Place): string {
	const text = enteredText(value ?? '').trim();
	const [date = ''] = /^\d{4}-\d{2}-\d{2}(?=$|T)/.exec(text) ?? [];
	const parsed = new Date(`${date}T00:00:00Z`);
	if (!Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date)) return date;
	throw invalid(place, `"${text}" is not a date of the form YYYY-MM-DD.`);
}

/** Returns a sentence if a customer number cannot be Norwegian. Sandboxes accept invented numbers, so it is no error. */
export function customerNumberHints(number: string, subject: string): string[] {
	const problem = customerNumberProblem(number);
	return problem === undefined
		? []
		: [
				`${subject} "${number}" is not a valid Norwegian number: ${problem}. A sandbox may accept it.`,
			];
}

/** Returns a sentence if the national account number in a Norwegian IBAN has a wrong check digit. */
export function bbanHints(iban: string, subject: string): string[] {
	const bban = iban.slice(4);
	if (!iban.startsWith('NO') || hasBbanCheckDigit(bban)) return [];
	return [
		`${subject}: the check digit of the account number "${bban}" is wrong. A sandbox may accept it.`,
	];
}

const invalid = ({ subject, key }: Place, problem: string): ConfigurationError =>
	parameterError(`${subject} ${problem}`, key);

/**
 * Returns what is wrong with a customer number: a birth number, D-number, or organisation number. Undefined: nothing.
 *
 * Sources: Skatteetaten for birth and D-numbers, Brønnøysundregistrene for organisation numbers. Test persons have 40 (Nav) or 80
 * (Skatteetaten's Tenor) added to the month.
 */
export function customerNumberProblem(number: string): string | undefined {
	if (/^\d{11}$/.test(number)) {
		if (!hasBirthDate(number)) return 'its first six digits are not a date of birth';
		return hasPersonalCheckDigits(number) ? undefined : 'its check digits are wrong';
	}
	if (/^\d{9}$/.test(number)) {
		return checkDigit(number.slice(0, 8), [3, 2, 7, 6, 5, 4, 3, 2]) === number.at(-1)
			? undefined
			: 'its check digit is wrong';
	}
	return 'a birth number has 11 digits, an organisation number 9';
}

/** Returns whether the last digit of a Norwegian account number (11 digits) is its check digit. */
export const hasBbanCheckDigit = (bban: string): boolean =>
	/^\d{11}$/.test(bban) &&
	checkDigit(bban.slice(0, 10), [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) === bban.at(-1);

function hasPersonalCheckDigits(number: string): boolean {
	const first = checkDigit(number.slice(0, 9), [3, 7, 6, 1, 8, 9, 4, 5, 2]);
	const second = checkDigit(number.slice(0, 10), [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
	return first === number[9] && second === number[10];
}

/** Returns the check digit of modulus 11; undefined when the digits cannot have one. */
function checkDigit(digits: string, weights: number[]): string | undefined {
	const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
	const digit = (11 - (sum % 11)) % 11;
	return digit === 10 ? undefined : String(digit);
}

function hasBirthDate(number: string): boolean {
	const [day, month] = [Number(number.slice(0, 2)), Number(number.slice(2, 4))];
	// A D-number has 40 added to the day.
	const dayOfMonth = day > 40 ? day - 40 : day;
	const monthOfYear = month > 80 ? month - 80 : month > 40 ? month - 40 : month;
	const days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][monthOfYear - 1];
	return days !== undefined && dayOfMonth >= 1 && dayOfMonth <= days;
}
