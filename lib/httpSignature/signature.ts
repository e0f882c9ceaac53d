import { sign, type KeyObject } from 'node:crypto';

import { ConfigurationError } from '../errors';
import type { SentHeaders } from './sentHeaders';

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
