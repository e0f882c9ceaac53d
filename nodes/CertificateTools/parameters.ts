import type { Item } from '../shared/operation';

/** Returns a parameter as text without surrounding spaces. Expressions may also return numbers, null or undefined. */
export const textOf = (item: Item, parameter: string, fallback = ''): string =>
	secretOf(item, parameter, fallback).trim();

/** Returns a parameter as text with all its spaces, for passphrases. */
export const secretOf = (item: Item, parameter: string, fallback = ''): string =>
	String(item.parameter<unknown>(parameter, fallback) ?? '');
