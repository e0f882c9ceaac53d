/** A list whose items are computed when they are read. */
export interface View<Item> {
	length: number;
	at(index: number): Item;
}

/** Returns an array as a view. */
export function viewOf<Item>(items: readonly Item[]): View<Item> {
	return { length: items.length, at: (index) => items[index]! };
}

/** Converts every item when it is read. */
export function mapView<Item, Result>(
	view: View<Item>,
	convert: (item: Item) => Result,
): View<Result> {
	return { length: view.length, at: (index) => convert(view.at(index)) };
}

/** Returns the items from `from` up to, but not including, `to`. */
export function subview<Item>(view: View<Item>, from: number, to: number): View<Item> {
	return { length: to - from, at: (index) => view.at(from + index) };
}

/** Returns the items from `from` up to, but not including, `to` as an array. */
export function slice<Item>(view: View<Item>, from: number, to: number): Item[] {
	const end = Math.min(to, view.length);
	return Array.from({ length: Math.max(0, end - from) }, (_, offset) => view.at(from + offset));
}

/** Joins views to one. */
export function concatViews<Item>(views: readonly View<Item>[]): View<Item> {
	const ends: number[] = [];
	for (const { length } of views) ends.push((ends.at(-1) ?? 0) + length);
	return {
		length: ends.at(-1) ?? 0,
		at(index) {
			const which = firstIndex(ends.length, (candidate) => ends[candidate]! > index);
			return views[which]!.at(index - (ends[which - 1] ?? 0));
		},
	};
}

/** Returns the first index for which `isTrue` holds, or `length`. It must then hold for all later indexes, too. */
export function firstIndex(length: number, isTrue: (index: number) => boolean): number {
	let low = 0;
	let high = length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (isTrue(middle)) high = middle;
		else low = middle + 1;
	}
	return low;
}
