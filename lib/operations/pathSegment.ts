import { ConfigurationError } from '../errors';

/**
 * An identifier of the bank's as one segment of a path. `.` and `..` lead elsewhere however they are encoded
 * (WHATWG URL, "double-dot URL path segment").
 *
 * @throws ConfigurationError when it is empty or no identifier
 */
export function pathSegment(identifier: string, field: string): string {
	// What an expression of the operator's gives may be of another type.
	const text = String(identifier ?? '').trim();
	if (text !== '' && text !== '.' && text !== '..') return encodeURIComponent(text);
	throw new ConfigurationError(text === '' ? `${field} is empty.` : `${field} is "${text}".`, {
		field,
		tppAction: 'fixRequest',
	});
}
