import type { JsonObject } from '../../responses/body';
import { groupBy } from './matchTransactions';

/**
 * Returns whether a page begins with the entries that the page before it ends with. Either these are equal transactions, or
 * the bank has added transactions between the two requests, so that the pages have moved.
 */
export function mayBeShifted(pages: readonly JsonObject[][]): boolean {
	if (pages.length < 2) return false;
	const texts = pages.map((page) => page.map((entry) => JSON.stringify(entry)));
	return texts.some((page, index) => {
		const before = texts[index - 1] ?? [];
		// The first entry of this page can only be in an overlap of these lengths.
		return before.some(
			(text, start) =>
				text === page[0] && before.slice(start).every((one, offset) => one === page[offset]),
		);
	});
}

/**
 * Returns the entries of the second reading of a list. An entry that both readings contain stays as often as in the one that
 * contains it less often, because pages seldom move twice at the same entry.
 */
export function withoutShifted(
	second: readonly JsonObject[],
	first: readonly JsonObject[],
): JsonObject[] {
	const allowed = groupBy(
		first.map((entry) => JSON.stringify(entry)),
		(text) => text,
	);
	const kept = new Map<string, number>();
	return second.filter((entry) => {
		const text = JSON.stringify(entry);
		const count = (kept.get(text) ?? 0) + 1;
		kept.set(text, count);
		return count <= Math.max(1, allowed.get(text)?.length ?? 0);
	});
}
