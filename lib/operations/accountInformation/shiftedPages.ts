import type { JsonObject } from '../../responses/body';
import { groupBy } from './matchTransactions';

/**
 * Returns whether a page begins with the entries that the page before it ends with. Either these are equal transactions, or
 * the bank has added transactions between the two requests, so that the pages have moved.
 */
export function mayBeShifted(pages: readonly JsonObject[][]): boolean {
	const texts = pages.map((page) => page.map((entry) => JSON.stringify(entry)));
	return texts.some((page, index) => index > 0 && beginsAsEnds(page, texts[index - 1]!));
}

/** Compares in linear time (Knuth, Morris and Pratt), because a bank may list many equal entries. */
function beginsAsEnds(page: string[], before: string[]): boolean {
	/** For each length of a beginning of the page: the longest shorter beginning that it also ends with. */
	const shorter = [0, 0];
	const extend = (length: number, text: string): number => {
		let matched = length;
		while (matched > 0 && page[matched] !== text) matched = shorter[matched]!;
		return page[matched] === text ? matched + 1 : 0;
	};
	for (const text of page.slice(1)) shorter.push(extend(shorter.at(-1)!, text));
	return before.reduce(extend, 0) > 0;
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
