import { createHash } from 'node:crypto';

import { tppRefused } from './refusal';

/** Checks `Digest` against the bytes of the body (RFC 3230, RFC 5843): SHA-256 or SHA-512 in base64. @throws Refusal */
export function assertDigest(digest: string, body: Buffer): void {
	const [, algorithm, value] = /^\s*(sha-256|sha-512)\s*=\s*(\S+)\s*$/i.exec(digest) ?? [];
	if (!algorithm)
		throw tppRefused('FORMAT_ERROR', 'Digest must be SHA-256=… or SHA-512=…', 'digest');
	const actual = createHash(algorithm.replace('-', '')).update(body).digest('base64');
	if (actual === value) return;
	throw tppRefused('SIGNATURE_INVALID', 'Digest is not the hash of the body');
}
