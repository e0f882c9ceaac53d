import type { BankProfile } from './profile';

/**
 * Returns the profile of one of the bank's two brands. Source: "General specifications" on The Co-operative Bank's
 * developer pages; comments name its sections. The document has no addresses; these are the addresses of live clients.
 */
const brand = (id: 'coop' | 'smile', name: string): BankProfile => ({
	id,
	name,
	environments: {
		sandbox: {
			issuer: 'https://sandbox-bank.co-operativebanktest.co.uk',
			resourceServer: 'https://sandbox-openbanking-retail.apis.co-operativebanktest.co.uk',
		},
		production: {
			issuer: 'https://bank.co-operativebank.co.uk',
			resourceServer: 'https://openbanking-retail.apis.co-operativebank.co.uk',
		},
	},
	// "Client ID shared as part of onboarding": the bank registers clients itself.
	registration: { via: 'portal' },
	// "AIS endpoints and errors": one sandbox for both brands, which login_hint tells apart, and two productions.
	oauthPaths: {
		authorization: redirectPath('coop'),
		token: '/apis/oauth/v1/oauth2/token',
	},
	// "Parameters"
	authorizationRequest: {
		as: 'encodedParameters',
		responseType: 'code',
		loginHint: id,
		scopes: {
			accounts: 'accounts offline',
			payments: 'payments',
			fundsConfirmations: 'fundsconfirmations offline',
		},
	},
	// "OAuth2.0 redirection error mapping"
	redirectErrors: {
		'Consent declined': 'refused',
		'Authentication declined': 'refused',
		'Authentication failed': 'signInFailed',
		'Account not found': 'noAccount',
	},
	// "Tokens": only client_secret_basic; access tokens live 30 minutes, refresh tokens 30 days.
	tokenEndpointAuthMethods: ['client_secret_basic'],
	tokenLifetimes: { access: 30 * 60, refresh: 30 * 24 * 60 * 60 },
	accountInformation: {
		version: 'v3.1',
		path: '/apis/retail/open-banking/v3.1/aisp',
		// Page on account information
		withoutResources: [
			'accountParty',
			'beneficiaries',
			'offers',
			'parties',
			'products',
			'psuParty',
			'statements',
		],
		transactions: {
			// Not in the bank's documents: users of actualbudget/actual report it (issue 5376, through an aggregator).
			reusesIds: true,
			// "Transactions data" of the page on account information
			cardsUntilStatement: true,
			historyMonths: 13,
		},
		// "Two-factor authentication"
		stepUp: {
			resources: ['directDebits', 'scheduledPayments', 'standingOrders'],
			transactionDays: 90,
		},
	},
	// Page on payment initiation: one domestic payment, scheduled payments and standing orders, with UK.OBIE.Signature errors
	payments: {
		version: 'v3.1',
		path: '/apis/retail/open-banking/v3.1/pisp',
		// "Frequency"
		frequencies: [
			...['01', '02', '04'].map((weeks) => `IntrvlWkDay:${weeks}`),
			...['01', '02', '03', '06', '12'].map((months) => `IntrvlMnthDay:${months}`),
		],
		// Scheduled payments: "not today, weekend, bank holiday", at most two years ahead
		scheduledDates: { onlyWorkingDays: true, maximumYears: 2 },
		// Not in the bank's documents: the key set of its OAuth server, as live clients captured it.
		keySetPath: '/apis/oauth/v1/.well-known/jwks.json',
	},
	// "Parameters": the scope "fundsconfirmations+offline" for CBPII
	fundsConfirmation: { version: 'v3.1', path: '/apis/retail/open-banking/v3.1/cbpii' },
	// "Certificate expiry"
	certificateDays: 90,
	...(id === 'smile' && { inProduction: { oauthPaths: { authorization: redirectPath(id) } } }),
});

const redirectPath = (brandId: string) => `/openbanking/${brandId}/oauthRedirect`;

export const coop = brand('coop', 'The Co-operative Bank');
export const smile = brand('smile', 'smile');
