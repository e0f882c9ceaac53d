import { createHash } from 'node:crypto';

/**
 * 48 bits of SHA-256, as 8 characters of base64url. Of a thousand hashes that are known, a new one meets one by chance in
 * 3 of 10^12 cases; whoever could choose the text does not know the salt that belongs into it.
 */
export const shortHash = (...parts: unknown[]): string =>
	createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, 6).toString('base64url');
