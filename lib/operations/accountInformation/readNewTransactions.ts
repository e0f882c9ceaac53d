import { dateOf, dayOf, type Day } from '../../calendar';
import { AspspError, parameterError } from '../../errors';
import type { JsonObject } from '../../responses/body';
import type { Tpp } from '../../tpp';
import type { AccountCursor, NewTransactionSettings } from './accountCursor';
import { dayKey, groupBy, matchBy } from './matchTransactions';
import { selectNewTransactions, type NewTransactions } from './newTransactions';
import {
	earliestSince,
	longestWindowStart,
	maxLookbackDays,
	smallest,
	windowStartOf,
} from './transactionWindow';

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
	/** What ended the list too early, or kept older days from being read. */
	failure?: unknown;
}

/**
 * Reads the list of an account and selects the transactions that no previous run has returned. It reads the list once more if
 * a booking is missing in it, because pages that move can hide one. It also does so if the list has a transaction that is not
 * booked, which the bank may book with a day before the window.
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
	const select = selector(previous, settings);
	const first = await readFirst(readPages, previous, { ...settings, select });
	const { read, selected, failure } = first;
	if (failure === undefined) {
		return await readAgain(readPages, first, { select, longest: longestWindowStart(settings) });
	}
	if (read.transactions.length === 0 || previous?.version1) throw failure;
	return { read, selected, failure };
}

/** Returns the function that selects from a list, which may have ended too early. */
function selector(
	previous: AccountCursor | undefined,
	settings: NewTransactionSettings & { accountId: string; tpp: Tpp },
): Select {
	return ({ transactions, windowStart, failure }, window = {}) =>
		selectNewTransactions(transactions, previous, {
			...{ ...settings, windowStart, ...window },
			...(failure !== undefined && {
				isIncomplete: true,
				// Another setting needs the whole list.
				identifyBy: previous?.identifyBy ?? settings.identifyBy,
			}),
		});
}

/** Reads once more as long as a booking is missing, or a transaction that is not booked may be booked before the list begins. */
async function readAgain(
	readPages: (windowStart: Day) => Promise<ReadPages>,
	first: FirstReading,
	{ select, longest }: { select: Select; longest: Day },
): Promise<ReadNewTransactions> {
	let { read, selected, limit } = first;
	let { isLeftOut } = selected;
	const readings: NewTransactions[] = [];
	while (isLeftOut || selected.unbookedFrom !== undefined) {
		const { unbookedFrom = Infinity } = selected;
		const next = await readList(readPages, Math.min(unbookedFrom, read.windowStart));
		if (next.failure === undefined) {
			readings.push(selected);
			read = next;
			isLeftOut = false;
		} else if (unbookedFrom <= longest && limit !== limited && mayBeRefusal(next.failure)) {
			limit = limited;
		} else {
			const { failure } = next;
			read = { ...read, failure };
			const since = settledSince(readings, selected);
			return { read, failure, selected: select(read, { ...limit, settledSince: since }) };
		}
		selected = select(read, limit);
		const since = settledSince(readings, selected);
		if (since < Infinity) selected = select(read, { ...limit, settledSince: since });
	}
	return { read, selected };
}

type Select = (read: ReadList, window?: Partial<NewTransactionSettings>) => NewTransactions;

/** Whether the bank has refused a window that was longer than the longest one. Absent: the cursor decides. */
type Limit = Pick<NewTransactionSettings, 'isLimited'>;

type FirstReading = ReadNewTransactions & { limit: Limit };

/** Reads the window, and selects from it. */
async function readFirst(
	readPages: (windowStart: Day) => Promise<ReadPages>,
	previous: AccountCursor | undefined,
	settings: NewTransactionSettings & { select: Select },
): Promise<FirstReading> {
	const { select } = settings;
	const { isRefused, isShortened, ...read } = await readWindow(readPages, previous, settings);
	const { failure } = read;
	if (isShortened) {
		// The shorter list is complete. The failure is reported if a listed transaction needs the other days, and the next run
		// requests them again.
		const complete = { ...read, failure: undefined };
		const selected = select(complete, unlimited);
		if (!hasUnbookedBefore(longestWindowStart(settings), selected)) {
			return { read: complete, selected, limit: unlimited };
		}
		// Another setting needs the whole list.
		const { identifyBy } = previous ?? settings;
		const shorter = select(complete, { ...unlimited, identifyBy });
		if (!shorter.isLeftOut) return { read: complete, selected: shorter, limit: unlimited, failure };
	}
	const limit = isRefused ? limited : {};
	return { read, selected: select(read, limit), limit, failure };
}

const limited: Limit = { isLimited: true };
const unlimited: Limit = { isLimited: false };

