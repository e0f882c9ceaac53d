import type { BankProfile } from './profile';

/** Source: Eika's page "Create sandbox agreements". */
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
	agreements: {
		path: '/v1/sandbox/agreements',
		// The page documents the link `engagements` of an agreement, but no request. The path is assumed.
		engagements: '/engagements',
	},
	// The platform's portals (Tietoevry), pages "Create sandbox customers", "accounts", "transactions" and "Initialize".
	testData: {
		initialize: '/v1/sandbox/initialize',
		customers: '/v1/sandbox/customers',
		accounts: '/v1/sandbox/accounts',
		transactions: '/transactions',
	},
};
