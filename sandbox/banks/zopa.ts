import { routes } from '../oauth/endpoints';
import type { RegistrationRules } from '../registration/rules';
import { ozoneBank } from './ozone';

/** As Zopa's sandbox guide describes its bank: section numbers are the guide's. */
export const zopa = ozoneBank({
	id: 'zopa',
	name: 'Zopa',
	// 2.2
	registrationPath: '/dynamic-client-registration/v3.2/register',
	accountInformationPath: '/open-banking/v4.0/aisp',
	// 3.1
	postmanEnvironment: { path: '/o3/v1.0/postman/environment', authentication: 'none' },
	rules,
	// Not in the guide: what the profile of a bank that is not built in may ask for.
	authorizationServer: {
		routes: { ...routes, pushed_authorization_request: '/par' },
		jwtResponses: true,
		encryptedIdTokens: true,
	},
	accountInformation: { version: 'v4.0', bic: 'ZOPAGB2L' },
	customer: (psu) => psu,
});

/** The guide's claims table and 2.1. */
function rules(own: string[]): RegistrationRules {
	return {
		signingAlgs: ['PS256'],
		// The table says "the token endpoint", the examples send the issuer: both are taken.
		audiences: own,
		longestLifetime: 3600,
		tokenEndpointAuthMethods: ['client_secret_basic', 'private_key_jwt'],
		tokenEndpointAuthSigningAlgs: ['PS256'],
		// The table lists two; OBIE's register offers refresh_token, and Read/Write data access needs it.
		grantTypes: ['authorization_code', 'client_credentials', 'refresh_token'],
		responseTypes: ['code', 'code id_token'],
		idTokenSigningAlgs: ['PS256'],
		// The table says none; PS256 is what production asks for.
		requestObjectSigningAlgs: ['none', 'PS256'],
		authorizationSigningAlgs: ['PS256'],
		idTokenEncryptions: {
			algs: ['RSA-OAEP', 'RSA-OAEP-256'],
			encs: ['A128CBC-HS256', 'A256GCM'],
		},
		scopes: ['openid', 'accounts', 'payments'],
	};
}
