import { z } from 'zod/v4';

import {
	jweAlgorithms,
	jweEncryptions,
	jwsAlgorithmsFor,
	requestObjectAlgorithms,
} from '../jose/algorithms';
import { mergePatch } from './mergePatch';

/*
 * The vocabulary of how banks differ. Everything about one bank is one `BankProfile`, which is plain JSON. For absent
 * members the standard applies. Operators can enter a profile as JSON, so the vocabulary is a schema that checks it. The
 * types follow from the schema.
 */

const notRoot =
	'must be an https URL in lower case, without port 443, trailing slash, query and user name';
/** Root of a server. */
const address = z.string().refine(isRoot, notRoot);
/** An issuer with a path may end with a slash (OpenID Connect Discovery 1.0 §4.3). */
const issuer = z.string().refine((text) => isRoot(text.replace(/([^/]\/[^/]+)\/$/, '$1')), notRoot);
/** The URL of a document. */
const documentAddress = z
	.string()
	.refine(
		(text) => isRoot(text) && new URL(text).pathname !== '/',
		'must be the https URL of a document',
	);
/** A path below a root. `{providerCode}` is replaced with the operator's provider code. */
const segments = /^(\/(?!\.{1,2}(\/|$))([\w.~-]|\{providerCode\})+)+$/;
const path = z
	.string()
	.regex(
		segments,
		'must start with a slash, must not end with one, and must not contain dot segments, queries and escapes',
	);
/** OAuth scopes, separated by spaces (RFC 6749 §3.3). */
const scope = z.string().regex(/^[\w.:-]+( [\w.:-]+)*$/, 'must be words with single spaces');

/** `token_endpoint_auth_method` (OpenID Connect Core §9, RFC 8705 §2.1.1). */
const tokenEndpointAuthMethod = z.enum([
	'client_secret_basic',
	'client_secret_post',
	'private_key_jwt',
	'tls_client_auth',
]);

/** Addresses of one environment. */
const bankAddresses = z.strictObject({
	/** OpenID Connect issuer. For a bank without id_tokens: root of its sign-in pages. Absent: the operator enters it. */
	issuer: issuer.optional(),
	/**
	 * URL of the discovery document. Absent: it is below the issuer (OpenID Connect Discovery 1.0 §4). Some banks keep it on
	 * another host (Starling, NatWest Group).
	 */
	discovery: documentAddress.optional(),
	/**
	 * Issuers that the bank had before its address changed, the oldest one first. What was made in their time stays usable, if
	 * the bank kept its refresh tokens and clients: sessions, registrations, cursors, keys of transactions.
	 */
	earlierIssuers: z.array(issuer).min(1).optional(),
	/** Root of the resource server, without a trailing slash. Absent: the operator enters it. */
	resourceServer: address.optional(),
	/** Root of the server that registers clients, without a trailing slash. Absent: the resource server. */
	registrationServer: address.optional(),
});

/** Claims of a registration request, in the spelling of OpenID Connect Dynamic Client Registration 1.0 §2. */
const registrationClaims = z.strictObject({
	application_type: z.enum(['web', 'mobile']),
	grant_types: z.array(z.enum(['authorization_code', 'client_credentials', 'refresh_token'])),
	response_types: z.array(z.enum(['code', 'code id_token'])),
	/** Absent: the claim is not sent. */
	subject_type: z.literal('public').optional(),
	/** JWS algorithm of client assertions. Absent: the claim is not sent, and PS256 signs them. */
	token_endpoint_auth_signing_alg: z.enum(jwsAlgorithmsFor('clientAssertion')).optional(),
	/** JWS algorithm of id_tokens. Absent: the claim is not sent, and RS256 applies (§2). */
	id_token_signed_response_alg: z.enum(jwsAlgorithmsFor('idToken')).optional(),
	/** JWS algorithm of request objects. `none`: they are not signed. */
	request_object_signing_alg: z.enum(requestObjectAlgorithms),
	/** JWS algorithm of authorization responses that are a JWT (JARM §3). Absent: the claim is not sent, and RS256 applies. */
	authorization_signed_response_alg: z.enum(jwsAlgorithmsFor('authorizationResponse')).optional(),
	/** JWE key management of id_tokens. Absent: id_tokens are signed only. */
	id_token_encrypted_response_alg: z.enum(jweAlgorithms).optional(),
	/** JWE content encryption of id_tokens. Absent: A128CBC-HS256 (§2). */
	id_token_encrypted_response_enc: z.enum(jweEncryptions).optional(),
});

