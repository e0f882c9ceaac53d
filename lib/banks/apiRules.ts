import { z } from 'zod/v4';

import { path } from './profileTexts';

/* The part of a profile about account information, payments, confirmation of funds and signed messages. */

/** Resources of an account that a bank may not offer. Every bank offers balances. */
const accountResource = z.enum([
	'accountParty',
	'beneficiaries',
	'directDebits',
	'offers',
	'parties',
	'products',
	'psuParty',
	'scheduledPayments',
	'standingOrders',
	/** Without them there are no files and no transactions of statements, either. */
	'statements',
	'statementFiles',
	'statementTransactions',
	'transactions',
]);

/** OBIE Read/Write account information. */
export const obieAccountInformation = z.strictObject({
	/** Absent: OBIE, the standard of most banks of this package. */
	standard: z.literal('obie').optional(),
	version: z.enum(['v3.1', 'v4.0']),
	/**
	 * The bank's identifier at the directory, sent as `x-fapi-financial-id`. Absent: the header is not sent. Read/Write 3.1
	 * dropped it, but some banks still require it.
	 */
	financialId: z
		.string()
		.regex(/^[\w.:/-]+$/, 'must be letters, digits and any of _ . : / -')
		.optional(),
	/** Path below the resource server. Absent: `/open-banking/{version}/aisp`. */
	path: path.optional(),
	/** Resources that the bank does not offer. Absent: it offers all of them. */
	withoutResources: z.array(accountResource).optional(),
	/** How the bank's lists of transactions differ from the standard. */
	transactions: z
		.strictObject({
			/** The bank uses a TransactionId several times. Absent: it is unique and immutable (OBIE Read/Write). */
			reusesIds: z.literal(true).optional(),
			/** The bank lists the transactions of a card until the next statement. Absent: it lists the whole history. */
			cardsUntilStatement: z.literal(true).optional(),
			/** Months of history that the bank returns. Absent: the history has no known limit. */
			historyMonths: z.int().positive().optional(),
		})
		.optional(),
	/** Strong customer authentication for some data. Absent: an authorised consent is enough for all its permissions. */
	stepUp: z
		.strictObject({
			/** Resources that can be read only after a step-up. */
			resources: z.array(accountResource),
			/** Transactions that are older than this number of days need a step-up, too. */
			transactionDays: z.int().positive(),
		})
		.optional(),
});

/**
 * Account information of the Berlin Group's NextGenPSD2 framework, below `/v1` of the resource server. Its requests have an
 * HTTP message signature.
 */
export const berlinGroupAccountInformation = z.strictObject({
	standard: z.literal('berlin-group'),
	/**
	 * Path of consents whose accounts the PSU chooses at the bank, below `/v1`. Absent: `/consents`, like all others
	 * (NextGenPSD2 1.3.9, `POST /v1/consents`).
	 */
	bankOfferedConsentsPath: path.optional(),
	/**
	 * Path below a consent whose requests start an authorisation (NextGenPSD2 1.3.9, explicit start). Absent:
	 * `/authorisations`, as in the standard.
	 */
	authorisationsPath: path.optional(),
	/** The header `PSU-Context` says whether the PSU acts for themselves or for a company. Absent: there is no such header. */
	psuContext: z.literal(true).optional(),
	/**
	 * Query parameters that the bank adds to the redirect URI when the PSU returns. Their values are headers of all requests
	 * for account data. Absent: the consent ID is enough (NextGenPSD2 1.3.9, `Consent-ID`).
	 */
	returnedParameters: z
		.strictObject({
			/** The session at the bank, sent as `TPP-Session-ID`. */
			tppSessionId: z.string().min(1),
			/** The PSU who signed in, sent as `PSU-ID`. */
			psuId: z.string().min(1),
			/** The company that the PSU acts for, sent as `PSU-Corporate-ID`. A private PSU has none. */
			psuCorporateId: z.string().min(1),
		})
		.optional(),
	/** Largest number of transactions on a page, sent as `limit`. Absent: the bank chooses, as in the standard. */
	pageSize: z.int().positive().optional(),
});

/** The account information API, by its standard. */
export const accountInformation = z.discriminatedUnion(
	'standard',
	[obieAccountInformation, berlinGroupAccountInformation],
	'must be obie or berlin-group',
);

