import { randomUUID, type KeyObject } from 'node:crypto';

import type { HttpSignatureRules } from '../banks/profile';
import { credentialError, fieldError } from '../errors';
import { requireSigner } from '../requirements';
import type { Identity, Tpp } from '../tpp';
import type { Connection, HttpRequest, Send } from '../transport/http';
import {
	digest,
	encodedWord,
	sentHeaders,
	signature,
	signatureKeyId,
	type SentHeaders,
} from './signature';

/**
 * Returns a Send that signs every request, with an X-Request-ID of its own. Each attempt is signed anew, because a bank may
 * refuse an ID that comes twice.
 */
export const signing =
	({ tpp, send }: Connection): Send =>
	async (request) =>
		await send(signedRequest(request, tpp));

/**
 * Returns the request with an X-Request-ID and a signature by the rules of the bank.
 *
 * @throws ConfigurationError when there is no signing certificate, its key is not RSA, or a header cannot be signed
 */
export function signedRequest(request: HttpRequest, tpp: Tpp): HttpRequest {
	const { headers, body = '' } = request;
	return {
		...request,
		headers: signedHeaders({
			headers: { ...headers, 'X-Request-ID': randomUUID() },
			body,
			identity: requireSigner(tpp),
			rules: requireSignatureRules(tpp),
			now: new Date(),
		}),
		renew: async () => signedRequest(request, tpp),
	};
}

/** Returns the rules of the bank's HTTP message signature. */
function requireSignatureRules({ bank }: Tpp): HttpSignatureRules {
	if (bank.httpSignature) return bank.httpSignature;
	throw credentialError(`${bank.name} does not use HTTP message signatures.`, 'bank');
}

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