/** OBIE Dynamic Client Registration: the client posts a signed JWT over mutual TLS. */
const dynamicRegistration = z.strictObject({
	via: z.literal('dcr'),
	/** Path below the registration server. Absent: `registration_endpoint` of the discovery document. */
	path: path.optional(),
	/** JWS algorithm of the request JWT. */
	requestSigningAlg: z.enum(jwsAlgorithmsFor('registrationRequest')),
	/**
	 * Media type of the request JWT. Absent: `application/jwt` (OBIE DCR 3.2, "Request"). `application/jose`: Danske, HSBC,
	 * Lloyds, Nationwide, Santander. `application/json`: OBIE's OpenAPI file, to 3.4.
	 */
	contentType: z.enum(['application/jose', 'application/json']).optional(),
	/** Redirect URIs with http can be registered, too. Absent: only https (OBIE DCR 3.2, `redirect_uris`). */
	httpRedirectUris: z.literal(true).optional(),
	/** `aud` of the request JWT: the issuer URL, or the bank's identifier at the directory. */
	audience: z.discriminatedUnion(
		'is',
		[
			z.strictObject({ is: z.literal('issuer') }),
			z.strictObject({
				is: z.literal('aspspId'),
				/** The bank's identifier at the directory. Absent: the operator enters it. */
				aspspId: z.string().min(1).optional(),
			}),
		],
		'must be issuer or aspspId',
	),
	/** Seconds from `iat` to `exp` of the request JWT. */
	lifetime: z.int().positive(),
	/** Claims of the request JWT, in addition to those computed from the software statement. */
	claims: registrationClaims,
	/** Scopes that the bank registers. Absent: the scopes of all roles of the software statement. */
	scopes: z.array(z.enum(['accounts', 'payments', 'fundsconfirmations'])).optional(),
	/** Computed claims that not every bank accepts. Absent: only `jti`. */
	computedClaims: z.array(z.enum(['jti', 'software_id'])).optional(),
	/** `token_endpoint_auth_method` of the request, by environment. The embedded bank uses the method of the sandbox. */
	tokenEndpointAuthMethod: z.strictObject({
		sandbox: tokenEndpointAuthMethod,
		production: tokenEndpointAuthMethod,
	}),
	/** Postman environment file, below the registration server. Absent: the bank has none. */
	postmanEnvironment: z
		.strictObject({ path, authentication: z.enum(['none', 'client_secret_basic']) })
		.optional(),
	/** Endpoint that adds certificates, below the registration server. Absent: the bank has none. */
	certificates: z
		.strictObject({
			path,
			/** Types of certificates that the bank accepts. */
			types: z.array(z.enum(['qwac', 'qseal'])).min(1),
			/** The bank's next step, in one sentence for the operator. Absent: the certificate is added at once. */
			confirmation: z.string().min(1).optional(),
		})
		.optional(),
});

/** Registration on the bank's portal or by e-mail, without a request of ours. */
const portalRegistration = z.strictObject({
	via: z.literal('portal'),
	/** Algorithms of the clients that the bank registers. Absent: RS256 for the bank's signatures, PS256 for ours. */
	claims: registrationClaims
		.pick({
			token_endpoint_auth_signing_alg: true,
			id_token_signed_response_alg: true,
			request_object_signing_alg: true,
			authorization_signed_response_alg: true,
			id_token_encrypted_response_alg: true,
			id_token_encrypted_response_enc: true,
		})
		.partial()
		.optional(),
});

/** An address that opens the bank's app: https, or a scheme of the bank's own (RFC 8252 §7). Its query is added. */
const appLink = z
	.string()
	.regex(
		/^[a-z][a-z0-9+.-]*:\/\/[\w.~-]+(\/[\w.~-]+)*$/,
		'must be a scheme, :// and a path, without query and user name',
	);

