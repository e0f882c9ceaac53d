/** A list that is never there as a whole: its length, and any item when it is asked for. */
export interface View<Item> {
	length: number;
	at(index: number): Item;
}

export function viewOf<Item>(items: readonly Item[]): View<Item> {
	return { length: items.length, at: (index) => items[index]! };
}

export function mapView<Item, Result>(
	view: View<Item>,
	convert: (item: Item) => Result,
): View<Result> {
	return { length: view.length, at: (index) => convert(view.at(index)) };
}

export function part<Item>(view: View<Item>, from: number, to: number): View<Item> {
	return { length: to - from, at: (index) => view.at(from + index) };
}

export function slice<Item>(view: View<Item>, from: number, to: number): Item[] {
	const end = Math.min(to, view.length);
	return Array.from({ length: Math.max(0, end - from) }, (_, offset) => view.at(from + offset));
}

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

/** The first index for which `isTrue` holds; once it holds it holds for all that follow. */
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
