import { z } from 'zod/v4';

import {
	jweAlgorithms,
	jweEncryptions,
	jwsAlgorithmsFor,
	requestObjectAlgorithms,
} from '../jose/algorithms';
import { path, scope, tokenEndpointAuthMethod } from './profileTexts';

/* The part of a profile about OAuth: registration, authorization requests and id_tokens. */

/** Claims of a registration request, in the spelling of OpenID Connect Dynamic Client Registration 1.0 §2. */
export const registeredClaims = z.strictObject({
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
export const dynamicRegistration = z.strictObject({
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
	claims: registeredClaims,
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

/** Registration on the bank's portal or by email, without a request of ours. */
export const portalRegistration = z.strictObject({
	via: z.literal('portal'),
	/** Algorithms of the clients that the bank registers. Absent: RS256 for the bank's signatures, PS256 for ours. */
	claims: registeredClaims
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
export const requestObjectRules = z.strictObject({
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
	appLinks: z
		.strictObject({
			accounts: appLink,
			payments: appLink,
			/** Of standing orders. Absent: the link of payments. */
			standingOrders: appLink.optional(),
		})
		.optional(),
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
export const encodedParameters = z.strictObject({
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
export const idTokenRules = z.strictObject({
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
export const idTokens = z.strictObject({
	/** Beside the code, where the other claims bind the response to our request. */
	authorizationResponse: idTokenRules.pick({ acr: true }).optional(),
	/** Beside the tokens, in the response to a code or to a refresh. */
	tokenResponse: idTokenRules.optional(),
});
