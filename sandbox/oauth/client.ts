import type { AdapterPayload } from 'oidc-provider';

import type { Directory, Keystore } from '../directory/directory';
import type { Metadata, Registration } from '../registration/registrations';
import type { ServerProfile } from './profile';

/** What the authorization server has to know of a client. */
export interface RegisteredClient extends Pick<Registration, 'client_id' | 'client_secret'> {
	metadata: Pick<Metadata, Needed> & Partial<Pick<Metadata, 'jwks_uri' | Algorithm>>;
}

type Needed =
	'redirect_uris' | 'grant_types' | 'response_types' | 'scope' | 'token_endpoint_auth_method';

/** Absent: the client's requests and id_tokens need none. */
type Algorithm =
	| 'subject_type'
	| 'authorization_signed_response_alg'
	| 'id_token_encrypted_response_alg'
	| 'id_token_encrypted_response_enc'
	| 'id_token_signed_response_alg'
	| 'request_object_signing_alg'
	| 'token_endpoint_auth_signing_alg';

export interface Clients {
	find(clientId: string): RegisteredClient | undefined;
}

/** A registration as the authorization server takes it. */
export function clientOf(
	registration: RegisteredClient,
	directory: Directory,
	{ requestObject }: Pick<ServerProfile, 'requestObject'>,
): AdapterPayload {
	const { metadata, client_id, client_secret } = registration;
	const { request_object_signing_alg = 'none' } = metadata;
	const isSecret = metadata.token_endpoint_auth_method === 'client_secret_basic';
	return {
		client_id,
		redirect_uris: metadata.redirect_uris,
		grant_types: metadata.grant_types,
		// RFC 7591 §2.1: a response type without its grant type is no client that can be.
		response_types: metadata.grant_types.includes('authorization_code')
			? metadata.response_types
			: [],
		scope: metadata.scope,
		// Which redirect URIs an application may have is for the registration to say.
		application_type: 'web',
		subject_type: metadata.subject_type,
		id_token_signed_response_alg: metadata.id_token_signed_response_alg,
		...(metadata.authorization_signed_response_alg && {
			authorization_signed_response_alg: metadata.authorization_signed_response_alg,
		}),
		...(metadata.id_token_encrypted_response_alg && {
			id_token_encrypted_response_alg: metadata.id_token_encrypted_response_alg,
			id_token_encrypted_response_enc: metadata.id_token_encrypted_response_enc,
		}),
		token_endpoint_auth_method: metadata.token_endpoint_auth_method,
		jwks: withEncryptionKey(directory.keysAt(metadata.jwks_uri)),
		tls_client_certificate_bound_access_tokens: true,
		...(isSecret
			? { client_secret }
			: { token_endpoint_auth_signing_alg: metadata.token_endpoint_auth_signing_alg }),
		...(request_object_signing_alg === 'none'
			? {}
			: {
					request_object_signing_alg,
					require_signed_request_object: requestObject === 'required',
				}),
	} as AdapterPayload;
}

// The directory publishes no key for encryption: the bank encrypts to the one that signs.
function withEncryptionKey(keystore: Keystore | undefined): Keystore | undefined {
	const signing = keystore?.keys.find((key) => 'use' in key && key.use === 'sig');
	return keystore && { keys: [...keystore.keys, ...(signing ? [{ ...signing, use: 'enc' }] : [])] };
}