/** OpenID Connect authorization request with a request object (FAPI 1.0 Advanced §5.2.2, RFC 9101). */
const requestObject = z.strictObject({
	as: z.literal('requestObject'),
	/** `code id_token` responds in the URL fragment, `code` in the query. */
	responseType: z.enum(['code id_token', 'code']),
	/**
	 * The authorization response is one signed JWT (JARM §2.3); with `jwt` it is in the query. Absent: the response has plain
	 * parameters, which the id_token signs with `code id_token`.
	 */
	responseMode: z.enum(['jwt', 'query.jwt', 'fragment.jwt', 'form_post.jwt']).optional(),
	/**
	 * Addresses of the bank's app by the kind of consent. The query is the least that OpenID Connect Core §6.1 allows: the
	 * request object has everything else. Absent: the discovery document's `authorization_endpoint` with all parameters.
	 */
	appLinks: z.strictObject({ accounts: appLink, payments: appLink }).optional(),
	/** Seconds until the request object expires. Absent: 55 minutes, within the hour of FAPI 1.0 Advanced §5.2.2. */
	lifetime: z.int().positive().max(3600).optional(),
	/**
	 * Claims that the request asks for. `consentOnly`: the consent in the id_token. Absent: also `acr`, and the consent in
	 * userinfo (OBIE security profile).
	 */
	requestedClaims: z.literal('consentOnly').optional(),
	/** Requests are pushed to the bank first (RFC 9126). Absent: only if the discovery document or the client requires it. */
	pushed: z.literal(true).optional(),
});

/** OAuth 2.0 authorization request with PKCE. All parameters are in one base64url text, and there is no id_token. */
const encodedParameters = z.strictObject({
	as: z.literal('encodedParameters'),
	responseType: z.literal('code'),
	/** `login_hint`: the brand of the PSU's account. */
	loginHint: z.string().min(1),
	/** `scope`, by the kind of consent. */
	scopes: z.strictObject({
		accounts: scope,
		payments: scope,
		fundsConfirmations: scope,
	}),
});

/** `acr` of id_tokens. OBIE's security profile requires `urn:openbanking:psd2:sca` or `urn:openbanking:psd2:ca`. */
const acr = z.union(
	[z.enum(['optional', 'unchecked']), z.array(z.string().min(1)).min(1)],
	'must be optional, unchecked or a list of values',
);

/** How the claims of an id_token differ. Absent: as in the standard. */
const idTokenRules = z.strictObject({
	/**
	 * - `optional`: the claim may be absent (Starling, Virgin Money; at Revolut only beside the tokens)
	 * - `unchecked`: the bank does not document its values (NatWest Group, Nationwide)
	 * - a list: the bank's values, in place of OBIE's
	 */
	acr: acr.optional(),
	/** OpenID Connect Core §3.1.3.7 (11) requires it. `optional`: the claim may be absent (Virgin Money). */
	nonce: z.literal('optional').optional(),
	/** OBIE's security profile requires it. `optional`: the claim may be absent (Revolut). */
	openbanking_intent_id: z.literal('optional').optional(),
	/**
	 * OpenID Connect Core §3.3.3.6 requires the `sub` of the authorization response. `unrelated`: it may be another one (Virgin
	 * Money: the client's ID beside the code).
	 */
	sub: z.literal('unrelated').optional(),
	/** RFC 7519 §2 has seconds. `milliseconds`: the bank may send milliseconds (Revolut). */
	exp: z.literal('milliseconds').optional(),
});

