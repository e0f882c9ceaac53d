import type { BankProfile } from './profile';

/**
 * Sources: Eika's page "Create sandbox agreements", and the portals of banks on the same platform (Tietoevry). "Assumption":
 * no public document has it; docs/banks/eika.md lists them all.
 */
export const eika: BankProfile = {
	id: 'eika',
	name: 'Eika',
	environments: {
		// The page has the host only as an example. The same page on the portals of banks of the alliance has the address.
		sandbox: { resourceServer: 'https://psd2.eika.no/api-sandbox' },
	},
	registration: { via: 'portal' },
	// "Request", header parameters Digest and Signature.
	httpSignature: {
		// "sha256 or sha512"
		digestAlgorithm: 'SHA-256',
		// "full Distinguished Name". The page's truncated example decodes to RFC 2253 with `2.5.4.97=#0c…`.
		dnFormat: 'rfc2253',
		// "date, digest, x-request-id, psu-id, psu-corporate-id, and tpp-redirect-uri when available"
		signedHeaders: [
			'date',
			'digest',
			'x-request-id',
			'psu-id',
			'psu-corporate-id',
			'tpp-redirect-uri',
		],
		encodedWord: 'whenNotAscii',
	},
	accountInformation: {
		standard: 'berlin-group',
		// Portal: "Update consents", POST /v1/bank-offered-consents.
		bankOfferedConsentsPath: '/bank-offered-consents',
		// Assumption: consents can be created without a redirect URI, and their authorisation started by a request of its own.
		authorisationsPath: '/authorisations',
		// Portal: header PSU-Context.
		psuContext: true,
		// Clients of the platform read the first two. Assumption: psu-corporate-id.
		returnedParameters: {
			tppSessionId: 'tpp-session-id',
			psuId: 'psu-id',
			psuCorporateId: 'psu-corporate-id',
		},
		// Portal: limit, at most 499.
		pageSize: 499,
	},
	agreements: {
		path: '/v1/sandbox/agreements',
		// The page documents the link `engagements` of an agreement, but no request. The path is assumed.
		engagements: '/engagements',
	},
	// The platform's portals (Tietoevry), pages "Create sandbox customers", "accounts", "transactions" and "Initialize".
	// Card accounts: the vendor's scripts.
	testData: {
		initialize: '/v1/sandbox/initialize',
		customers: '/v1/sandbox/customers',
		accounts: '/v1/sandbox/accounts',
		cardAccounts: '/v1/sandbox/card-accounts',
		transactions: '/transactions',
	},
};
