import type { RegistrationClaims, TokenEndpointAuthMethod } from '../../lib/banks/profile';
import {
	type JweAlgorithm,
	type JweEncryption,
	type JwsAlgorithm,
	type RequestObjectAlgorithm,
} from '../../lib/jose/algorithms';
import {
	omittedRedirectUris,
	type RegistrationSettings,
} from '../../lib/operations/registration/registrationClaims';
import type { Tpp } from '../../lib/tpp';
import type { Item } from '../shared/operation';

interface ClaimParameters {
	applicationType?: 'web' | 'mobile';
	audience?: string;
	authorizationSignedResponseAlg?: JwsAlgorithm;
	grantTypes?: string[];
	idTokenEncryptedResponseAlg?: JweAlgorithm;
	idTokenEncryptedResponseEnc?: JweEncryption;
	idTokenSignedResponseAlg?: JwsAlgorithm;
	redirectUris?: string;
	requestObjectSigningAlg?: RequestObjectAlgorithm;
	requestSigningAlg?: JwsAlgorithm;
	responseTypes?: string[];
	scope?: string;
	tlsClientAuthSubjectDn?: string;
	tokenEndpointAuthMethod?: TokenEndpointAuthMethod;
	tokenEndpointAuthSigningAlg?: JwsAlgorithm;
}

/** Says which redirect URIs of the software statement are left out of the registration. */
export function hintAtOmittedRedirectUris(
	item: Item,
	tpp: Tpp,
	settings: RegistrationSettings,
): void {
	const omitted = omittedRedirectUris(tpp, settings);
	if (omitted.length === 0) return;
	item.hint(
		`These redirect URIs of the software statement are not registered, because the bank does not accept them: ${omitted.join(', ')}.`,
	);
}

/** Reads the claims that replace those of the bank's profile. */
export function readRegistrationSettings(item: Item): RegistrationSettings {
	const claims = item.parameter<ClaimParameters>('claims', {});
	return {
		redirectUris: claims.redirectUris?.split(/[\s,]+/).filter(Boolean),
		scope: claims.scope || undefined,
		tokenEndpointAuthMethod: claims.tokenEndpointAuthMethod,
		audience: claims.audience || undefined,
		tlsClientAuthSubjectDn: claims.tlsClientAuthSubjectDn || undefined,
		requestSigningAlg: claims.requestSigningAlg,
		claims: toRegistrationClaims(claims),
	};
}

function toRegistrationClaims(claims: ClaimParameters): Partial<RegistrationClaims> {
	const registrationClaims = {
		application_type: claims.applicationType,
		grant_types: claims.grantTypes,
		response_types: claims.responseTypes,
		id_token_encrypted_response_alg: claims.idTokenEncryptedResponseAlg,
		id_token_encrypted_response_enc: claims.idTokenEncryptedResponseEnc,
		id_token_signed_response_alg: claims.idTokenSignedResponseAlg,
		request_object_signing_alg: claims.requestObjectSigningAlg,
		authorization_signed_response_alg: claims.authorizationSignedResponseAlg,
		token_endpoint_auth_signing_alg: claims.tokenEndpointAuthSigningAlg,
	};
	return Object.fromEntries(
		Object.entries(registrationClaims).filter(([, value]) => value !== undefined),
	);
}
