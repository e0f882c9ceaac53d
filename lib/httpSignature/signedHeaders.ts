import type { KeyObject } from 'node:crypto';

import type { HttpSignatureRules } from '../banks/profile';
import type { Identity } from '../certificates/identity';
import { ConfigurationError } from '../errors';
import { signatureKeyId } from './keyId';
import { digest, encodedWord, signature } from './signature';

export interface UnsignedRequest {
	headers: Record<string, string>;
	/** Empty when the request has none. */
	body: string;
	/** Signing certificate and its key. */
	identity: Identity;
	rules: HttpSignatureRules;
	now: Date;
}

/** To be in every request, and so in its signature (Eika's page, header parameters). */
const alwaysSigned = ['date', 'digest', 'x-request-id'];

/**
 * Every header to send: those given, and Date, Digest, TPP-Signature-Certificate and Signature in place of any given.
 *
 * @throws ConfigurationError for a signing key that is not RSA, for a header that has to be signed and is absent, and for
 * a value that no header can carry
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
		// RFC 9110 §5.6.7, the format that RFC 1123 began with.
		Date: now.toUTCString(),
		Digest: digest(body, rules.digestAlgorithm),
		'TPP-Signature-Certificate': identity.certificate.raw.toString('base64'),
	};
}

function namesToSign(headers: SentHeaders, { signedHeaders }: HttpSignatureRules): string[] {
	return signedHeaders.filter((name) => alwaysSigned.includes(name) || headers.has(name));
}

function rsaKey({ privateKey, labels }: Identity): KeyObject {
	if (privateKey.asymmetricKeyType === 'rsa') return privateKey;
	throw new ConfigurationError(
		`${labels.key} is not an RSA key. This bank takes HTTP signatures by RSA certificates only (rsa-sha256).`,
		{ field: labels.key },
	);
}

/** Header as it goes out, by its name in lower case. */
export type SentHeaders = Map<string, { name: string; value: string }>;
/**
 * Headers as sender and signature both see them: values trimmed, a repeated one joined by `, `
 * (draft-cavage-http-signatures-10 §2.3).
 *
 * @throws ConfigurationError, which does not show the value, for anything but visible ASCII and spaces: line ends would
 * add headers, other characters have no agreed bytes to sign
 */
export function sentHeaders(headers: Record<string, string>): SentHeaders {
	const sent: SentHeaders = new Map();
	for (const [name, text] of Object.entries(headers)) {
		const value = text.trim();
		assertSendable(name, value);
		const earlier = sent.get(name.toLowerCase());
		sent.set(name.toLowerCase(), earlier ? joined(earlier, value) : { name, value });
	}
	return sent;
}

function joined(earlier: { name: string; value: string }, value: string) {
	return { name: earlier.name, value: `${earlier.value}, ${value}` };
}

function assertSendable(name: string, value: string): void {
	if (/^[\x20-\x7e]*$/.test(value)) return;
	throw new ConfigurationError(
		`The header ${name} has a line end, a control character or a letter beyond ASCII, which cannot be signed. Remove it.`,
		{ tppAction: 'fixRequest' },
	);
}
