import { routes } from '../oauth/endpoints';
import type { RegistrationRules } from '../registration/rules';
import { ozoneBank, type OzoneFacts } from './ozone';

/** Made up: the portal does not print the identifier. */
const aspspId = '0015800000EmbZopaA';

// Portal, page "AIS": "only the Zopa Credit Card and Zopa bank account (Current Account)". Zopa's Postman collection reads a
// statement of the first account, and only the card has statements.
const accountTypes = ['CARD', 'CACC'];

/** Portal, OpenAPI file and page "AIS". */
const accountInformation: OzoneFacts['accountInformation'] = {
	version: 'v4.0',
	bic: 'ZOPAGB2L',
	// OpenAPI file, paths
	unsupportedPaths: [
		'/accounts/{AccountId}/parties',
		'/accounts/{AccountId}/product',
		'/accounts/{AccountId}/scheduled-payments',
		'/accounts/{AccountId}/statements/{StatementId}',
		'/accounts/{AccountId}/statements/{StatementId}/file',
		'/accounts/{AccountId}/statements/{StatementId}/transactions',
		'/balances',
		'/beneficiaries',
		'/direct-debits',
		'/offers',
		'/products',
		'/scheduled-payments',
		'/standing-orders',
		'/statements',
		'/transactions',
	],
	narrowed: {
		// OpenAPI file, schemas that are closed
		members: {
			Account: {
				AccountId: true,
				Status: true,
				Currency: true,
				AccountTypeCode: true,
				Account: { SchemeName: true, Identification: true },
			},
			Party: { PartyId: true, PartyType: true, Name: true, FullLegalName: true },
			Transaction: {
				AccountId: true,
				TransactionId: true,
				CreditDebitIndicator: true,
				Status: true,
				BookingDateTime: true,
				ValueDateTime: true,
				TransactionInformation: true,
				Amount: true,
				ProprietaryBankTransactionCode: true,
				MerchantDetails: { MerchantName: true },
			},
		},
		// "Balances"
		balanceTypes: ['ITAV'],
		// "Beneficiaries", "Direct Debits", "Standing Orders", "Offers", "Statements": otherwise "200 … with no data"
		onlyKind: {
			beneficiaries: 'CACC',
			'direct-debits': 'CACC',
			'standing-orders': 'CACC',
			offers: 'CARD',
			statements: 'CARD',
		},
		// Page "Proprietary Bank Transaction Codes". It lists no codes of pending transactions of a card.
		transactionCodes: {
			CACC: {
				credit: 'FASTER_PAYMENT_IN',
				debit: 'PURCHASE_CLEARING',
				pendingCredit: 'FASTER_PAYMENT_IN_AUTHORISATION',
				pendingDebit: 'AUTHORISATION_APPROVED',
			},
			CARD: {
				credit: 'REPAYMENT',
				debit: 'PURCHASE',
				pendingCredit: 'REPAYMENT',
				pendingDebit: 'PURCHASE',
			},
		},
		// "Transactions": "a page size of 100 transactions"
		pageSize: 100,
	},
};

/** A customer without a current account, which is the second one, could not pay. */
const customer: OzoneFacts['customer'] = (psu) => (psu.hasNoMoney ? { ...psu, accounts: 2 } : psu);

/** Portal, page "PIS" */
const payments: OzoneFacts['payments'] = {
	path: '/open-banking/v4.0/pisp',
	// Made up, like `aspspId`.
	organisationId: '0015800000EmbZopaA',
	rules: {
		version: 'v4.0',
		// "Supported Payment Types"
		kinds: ['domestic-payments', 'domestic-standing-orders'],
		// "Scheme Name"
		accountSchemes: ['UK.OBIE.SortCodeAccountNumber'],
		// "Frequency"
		frequencies: /^(ADHO|DAIL|WEEK|FRTN|MNTH|YEAR)$/,
		// "Payment References"
		reference: /^[a-zA-Z0-9/\-?:().,’+\s#=!"%&*<>;{@]{1,18}$/,
		// "First and Final Payment Amounts"
		hasOneAmount: true,
	},
};

/** Zopa as its sandbox guide describes it. Section numbers are those of the guide. */
export const zopa = ozoneBank({
	id: 'zopa',
	name: 'Zopa',
	// 2.2
	registrationPath: '/dynamic-client-registration/v3.2/register',
	accountInformationPath: '/open-banking/v4.0/aisp',
	// 3.1
	postmanEnvironment: { path: '/o3/v1.0/postman/environment', authentication: 'none' },
	// Portal, page "Sandbox", step 6
	authCodeUrlPath: '/o3/v1.0/auth-code-url',
	aspspId,
	rules,
	// Not in the guide: features that the profile of a custom bank may use.
	authorizationServer: {
		routes: { ...routes, pushed_authorization_request: '/par' },
		jwtResponses: true,
		encryptedIdTokens: true,
	},
	accountInformation,
	payments,
	accountTypes,
	customer,
});

/** Zopa as the page "Production" of its portal describes it. Comments name the headings. */
export const zopaProduction = ozoneBank({
	id: 'zopa-production',
	name: 'Zopa',
	productionOf: 'zopa',
	// "Dynamic Client Registration": the path is in the discovery document only.
	registrationPath: '/register',
	accountInformationPath: '/open-banking/v4.0/aisp',
	aspspId,
	// "Production Security Profile". `tls_client_auth` is not supported here.
	rules: (own) => ({
		...rules(own),
		// "the Open Banking Limited issued org_id"
		audiences: [aspspId],
		tokenEndpointAuthMethods: ['private_key_jwt'],
		responseTypes: ['code id_token'],
		requestObjectSigningAlgs: ['PS256'],
	}),
	// "Authorisation URL": `zopa://consent-access-request` is this path below the app's.
	appPath: '/app',
	appPaymentPaths: {
		'domestic-payments': '/open-banking/pis-single-payment-consent',
		'domestic-standing-orders': '/open-banking/pis-standing-order-consent',
	},
	authorizationServer: {
		routes: { ...routes, authorization: '/app/consent-access-request' },
		// "the one parameter that cannot be derived from the discovery document"
		unusableAuthorizationPath: '/auth',
		// "Request Object JWT"
		requestLifetime: 500,
		assertionAudience: 'tokenEndpoint',
		refreshesEveryClient: undefined,
		// "Tokens"
		lifetimes: { accessToken: 3600, refreshToken: 365 * 86_400, interaction: 900 },
	},
	accountInformation,
	payments,
	accountTypes,
	customer,
});

/** Claims table and section 2.1 of the guide. */
function rules(own: string[]): RegistrationRules {
	return {
		signingAlgs: ['PS256'],
		// The table says "the token endpoint", the examples send the issuer. Both are accepted.
		audiences: own,
		maximumLifetime: 3600,
		tokenEndpointAuthMethods: ['client_secret_basic', 'private_key_jwt'],
		tokenEndpointAuthSigningAlgs: ['PS256'],
		// The table lists two. OBIE's register also lists refresh_token, and long-lived access needs it.
		grantTypes: ['authorization_code', 'client_credentials', 'refresh_token'],
		responseTypes: ['code', 'code id_token'],
		idTokenSigningAlgs: ['PS256'],
		// The table says none. Production requires PS256.
		requestObjectSigningAlgs: ['none', 'PS256'],
		authorizationSigningAlgs: ['PS256'],
		idTokenEncryptions: {
			algs: ['RSA-OAEP', 'RSA-OAEP-256'],
			encs: ['A128CBC-HS256', 'A256GCM'],
		},
		scopes: ['openid', 'accounts', 'payments'],
	};
}
