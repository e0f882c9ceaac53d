import type { INodeProperties } from 'n8n-workflow';

import type {
	JweAlgorithm,
	JweEncryption,
	RegistrationClaims,
	TokenEndpointAuthMethod,
} from '../../lib/banks/profile';
import type { RegistrationSettings } from '../../lib/operations/registration/registrationClaims';
import type { Item } from '../shared/operation';

interface Claims {
	applicationType?: 'web' | 'mobile';
	audience?: string;
	authorizationSignedResponseAlg?: 'PS256' | 'RS256' | 'ES256';
	grantTypes?: string[];
	idTokenEncryptedResponseAlg?: JweAlgorithm;
	idTokenEncryptedResponseEnc?: JweEncryption;
	idTokenSignedResponseAlg?: 'PS256' | 'RS256' | 'ES256';
	redirectUris?: string;
	requestObjectSigningAlg?: 'PS256' | 'RS256' | 'ES256' | 'none';
	responseTypes?: string[];
	scope?: string;
	tlsClientAuthSubjectDn?: string;
	tokenEndpointAuthMethod?: TokenEndpointAuthMethod;
}

/** What the registration asks for where it differs from what the bank's documentation registers. */
export const claimFields: INodeProperties = {
	displayName: 'Claims',
	name: 'claims',
	type: 'collection',
	placeholder: 'Add Claim',
	default: {},
	description: 'Leave empty to register what the documentation of the bank says',
	options: [
		{
			displayName: 'Application Type',
			name: 'applicationType',
			type: 'options',
			options: [
				{ name: 'Mobile', value: 'mobile' },
				{ name: 'Web', value: 'web' },
			],
			default: 'web',
		},
		{
			displayName: 'Audience',
			name: 'audience',
			type: 'string',
			default: '',
			description: 'Whom the request is addressed to; by default what the bank’s examples use',
		},
		{
			displayName: 'Authorization Response Signing Algorithm',
			name: 'authorizationSignedResponseAlg',
			type: 'options',
			options: [
				{ name: 'ES256', value: 'ES256' },
				{ name: 'PS256', value: 'PS256' },
				{ name: 'RS256', value: 'RS256' },
			],
			default: 'PS256',
			description: 'For banks that answer authorization requests with a JWT (JARM)',
		},
		{
			displayName: 'Grant Types',
			name: 'grantTypes',
			type: 'multiOptions',
			options: [
				{ name: 'Authorization Code', value: 'authorization_code' },
				{ name: 'Client Credentials', value: 'client_credentials' },
				{ name: 'Refresh Token', value: 'refresh_token' },
			],
			default: ['authorization_code', 'client_credentials', 'refresh_token'],
			description:
				'With Refresh Token, sessions can be renewed without the PSU where the bank allows it',
		},
		{
			displayName: 'ID Token Content Encryption',
			name: 'idTokenEncryptedResponseEnc',
			type: 'options',
			options: [
				{ name: 'A128CBC-HS256', value: 'A128CBC-HS256' },
				{ name: 'A128GCM', value: 'A128GCM' },
				{ name: 'A256CBC-HS512', value: 'A256CBC-HS512' },
				{ name: 'A256GCM', value: 'A256GCM' },
			],
			default: 'A128CBC-HS256',
			description: 'Beside ID Token Encryption Algorithm',
		},
		{
			displayName: 'ID Token Encryption Algorithm',
			name: 'idTokenEncryptedResponseAlg',
			type: 'options',
			options: [
				{ name: 'ECDH-ES', value: 'ECDH-ES' },
				{ name: 'ECDH-ES+A128KW', value: 'ECDH-ES+A128KW' },
				{ name: 'ECDH-ES+A256KW', value: 'ECDH-ES+A256KW' },
				{ name: 'RSA-OAEP', value: 'RSA-OAEP' },
				{ name: 'RSA-OAEP-256', value: 'RSA-OAEP-256' },
			],
			default: 'RSA-OAEP',
			description:
				'For banks that encrypt ID tokens. They are decrypted with the signing key, else with the transport key: the key set of your software must offer one of them for encryption.',
		},
		{
			displayName: 'ID Token Signing Algorithm',
			name: 'idTokenSignedResponseAlg',
			type: 'options',
			options: [
				{ name: 'ES256', value: 'ES256' },
				{ name: 'PS256', value: 'PS256' },
				{ name: 'RS256', value: 'RS256' },
			],
			default: 'PS256',
		},
		{
			displayName: 'Redirect URIs',
			name: 'redirectUris',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://n8n.example.com/webhook/open-banking',
			description: 'Separated by spaces or commas; by default all of the software statement',
		},
		{
			displayName: 'Request Object Signing Algorithm',
			name: 'requestObjectSigningAlg',
			type: 'options',
			options: [
				{ name: 'ES256', value: 'ES256' },
				{ name: 'PS256', value: 'PS256' },
				{ name: 'RS256', value: 'RS256' },
				{ name: 'Unsigned', value: 'none' },
			],
			default: 'PS256',
		},
		{
			displayName: 'Response Types',
			name: 'responseTypes',
			type: 'multiOptions',
			options: [
				{ name: 'Code', value: 'code' },
				{ name: 'Code and ID Token', value: 'code id_token' },
			],
			default: ['code id_token'],
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'string',
			default: '',
			placeholder: 'e.g. openid accounts',
			description: 'By default what the roles in the software statement allow',
		},
		{
			displayName: 'TLS Client Auth Subject DN',
			name: 'tlsClientAuthSubjectDn',
			type: 'string',
			default: '',
			description:
				'How the bank recognises the transport certificate when the client authenticates by mutual TLS; by default its subject as RFC 2253 writes it',
		},
		{
			displayName: 'Token Endpoint Authentication',
			name: 'tokenEndpointAuthMethod',
			type: 'options',
			options: [
				{ name: 'Client Secret', value: 'client_secret_basic' },
				{ name: 'Mutual TLS', value: 'tls_client_auth' },
				{ name: 'Signed Assertion', value: 'private_key_jwt' },
			],
			default: 'private_key_jwt',
		},
	],
};

export function registrationSettings(item: Item): RegistrationSettings {
	const claims = item.parameter<Claims>('claims', {});
	return {
		redirectUris: claims.redirectUris?.split(/[\s,]+/).filter(Boolean),
		scope: claims.scope || undefined,
		tokenEndpointAuthMethod: claims.tokenEndpointAuthMethod,
		audience: claims.audience || undefined,
		tlsClientAuthSubjectDn: claims.tlsClientAuthSubjectDn || undefined,
		claims: chosenClaims(claims),
	};
}

function chosenClaims(claims: Claims): Partial<RegistrationClaims> {
	const chosen = {
		application_type: claims.applicationType,
		grant_types: claims.grantTypes,
		response_types: claims.responseTypes,
		id_token_encrypted_response_alg: claims.idTokenEncryptedResponseAlg,
		id_token_encrypted_response_enc: claims.idTokenEncryptedResponseEnc,
		id_token_signed_response_alg: claims.idTokenSignedResponseAlg,
		request_object_signing_alg: claims.requestObjectSigningAlg,
		authorization_signed_response_alg: claims.authorizationSignedResponseAlg,
	};
	return Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined));
}
