import type { Payments } from '../../banks/profile';
import { parameterError } from '../../errors';
import { clockOffset, millisecondsPerDay } from '../../calendar';
import type { PaymentOrder } from './paymentOrder';

/* The day of a scheduled payment or of the first payment of a standing order. Days are texts such as `2027-02-26`. */

/**
 * Checks the day of a payment in the future before the bank does: after today in London and, for a scheduled payment, within
 * the bank's limits.
 *
 * @throws ConfigurationError that says why the bank would refuse the day
 */
export function assertPaymentDate(
	{ kind, date }: PaymentOrder,
	{ scheduledDates }: Payments,
	now: Date,
): void {
	if (kind === 'domesticPayment' || !date) return;
	const today = inLondon(now);
	if (date <= today) throw invalidDate(date, 'is not after today. Enter a later day.');
	if (kind !== 'domesticScheduledPayment' || !scheduledDates) return;
	const { onlyWorkingDays, maximumYears } = scheduledDates;
	if (maximumYears !== undefined && date > yearsAfter(today, maximumYears)) {
		throw invalidDate(date, `is more than ${maximumYears} years away. Enter an earlier day.`);
	}
	const reason = onlyWorkingDays && closedBecause(date);
	if (reason) throw invalidDate(date, `is ${reason}. Enter a working day.`);
}

const invalidDate = (date: string, problem: string) =>
	parameterError(`The payment date ${date} ${problem} No request was sent.`, 'paymentDate');

const inLondon = (now: Date): string =>
	new Date(now.getTime() + clockOffset('Europe/London')(now.getTime())).toISOString().slice(0, 10);

const yearsAfter = (today: string, years: number): string =>
	`${Number(today.slice(0, 4)) + years}${today.slice(4)}`;

function closedBecause(date: string): string | undefined {
	if (isWeekend(date)) return 'a Saturday or Sunday';
	return yearOf(date) <= lastAnnouncedYear && bankHolidays(yearOf(date)).has(date)
		? 'a bank holiday in England and Wales'
		: undefined;
}

/**
 * Returns a note for the operator about a day whose bank holidays are not announced yet. Undefined: there is nothing to note.
 */
export function holidayNote(
	{ kind, date }: PaymentOrder,
	{ scheduledDates }: Payments,
): string | undefined {
	const isLimited = kind === 'domesticScheduledPayment' && scheduledDates?.onlyWorkingDays;
	if (!isLimited || !date || yearOf(date) <= lastAnnouncedYear) return undefined;
	return `Bank holidays are known up to ${lastAnnouncedYear}. Whether ${date} is a bank holiday was not checked. If it is, the bank refuses the payment.`;
}

/** The last year of the government's list (gov.uk/bank-holidays). It can move a bank holiday, or add one, by proclamation. */
const lastAnnouncedYear = 2027;

/**
 * Returns the bank holidays of England and Wales: Schedule 1 of the Banking and Financial Dealings Act 1971, New Year's Day and
 * May Day by proclamation, Good Friday and Christmas Day by common law. A day at the weekend has a substitute on the next
 * working day.
 */
export function bankHolidays(year: number): ReadonlySet<string> {
	const easter = easterSunday(year);
	return new Set(
		[
			weekdaysFrom(Date.UTC(year, 0, 1), 1),
			[easter - 2 * millisecondsPerDay, easter + millisecondsPerDay],
			[firstMonday(Date.UTC(year, 4, 1)), firstMonday(Date.UTC(year, 4, 25))],
			[firstMonday(Date.UTC(year, 7, 25))],
			weekdaysFrom(Date.UTC(year, 11, 25), 2),
		]
			.flat()
			.map(dayText),
	);
}

/** Returns the first weekdays from a day on. */
function weekdaysFrom(start: number, count: number): number[] {
	const week = Array.from({ length: 7 }, (_, index) => start + index * millisecondsPerDay);
	return week.filter((time) => !isWeekend(dayText(time))).slice(0, count);
}

const firstMonday = (start: number): number =>
	start + ((8 - new Date(start).getUTCDay()) % 7) * millisecondsPerDay;

/** The Gregorian computus as J. Meeus gives it (Astronomical Algorithms, chapter 8). */
function easterSunday(year: number): number {
	const century = Math.floor(year / 100);
	const golden = year % 19;
	const corrected = century - Math.floor(century / 4);
	const moon = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
	const epact = (19 * golden + corrected - moon + 15) % 30;
	const weekday =
		(32 + 2 * (century % 4) + 2 * Math.floor((year % 100) / 4) - epact - (year % 4)) % 7;
	const late = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
	const days = epact + weekday - 7 * late + 114;
	return Date.UTC(year, Math.floor(days / 31) - 1, (days % 31) + 1);
}

const yearOf = (date: string): number => Number(date.slice(0, 4));
const isWeekend = (date: string): boolean => [0, 6].includes(new Date(date).getUTCDay());
const dayText = (time: number): string => new Date(time).toISOString().slice(0, 10);