/** How id_tokens differ, by the response that they come in. Absent: as in the standard. */
const idTokens = z.strictObject({
	/** Beside the code, where the other claims bind the response to our request. */
	authorizationResponse: idTokenRules.pick({ acr: true }).optional(),
	/** Beside the tokens, in the response to a code or to a refresh. */
	tokenResponse: idTokenRules.optional(),
});

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
const obieAccountInformation = z.strictObject({
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
const berlinGroupAccountInformation = z.strictObject({
	standard: z.literal('berlin-group'),
	/**
	 * Path of consents whose accounts the PSU chooses at the bank, below `/v1`. Absent: `/consents`, like all others
	 * (NextGenPSD2 1.3.9, `POST /v1/consents`).
	 */
	bankOfferedConsentsPath: path.optional(),
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
const accountInformation = z.discriminatedUnion(
	'standard',
	[obieAccountInformation, berlinGroupAccountInformation],
	'must be obie or berlin-group',
);

/** Kinds of payments of OBIE's payment initiation API, in the order of its pages. */
const paymentKind = z.enum([
	'domesticPayment',
	'domesticScheduledPayment',
	'domesticStandingOrder',
]);

/** OBIE Read/Write payment initiation. */
const payments = z.strictObject({
	version: z.enum(['v3.1', 'v4.0']),
	/** Path below the resource server. Absent: `/open-banking/{version}/pisp`. */
	path: path.optional(),
	/** Kinds of payments that the bank offers. Absent: all of them. */
	kinds: z.array(paymentKind).min(1).optional(),
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

/** HTTP message signature of the Berlin Group's NextGenPSD2 framework (draft-cavage-http-signatures-10). */
const httpSignature = z.strictObject({
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

const members = z.strictObject({
	/** Stored in credentials and sessions. It must never change. */
	id: z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case letters, digits and hyphens'),
	/** Name of the bank in its own spelling. */
	name: z.string().min(1),
	/** Published addresses. Absent: the operator enters them. */
	environments: z.strictObject({
		sandbox: bankAddresses.optional(),
		production: bankAddresses.optional(),
	}),
	registration: z.discriminatedUnion(
		'via',
		[dynamicRegistration, portalRegistration],
		'must be dcr or portal',
	),
	/** Path of the discovery document below the issuer. Absent: the path of OpenID Connect Discovery 1.0 §4. */
	discoveryPath: path
		.includes('/.well-known/', { error: 'must be below /.well-known/' })
		.optional(),
	/** Paths of the OAuth endpoints. Absent: the discovery document has their addresses. */
	oauthPaths: z
		.strictObject({
			/** Path below the issuer. */
			authorization: path,
			/** Path below the resource server. */
			token: path,
		})
		.optional(),
	/** How a PSU is sent to the bank. Absent: the bank has no OAuth authorization server that this package supports. */
	authorizationRequest: z
		.discriminatedUnion(
			'as',
			[requestObject, encodedParameters],
			'must be requestObject or encodedParameters',
		)
		.optional(),
	/** Methods by which clients may authenticate. Absent: all methods that this package supports. */
	tokenEndpointAuthMethods: z.array(tokenEndpointAuthMethod).min(1).optional(),
	/**
	 * Encoding of client ID and secret in the Authorization header. RFC 6749 §2.3.1 encodes both like an HTML form. `none`: the
	 * bank compares them as they are (servers that follow RFC 7617 alone). Only secrets with other characters than letters,
	 * digits and `*-._` differ.
	 */
	clientSecretBasicEncoding: z.literal('none').optional(),
	/**
	 * `aud` of client assertions (RFC 7523 §3). Absent: the issuer, so that no other server can use them
	 * (draft-ietf-oauth-rfc7523bis).
	 */
	clientAssertionAudience: z.literal('tokenEndpoint').optional(),
	/** How id_tokens differ. Absent: as in OpenID Connect Core and OBIE's security profile. */
	idTokens: idTokens.optional(),
	/**
	 * Values of `error` in the bank's own words, by what they mean. Absent: only those of the standards (RFC 6749 §4.1.2.1).
	 * - `refused`: the PSU cancelled, or took too long
	 * - `signInFailed`: the PSU cannot sign in until the bank helps
	 * - `noAccount`: no account fits the request, or the second factor was wrong
	 */
	redirectErrors: z
		.record(z.string().min(1), z.enum(['refused', 'signInFailed', 'noAccount']))
		.optional(),
	/** Lifetimes in seconds for token responses without `expires_in`. Absent: such tokens have no known lifetime. */
	tokenLifetimes: z
		.strictObject({ access: z.int().positive(), refresh: z.int().positive() })
		.optional(),
	/** Most requests of this process to one host at the same time. Absent: as many as the operator chooses, up to 32. */
	maxConcurrentRequests: z.int().min(1).optional(),
	/** Absent: the bank has no account information API that this package supports. */
	accountInformation: accountInformation.optional(),
	/** Absent: the bank has no payment API that this package supports. */
	payments: payments.optional(),
	/** Absent: requests have no HTTP message signature. */
	httpSignature: httpSignature.optional(),
	/** Endpoint of sandbox agreements, below the resource server. Absent: the bank has none. */
	agreements: z
		.strictObject({
			path,
			/** Endpoint of further engagements, below an agreement. Absent: the bank has none. */
			engagements: path.optional(),
		})
		.optional(),
	/** Endpoints of the sandbox's test data, below the resource server. Absent: the bank has none of that kind. */
	testData: z
		.strictObject({
			/** Resets everything. */
			initialize: path.optional(),
			customers: path.optional(),
			accounts: path.optional(),
			/** Below an account. */
			transactions: path.optional(),
		})
		.optional(),
	/** Days for which certificates must remain valid. Absent: the bank accepts them until their last day. */
	certificateDays: z.int().positive().optional(),
	/**
	 * What differs in production, as a JSON Merge Patch (RFC 7396) for the other members: `null` removes one. Absent: nothing
	 * but the addresses.
	 */
	inProduction: z.record(z.string(), z.unknown()).optional(),
});

/** A profile, with the rules that concern several members. */
const consistentProfile = members
	.refine(
		({ authorizationRequest, oauthPaths }) =>
			!oauthPaths || authorizationRequest?.as === 'encodedParameters',
		{
			path: ['oauthPaths'],
			error:
				'is allowed only with encodedParameters: other requests need the keys of the discovery document',
		},
	)
	.refine(
		({ authorizationRequest, registration }) =>
			!authorizationRequest ||
			registration.via === 'portal' ||
			registration.claims.response_types.includes(authorizationRequest.responseType),
		{
			path: ['authorizationRequest', 'responseType'],
			error: 'must be one of registration.claims.response_types',
		},
	)
	.refine(
		({ authorizationRequest: rules }) =>
			rules?.as !== 'requestObject' || !rules.responseMode || rules.responseType === 'code',
		{
			path: ['authorizationRequest', 'responseMode'],
			error:
				'is allowed only with the responseType code: with "code id_token" the id_token signs the response',
		},
	)
	.refine(
		({ accountInformation: rules, httpSignature: signature }) =>
			rules?.standard !== 'berlin-group' || signature !== undefined,
		{ path: ['httpSignature'], error: 'is missing, and requests of the Berlin Group are signed' },
	);

/** Zod's error map for members that are missing. */
export const missingMember = ({ input }: { input?: unknown }): string | undefined =>
	input === undefined ? 'is missing' : undefined;

/** The schema of a profile. What differs in production must result in a valid profile, too. */
export const bankProfile = consistentProfile.superRefine((profile, context) => {
	const { inProduction, ...members } = profile;
	if (!inProduction || context.issues.length > 0) return;
	const { error } = consistentProfile.safeParse(mergePatch(members, inProduction), {
		error: missingMember,
	});
	for (const { path: where, message } of error?.issues ?? []) {
		context.addIssue({ code: 'custom', path: ['inProduction', ...where], message });
	}
});

/** Returns whether the text is the root of an https server in the form of the URL parser. Such texts can be compared. */
function isRoot(text: string): boolean {
	if (!URL.canParse(text)) return false;
	const { protocol, search, hash, username, href } = new URL(text);
	const plain = protocol === 'https:' && !search && !hash && !username && !text.endsWith('/');
	return plain && [text, `${text}/`].includes(href);
}

export type BankProfile = z.infer<typeof bankProfile>;
export type BankAddresses = z.infer<typeof bankAddresses>;
export type PublishedEnvironment = keyof BankProfile['environments'];
/** The environments of the bank, and `local` for the embedded bank of this package. */
export type Environment = PublishedEnvironment | 'local';
export type DynamicRegistration = z.infer<typeof dynamicRegistration>;
export type RegistrationClaims = z.infer<typeof registrationClaims>;
export type CertificateType = NonNullable<DynamicRegistration['certificates']>['types'][number];
export type TokenEndpointAuthMethod = z.infer<typeof tokenEndpointAuthMethod>;
export type AuthorizationRequestRules = NonNullable<BankProfile['authorizationRequest']>;
export type RequestObjectRules = z.infer<typeof requestObject>;
export type EncodedParameters = z.infer<typeof encodedParameters>;
export type ResponseType = AuthorizationRequestRules['responseType'];
export type JwtResponseMode = NonNullable<RequestObjectRules['responseMode']>;
export type IdTokenRules = z.infer<typeof idTokenRules>;
export type AccountInformation = z.infer<typeof accountInformation>;
export type ObieAccountInformation = z.infer<typeof obieAccountInformation>;
export type BerlinGroupAccountInformation = z.infer<typeof berlinGroupAccountInformation>;
export type Payments = z.infer<typeof payments>;
export type PaymentKind = z.infer<typeof paymentKind>;
export type MessageSignature = NonNullable<Payments['messageSignature']>;
export type HttpSignatureRules = z.infer<typeof httpSignature>;
export type DigestAlgorithm = HttpSignatureRules['digestAlgorithm'];
export type DnFormat = HttpSignatureRules['dnFormat'];
