import { randomUUID } from 'node:crypto';

import type { JWTPayload } from 'jose';

import { signRequestJwt, unsignedRequestJwt } from '../jose/jws';
import { signingKeyId } from '../jose/signingKeyId';
import { requireSigner } from '../requirements';
import type { RequestObjectRules } from '../banks/profile';
import type { Connection } from '../transport/http';
import { strongAuthentication } from './idToken';
import { registeredAlgorithms } from '../jose/registeredAlgorithms';

/** Seconds. FAPI 1.0 Advanced §5.2.2 allows an hour. */
const requestLifetime = 55 * 60;

interface RequestObject {
	/** The parameters of the query, which the request object repeats. */
	parameters: { client_id: string };
	issuer: string;
	rules: Pick<RequestObjectRules, 'lifetime' | 'requestedClaims'>;
	consentId: string;
	now: Date;
}

/** Returns the claims, with the consent as `openbanking_intent_id` (OBIE security profile). Times are seconds since 1970. */
export function requestObjectClaims({ parameters, issuer, rules, consentId, now }: RequestObject) {
	const seconds = Math.floor(now.getTime() / 1000);
	const { lifetime = requestLifetime, requestedClaims } = rules;
	const openbanking_intent_id = { value: consentId, essential: true };
	const acr = { essential: true, values: strongAuthentication };
	return {
		...parameters,
		iss: parameters.client_id,
		aud: issuer,
		jti: randomUUID(),
		iat: seconds,
		nbf: seconds,
		exp: seconds + lifetime,
		claims:
			requestedClaims === 'consentOnly'
				? { id_token: { openbanking_intent_id } }
				: { userinfo: { openbanking_intent_id }, id_token: { openbanking_intent_id, acr } },
	};
}

/**
 * Encodes a request object with the registered algorithm of the client, which may be `none`.
 *
 * @throws ConfigurationError when the signing key is missing or of another kind
 */
export async function requestObject(connection: Connection, claims: JWTPayload): Promise<string> {
	const alg = registeredAlgorithms(connection.tpp).requestObject;
	if (alg === 'none') return await unsignedRequestJwt(claims);
	const signer = requireSigner(connection.tpp);
	return await signRequestJwt(claims, { signer, alg, kid: await signingKeyId(connection, signer) });
}
