import { SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';

import type { JwsAlgorithm } from '../banks/profile';
import { ConfigurationError } from '../errors';
import type { Signer } from '../tpp';

/** Keys of `alg` fit keys of this type (RFC 7518 §3.1). */
const keyTypes: Record<JwsAlgorithm, string> = { PS256: 'rsa', RS256: 'rsa', ES256: 'ec' };

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
	const type = keyTypes[alg];
	if (privateKey.asymmetricKeyType === type) return;
	throw new ConfigurationError(
		`The bank wants signatures of type ${alg}, which needs a key of type ${type.toUpperCase()}; the Signing Key is of type ${privateKey.asymmetricKeyType?.toUpperCase()}.`,
		{ field: 'Signing Key' },
	);
}
