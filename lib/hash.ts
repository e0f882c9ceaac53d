import { hash } from 'node:crypto';

/** Returns the SHA-256 of the parts' JSON, as 43 characters of base64url: a key for caches that reveals nothing. */
export const jsonHash = (...parts: unknown[]): string =>
	hash('sha256', JSON.stringify(parts), 'base64url');

/**
 * Returns 48 bits of the same hash, as 8 characters of base64url. A new hash equals one of a thousand known hashes by
 * chance in 3 of 10^12 cases. Somebody who chooses the text does not know the salt that is among the parts.
 */
export const shortHash = (...parts: unknown[]): string => jsonHash(...parts).slice(0, 8);
