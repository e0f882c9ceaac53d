import { clockOffset, readDateParts } from '../../calendar';
import type { JsonObject } from '../../responses/body';
import type { AccountResourceName, DateFilter } from './resources';

/** The dates that the operator asked for, and where to report that the bank ignored them. */
interface DateRange {
	resource: AccountResourceName;
	filter: DateFilter;
	report?(sentence: string): void;
}

/**
 * Yields the entries of each page within the dates that were requested, because some banks ignore the filter (OBIE
 * Read/Write, "Filtering"). Once an entry proves that, it reports it and compares strictly.
 *
 * The bank reads a filter in its own time zone, which is not known. Until a bank is proved to ignore the filter, it gets the
 * benefit of the doubt for entries that are within the dates in some time zone. They come after the others.
 */
export async function* withinDates(
	pages: AsyncIterable<JsonObject[]>,
	range: DateRange,
): AsyncGenerator<JsonObject[]> {
	const positionOf = comparison(range);
	const doubtful: JsonObject[] = [];
	const found = new Set<Position>();
	try {
		for await (const entries of pages) {
			const inside: JsonObject[] = [];
			for (const entry of entries) {
				const position = positionOf(entry);
				if (position === 'inside') inside.push(entry);
				if (position === 'doubtful') doubtful.push(entry);
				if (position === 'outside' && !found.has(position)) range.report?.(ignoredFilter(range));
				found.add(position);
			}
			yield inside;
		}
	} catch (failure) {
		if (!found.has('outside')) yield doubtful;
		throw failure;
	}
	if (!found.has('outside')) yield doubtful;
}

const ignoredFilter = ({ resource }: DateRange): string =>
	`The bank ignored the dates and sent ${resource} outside of them, too. They were left out.`;

type Position = 'inside' | 'doubtful' | 'outside';

function comparison({ resource, filter }: DateRange): (entry: JsonObject) => Position {
	if (resource === 'transactions') {
		const { fromBookingDateTime: from, toBookingDateTime: to } = filter;
		return (entry) => compare(entry.BookingDateTime, entry.BookingDateTime, { from, to });
	}
	const { fromStatementDateTime: from, toStatementDateTime: to } = filter;
	// The standard does not say which date of a statement counts: it is outside when its whole period is.
	return (entry) => compare(entry.StartDateTime, entry.EndDateTime, { from, to });
}

/** Compares a period. An entry without a date, such as a pending transaction, is always inside. */
function compare(
	start: unknown,
	end: unknown,
	{ from, to }: { from?: string; to?: string },
): Position {
	const last = Math.max(...clockTimes(end, '23:59:59'));
	const first = Math.min(...clockTimes(start, '00:00:00'));
	const early = from === undefined ? 0 : Date.parse(`${from}Z`) - last;
	const late = to === undefined ? 0 : first - Date.parse(`${to}Z`);
	const gap = Math.max(Number.isFinite(early) ? early : 0, Number.isFinite(late) ? late : 0);
	if (gap <= 0) return 'inside';
	return gap <= largestOffset ? 'doubtful' : 'outside';
}

/** Milliseconds. Clocks differ from UTC by 14 hours at most. */
const largestOffset = 14 * 60 * 60 * 1000;

const britishOffset = clockOffset('Europe/London');

/**
 * Returns what clocks showed at a time, as if it were UTC: as the bank wrote it, and in the United Kingdom, whose standard
 * this is. Returns nothing for a value that is not a date.
 *
 * @param time of a date without a time
 */
function clockTimes(value: unknown, time: string): number[] {
	const parts = typeof value === 'string' ? readDateParts(value) : undefined;
	if (!parts) return [];
	const { date, clock: written, zone } = parts;
	const clock = Date.parse(`${date}T${written ?? time}Z`);
	const instant =
		zone === undefined || written === undefined ? NaN : Date.parse(`${date}T${written}${zone}`);
	return Number.isNaN(instant) ? [clock] : [clock, instant + britishOffset(instant)];
}
