import { sign } from 'node:crypto';

import type { FlattenedVerifyGetKey, JWTPayload } from 'jose';

import type { MessageSignature } from '../banks/profile';
import { credentialError } from '../errors';
import { jsonText } from '../responses/json';
import type { Signer } from '../tpp';
import { redact } from '../transport/redact';
import { jws, keyFits, type JwsAlgorithm } from './algorithms';

/**
 * Signs a JWT of the TPP: a registration request (RFC 7591 §2.3 with OBIE's claims) or a request object (RFC 9101).
 * node:crypto signs, because jose signs in Web Crypto, which takes 1.6 times as long.
 *
 * @throws ConfigurationError when the signing key is of another kind than `alg` asks for
 */
export async function signRequestJwt(
	claims: JWTPayload,
	{ signer, alg, kid }: { signer: Signer; alg: JwsAlgorithm; kid: string },
): Promise<string> {
	assertKeyFits(signer, alg);
	const protectedParts = [{ alg, kid, typ: 'JWT' }, claims].map(encodePart).join('.');
	const key = { key: signer.privateKey, ...jws[alg].nodeCrypto };
	return `${protectedParts}.${sign('sha256', Buffer.from(protectedParts), key).toString('base64url')}`;
}

const encodePart = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

/** Encodes the same JWT with `alg` `none` (RFC 7518 §3.6), for banks that register unsigned request objects. */
export async function unsignedRequestJwt(claims: JWTPayload): Promise<string> {
	const { UnsecuredJWT } = await import('jose');
	return new UnsecuredJWT(claims).encode();
}

/** @throws ConfigurationError when the signing key is of another kind than `alg` asks for */
export function assertKeyFits({ privateKey }: Signer, alg: JwsAlgorithm): void {
	const { key } = jws[alg];
	if (keyFits(key, privateKey)) return;
	throw credentialError(
		`The bank expects signatures with ${alg}, which needs ${key.description}. The signing key is of another kind.`,
		'signingKey',
	);
}

/*
 * The detached JWS in `x-jws-signature` (OBIE Read/Write, "Message Signing"; RFC 7515 appendix F, RFC 7797). Three
 * generations of the standard differ in the claims and in the bytes that are signed.
 */

const iat = 'http://openbanking.org.uk/iat';
const iss = 'http://openbanking.org.uk/iss';
const tan = 'http://openbanking.org.uk/tan';

interface Generation {
	/** The claims that `crit` names, in the order of the standard. */
	crit: readonly string[];
	/** Whether base64url of the body is signed, or the body itself (`b64` false, RFC 7797). */
	isEncoded: boolean;
}

const generations: Record<MessageSignature, Generation> = {
	// Read/Write 3.0
	'v3.0': { crit: ['b64', iat, iss], isEncoded: false },
	// 3.1.0 to 3.1.3
	'v3.1.0': { crit: ['b64', iat, iss, tan], isEncoded: false },
	// From 3.1.4
	'v3.1.4': { crit: [iat, iss, tan], isEncoded: true },
};

/** OBIE Read/Write: PS256 is the only algorithm. */
const alg: JwsAlgorithm = 'PS256';

export interface SignatureTerms {
	generation: MessageSignature;
	/** `tan`: the authority that both sides trust to publish keys. */
	trustAnchor: string;
}

interface SigningTerms extends SignatureTerms {
	signer: Signer;
	kid: string;
	/** `iss`: `{organisation ID}/{software ID}` for a TPP of the Open Banking directory. */
	issuer: string;
	now: Date;
}

/**
 * Signs the exact text of a request body.
 *
 * @returns `header..signature`, the value of `x-jws-signature`
 * @throws ConfigurationError when the signing key cannot make PS256
 */
export function signDetached(body: string, terms: SigningTerms): string {
	const { generation, trustAnchor, signer, kid, issuer, now } = terms;
	assertKeyFits(signer, alg);
	const { crit, isEncoded } = generations[generation];
	const claims: Record<string, unknown> = {
		b64: false,
		[iat]: Math.floor(now.getTime() / 1000),
		[iss]: issuer,
		[tan]: trustAnchor,
	};
	const header = {
		alg,
		kid,
		typ: 'JOSE',
		cty: 'application/json',
		...Object.fromEntries(crit.map((name) => [name, claims[name]])),
		crit,
	};
	const protectedPart = Buffer.from(JSON.stringify(header)).toString('base64url');
	const payload = isEncoded ? Buffer.from(body).toString('base64url') : body;
	const key = { key: signer.privateKey, ...jws[alg].nodeCrypto };
	const signature = sign('sha256', Buffer.from(`${protectedPart}.${payload}`), key);
	return `${protectedPart}..${signature.toString('base64url')}`;
}

interface VerificationTerms extends SignatureTerms {
	/** Finds the bank's key by the header's `kid`. */
	key: FlattenedVerifyGetKey;
	now: Date;
}

/** Seconds that the clock of the bank may be ahead. */
const clockTolerance = 30;

/**
 * Verifies the signature over the exact bytes of a response body.
 *
 * @returns undefined when it is valid, otherwise the problem as the end of a sentence: "The signature …"
 */
export async function detachedProblem(
	value: string,
	body: Buffer,
	{ generation, trustAnchor, key, now }: VerificationTerms,
): Promise<string | undefined> {
	const { crit, isEncoded } = generations[generation];
	const [protectedPart = '', payload, signature = '', ...rest] = value.trim().split('.');
	if (payload !== '' || !protectedPart || !signature || rest.length > 0) {
		return 'is not a detached JWS';
	}
	const { flattenedVerify } = await import('jose');
	const options = { algorithms: [alg], crit: { [iat]: true, [iss]: true, [tan]: true } };
	const token = { protected: protectedPart, payload: signedPayload(body, isEncoded), signature };
	try {
		const { protectedHeader } = await flattenedVerify(token, key, options);
		return claimProblem(protectedHeader ?? {}, { crit, trustAnchor, now });
	} catch (error) {
		return await describeProblem(error);
	}
}

const signedPayload = (body: Buffer, isEncoded: boolean) =>
	isEncoded ? body.toString('base64url') : body;

/** Returns the problem of a signature. For a key that cannot be used, Web Crypto and jose have errors of other classes. */
async function describeProblem(error: unknown): Promise<string> {
	const { errors } = await import('jose');
	if (error instanceof errors.JWKSNoMatchingKey)
		return 'was made with a key that the bank does not publish';
	if (error instanceof errors.JWSSignatureVerificationFailed) return 'does not match the response';
	const isOfKey =
		error instanceof errors.JWKSMultipleMatchingKeys || !(error instanceof errors.JOSEError);
	return isOfKey
		? 'cannot be verified, because a key that the bank publishes is invalid or published twice'
		: `is not a valid JWS (${error.code})`;
}

function claimProblem(
	header: Record<string, unknown>,
	{ crit, trustAnchor, now }: { crit: readonly string[]; trustAnchor: string; now: Date },
): string | undefined {
	const named: unknown[] = Array.isArray(header.crit) ? header.crit : [];
	const missing = crit.find((name) => !named.includes(name));
	if (missing) return `does not name ${missing} as critical`;
	// Banks also send fractions of a second.
	const issued = Number(jsonText(header[iat]));
	if (!(issued <= now.getTime() / 1000 + clockTolerance)) return 'was made in the future';
	if (crit.includes(tan) && header[tan] !== trustAnchor) {
		return `has the trust anchor "${redact(jsonText(header[tan]))}" instead of "${trustAnchor}"`;
	}
	return undefined;
}
