import { createHash, sign, type KeyObject } from 'node:crypto';

import type { DigestAlgorithm, HttpSignatureRules } from '../banks/profile';
import { ConfigurationError } from '../errors';
import type { SentHeaders } from './signedHeaders';

export interface SigningKey {
	/** Of the certificate, as `signatureKeyId` writes it. */
	keyId: string;
	/** RSA. */
	privateKey: KeyObject;
}

/**
 * `name: value` in the order of `names`, which are in lower case (draft-cavage-http-signatures-10 §2.3).
 *
 * @throws ConfigurationError for a header that is absent
 */
export function signingString(headers: SentHeaders, names: readonly string[]): string {
	return names.map((name) => `${name}: ${valueOf(name, headers)}`).join('\n');
}

/** Value of the Signature header (draft-cavage-http-signatures-10 §2.1, §4.1). Errors as of `signingString`. */
export function signature(
	headers: SentHeaders,
	names: readonly string[],
	signer: SigningKey,
): string {
	// For an RSA key, node:crypto's default padding is PKCS #1 v1.5: rsa-sha256.
	const signed = sign('sha256', Buffer.from(signingString(headers, names)), signer.privateKey);
	const parameters = {
		keyId: signer.keyId,
		algorithm: 'rsa-sha256',
		headers: names.join(' '),
		signature: signed.toString('base64'),
	};
	return Object.entries(parameters)
		.map(([name, value]) => `${name}="${value}"`)
		.join(',');
}

function valueOf(name: string, headers: SentHeaders): string {
	const header = headers.get(name);
	if (header) return header.value;
	throw new ConfigurationError(
		`The bank wants the header ${name} signed, and the request has none.`,
		{
			tppAction: 'fixRequest',
		},
	);
}

const hashes: Record<DigestAlgorithm, string> = { 'SHA-256': 'sha256', 'SHA-512': 'sha512' };
/** Value of the Digest header (RFC 3230 §4.3.2, RFC 5843 §2): of the empty string when there is no body. */
export function digest(body: string | Uint8Array, algorithm: DigestAlgorithm): string {
	return `${algorithm}=${createHash(hashes[algorithm]).update(body).digest('base64')}`;
}

/**
 * `value` as one RFC 2047 encoded word, base64 of UTF-8, when the bank wants it. Eika's own example is longer than
 * the 75 characters of RFC 2047 §2 and not split.
 */
export function encodedWord(value: string, when: HttpSignatureRules['encodedWord']): string {
	// HTTP carries visible ASCII and space unharmed (RFC 9110 §5.5).
	if (when === 'whenNotAscii' && /^[\x20-\x7e]*$/.test(value)) return value;
	return `=?utf-8?B?${Buffer.from(value, 'utf8').toString('base64')}?=`;
}