/** Kinds of payments of OBIE's payment initiation API, in the order of its pages. */
export const paymentKind = z.enum([
	'domesticPayment',
	'domesticScheduledPayment',
	'domesticStandingOrder',
]);

/** Schemes of a payee's account in the United Kingdom. */
const accountScheme = z.enum(['UK.OBIE.SortCodeAccountNumber', 'UK.OBIE.IBAN']);

/** OBIE Read/Write payment initiation. */
export const payments = z.strictObject({
	version: z.enum(['v3.1', 'v4.0']),
	/** Path below the resource server. Absent: `/open-banking/{version}/pisp`. */
	path: path.optional(),
	/** Kinds of payments that the bank offers. Absent: all of them. */
	kinds: z.array(paymentKind).min(1).optional(),
	/** Schemes of the payee's account that the bank accepts. Absent: all of them. */
	accountSchemes: z.array(accountScheme).min(1).optional(),
	/**
	 * Frequencies of standing orders that the bank accepts: codes of v4.0, or patterns of v3.1. A pattern without its last part,
	 * such as `IntrvlMnthDay:01`, stands for every day from 01 on. Absent: all of the standard.
	 */
	frequencies: z
		.array(
			z
				.string()
				.regex(
					/^([A-Z]{4}|[A-Za-z]+(:[\w-]+){0,2})$/,
					'must be a code of v4.0 or a pattern of v3.1',
				),
		)
		.min(1)
		.optional(),
	/** Days that the bank accepts for scheduled payments. Absent: every day after today. */
	scheduledDates: z
		.strictObject({
			/** Neither Saturdays and Sundays nor bank holidays in England and Wales. */
			onlyWorkingDays: z.literal(true).optional(),
			/** Years from today. */
			maximumYears: z.int().positive().optional(),
		})
		.optional(),
	/** What the bank demands of the reference of a payment. Absent: it is optional. */
	reference: z
		.strictObject({
			required: z.literal(true).optional(),
			/** It must not contain 16 digits that a payment card may have (ISO/IEC 7812-1). */
			noCardNumbers: z.literal(true).optional(),
		})
		.optional(),
	/**
	 * The version of the Read/Write API since which messages are signed as the bank signs them (claims `b64` and `tan`).
	 * Absent: `v3.1.4`, as all later versions.
	 */
	messageSignature: z.enum(['v3.0', 'v3.1.0', 'v3.1.4']).optional(),
	/** `tan` of signatures. Absent: `openbanking.org.uk`, for keys in the Open Banking directory. */
	trustAnchor: z.string().min(1).optional(),
	/** Path below the resource server of the keys that sign the bank's messages. Absent: `jwks_uri` of the discovery document. */
	keySetPath: path.optional(),
});

/** OBIE Read/Write confirmation of funds, for card-based payment instrument issuers (CBPII). */
export const fundsConfirmation = z.strictObject({
	version: z.enum(['v3.1', 'v4.0']),
	/** Path below the resource server. Absent: `/open-banking/{version}/cbpii`. */
	path: path.optional(),
});

/** HTTP message signature of the Berlin Group's NextGenPSD2 framework (draft-cavage-http-signatures-10). */
export const httpSignature = z.strictObject({
	digestAlgorithm: z.enum(['SHA-256', 'SHA-512']),
	/**
	 * Format of the issuer's distinguished name in `keyId`:
	 * - `rfc2253`: most specific first, unknown attribute types as `OID=#hexDER`
	 * - `rfc2253Text`: the same order, `organizationIdentifier` and its value as text
	 * - `openssl`: least specific first, like the output of `openssl x509 -nameopt` with
	 *   `esc_2253,esc_ctrl,utf8,dump_unknown,dump_der,sep_comma_plus,sname`
	 * - `rfc2253Percent`: `rfc2253`, percent-encoded (Bank Frick)
	 * - `cnFirst`: only CN, O, OU, L, S, C in this order, like the signing code that Eika's vendor publishes
	 */
	dnFormat: z.enum(['rfc2253', 'rfc2253Text', 'rfc2253Percent', 'openssl', 'cnFirst']),
	/**
	 * Headers of the signing string in their order, in lower case. Every request must have `date`, `digest` and
	 * `x-request-id`; the signing string skips other headers that a request does not have.
	 */
	signedHeaders: z.array(z.string()),
	/** When the Signature header is written as an encoded word (RFC 2047). */
	encodedWord: z.enum(['whenNotAscii', 'always']),
});
