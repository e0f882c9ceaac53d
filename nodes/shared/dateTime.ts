import { ConfigurationError } from '../../lib/errors';

/**
 * A date and time as payloads carry it: with a time zone (OBIE Read/Write, "Date Formats"). n8n's date picker gives none;
 * then it is the machine's.
 *
 * @throws ConfigurationError for what is no date
 */
export function toIsoDateTime(value: unknown, field: string): string | undefined {
	const text = textOf(value);
	if (text === '') return undefined;
	const date = new Date(text);
	if (Number.isNaN(date.getTime())) throw noDate(text, field);
	return date.toISOString();
}

/**
 * A date and time as the standard's filters take it: without a time zone (OBIE Read/Write, "Date Formats"). A zone is left
 * out, not converted: the bank reads the filter in its own time.
 *
 * @throws ConfigurationError for what is no date
 */
export function toFilterDateTime(value: unknown, field: string): string | undefined {
	const text = textOf(value);
	if (text === '') return undefined;
	const [, date = '', time = '00:00', seconds = '00'] = dateTime.exec(text) ?? [];
	const local = `${date}T${time}:${seconds}`;
	if (!isCalendarDate(date) || Number.isNaN(Date.parse(local))) throw noDate(text, field);
	return local;
}

/** Date, and where it is given time, seconds, fractions and zone. */
const dateTime =
	/^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

/** Date.parse makes March of a 30th of February. */
const isCalendarDate = (date: string): boolean =>
	!Number.isNaN(Date.parse(date)) && new Date(date).toISOString().startsWith(date);

/** Expressions such as `$now` give n8n's DateTime. */
function textOf(value: unknown): string {
	const { toISO } = Object(value) as { toISO?: () => string };
	return typeof toISO === 'function' ? toISO.call(value) : String(value ?? '').trim();
}

const noDate = (text: string, field: string) =>
	new ConfigurationError(
		`${field}: "${text}" is not a date and time such as 2026-01-31T00:00:00.`,
		{
			field,
			tppAction: 'fixRequest',
		},
	);
