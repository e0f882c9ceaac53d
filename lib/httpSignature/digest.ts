import { createHash } from 'node:crypto';

import type { DigestAlgorithm } from '../banks/profile';

const hashes: Record<DigestAlgorithm, string> = { 'SHA-256': 'sha256', 'SHA-512': 'sha512' };

/** Value of the Digest header (RFC 3230 §4.3.2, RFC 5843 §2): of the empty string when there is no body. */
export function digest(body: string | Uint8Array, algorithm: DigestAlgorithm): string {
	return `${algorithm}=${createHash(hashes[algorithm]).update(body).digest('base64')}`;
}
