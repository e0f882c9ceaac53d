import type { JsonObject } from '../../responses/body';
import { groupBy } from './matchTransactions';

const maxReadings = 3;

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
export function withoutRepeated(pages: readonly JsonObject[][]): JsonObject[] {
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
