export const millisecondsPerDay = 24 * 60 * 60 * 1000;

/**
 * Returns a function for how far clocks in a time zone are ahead of UTC at a time. Both are in milliseconds.
 *
 * @param timeZone IANA name, such as `Europe/London`
 */
export function clockOffset(timeZone: string): (time: number) => number {
	/** Created when it is first used, because that takes a few milliseconds. */
	let format: Intl.DateTimeFormat | undefined;
	return (time) => {
		format ??= clockFormat(timeZone);
		const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, value]));
		const date = ['year', 'month', 'day'].map((type) => parts.get(type as 'year')).join('-');
		const clock = ['hour', 'minute', 'second'].map((type) => parts.get(type as 'hour')).join(':');
		return Date.parse(`${date}T${clock}Z`) - Math.floor(time / 1000) * 1000;
	};
}

const clockFormat = (timeZone: string): Intl.DateTimeFormat =>
	new Intl.DateTimeFormat('en-GB', {
		timeZone,
		hourCycle: 'h23',
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
		hour: '2-digit',
		minute: '2-digit',
		second: '2-digit',
	});

/** Returns whether a text such as `2027-02-28` is a day of the calendar: Date.parse takes 30 February for a day of March. */
export function isCalendarDate(day: string): boolean {
	const date = new Date(day);
	if (/^\d{4}-\d\d-\d\d$/.test(day)) return date.getUTCDate() === Number(day.slice(8));
	return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
