import {
	mayBeShifted,
	withoutShifted,
} from '../../../lib/operations/accountInformation/shiftedPages';
import { aTransaction, daysAgo } from './transactionBuilders';

const [a, b, c, d] = [0, 1, 2, 3].map((days) => daysAgo(days)) as [object, object, object, object];
const pages = (...lists: object[][]) =>
	mayBeShifted(lists.map((list) => list.map((one) => ({ ...one }))));

it('Pages may be shifted when one begins with the end of the page before it', () => {
	expect(pages([a, b], [b, c])).toBe(true);
	expect(pages([a, b, c], [b, c, d])).toBe(true);
	expect(pages([a], [b], [b, c])).toBe(true);
});

it('Pages are not shifted when they have no entry in common at their border', () => {
	expect(pages([a, b], [c, d])).toBe(false);
	expect(pages([a, b], [a, c])).toBe(false);
	expect(pages([a, a], [b])).toBe(false);
	expect(pages([], [a], [])).toBe(false);
});

it('Pages of equal entries are compared to their end', () => {
	expect(pages([a, a, b], [a, a, b, c])).toBe(true);
	expect(pages([a, b, a, b, a], [a, b, a, c])).toBe(true);
	expect(pages([a, b, a, b, c], [a, b, a, b])).toBe(false);
	const many = Array.from({ length: 20_000 }, () => a);
	expect(pages([...many, b], [...many, b, c])).toBe(true);
	expect(pages([...many, b], [...many, c])).toBe(false);
});

it('An entry that only one reading contains twice is kept once', () => {
	expect(withoutShifted([{ ...a }, { ...b }], [{ ...a }, { ...b }, { ...b }])).toEqual([a, b]);
	expect(withoutShifted([{ ...a }, { ...a }, { ...b }], [{ ...a }, { ...b }])).toEqual([a, b]);
});

it('Equal entries that both readings contain are kept, and new ones also', () => {
	const coffee = aTransaction({ TransactionId: undefined });
	expect(withoutShifted([d, coffee, coffee] as never, [coffee, coffee] as never)).toHaveLength(3);
});
