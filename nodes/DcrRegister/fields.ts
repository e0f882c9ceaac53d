import type { INodeProperties } from 'n8n-workflow';

import {
	jweAlgorithms,
	jweEncryptions,
	jwsAlgorithmsFor,
	requestObjectAlgorithms,
} from '../../lib/jose/algorithms';

/** Returns the options in alphabetical order, as n8n lists them. */
const algorithmOptions = (algorithms: readonly string[]) =>
	algorithms
		.map((value) => ({ name: value === 'none' ? 'Unsigned' : value, value }))
		.sort((one, other) => (one.name < other.name ? -1 : 1));

/** Claims that replace those of the bank's profile. */
export const claimFields: INodeProperties = {
	displayName: 'Claims',
	name: 'claims',
	type: 'collection',
	placeholder: 'Add Claim',
	default: {},
	description: 'Claims to register in place of the values in the bank’s documentation',
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
			description: 'By default, the value in the bank’s documentation is registered',
		},
		{
			displayName: 'Audience',
			name: 'audience',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://auth.bank.example.com',
			description:
				'Recipient of the registration request. Leave empty to use the value in the bank’s documentation.',
		},
		{
			displayName: 'Client Assertion Algorithm',
			name: 'tokenEndpointAuthSigningAlg',
			type: 'options',
			options: algorithmOptions(jwsAlgorithmsFor('clientAssertion')),
			default: 'PS256',
			description:
				'Signs the assertion of a client that authenticates with a signed assertion. By default, the value in the bank’s documentation is registered. Salt Edge names RS256 and PS256.',
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
			description: 'Add Refresh Token to refresh sessions without the PSU, if the bank allows it',
		},
		{
			displayName: 'ID Token Content Encryption',
			name: 'idTokenEncryptedResponseEnc',
			type: 'options',
			options: algorithmOptions(jweEncryptions),
			default: 'A128CBC-HS256',
			description: 'Used together with ID Token Encryption Algorithm',
		},
		{
			displayName: 'ID Token Encryption Algorithm',
			name: 'idTokenEncryptedResponseAlg',
			type: 'options',
			options: algorithmOptions(jweAlgorithms),
			default: 'RSA-OAEP',
			description:
				'For banks that encrypt ID tokens. The signing key or the transport key decrypts them, so the JWKS of your software must contain one of the two public keys for encryption.',
		},
		{
			displayName: 'ID Token Signing Algorithm',
			name: 'idTokenSignedResponseAlg',
			type: 'options',
			options: algorithmOptions(jwsAlgorithmsFor('idToken')),
			default: 'PS256',
			description: 'By default, the value in the bank’s documentation is registered',
		},
		{
			displayName: 'JARM Signing Algorithm',
			name: 'authorizationSignedResponseAlg',
			type: 'options',
			options: algorithmOptions(jwsAlgorithmsFor('authorizationResponse')),
			default: 'PS256',
			description: 'For banks that return authorization responses as a JWT (JARM)',
		},
		{
			displayName: 'Redirect URIs',
			name: 'redirectUris',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://n8n.example.com/webhook/open-banking',
			description:
				'Separate several URIs with spaces or commas. Leave empty to register all redirect URIs of the software statement.',
		},
		{
			displayName: 'Registration JWT Algorithm',
			name: 'requestSigningAlg',
			type: 'options',
			options: algorithmOptions(jwsAlgorithmsFor('registrationRequest')),
			default: 'PS256',
			description:
				'Signs the registration request itself. By default, the value in the bank’s documentation is used. Monese’s example and its claims table differ.',
		},
		{
			displayName: 'Request Object Algorithm',
			name: 'requestObjectSigningAlg',
			type: 'options',
			options: algorithmOptions(requestObjectAlgorithms),
			default: 'PS256',
			description: 'By default, the value in the bank’s documentation is registered',
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
			description: 'By default, the value in the bank’s documentation is registered',
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'string',
			default: '',
			placeholder: 'e.g. openid accounts',
			description: 'Leave empty to use the scopes that the roles of the software statement allow',
		},
		{
			displayName: 'TLS Client Auth Subject DN',
			name: 'tlsClientAuthSubjectDn',
			type: 'string',
			default: '',
			placeholder: 'e.g. CN=0015800001AbCdEAAV,O=Acme Ltd,C=GB',
			description:
				'Subject of the transport certificate, for authentication with mutual TLS. Leave empty to use the subject of the certificate in the format of RFC 2253.',
		},
		{
			displayName: 'Token Endpoint Authentication',
			name: 'tokenEndpointAuthMethod',
			type: 'options',
			options: [
				{ name: 'Client Secret', value: 'client_secret_basic' },
				{ name: 'Client Secret in the Body', value: 'client_secret_post' },
				{ name: 'Mutual TLS', value: 'tls_client_auth' },
				{ name: 'Signed Assertion', value: 'private_key_jwt' },
			],
			default: 'private_key_jwt',
			description: 'By default, the value in the bank’s documentation is registered',
		},
	],
};

export const clientSecretOption: INodeProperties = {
	displayName: 'Output Secret as Plain Text',
	name: 'outputClientSecret',
	type: 'boolean',
	default: false,
	description:
		'Whether to also output the client secret as plain text, so that you can copy it into the credential. n8n stores it with the execution: delete the execution afterwards.',
};
