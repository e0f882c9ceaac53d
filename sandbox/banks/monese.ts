import type { RegistrationRules } from '../registration/rules';
import { ozoneBank } from './ozone';

/** Monese as its sandbox guide describes it. Step numbers are those of the guide. */
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
	// Not in the guide: by analogy with Zopa's, below the path of the Postman environment.
	authCodeUrlPath: '/ozone/v1.0/auth-code-url',
	// Claims table, "aud"
	aspspId: '0015800001ZEc3hAAD',
	rules,
	accountInformation: {
		version: 'v3.1',
		bic: 'MNEEGB2L',
		// Step 5: "Retrieve Account and Transaction Data", but "/transactions endpoint which is not supported".
		unsupportedPaths: ['/transactions'],
	},
	// 4.3 prints a full stop after each password. It may belong to the sentence, so both are accepted.
	customer: (psu) => ({ ...psu, password: `${psu.password}.`, otherPassword: psu.password }),
});

/** Claims table and section 2.1 of the guide. */
function rules(): RegistrationRules {
	return {
		// The table lists only PS256, but the sample code signs with RS256.
		signingAlgs: ['PS256', 'RS256'],
		// The table: the bank's identifier, not an address.
		audiences: ['0015800001ZEc3hAAD'],
		maximumLifetime: 3600,
		tokenEndpointAuthMethods: ['client_secret_basic'],
		tokenEndpointAuthSigningAlgs: ['PS256'],
		// The table lists two. OBIE's register also lists refresh_token, and long-lived access needs it.
		grantTypes: ['authorization_code', 'client_credentials', 'refresh_token'],
		responseTypes: ['code', 'code id_token'],
		// The table says PS256, the sample code RS256.
		idTokenSigningAlgs: ['PS256', 'RS256'],
		// Table and sample code agree on this only value.
		requestObjectSigningAlgs: ['none'],
		scopes: ['openid', 'accounts', 'payments'],
	};
}
