import type { AdapterPayload } from 'oidc-provider';

import type { Directory } from '../directory/directory';
import type { Registration } from '../registration/registrations';

/** A registration as the authorization server takes it. */
export function clientOf(registration: Registration, directory: Directory): AdapterPayload {
	const { metadata, client_id, client_secret } = registration;
	const isUnsigned = metadata.request_object_signing_alg === 'none';
	const isSecret = metadata.token_endpoint_auth_method === 'client_secret_basic';
	return {
		client_id,
		redirect_uris: metadata.redirect_uris,
		grant_types: metadata.grant_types,
		response_types: metadata.response_types,
		scope: metadata.scope,
		application_type: metadata.application_type,
		subject_type: metadata.subject_type,
		id_token_signed_response_alg: metadata.id_token_signed_response_alg,
		token_endpoint_auth_method: metadata.token_endpoint_auth_method,
		jwks: directory.keysAt(metadata.jwks_uri),
		tls_client_certificate_bound_access_tokens: true,
		...(isSecret
			? { client_secret }
			: { token_endpoint_auth_signing_alg: metadata.token_endpoint_auth_signing_alg }),
		...(isUnsigned
			? {}
			: {
					request_object_signing_alg: metadata.request_object_signing_alg,
					require_signed_request_object: true,
				}),
	} as AdapterPayload;
}
