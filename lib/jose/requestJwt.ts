import type { KeyObject } from 'node:crypto';

import { SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';

import type { JwsAlgorithm } from '../banks/profile';
import { ConfigurationError } from '../errors';
import type { Signer } from '../tpp';

interface KeyRule {
	fits(key: KeyObject): boolean;
	needs: string;
}

/** RFC 7518 §3.3, §3.5 */
const rsa: KeyRule = {
	fits: ({ asymmetricKeyType, asymmetricKeyDetails }) =>
		asymmetricKeyType === 'rsa' && asymmetricKeyDetails!.modulusLength! >= 2048,
	needs: 'an RSA key of 2048 bits or more',
};

const keyRules: Record<JwsAlgorithm, KeyRule> = {
	PS256: rsa,
	RS256: rsa,
	// RFC 7518 §3.4
	ES256: {
		fits: ({ asymmetricKeyDetails }) => asymmetricKeyDetails?.namedCurve === 'prime256v1',
		needs: 'an EC key on the curve P-256',
	},
};

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
	const { fits, needs } = keyRules[alg];
	if (fits(privateKey)) return;
	throw new ConfigurationError(
		`The bank wants signatures of type ${alg}, which needs ${needs}; the Signing Key is another.`,
		{ field: 'Signing Key' },
	);
}
