import type { Item } from '../shared/operation';

/** A parameter as text without space around it: out of expressions come numbers, too, and nothing at all. */
export const textOf = (item: Item, parameter: string, otherwise = ''): string =>
	secretOf(item, parameter, otherwise).trim();

/** The same with every character kept, for passphrases. */
export const secretOf = (item: Item, parameter: string, otherwise = ''): string =>
	String(item.parameter<unknown>(parameter, otherwise) ?? '');
