import { parameterError } from '../../lib/errors';

/**
 * Returns a date and time as payloads hold it: with a time zone (OBIE Read/Write, "Date Formats"). n8n's date picker gives
 * none, so the machine's time zone counts.
 *
 * @param parameter the key of the parameter, for the error
 * @throws ConfigurationError for a value that is not a date
 */
export function toIsoDateTime(value: unknown, parameter: string): string | undefined {
	const text = textOf(value);
	if (text === '') return undefined;
	const date = new Date(text);
	if (Number.isNaN(date.getTime())) throw notADate(text, parameter);
	return date.toISOString();
}

/**
 * Returns a date and time as the standard's filters take it: without a time zone (OBIE Read/Write, "Date Formats"). A time
 * zone is removed, not converted, because the bank reads the filter in its own time zone.
 *
 * @param parameter the key of the parameter, for the error
 * @throws ConfigurationError for a value that is not a date
 */
export function toFilterDateTime(value: unknown, parameter: string): string | undefined {
	const text = textOf(value);
	if (text === '') return undefined;
	const [, date = '', time = '00:00', seconds = '00'] = dateTime.exec(text) ?? [];
	const local = `${date}T${time}:${seconds}`;
	if (!isCalendarDate(date) || Number.isNaN(Date.parse(local))) throw notADate(text, parameter);
	return local;
}

/** Date, then optionally time, seconds, fractions and time zone. */
const dateTime =
	/^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

/** Date.parse turns 30 February into a day of March. */
const isCalendarDate = (date: string): boolean =>
	!Number.isNaN(Date.parse(date)) && new Date(date).toISOString().startsWith(date);

/** Expressions such as `$now` give n8n's DateTime. */
function textOf(value: unknown): string {
	const { toISO } = Object(value) as { toISO?: () => string };
	return typeof toISO === 'function' ? toISO.call(value) : String(value ?? '').trim();
}

const notADate = (text: string, parameter: string) =>
	parameterError(`"${text}" is not a date and time such as 2026-01-31T00:00:00.`, parameter);
