import { customerNumberProblem, hasBbanCheckDigit } from '../../../lib/operations/testData/input';

describe('customerNumberProblem', () => {
	it.each([
		['the documented test persons', '13039319955'],
		['…', '12085592767'],
		['…', '18129215603'],
		['…', '20079518612'],
		['a D-number', withCheckDigits('530393199')],
		['a test person of Nav, month plus 40', withCheckDigits('134393197')],
		['a test person of Tenor, month plus 80', withCheckDigits('138393199')],
		['an organisation number', '310000019'],
		['the organisation number of Brønnøysundregistrene', '974760673'],
	])('accepts %s: %s', (_, number) => {
		expect(customerNumberProblem(number)).toBeUndefined();
	});

	it.each([
		['13039319956', 'its check digits are wrong'],
		['13039319945', 'its check digits are wrong'],
		['32039319955', 'its first six digits are not a date of birth'],
		['13139319955', 'its first six digits are not a date of birth'],
		['00039319955', 'its first six digits are not a date of birth'],
		['310000018', 'its check digit is wrong'],
		['77777777', 'a birth number has 11 digits, an organisation number 9'],
		['', 'a birth number has 11 digits, an organisation number 9'],
		['1303931995a', 'a birth number has 11 digits, an organisation number 9'],
	])('says of %s: %s', (number, problem) => {
		expect(customerNumberProblem(number)).toBe(problem);
	});
});

describe('hasBbanCheckDigit', () => {
	it.each(['86011117947', '39100000079', '90491105991'])('accepts %s', (bban) => {
		expect(hasBbanCheckDigit(bban)).toBe(true);
	});

	it.each(['86011117948', '8601111794', '86011117947x', '95681425820'])('rejects %s', (bban) => {
		expect(hasBbanCheckDigit(bban)).toBe(false);
	});
});

/** The check digits by the definition: the weighted sum of all digits is divisible by 11. */
function withCheckDigits(nine: string): string {
	const sum = (number: string, weights: number[]) =>
		weights.reduce((total, weight, index) => total + weight * Number(number[index]), 0);
	for (let digits = 0; digits < 100; digits++) {
		const number = nine + String(digits).padStart(2, '0');
		const first = sum(number, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]);
		const second = sum(number, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]);
		if (first % 11 === 0 && second % 11 === 0) return number;
	}
	throw new Error(`${nine} has no check digits.`);
}
