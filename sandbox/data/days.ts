const millisecondsPerDay = 24 * 60 * 60 * 1000;

/** Returns the time `days` days after `start`; before it for a negative number. */
export const daysAfter = (start: Date, days: number): Date =>
	new Date(start.getTime() + days * millisecondsPerDay);
