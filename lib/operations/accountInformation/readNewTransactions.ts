import { AspspError, parameterError } from '../../errors';
import type { JsonObject } from '../../responses/body';
import type { Tpp } from '../../tpp';
import {
	selectNewTransactions,
	type AccountCursor,
	type NewTransactions,
	type NewTransactionSettings,
} from './newTransactions';
import { settledList, withoutRepeated } from './shiftedPages';
import { dateOf, dayOf, type Day } from './transactionDate';
import { longestWindowStart, maxLookbackDays, windowStartOf } from './transactionWindow';

/** The pages of a list, and the failure that ended it. */
export interface ReadPages {
	pages: JsonObject[][];
	failure?: unknown;
}

/** A list that the transactions were selected from. */
export interface ReadList {
	transactions: JsonObject[];
	/** The first day of the list. */
	windowStart: Day;
	/** What ended the list too early. */
	failure?: unknown;
}

export interface ReadNewTransactions {
	read: ReadList;
	selected: NewTransactions;
}

/**
 * Reads the list of an account and selects the transactions that no previous run has returned. It reads the list once more if
 * a booking is missing in it, because pages that move can hide one, or if it has a transaction that is not booked and older
 * than the window.
 *
 * @param readPages reads the list from a day on
 * @param previous undefined for an account that no run has read yet
 * @throws the failure of a list of which nothing could be read, ConfigurationError for a cursor of the future
 */
export async function readNewTransactions(
	readPages: (windowStart: Day) => Promise<ReadPages>,
	previous: AccountCursor | undefined,
	settings: NewTransactionSettings & { accountId: string; tpp: Tpp },
): Promise<ReadNewTransactions> {
	if (previous) assertNotInFuture(previous, settings.now);
	const select = (
		{ transactions, windowStart, failure }: ReadList,
		window: Partial<NewTransactionSettings> = {},
	) =>
		selectNewTransactions(transactions, previous, {
			...{ ...settings, windowStart, ...window },
			...(failure !== undefined && {
				isIncomplete: true,
				// Another setting needs the whole list.
				identifyBy: previous?.identifyBy ?? settings.identifyBy,
			}),
		});
	const { isRefused: isLongRefused, ...first } = await readWindow(readPages, previous, settings);
	// Absent, the cursor decides.
	const limit = isLongRefused ? { isLimited: true } : {};
	if (first.failure !== undefined) {
		if (first.transactions.length === 0 || previous?.version1) throw first.failure;
		return { read: first, selected: select(first, limit) };
	}
	const selected = select(first, limit);
	const { isLeftOut, unbookedFrom, unbookedSince } = selected;
	if (!isLeftOut && unbookedFrom === undefined) return { read: first, selected };
	const second = await readList(readPages, unbookedFrom ?? first.windowStart);
	const isTooLong = unbookedFrom !== undefined && unbookedFrom < longestWindowStart(settings);
	if (isTooLong && mayBeRefusal(second.failure)) {
		return { read: first, selected: select(first, { isLimited: true }) };
	}
	if (second.failure !== undefined) {
		const read = { ...first, failure: second.failure };
		return { read, selected: select(read, limit) };
	}
	const again = select(second, { ...limit, returnedFrom: first.windowStart });
	// If the bank has booked it between the two readings, any booking since its day may be it.
	const isBooked = again.unbookedSince > unbookedSince;
	return { read: second, selected: isBooked ? select(second, limit) : again };
}

/**
 * Checks that the window does not begin in the future, as after a run whose clock was weeks ahead: the runs until then would
 * return nothing. One day is no error, because the clocks of two machines may differ at midnight.
 *
 * @throws ConfigurationError when it does
 */
function assertNotInFuture({ windowStart, lastRun }: AccountCursor, now: Date): void {
	if (windowStart <= dayOf(now.getTime()) + 1) return;
	throw parameterError(
		`The cursor was stored on ${dateOf(lastRun)}, which is in the future. Check the clock of this machine. If it was wrong in the last run, empty the cursor to start again with the initial history.`,
		'cursor',
	);
}

/**
 * Reads the window. If it is longer than the longest one only because of a transaction that was not booked for long, and the
 * bank refuses that (`isRefused`), the longest one is read. After a server error, too, but the list then counts as incomplete.
 */
async function readWindow(
	readPages: (windowStart: Day) => Promise<ReadPages>,
	previous: AccountCursor | undefined,
	settings: NewTransactionSettings,
): Promise<ReadList & { isRefused?: boolean }> {
	const read = await readList(readPages, windowStartOf(previous, settings));
	const longest = longestWindowStart(settings);
	const { lastRun = -Infinity } = previous ?? {};
	if (read.windowStart >= longest || read.failure === undefined) return read;
	const isForUnbooked = lastRun - maxLookbackDays - settings.overlapDays >= longest;
	if (isForUnbooked && mayBeRefusal(read.failure)) {
		return { ...(await readList(readPages, longest)), isRefused: true };
	}
	if (!isServerError(read.failure) || read.transactions.length > 0) return read;
	return { ...(await readList(readPages, longest)), failure: read.failure };
}

/** Returns whether the bank or its gateway failed, perhaps because of the number of days. */
const isServerError = (failure: unknown): boolean =>
	failure instanceof AspspError && [500, 502, 504].includes(failure.details.httpStatus ?? 0);

/** Statuses of the client errors that say nothing about the days: the bank may return the same list later. */
const temporaryStatuses = new Set([408, 425, 429]);

/** Returns whether the bank may have refused the number of days. Banks refuse it with different client errors. */
function mayBeRefusal(failure: unknown): boolean {
	if (!(failure instanceof AspspError)) return false;
	const { httpStatus = 0 } = failure.details;
	return httpStatus >= 400 && httpStatus < 500 && !temporaryStatuses.has(httpStatus);
}

/** Reads the list, and again if its pages may have moved meanwhile. */
async function readList(
	readPages: (windowStart: Day) => Promise<ReadPages>,
	windowStart: Day,
): Promise<ReadList> {
	const readings: JsonObject[][][] = [];
	let transactions: JsonObject[] | undefined;
	while (!transactions) {
		const { pages, failure } = await readPages(windowStart);
		if (failure !== undefined) {
			return { transactions: withoutRepeated(pages), windowStart, failure };
		}
		readings.push(pages);
		transactions = settledList(readings);
	}
	return { transactions, windowStart };
}
