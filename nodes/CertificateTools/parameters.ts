import type { FieldReference } from '../../lib/errors';
import type { Item } from '../shared/operation';

/** Returns a parameter as text without surrounding spaces. Expressions may also return numbers, null or undefined. */
export const textOf = (item: Item, parameter: string, fallback = ''): string =>
	secretOf(item, parameter, fallback).trim();

/** Returns a parameter as text with all its spaces, for passphrases. */
export const secretOf = (item: Item, parameter: string, fallback = ''): string =>
	String(item.parameter<unknown>(parameter, fallback) ?? '');

/** Returns the passphrase and its parameter, for errors. */
export const keyPassphrase = (item: Item): [passphrase: string, field: FieldReference] => [
	secretOf(item, 'keyPassphrase'),
	{ in: 'parameters', key: 'keyPassphrase' },
];
