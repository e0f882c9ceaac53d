import type { JsonObject } from '../../responses/body';

/** Days since 1970-01-01, by UTC. */
export type Day = number;

const millisecondsPerDay = 24 * 60 * 60 * 1000;

/** @param time milliseconds since 1970 */
export const dayOf = (time: number): Day => Math.floor(time / millisecondsPerDay);

/** `2026-01-31` */
export const dateOf = (day: Day): string =>
	new Date(day * millisecondsPerDay).toISOString().slice(0, 10);

/**
 * When a transaction was booked, in milliseconds since 1970; undefined when it carries no date. A payload's date-time has a
 * time zone (OBIE Read/Write, "Date Formats"); one without is read as UTC, on every machine alike.
 */
export function bookingTime({ BookingDateTime }: JsonObject): number | undefined {
	const match = typeof BookingDateTime === 'string' && isoDateTime.exec(BookingDateTime.trim());
	if (!match) return undefined;
	const [, date, time = '00:00', hours = '+00', minutes = '00'] = match;
	const zone = hours.toUpperCase() === 'Z' ? 'Z' : `${hours}:${minutes}`;
	const parsed = Date.parse(`${date}T${time.replace(',', '.')}${zone}`);
	return Number.isNaN(parsed) ? undefined : parsed;
}

/** Date, and where it is given time, hours and minutes of the zone. */
const isoDateTime =
	/^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?))?(?:(Z|[+-]\d\d)(?::?(\d\d))?)?$/i;
