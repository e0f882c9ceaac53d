import { SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';

import { credentialError } from '../errors';
import type { Signer } from '../tpp';
import { jws, keyFits, type JwsAlgorithm } from './algorithms';

/**
 * A JWT signed by the TPP: a registration request (RFC 7591 §2.3 with OBIE's claims) or a request object (RFC 9101).
 *
 * @throws ConfigurationError when the signing key is of another kind than `alg` asks for
 */
export async function signRequestJwt(
	claims: JWTPayload,
	{ signer, alg, kid }: { signer: Signer; alg: JwsAlgorithm; kid: string },
): Promise<string> {
	assertKeyFits(signer, alg);
	return await new SignJWT(claims)
		.setProtectedHeader({ alg, kid, typ: 'JWT' })
		.sign(signer.privateKey);
}

/** The same with `alg` `none` (RFC 7518 §3.6), for banks that register request objects so. */
export const unsignedRequestJwt = (claims: JWTPayload): string => new UnsecuredJWT(claims).encode();

/** @throws ConfigurationError when the signing key is of another kind than `alg` asks for */
export function assertKeyFits({ privateKey }: Signer, alg: JwsAlgorithm): void {
	const { key } = jws[alg];
	if (keyFits(key, privateKey)) return;
	throw credentialError(
		`The bank expects signatures with ${alg}, which needs ${key.description}. The signing key is of another kind.`,
		'signingKey',
	);
}
