import { z } from 'zod/v4';

import {
	jweAlgorithms,
	jweEncryptions,
	jwsAlgorithmsFor,
	requestObjectAlgorithms,
} from '../jose/algorithms';

/*
 * How banks differ: everything about one bank is one `BankProfile`, plain JSON. What a profile leaves out is what the
 * standard says. A bank that is not built in comes as JSON from an operator, so the vocabulary is a schema that can check
 * it; the types follow from it.
 */
const notRoot =
	'must be an https address in lower case, without port 443, slash at the end, query or user';
const address = z.string().refine(isRoot, notRoot);
/** With a path it may end with a slash (OpenID Connect Discovery 1.0 §4.3). */
const issuer = z.string().refine((text) => isRoot(text.replace(/([^/]\/[^/]+)\/$/, '$1')), notRoot);
/** Below a root; `{providerCode}` stands for what the credential enters. */
const segments = /^(\/(?!\.{1,2}(\/|$))([\w.~-]|\{providerCode\})+)+$/;
const path = z
	.string()
	.regex(
		segments,
		'must begin with a slash, not end with one, and hold no dots alone, query or escapes',
	);
const scope = z.string().regex(/^[\w.:-]+( [\w.:-]+)*$/, 'must be words with single spaces');

const tokenEndpointAuthMethod = z.enum([
	'client_secret_basic',
	'private_key_jwt',
	'tls_client_auth',
]);

const bankAddresses = z.strictObject({
	/** OpenID Connect issuer; at a bank without id_tokens the root of its login pages. */
	issuer: issuer.optional(),
	/** Root of the bank's resource server, without a trailing slash. */
	resourceServer: address.optional(),
	/** Root that registers clients. Absent: the resource server. */
	registrationServer: address.optional(),
});

/** Wire names of OpenID Connect Dynamic Client Registration 1.0 §2. */
const registrationClaims = z.strictObject({
	application_type: z.enum(['web', 'mobile']),
	grant_types: z.array(z.enum(['authorization_code', 'client_credentials', 'refresh_token'])),
	response_types: z.array(z.enum(['code', 'code id_token'])),
	subject_type: z.literal('public').optional(),
	token_endpoint_auth_signing_alg: z.enum(jwsAlgorithmsFor('clientAssertion')).optional(),
	/** Absent: the bank registers none, and RS256 counts (§2). */
	id_token_signed_response_alg: z.enum(jwsAlgorithmsFor('idToken')).optional(),
	request_object_signing_alg: z.enum(requestObjectAlgorithms),
	/** Of the JWT that answers an authorization request (JARM §3). Absent: the bank registers none, and RS256 counts. */
	authorization_signed_response_alg: z.enum(jwsAlgorithmsFor('authorizationResponse')).optional(),
	/** Absent: id_tokens are signed alone. */
	id_token_encrypted_response_alg: z.enum(jweAlgorithms).optional(),
	/** Absent: A128CBC-HS256 (§2). */
	id_token_encrypted_response_enc: z.enum(jweEncryptions).optional(),
});

/** OBIE Dynamic Client Registration: a signed request JWT is posted over mutual TLS. */
const dynamicRegistration = z.strictObject({
	via: z.literal('dcr'),
	/** Below the registration server. Absent: `registration_endpoint` of the discovery document. */
	path: path.optional(),
	/** JWS algorithm of the request JWT. */
	requestSigningAlg: z.enum(jwsAlgorithmsFor('registrationRequest')),
	/** Who the request JWT is for: the issuer URL, or the bank's own identifier. */
	audience: z.discriminatedUnion(
		'is',
		[
			z.strictObject({ is: z.literal('issuer') }),
			z.strictObject({
				is: z.literal('aspspId'),
				/** Absent: the operator enters it. */
				aspspId: z.string().min(1).optional(),
			}),
		],
		'must be issuer or aspspId',
	),
	/** Seconds from `iat` to `exp` of the request JWT. */
	lifetime: z.int().positive(),
	/** Claims the bank asks for beside those the standard computes from the software statement. */
	claims: registrationClaims,
	/** Scopes that clients may ask for. Absent: those of all roles of the software statement. */
	scopes: z.array(z.enum(['accounts', 'payments', 'fundsconfirmations'])).optional(),
	/** Computed claims that not every bank lists. Absent: `jti` alone. */
	computedClaims: z.array(z.enum(['jti', 'software_id'])).optional(),
	/** Authentication method that the claims ask for. The embedded bank takes that of the sandbox. */
	tokenEndpointAuthMethod: z.strictObject({
		sandbox: tokenEndpointAuthMethod,
		production: tokenEndpointAuthMethod,
	}),
	/** Absent: the bank has no Postman environment file. Below the registration server. */
	postmanEnvironment: z
		.strictObject({ path, authentication: z.enum(['none', 'client_secret_basic']) })
		.optional(),
	/** Absent: certificates are not added by a call. Below the registration server. */
	certificates: z
		.strictObject({
			path,
			types: z.array(z.enum(['qwac', 'qseal'])).min(1),
			/** What the bank does next, in one sentence for the operator. */
			confirmation: z.string().min(1).optional(),
		})
		.optional(),
});

