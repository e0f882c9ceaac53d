import { createHash, randomUUID, sign, type KeyObject, type X509Certificate } from 'node:crypto';

import type { DigestAlgorithm, DnFormat, HttpSignatureRules } from '../banks/profile';
import { issuerName, writeDistinguishedName } from '../certificates/distinguishedName';
import { serialNumberHex } from '../certificates/facts';
import { configurationError, fieldError, InternalError } from '../errors';
import { requireSignatureRules, requireSigner } from '../requirements';
import type { Identity, Tpp } from '../tpp';
import type { Connection, HttpRequest } from '../transport/http';

/**
 * Returns the connection with a signature and an X-Request-ID of its own on every request. Each attempt is signed anew, because
 * a bank may refuse an ID that comes twice.
 */
export const signed = (connection: Connection): Connection => ({
	...connection,
	send: async (request) => await connection.send(signedRequest(request, connection.tpp)),
});

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

interface UnsignedRequest {
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

interface SigningKey {
	/** The identifier of the certificate, from `signatureKeyId`. */
	keyId: string;
	/** RSA. */
	privateKey: KeyObject;
}

/**
 * Returns the signing string: `name: value` in the order of `names`, which are in lower case
 * (draft-cavage-http-signatures-10 §2.3).
 *
 * @throws InternalError for a missing header
 */
export function signingString(headers: SentHeaders, names: readonly string[]): string {
	return names.map((name) => `${name}: ${valueOf(name, headers)}`).join('\n');
}

/** Returns the Signature header (draft-cavage-http-signatures-10 §2.1, §4.1). Errors like `signingString`. */
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
	throw new InternalError(`The header ${name} must be signed, but the request does not have it.`);
}

const hashes: Record<DigestAlgorithm, string> = { 'SHA-256': 'sha256', 'SHA-512': 'sha512' };

/** Returns the Digest header (RFC 3230 §4.3.2, RFC 5843 §2). Without a body, it is the digest of the empty string. */
export function digest(body: string | Uint8Array, algorithm: DigestAlgorithm): string {
	return `${algorithm}=${createHash(hashes[algorithm]).update(body).digest('base64')}`;
}

/**
 * Returns `value` as one RFC 2047 encoded word, base64 of UTF-8, if the bank requires that. Eika's example is longer than the
 * 75 characters of RFC 2047 §2 and not split.
 */
export function encodedWord(value: string, when: HttpSignatureRules['encodedWord']): string {
	// HTTP transports visible ASCII and spaces unchanged (RFC 9110 §5.5).
	if (when === 'whenNotAscii' && /^[\x20-\x7e]*$/.test(value)) return value;
	return `=?utf-8?B?${Buffer.from(value, 'utf8').toString('base64')}?=`;
}

/** The headers to send, by their names in lower case. */
type SentHeaders = Map<string, { name: string; value: string }>;

/**
 * Returns the headers in the form that is both sent and signed: trimmed values, repeated headers joined by `, `
 * (draft-cavage-http-signatures-10 §2.3).
 *
 * @throws ConfigurationError without the value, for other characters than visible ASCII and spaces. Line ends would add
 * headers, and the signed bytes of other characters are not defined
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
	throw configurationError(
		`The header ${name} contains a line end, a control character or a letter beyond ASCII, which cannot be signed. Remove it.`,
	);
}

/**
 * `SN=…,CA=…`: how the Berlin Group names the certificate that a signature is to be checked with. SN is the serial
 * number in hexadecimal, CA the issuer.
 */
export function signatureKeyId(certificate: X509Certificate, format: DnFormat): string {
	const issuer = writeDistinguishedName(issuerName(certificate), format);
	return `SN=${serialNumberHex(certificate)},CA=${withoutQuotes(issuer)}`;
}

/**
 * RFC 2253 §3 also lets a quotation mark be written by its code. keyId is a quoted string, and readers of the draft
 * end it at the first quotation mark, escaped or not.
 */
function withoutQuotes(name: string): string {
	return name.replace(/\\?"/g, '\\22');
}
