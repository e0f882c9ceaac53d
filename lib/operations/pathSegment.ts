import { fieldError, type FieldReference } from '../errors';

/**
 * Returns an identifier as one encoded segment of a path. `.` and `..` are rejected: encoding does not stop them from
 * changing the path (WHATWG URL, "double-dot URL path segment").
 *
 * @param label for the error, such as "account ID"
 * @throws ConfigurationError when the identifier is empty or only dots
 */
export function pathSegment(
	identifier: string | undefined,
	label: string,
	field: FieldReference,
): string {
	// Values that an operator entered may have another type at run time.
	const text = String(identifier ?? '').trim();
	if (text !== '' && text !== '.' && text !== '..') return encodeURIComponent(text);
	throw fieldError(
		text === '' ? `The ${label} is empty.` : `"${text}" is not a valid ${label}.`,
		field,
	);
}
