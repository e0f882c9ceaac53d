import { randomUUID } from 'node:crypto';

import type { JWTPayload } from 'jose';

import { ConfigurationError } from '../errors';
import { signRequestJwt, unsignedRequestJwt } from '../jose/requestJwt';
import { signingKeyId } from '../jose/signingKeyId';
import type { Connection } from '../transport/http';
import { strongAuthentication } from './idToken';
import { registeredAlgorithms } from './registeredAlgorithms';

/** FAPI 1.0 Advanced §5.2.2: a request object lives an hour at most. */
const requestLifetime = 55 * 60;

interface About {
	/** Those of the query, repeated. */
	parameters: { client_id: string };
	issuer: string;
	consentId: string;
	now: Date;
}

/** The consent stands in them as `openbanking_intent_id` (OBIE security profile). Times are seconds since 1970. */
export function requestObjectClaims({ parameters, issuer, consentId, now }: About) {
	const seconds = Math.floor(now.getTime() / 1000);
	const openbanking_intent_id = { value: consentId, essential: true };
	return {
		...parameters,
		iss: parameters.client_id,
		aud: issuer,
		jti: randomUUID(),
		iat: seconds,
		nbf: seconds,
		exp: seconds + requestLifetime,
		claims: {
			userinfo: { openbanking_intent_id },
			id_token: { openbanking_intent_id, acr: { essential: true, values: strongAuthentication } },
		},
	};
}

/**
 * Signed as the client is registered to, or unsigned.
 *
 * @throws ConfigurationError when the credential lacks a key that fits
 */
export async function requestObject(connection: Connection, claims: JWTPayload): Promise<string> {
	const { signer } = connection.tpp;
	const alg = registeredAlgorithms(connection.tpp).requestObject;
	if (alg === 'none') return unsignedRequestJwt(claims);
	if (signer) {
		return await signRequestJwt(claims, {
			signer,
			alg,
			kid: await signingKeyId(connection, signer),
		});
	}
	throw new ConfigurationError(
		`The client is registered to sign its request objects with ${alg}, and the credential holds no Signing Key.`,
		{ field: 'Signing Key' },
	);
}
