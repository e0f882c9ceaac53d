import type { JsonObject } from '../../responses/body';
import { wordFor } from './codes';
import { member, scalar, text } from './members';

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
