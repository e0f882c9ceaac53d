import { sign } from 'node:crypto';

import type { JWTPayload } from 'jose';

import { credentialError } from '../errors';
import type { Signer } from '../tpp';
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
