import { z } from 'zod/v4';

import {
	jweAlgorithms,
	jweEncryptions,
	jwsAlgorithmsFor,
	requestObjectAlgorithms,
} from '../jose/algorithms';
import { path, tokenEndpointAuthMethod } from './profileTexts';

/* The part of a profile about registration. */

/** Claims of a registration request, in the spelling of OpenID Connect Dynamic Client Registration 1.0 §2. */
export const registrationClaims = z.strictObject({
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
export const portalRegistration = z.strictObject({
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
