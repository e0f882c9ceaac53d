import type { BankProfile, ObieAccountInformation } from './profile';

/** Returns the profile of a bank that is not built in and follows the OBIE standard. The operator enters its addresses. */
export const customBank = (version: ObieAccountInformation['version']): BankProfile => ({
	id: 'custom',
	name: 'Custom bank',
	environments: {},
	registration: {
		via: 'dcr',
		requestSigningAlg: 'PS256',
		// OBIE DCR 3.2, "Request": the identifier of the ASPSP at the directory
		audience: { is: 'aspspId' },
		lifetime: 3600,
		claims: {
			application_type: 'web',
			grant_types: ['authorization_code', 'client_credentials', 'refresh_token'],
			response_types: ['code id_token'],
			subject_type: 'public',
			token_endpoint_auth_signing_alg: 'PS256',
			id_token_signed_response_alg: 'PS256',
			request_object_signing_alg: 'PS256',
		},
		tokenEndpointAuthMethod: {
			sandbox: 'private_key_jwt',
			production: 'private_key_jwt',
		},
	},
	authorizationRequest: { as: 'requestObject', responseType: 'code id_token' },
	accountInformation: { version },
	payments: { version },
});
