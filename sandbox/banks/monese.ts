import type { RegistrationRules } from '../registration/rules';
import { ozoneBank } from './ozone';

/** As Monese's sandbox guide describes its bank: step numbers are the guide's. */
export const monese = ozoneBank({
	id: 'monese',
	name: 'Monese',
	// 2.2
	registrationPath: '/v1.0/dynamic-client-registration/v3.1/register',
	accountInformationPath: '/open-banking/v3.1/aisp',
	// 2.3
	postmanEnvironment: {
		path: '/ozone/v1.0/postman/environment',
		authentication: 'client_secret_basic',
	},
	rules,
	accountInformation: {
		version: 'v3.1',
		bic: 'MNEEGB2L',
		// Step 5
		without: [
			'/transactions',
			'/accounts/{AccountId}/transactions',
			'/accounts/{AccountId}/statements/{StatementId}/transactions',
		],
	},
	// 4.3 prints a full stop after each password, which may be the sentence's.
	customer: (psu) => ({ ...psu, password: `${psu.password}.`, otherPassword: psu.password }),
});

/** The guide's claims table and 2.1. */
function rules(): RegistrationRules {
	return {
		// The table knows PS256 alone, the code signs with RS256.
		signingAlgs: ['PS256', 'RS256'],
		// The table: the bank's identifier, no address.
		audiences: ['0015800001ZEc3hAAD'],
		longestLifetime: 3600,
		tokenEndpointAuthMethods: ['client_secret_basic'],
		tokenEndpointAuthSigningAlgs: ['PS256'],
		// The table lists two; OBIE's register offers refresh_token, and Read/Write data access needs it.
		grantTypes: ['authorization_code', 'client_credentials', 'refresh_token'],
		responseTypes: ['code', 'code id_token'],
		// The table: PS256; the code: RS256.
		idTokenSigningAlgs: ['PS256', 'RS256'],
		// Table and code agree, and the guide knows no other.
		requestObjectSigningAlgs: ['none'],
		scopes: ['openid', 'accounts', 'payments'],
	};
}
