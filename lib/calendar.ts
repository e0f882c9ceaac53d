export const millisecondsPerDay = 24 * 60 * 60 * 1000;

/** Days since 1970-01-01. */
export type Day = number;

/** Returns the day of a time in milliseconds since 1970, in UTC. */
export const dayOf = (time: number): Day => Math.floor(time / millisecondsPerDay);

/** Returns the date of a day, such as `2026-01-31`. */
export const dateOf = (day: Day): string =>
	new Date(day * millisecondsPerDay).toISOString().slice(0, 10);

/**
 * Returns a function for how far clocks in a time zone are ahead of UTC at a time. Both are in milliseconds.
 *
 * @param timeZone IANA name, such as `Europe/London`
 */
export function clockOffset(timeZone: string): (time: number) => number {
	/** Created when it is first used, because that takes a few milliseconds. */
	let format: Intl.DateTimeFormat | undefined;
	return (time) => {
		format ??= new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'longOffset' });
		const parts = format.formatToParts(time);
		return readOffset(parts.find(({ type }) => type === 'timeZoneName')?.value ?? '');
	};
}

/** Reads `GMT`, `GMT+05:30`, or an offset with seconds, as clocks had before time zones: `GMT-00:01:15`. */
function readOffset(text: string): number {
	const [, sign, hours = 0, minutes = 0, seconds = 0] =
		/^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text) ?? [];
	const offset = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
	return sign === '-' ? -offset : offset;
}

/** Returns whether a text such as `2027-02-28` is a day of the calendar: Date.parse takes 30 February for a day of March. */
export function isCalendarDate(day: string): boolean {
	const date = new Date(day);
	if (/^\d{4}-\d\d-\d\d$/.test(day)) return date.getUTCDate() === Number(day.slice(8));
	return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

/** A date of a bank. */
export interface BankDate {
	/** Milliseconds since 1970. */
	time: number;
	/** The day on the bank's calendar. */
	day: Day;
}

/**
 * Returns a date of the bank; undefined without a valid one.
 *
 * Banks write one date in several ways, and change the way when daylight saving begins or ends: `2026-10-24T00:00:00+01:00`,
 * `2026-10-23T23:00:00Z` and `2026-10-24T00:00:00Z` are the same booking day. The day is the written one. A time in UTC is
 * converted to the time zone of the OBIE banks first. A time without a zone, which the standard does not allow here (OBIE
 * Read/Write, "Date Formats"), is read as UTC on every machine.
 */
export function readBankDate(value: unknown): BankDate | undefined {
	const parts = typeof value === 'string' ? readDateParts(value) : undefined;
	if (!parts) return undefined;
	const { date, clock, zone } = parts;
	const time = Date.parse(`${date}T${clock ?? '00:00'}${zone ?? 'Z'}`);
	if (Number.isNaN(time)) return undefined;
	const isConverted = clock !== undefined && /^(?:Z|[+-]00:00)$/.test(zone ?? '');
	return { time, day: isConverted ? ukDayOf(time) : dayOf(Date.parse(`${date}T00:00Z`)) };
}

/** The parts of a date in the form that JavaScript reads. */
export interface DateParts {
	/** Such as `2026-01-31`. */
	date: string;
	/** Such as `10:00:00` or `10:00:00.123`. Absent: a date without a time. */
	clock?: string;
	/** `Z`, or such as `+01:00`. Absent: the time zone is not known. */
	zone?: string;
}

/**
 * Returns the parts of a date of a bank, without checking that the day and the time exist. Banks also write a space instead
 * of the T, a comma before the fraction of a second, long fractions, and a time zone without a colon or minutes. A leap second
 * (RFC 3339 §5.7), which JavaScript does not have, becomes the second before it, and so stays in its day.
 */
export function readDateParts(text: string): DateParts | undefined {
	const [, date, clock, seconds = '00', fraction, hours, minutes = '00'] =
		isoDateTime.exec(text.trim()) ?? [];
	if (date === undefined) return undefined;
	const decimals = fraction === undefined ? '' : `.${fraction.slice(0, 3)}`;
	return {
		date,
		clock: clock && `${clock}:${seconds === '60' ? '59' : seconds}${decimals}`,
		zone: hours && (/z/i.test(hours) ? 'Z' : `${hours}:${minutes}`),
	};
}

/**
 * Date, optional time, optional hours and minutes of the time zone. More digits of a second than 30 are no date: matching
 * millions of them would overflow the stack.
 */
const isoDateTime =
	/^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,30}))?)?)?(?: ?(?:(Z|[+-]\d\d)(?::?(\d\d))?))?$/i;

/** Created when it is first used, because that takes a few milliseconds. */
let ukHour: Intl.DateTimeFormat | undefined;

/** In the UK, local time is never behind UTC, and at most one hour ahead. */
function ukDayOf(time: number): Day {
	const day = dayOf(time);
	const isLastHour = dayOf(time + 60 * 60 * 1000) > day;
	if (!isLastHour) return day;
	ukHour ??= new Intl.DateTimeFormat('en-GB', {
		timeZone: 'Europe/London',
		hour: '2-digit',
		hourCycle: 'h23',
	});
	return ukHour.format(time) === '00' ? day + 1 : day;
}
