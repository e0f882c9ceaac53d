import type { BankProfile } from './profile';

/** Source: Monese's sandbox guide. Comments name its steps. The guide has no production addresses. */
export const monese: BankProfile = {
	id: 'monese',
	name: 'Monese',
	environments: {
		// 3.3: resource server, and the token endpoint on auth1. 2.2 and 2.3: registration and Postman environment.
		sandbox: {
			issuer: 'https://auth1.sandbox.ob.monese.com',
			resourceServer: 'https://rs1.sandbox.ob.monese.com',
			registrationServer: 'https://ob-api1.sandbox.monese.com:4501',
		},
	},
	registration: {
		via: 'dcr',
		// 2.2
		path: '/v1.0/dynamic-client-registration/v3.1/register',
		// 2.1: the example signs with RS256. The claims table has only PS256.
		requestSigningAlg: 'RS256',
		// Claims table
		audience: { is: 'aspspId', aspspId: '0015800001ZEc3hAAD' },
		// 2.1
		lifetime: 3600,
		// Claims table and 2.1. The example in 2.1 registers RS256 for id_tokens, the table has PS256.
		claims: {
			application_type: 'web',
			grant_types: ['authorization_code', 'client_credentials'],
			response_types: ['code', 'code id_token'],
			subject_type: 'public',
			token_endpoint_auth_signing_alg: 'PS256',
			id_token_signed_response_alg: 'RS256',
			request_object_signing_alg: 'none',
		},
		// Claims table, "depend on your role … (AISP and/or PISP)"
		scopes: ['accounts', 'payments'],
		// Claims table
		tokenEndpointAuthMethod: {
			sandbox: 'client_secret_basic',
			production: 'client_secret_basic',
		},
		// 2.3
		postmanEnvironment: {
			path: '/ozone/v1.0/postman/environment',
			authentication: 'client_secret_basic',
		},
	},
	// FAPI 1.0 Advanced. The guide registers both response types.
	authorizationRequest: { as: 'requestObject', responseType: 'code id_token' },
	// The guide has no API version; its registration is v3.1. Step 5 retrieves "Account and Transaction Data". The
	// "/transactions endpoint which is not supported" is the list of all accounts, which this package never requests.
	accountInformation: { version: 'v3.1' },
};
