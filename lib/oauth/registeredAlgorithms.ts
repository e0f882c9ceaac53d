import type {
	JweAlgorithm,
	JweEncryption,
	JwsAlgorithm,
	RegistrationClaims,
} from '../banks/profile';
import type { Client, Tpp } from '../tpp';

export interface Encryption {
	alg: JweAlgorithm;
	enc: JweEncryption;
}

interface RegisteredAlgorithms {
	idToken: JwsAlgorithm;
	/** Absent: id_tokens are not encrypted. */
	idTokenEncryption?: Encryption;
	/** Of the JWT that an authorization request is answered with. */
	authorizationResponse: JwsAlgorithm;
	clientAssertion: JwsAlgorithm;
	requestObject: JwsAlgorithm | 'none';
}

/** FAPI 1.0 Advanced §8.6. */
const standard = 'PS256';
/** OpenID Connect Dynamic Client Registration 1.0 §2 and JARM §3, for a client that registered none. */
const unregistered = 'RS256';

/** The algorithms that client and bank agreed on: the client's registration, else what the profile says is registered. */
export function registeredAlgorithms({ bank, client }: Tpp): RegisteredAlgorithms {
	const claims: Partial<RegistrationClaims> = bank.registration.claims ?? {};
	return {
		idToken:
			client?.idTokenSignedResponseAlg ?? claims.id_token_signed_response_alg ?? unregistered,
		idTokenEncryption: encryption(client, claims),
		authorizationResponse:
			client?.authorizationSignedResponseAlg ??
			claims.authorization_signed_response_alg ??
			unregistered,
		clientAssertion:
			client?.tokenEndpointAuthSigningAlg ?? claims.token_endpoint_auth_signing_alg ?? standard,
		requestObject: client?.requestObjectSigningAlg ?? claims.request_object_signing_alg ?? standard,
	};
}

function encryption(
	client: Client | undefined,
	claims: Partial<RegistrationClaims>,
): Encryption | undefined {
	const alg = client?.idTokenEncryptedResponseAlg ?? claims.id_token_encrypted_response_alg;
	const enc =
		client?.idTokenEncryptedResponseEnc ?? claims.id_token_encrypted_response_enc ?? usualEnc;
	return alg && { alg, enc };
}

/** OpenID Connect Dynamic Client Registration 1.0 §2 */
const usualEnc = 'A128CBC-HS256';
