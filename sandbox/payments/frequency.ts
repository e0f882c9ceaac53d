/* The frequency of a standing order, in the words of the PSU (Read/Write API, `Frequency`). */

/** Codes of v4.0. */
const codes: Record<string, string> = {
	ADHO: 'Once',
	DAIL: 'Every day',
	WEEK: 'Every week',
	FRTN: 'Every two weeks',
	MNTH: 'Every month',
	YEAR: 'Every year',
};

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** Returns a frequency in words. A pattern that the bank has no words for stays as it is. */
export function frequencyText(frequency: string): string {
	const [, unit, interval, day] = /^Intrvl(Wk|Mnth)Day:(\d{2}):(\d{2})$/.exec(frequency) ?? [];
	if (unit === undefined) return codes[frequency] ?? frequency;
	return unit === 'Wk'
		? `${every(Number(interval), 'week')}, on ${weekdays[Number(day) - 1]}`
		: `${every(Number(interval), 'month')}, on day ${Number(day)}`;
}

const every = (count: number, unit: string): string =>
	count === 1 ? `Every ${unit}` : `Every ${count} ${unit}s`;
