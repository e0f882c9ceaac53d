import { parameterError } from '../../lib/errors';
import { clockOffset, isCalendarDate } from '../../lib/calendar';
import { enteredText } from '../../lib/responses/json';

/*
 * Dates that operators enter are ISO 8601, or dates of n8n: `$now`, `$today`, a DateTime or a Date. Everything else is
 * rejected, because `05/06/2027` is 5 June to one reader and 6 May to another.
 */

/**
 * Returns a date and time as payloads contain it: with a time zone (OBIE Read/Write, "Date Formats"). A value without a time
 * zone, as n8n's date picker gives it, is in the time zone of the workflow.
 *
 * @param parameter the key of the parameter, for the error
 * @param timeZone IANA name, such as `Europe/London`
 * @throws ConfigurationError for a value that is not a date, or that is in a year of five digits in UTC
 */
export function toIsoDateTime(
	value: unknown,
	parameter: string,
	timeZone: string,
): string | undefined {
	const text = enteredText(value ?? '').trim();
	if (text === '') return undefined;
	const { local, zone } = parse(text, parameter);
	const iso = (zone ? new Date(`${local}${zone}`) : fromLocal(local, timeZone)).toISOString();
	if (/^\d{4}-/.test(iso)) return iso;
	throw parameterError(
		`"${text}" is outside of the years 0000 to 9999 in UTC. Enter a date that is a day away from both ends.`,
		parameter,
	);
}

/**
 * Returns a date and time as the standard's filters take it: without a time zone (OBIE Read/Write, "Date Formats"). A time
 * zone is removed, not converted, because the bank reads the filter in its own time zone.
 *
 * @param parameter the key of the parameter, for the error
 * @throws ConfigurationError for a value that is not a date
 */
export function toFilterDateTime(value: unknown, parameter: string): string | undefined {
	const text = enteredText(value ?? '').trim();
	return text === '' ? undefined : parse(text, parameter).local;
}

/**
 * Returns the day of a payment, as it is written. A time in UTC is how a `Date` arrives here; it may be midnight on the next
 * day where the operator is, and a payment must not be a day early.
 *
 * @param parameter the key of the parameter, for the error
 * @param timeZone IANA name of the time zone of the workflow
 * @throws ConfigurationError for a value that is not a date, or that is another day in the time zone of the workflow
 */
export function toDay(value: unknown, parameter: string, timeZone: string): string | undefined {
	const text = enteredText(value ?? '').trim();
	if (text === '') return undefined;
	const { local, zone } = parse(text, parameter);
	const day = local.slice(0, 10);
	if (zone !== 'Z' || local.endsWith('T00:00:00')) return day;
	const time = Date.parse(`${local}Z`);
	const [there] = new Date(time + clockOffset(timeZone)(time)).toISOString().split('T');
	if (there === day) return day;
	throw parameterError(
		`"${text}" is ${day} in UTC, but ${there} in the time zone of the workflow, ${timeZone}. Enter only the day, such as ${there}.`,
		parameter,
	);
}

/** Date, then optionally time, seconds, fractions and time zone. */
const dateTime = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** Returns the local date and time, and the time zone if the text has one. */
function parse(text: string, parameter: string): { local: string; zone?: string } {
	const [, date = '', time = '00:00', seconds = '00', zone] = dateTime.exec(text) ?? [];
	const local = `${date}T${time}:${seconds}`;
	if (!isCalendarDate(date) || Number.isNaN(Date.parse(`${local}${zone ?? 'Z'}`))) {
		throw parameterError(
			`"${text}" is not a date and time such as 2026-01-31T00:00:00.`,
			parameter,
		);
	}
	return { local, zone };
}

/** Returns the time at which clocks in a time zone show a local date and time. */
function fromLocal(local: string, timeZone: string): Date {
	const shown = Date.parse(`${local}Z`);
	const offset = clockOffset(timeZone);
	// The offset at the time itself; clocks may change between both.
	return new Date(shown - offset(shown - offset(shown)));
}
