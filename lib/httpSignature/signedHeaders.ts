import type { KeyObject } from 'node:crypto';

import type { HttpSignatureRules } from '../banks/profile';
import { fieldError } from '../errors';
import type { Identity } from '../tpp';
import {
	digest,
	encodedWord,
	sentHeaders,
	signature,
	signatureKeyId,
	type SentHeaders,
} from './signature';

export interface UnsignedRequest {
	headers: Record<string, string>;
	/** Empty: the request has no body. */
	body: string;
	/** The signing certificate with its key. */
	identity: Identity;
	rules: HttpSignatureRules;
	now: Date;
}

/** Every request has these headers, so every signature covers them (Eika's page, header parameters). */
const alwaysSigned = ['date', 'digest', 'x-request-id'];

/**
 * Returns all headers to send: the given ones, with Date, Digest, TPP-Signature-Certificate and Signature added or replaced.
 *
 * @throws ConfigurationError for a signing key that is not RSA, and for a value that headers cannot contain. InternalError for
 * a missing `X-Request-ID`
 */
export function signedHeaders(request: UnsignedRequest): Record<string, string> {
	const { identity, rules } = request;
	const headers = sentHeaders(request.headers);
	for (const [name, value] of Object.entries(computedHeaders(request))) {
		headers.set(name.toLowerCase(), { name, value });
	}
	const signer = {
		keyId: signatureKeyId(identity.certificate, rules.dnFormat),
		privateKey: rsaKey(identity),
	};
	const value = encodedWord(
		signature(headers, namesToSign(headers, rules), signer),
		rules.encodedWord,
	);
	headers.set('signature', { name: 'Signature', value });
	return Object.fromEntries([...headers.values()].map((header) => [header.name, header.value]));
}

function computedHeaders({ body, identity, rules, now }: UnsignedRequest): Record<string, string> {
	return {
		// RFC 9110 §5.6.7, the format of RFC 1123.
		Date: now.toUTCString(),
		Digest: digest(body, rules.digestAlgorithm),
		'TPP-Signature-Certificate': identity.certificate.raw.toString('base64'),
	};
}

function namesToSign(headers: SentHeaders, { signedHeaders }: HttpSignatureRules): string[] {
	return signedHeaders.filter((name) => alwaysSigned.includes(name) || headers.has(name));
}

function rsaKey({ privateKey, references }: Identity): KeyObject {
	if (privateKey.asymmetricKeyType === 'rsa') return privateKey;
	throw fieldError(
		'The signing key is not an RSA key. This bank accepts only HTTP signatures with RSA (rsa-sha256).',
		references.key,
	);
}