/** Registration by the bank's portal or by e-mail: there is nothing to call. */
const portalRegistration = z.strictObject({
	via: z.literal('portal'),
	/** The algorithms that clients are registered with there. Absent: RS256 for what the bank signs, PS256 for what we do. */
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

/** OpenID Connect with a request object (FAPI 1.0 Advanced §5.2.2, RFC 9101). */
const requestObject = z.strictObject({
	as: z.literal('requestObject'),
	/** `code id_token` answers in the URL fragment, `code` in the query. */
	responseType: z.enum(['code id_token', 'code']),
	/**
	 * The answer is one signed JWT (JARM §2.3), in the query with `jwt`. Absent: its parameters stand open, and with
	 * `code id_token` an id_token signs them.
	 */
	responseMode: z.enum(['jwt', 'query.jwt', 'fragment.jwt', 'form_post.jwt']).optional(),
	/**
	 * Requests are pushed to the bank before the PSU goes there (RFC 9126); their address then lives for a minute or so.
	 * Absent: only where the bank insists.
	 */
	pushed: z.literal(true).optional(),
});

/** OAuth 2.0 with PKCE, its parameters in one base64url text; there is no id_token. */
const encodedParameters = z.strictObject({
	as: z.literal('encodedParameters'),
	responseType: z.literal('code'),
	/** `login_hint`: the brand whose customer the PSU is. */
	loginHint: z.string().min(1),
	/** Space separated. */
	scopes: z.strictObject({
		accounts: scope,
		payments: scope,
		fundsConfirmations: scope,
	}),
});

/** What a bank may offer below an account, beside balances. */
const accountResource = z.enum([
	'beneficiaries',
	'directDebits',
	'offers',
	'parties',
	'products',
	'scheduledPayments',
	'standingOrders',
	'statements',
	'transactions',
]);

/** OBIE Read/Write account information. */
const accountInformation = z.strictObject({
	version: z.enum(['v3.1', 'v4.0']),
	/** Below the resource server. Absent: `/open-banking/{version}/aisp`. */
	path: path.optional(),
	/** Absent: the bank offers all. */
	withoutResources: z.array(accountResource).optional(),
	/** Absent: an authorised consent opens everything that it names. */
	stepUp: z
		.strictObject({
			/** Read only after an authorisation with step-up. */
			resources: z.array(accountResource),
			/** So are transactions that are older than this many days. */
			transactionDays: z.int().positive(),
		})
		.optional(),
});

/** draft-cavage-http-signatures-10 as the Berlin Group's framework uses it. */
const httpSignature = z.strictObject({
	digestAlgorithm: z.enum(['SHA-256', 'SHA-512']),
	/**
	 * How the issuer of the signing certificate is written in `keyId`:
	 * - `rfc2253`: most specific first, unknown attribute types as `OID=#hexDER`
	 * - `rfc2253Text`: the same order, `organizationIdentifier` and its value as text
	 * - `openssl`: least specific first, as `openssl x509 -nameopt` prints it with
	 *   `esc_2253,esc_ctrl,utf8,dump_unknown,dump_der,sep_comma_plus,sname`
	 * - `cnFirst`: only CN, O, OU, L, S, C in this order, as the signer that Eika's vendor publishes
	 */
	dnFormat: z.enum(['rfc2253', 'rfc2253Text', 'openssl', 'cnFirst']),
	/**
	 * Order of the headers in the signing string, in lower case. Those that a request does not have are left out, but
	 * `date`, `digest` and `x-request-id` must be there.
	 */
	signedHeaders: z.array(z.string()),
	/** When the Signature header is wrapped as an RFC 2047 encoded word. */
	encodedWord: z.enum(['whenNotAscii', 'always']),
});

const members = z.strictObject({
	/** Stored in credentials and sessions; never changes. */
	id: z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case letters, digits and hyphens'),
	/** As the bank writes it. */
	name: z.string().min(1),
	/** Where the bank publishes addresses. An environment without them asks the operator for its address. */
	environments: z.strictObject({
		sandbox: bankAddresses.optional(),
		production: bankAddresses.optional(),
	}),
	registration: z.discriminatedUnion(
		'via',
		[dynamicRegistration, portalRegistration],
		'must be dcr or portal',
	),
	/** Below the issuer. Absent: where OpenID Connect Discovery 1.0 §4 has the document. */
	discoveryPath: path
		.includes('/.well-known/', { error: 'must lie below /.well-known/' })
		.optional(),
	/** In place of a discovery document. */
	oauthPaths: z
		.strictObject({
			/** Below the issuer. */
			authorization: path,
			/** Below the resource server. */
			token: path,
		})
		.optional(),
	/** Absent: the bank has no OAuth authorization server that we speak to. */
	authorizationRequest: z
		.discriminatedUnion(
			'as',
			[requestObject, encodedParameters],
			'must be requestObject or encodedParameters',
		)
		.optional(),
	/** How clients may authenticate. Absent: by any method that this package speaks. */
	tokenEndpointAuthMethods: z.array(tokenEndpointAuthMethod).min(1).optional(),
	/**
	 * Whom client assertions are for, where the bank insists (RFC 7523 §3). Absent: the issuer, so that no other server can use
	 * them (draft-ietf-oauth-rfc7523bis).
	 */
	clientAssertionAudience: z.literal('tokenEndpoint').optional(),
	/** Seconds that tokens live, where the bank's answer does not say. */
	tokenLifetimes: z
		.strictObject({ access: z.int().positive(), refresh: z.int().positive() })
		.optional(),
	/** Absent: the bank offers no account information that we speak. */
	accountInformation: accountInformation.optional(),
	/** Absent: requests carry no HTTP message signature. */
	httpSignature: httpSignature.optional(),
	/** Absent: the bank has no sandbox agreements. Below the resource server. */
	agreements: z.strictObject({ path }).optional(),
	/** Days that certificates must still be valid for. Absent: until the last. */
	certificateDays: z.int().positive().optional(),
});

export const bankProfile = members
	.refine(
		({ authorizationRequest, oauthPaths }) =>
			!oauthPaths || authorizationRequest?.as === 'encodedParameters',
		{
			path: ['oauthPaths'],
			error:
				'goes with an authorizationRequest of encodedParameters: others need the keys that discovery names',
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
				'goes with the responseType code: an id_token beside the code signs the answer already',
		},
	);

/** What WHATWG's parser leaves as it is, so that it can be compared as text. */
function isRoot(text: string): boolean {
	if (!URL.canParse(text)) return false;
	const { protocol, search, hash, username, href } = new URL(text);
	const plain = protocol === 'https:' && !search && !hash && !username && !text.endsWith('/');
	return plain && [text, `${text}/`].includes(href);
}

export type BankProfile = z.infer<typeof bankProfile>;
export type BankAddresses = z.infer<typeof bankAddresses>;
export type PublishedEnvironment = keyof BankProfile['environments'];
/** `local` is the embedded bank of this package. */
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
export type AccountResource = z.infer<typeof accountResource>;
export type AccountInformation = z.infer<typeof accountInformation>;
export type HttpSignatureRules = z.infer<typeof httpSignature>;
export type DigestAlgorithm = HttpSignatureRules['digestAlgorithm'];
export type DnFormat = HttpSignatureRules['dnFormat'];
