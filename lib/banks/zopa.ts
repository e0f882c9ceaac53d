import type { MergePatch } from './mergePatch';
import type { BankProfile } from './profile';

/** Source: Zopa's sandbox guide. Comments name its sections. OBIE is the UK Open Banking standard. */
export const zopa: BankProfile = {
	id: 'zopa',
	name: 'Zopa',
	environments: {
		// Introduction (issuer) and 2.2 (registration on rs1).
		sandbox: {
			issuer: 'https://auth1.openbanking-sandbox.zopa.com',
			resourceServer: 'https://rs1.openbanking-sandbox.zopa.com',
		},
		// Page "Production", "OIDC Discovery" and "Resource Server URLs" of Zopa's developer portal
		production: {
			issuer: 'https://auth1.openbanking.zopa.com',
			resourceServer: 'https://rs1.openbanking.zopa.com',
		},
	},
	registration: {
		via: 'dcr',
		// 2.2
		path: '/dynamic-client-registration/v3.2/register',
		// 2.1
		requestSigningAlg: 'PS256',
		// The claims table has "the token endpoint", but the examples of 2.1 and 2.2 send the issuer.
		audience: { is: 'issuer' },
		// 2.2
		lifetime: 3600,
		// Claims table and 2.1. OBIE has the grant refresh_token, which the guide does not list.
		claims: {
			application_type: 'web',
			grant_types: ['authorization_code', 'client_credentials'],
			response_types: ['code', 'code id_token'],
			subject_type: 'public',
			token_endpoint_auth_signing_alg: 'PS256',
			id_token_signed_response_alg: 'PS256',
			request_object_signing_alg: 'none',
		},
		// Claims table, "depend on your role … (AISP and/or PISP)"
		scopes: ['accounts', 'payments'],
		// Claims table: client_secret_basic is for the sandbox only.
		tokenEndpointAuthMethod: {
			sandbox: 'client_secret_basic',
			production: 'private_key_jwt',
		},
		// 3.1
		postmanEnvironment: { path: '/o3/v1.0/postman/environment', authentication: 'none' },
	},
	// FAPI 1.0 Advanced. The guide registers both response types.
	authorizationRequest: { as: 'requestObject', responseType: 'code id_token' },
	// Portal, "Production Security Profile": "the URL of the token endpoint"
	clientAssertionAudience: 'tokenEndpoint',
	accountInformation: {
		version: 'v4.0',
		// Portal, OpenAPI file: it has all other resources.
		withoutResources: [
			'parties',
			'products',
			'scheduledPayments',
			'statementFiles',
			'statementTransactions',
		],
	},
	// Portal, page "PIS"
	payments: {
		version: 'v4.0',
		// "Supported Payment Types"
		kinds: ['domesticPayment', 'domesticStandingOrder'],
		// "Scheme Name"
		accountSchemes: ['UK.OBIE.SortCodeAccountNumber'],
		// "Frequency"
		frequencies: ['ADHO', 'DAIL', 'WEEK', 'FRTN', 'MNTH', 'YEAR'],
		// "Payment References"
		reference: { required: true, noCardNumbers: true },
	},
	// Portal, page "Production". Comments name its headings.
	inProduction: {
		registration: {
			// "Dynamic Client Registration": "advertised in the OIDC discovery document"
			path: null,
			// "the Open Banking Limited issued org_id". The page does not print it.
			audience: { is: 'aspspId' },
			claims: {
				// "Tokens": "Refresh tokens are valid for one year."
				grant_types: ['authorization_code', 'client_credentials', 'refresh_token'],
				// "Production Security Profile"
				response_types: ['code id_token'],
				request_object_signing_alg: 'PS256',
			},
			// Only the page on the sandbox has it.
			postmanEnvironment: null,
		},
		tokenEndpointAuthMethods: ['private_key_jwt', 'tls_client_auth'],
		authorizationRequest: {
			// "Authorisation URL"
			appLinks: {
				accounts: 'zopa://consent-access-request',
				payments: 'zopa://open-banking/pis-single-payment-consent',
				standingOrders: 'zopa://open-banking/pis-standing-order-consent',
			},
			// "JWT Payload": "exp" is now + 500. "Common mistakes": neither acr nor userinfo claims.
			lifetime: 500,
			requestedClaims: 'consentOnly',
		},
		// Not requested, so an id_token need not have it (OpenID Connect Core §2).
		idTokens: { authorizationResponse: { acr: 'optional' }, tokenResponse: { acr: 'optional' } },
	} satisfies MergePatch<BankProfile>,
};
