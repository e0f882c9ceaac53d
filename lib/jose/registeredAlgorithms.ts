import type { RegistrationClaims } from '../banks/profile';
import type { Client, Tpp } from '../tpp';
import {
	defaultJweEncryption,
	defaultJws,
	type JweAlgorithm,
	type JweEncryption,
	type JwsAlgorithm,
	type RequestObjectAlgorithm,
} from './algorithms';

export interface Encryption {
	alg: JweAlgorithm;
	enc: JweEncryption;
}

interface RegisteredAlgorithms {
	idToken: JwsAlgorithm;
	/** Absent: id_tokens are not encrypted. */
	idTokenEncryption?: Encryption;
	/** Signs the JWT of an authorization response (JARM). */
	authorizationResponse: JwsAlgorithm;
	clientAssertion: JwsAlgorithm;
	requestObject: RequestObjectAlgorithm;
}

/** Returns the algorithms of the client's registration, by default those that the bank's profile registers. */
export function registeredAlgorithms({ bank, client }: Tpp): RegisteredAlgorithms {
	const claims: Partial<RegistrationClaims> = bank.registration.claims ?? {};
	return {
		idToken:
			client?.idTokenSignedResponseAlg ?? claims.id_token_signed_response_alg ?? defaultJws.idToken,
		idTokenEncryption: encryption(client, claims),
		authorizationResponse:
			client?.authorizationSignedResponseAlg ??
			claims.authorization_signed_response_alg ??
			defaultJws.authorizationResponse,
		clientAssertion:
			client?.tokenEndpointAuthSigningAlg ??
			claims.token_endpoint_auth_signing_alg ??
			defaultJws.clientAssertion,
		requestObject:
			client?.requestObjectSigningAlg ??
			claims.request_object_signing_alg ??
			defaultJws.requestObject,
	};
}

function encryption(
	client: Client | undefined,
	claims: Partial<RegistrationClaims>,
): Encryption | undefined {
	const alg = client?.idTokenEncryptedResponseAlg ?? claims.id_token_encrypted_response_alg;
	const enc =
		client?.idTokenEncryptedResponseEnc ??
		claims.id_token_encrypted_response_enc ??
		defaultJweEncryption;
	return alg && { alg, enc };
}
