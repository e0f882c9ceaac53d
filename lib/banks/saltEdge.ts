import type { BankAddresses, BankProfile } from './profile';

/**
 * The document prints paths without a host: this is where Salt Edge answers for every bank that it serves. Sandboxes are
 * providers of their own.
 */
const addresses: BankAddresses = {
	issuer: 'https://priora.saltedge.com',
	resourceServer: 'https://priora.saltedge.com',
};

/** Source: Salt Edge's documentation for TPPs, "Register" and "Certificates". */
export const saltEdge: BankProfile = {
	id: 'salt-edge',
	name: 'Salt Edge',
	environments: { sandbox: addresses, production: addresses },
	registration: {
		via: 'dcr',
		path: '/api/open-banking/v3.1/tpp/register',
		// The header of the example.
		requestSigningAlg: 'PS256',
		// "the unique identifier for the ASPSP issued by the issuer of the software statement"
		audience: { is: 'aspspId' },
		// exp must lie ahead; the example's lies minutes after its iat.
		lifetime: 300,
		// "Request parameters": defaults where they have one.
		claims: {
			application_type: 'web',
			grant_types: ['client_credentials', 'authorization_code', 'refresh_token'],
			response_types: ['code'],
			token_endpoint_auth_signing_alg: 'PS256',
			request_object_signing_alg: 'PS256',
		},
		// The table has no jti.
		computedClaims: ['software_id'],
		tokenEndpointAuthMethod: {
			sandbox: 'client_secret_basic',
			production: 'client_secret_basic',
		},
		// "Certificates"; beside the example's qseal a TPP has its qwac.
		certificates: {
			path: '/api/open-banking/v3.1/tpp/certificates',
			types: ['qwac', 'qseal'],
			confirmation: 'A letter of confirmation goes to the e-mail address of your representative.',
		},
	},
	// "token_endpoint_auth_method", allowed values
	tokenEndpointAuthMethods: ['client_secret_basic', 'private_key_jwt'],
	// What follows is not in the two chapters: Salt Edge's discovery document and its pages for single banks.
	discoveryPath: '/.well-known/openid-configuration/{providerCode}',
	authorizationRequest: { as: 'requestObject', responseType: 'code' },
	accountInformation: { version: 'v3.1', path: '/api/{providerCode}/open-banking/v3.1/aisp' },
};