/** Returns whether the bank lists a transaction that it may book with a day before this one. */
const hasUnbookedBefore = (day: Day, { cursor }: NewTransactions): boolean =>
	cursor.pending.some(({ isListed, since }) => isListed && since < day);

/**
 * Returns the day of the oldest transaction that a reading lists as not booked and the last one does not: the bank may have
 * booked it between the two. Infinity: there is none.
 */
const settledSince = (readings: readonly NewTransactions[], last: NewTransactions): Day =>
	smallest(
		readings
			.flatMap(
				({ unbooked }) => matchBy({ unknown: last.unbooked, missing: unbooked }, dayKey).missing,
			)
			.map(({ day = Infinity }) => day),
	);

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
 * bank refuses that (`isRefused`), the longest one is read. After a server error, too (`isShortened`), with the error as the
 * failure. If only transactions that had already left the list need the days, every failure except a 429 counts as a refusal.
 */
async function readWindow(
	readPages: (windowStart: Day) => Promise<ReadPages>,
	previous: AccountCursor | undefined,
	settings: NewTransactionSettings,
): Promise<ReadList & { isRefused?: boolean; isShortened?: boolean }> {
	const read = await readList(readPages, windowStartOf(previous, settings));
	const longest = longestWindowStart(settings);
	const { lastRun = -Infinity } = previous ?? {};
	if (read.windowStart >= longest || read.failure === undefined) return read;
	const isForUnbooked = lastRun - maxLookbackDays - settings.overlapDays >= longest;
	const isOptional = previous?.departed !== undefined && earliestSince(previous.pending) >= longest;
	const isRefused = mayBeRefusal(read.failure) || (isOptional && !isRateLimit(read.failure));
	if (isForUnbooked && isRefused) {
		return { ...(await readList(readPages, longest)), isRefused: true };
	}
	if (!isServerError(read.failure) || read.transactions.length > 0) return read;
	const shortened = await readList(readPages, longest);
	const isShortened = isForUnbooked && shortened.failure === undefined;
	return { ...shortened, failure: read.failure, isShortened };
}

/** Returns whether the bank or its gateway failed, perhaps because of the number of days. */
const isServerError = (failure: unknown): boolean =>
	failure instanceof AspspError && [500, 502, 504].includes(failure.details.httpStatus ?? 0);

const isRateLimit = (failure: unknown): boolean =>
	failure instanceof AspspError && failure.details.httpStatus === 429;

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

const maxReadings = 5;

/**
 * Returns the entries of a list whose pages may have moved while it was read, or undefined if the list must be read once
 * more: until no two pages contain the same entry, or two readings are the same. If the list moves in every reading, an entry
 * counts as often as one page contains it. One too few is found in the next run.
 *
 * @param readings the pages of each reading, the last one at the end
 */
export function settledList(readings: readonly JsonObject[][][]): JsonObject[] | undefined {
	const last = readings.at(-1)!;
	const before = readings.at(-2);
	if (!mayBeShifted(last) || (before && areEqual(last, before))) return last.flat();
	return readings.length < maxReadings ? undefined : withoutRepeated(last);
}

/** Without the balance after the transaction, which changes when the bank adds an earlier one. */
const textOf = (entry: JsonObject): string => JSON.stringify({ ...entry, Balance: undefined });

const textsOf = (pages: readonly JsonObject[][]): string[] => pages.flat().map(textOf);

function areEqual(one: readonly JsonObject[][], other: readonly JsonObject[][]): boolean {
	const texts = textsOf(other);
	const entries = textsOf(one);
	return entries.length === texts.length && entries.every((text, index) => text === texts[index]);
}

/**
 * Returns whether a page contains an entry of an earlier page. Either these are equal transactions, or the bank has added
 * transactions between the two requests, so that the pages have moved.
 */
function mayBeShifted(pages: readonly JsonObject[][]): boolean {
	const pageOf = new Map<string, number>();
	return pages.some((page, index) =>
		page.some((entry) => {
			const text = textOf(entry);
			const first = pageOf.get(text) ?? index;
			pageOf.set(text, first);
			return first !== index;
		}),
	);
}

/** Returns the entries without those that an earlier page contains, unless one page contains them as often. */
function withoutRepeated(pages: readonly JsonObject[][]): JsonObject[] {
	const most = new Map<string, number>();
	for (const page of pages) {
		for (const [text, { length }] of groupBy(page.map(textOf), (one) => one)) {
			most.set(text, Math.max(length, most.get(text) ?? 0));
		}
	}
	return pages.flat().filter((entry) => {
		const text = textOf(entry);
		const left = most.get(text)!;
		most.set(text, left - 1);
		return left > 0;
	});
}
