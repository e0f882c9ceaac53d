import { createHash } from 'node:crypto';

/** Returns the SHA-256 of the parts' JSON, as 43 characters of base64url: a key for caches that reveals nothing. */
export const jsonHash = (...parts: unknown[]): string => sha256(parts).toString('base64url');

/**
 * Returns 48 bits of the same hash, as 8 characters of base64url. A new hash equals one of a thousand known hashes by
 * chance in 3 of 10^12 cases. Somebody who chooses the text does not know the salt that is among the parts.
 */
export const shortHash = (...parts: unknown[]): string =>
	sha256(parts).subarray(0, 6).toString('base64url');

const sha256 = (parts: unknown[]): Buffer =>
	createHash('sha256').update(JSON.stringify(parts)).digest();
