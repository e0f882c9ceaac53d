import type { BankAddresses, BankProfile } from './profile';

/**
 * The documentation has paths without a host. Salt Edge serves all its banks at this host. Sandbox banks have provider
 * codes of their own.
 */
const addresses: BankAddresses = {
	issuer: 'https://priora.saltedge.com',
	resourceServer: 'https://priora.saltedge.com',
};

/** Source: Salt Edge's documentation for TPPs, chapters "Register" and "Certificates". */
export const saltEdge: BankProfile = {
	id: 'salt-edge',
	name: 'Salt Edge',
	environments: { sandbox: addresses, production: addresses },
	registration: {
		via: 'dcr',
		path: '/api/open-banking/v3.1/tpp/register',
		// "Register", header of the example
		requestSigningAlg: 'PS256',
		// "the unique identifier for the ASPSP issued by the issuer of the software statement"
		audience: { is: 'aspspId' },
		// "exp" must be in the future. In the example it is minutes after "iat".
		lifetime: 300,
		// "Request parameters", with their default values
		claims: {
			application_type: 'web',
			grant_types: ['client_credentials', 'authorization_code', 'refresh_token'],
			response_types: ['code'],
			token_endpoint_auth_signing_alg: 'PS256',
			request_object_signing_alg: 'PS256',
		},
		// "Request parameters" has software_id and no jti.
		computedClaims: ['software_id'],
		tokenEndpointAuthMethod: {
			sandbox: 'client_secret_basic',
			production: 'client_secret_basic',
		},
		// "Register": the example registers "http://and.here".
		httpRedirectUris: true,
		// "Certificates". The example adds a QSEAL; a TPP also has a QWAC.
		certificates: {
			path: '/api/open-banking/v3.1/tpp/certificates',
			types: ['qwac', 'qseal'],
			confirmation:
				'Salt Edge sends a letter of confirmation to the email address of your representative.',
		},
	},
	// "Request parameters", allowed values of token_endpoint_auth_method
	tokenEndpointAuthMethods: ['client_secret_basic', 'private_key_jwt'],
	// From here on: Salt Edge's discovery document and its pages about single banks.
	discoveryPath: '/.well-known/openid-configuration/{providerCode}',
	authorizationRequest: { as: 'requestObject', responseType: 'code' },
	accountInformation: { version: 'v3.1', path: '/api/{providerCode}/open-banking/v3.1/aisp' },
};
