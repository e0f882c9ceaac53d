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
