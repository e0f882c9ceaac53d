import type { AdapterPayload } from 'oidc-provider';

import type { Directory, Keystore } from '../directory/directory';
import { hasSecret, type Metadata, type Registration } from '../registration/registrations';
import type { ServerProfile } from './profile';

/** A client as the authorization server needs it. */
export interface RegisteredClient extends Pick<Registration, 'client_id' | 'client_secret'> {
	metadata: Pick<Metadata, RequiredMetadata> &
		Partial<Pick<Metadata, 'jwks_uri' | OptionalMetadata>>;
}

type RequiredMetadata =
	'redirect_uris' | 'grant_types' | 'response_types' | 'scope' | 'token_endpoint_auth_method';

/** Absent: the client does not use them. */
type OptionalMetadata =
	| 'subject_type'
	| 'authorization_signed_response_alg'
	| 'id_token_encrypted_response_alg'
	| 'id_token_encrypted_response_enc'
	| 'id_token_signed_response_alg'
	| 'request_object_signing_alg'
	| 'tls_client_auth_subject_dn'
	| 'token_endpoint_auth_signing_alg';

export interface Clients {
	find(clientId: string): RegisteredClient | undefined;
}

type ClientRules = Pick<ServerProfile, 'requestObject' | 'refreshesEveryClient'>;

/** Converts a registration to the client metadata of oidc-provider. */
export function clientOf(
	registration: RegisteredClient,
	directory: Directory,
	{ requestObject, refreshesEveryClient }: ClientRules,
): AdapterPayload {
	const { metadata, client_id, client_secret } = registration;
	const { request_object_signing_alg = 'none' } = metadata;
	const isSecret = hasSecret(metadata);
	return {
		client_id,
		redirect_uris: metadata.redirect_uris,
		grant_types: grantTypesOf(metadata, refreshesEveryClient),
		// RFC 7591 §2.1: a response type requires its grant type.
		response_types: metadata.grant_types.includes('authorization_code')
			? metadata.response_types
			: [],
		scope: metadata.scope,
		// The registration has already checked the redirect URIs.
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
		...(metadata.tls_client_auth_subject_dn && {
			tls_client_auth_subject_dn: metadata.tls_client_auth_subject_dn,
		}),
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

function grantTypesOf({ grant_types }: RegisteredClient['metadata'], refreshes?: true): string[] {
	const isRefreshAdded = refreshes && grant_types.includes('authorization_code');
	return isRefreshAdded ? [...new Set([...grant_types, 'refresh_token'])] : grant_types;
}

// The directory publishes no encryption key, so the bank encrypts for the signing key.
function withEncryptionKey(keystore: Keystore | undefined): Keystore | undefined {
	const signing = keystore?.keys.find((key) => 'use' in key && key.use === 'sig');
	return keystore && { keys: [...keystore.keys, ...(signing ? [{ ...signing, use: 'enc' }] : [])] };
}
