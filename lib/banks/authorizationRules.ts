import { z } from 'zod/v4';

import { scope } from './profileTexts';

/* The part of a profile about authorization requests and id_tokens. */

/** An address that opens the bank's app: https, or a scheme of the bank's own (RFC 8252 §7). Its query is added. */
const appLink = z
	.string()
	.regex(
		/^[a-z][a-z0-9+.-]*:\/\/[\w.~-]+(\/[\w.~-]+)*$/,
		'must be a scheme, :// and a path, without query and user name',
	);

/** OpenID Connect authorization request with a request object (FAPI 1.0 Advanced §5.2.2, RFC 9101). */
export const requestObject = z.strictObject({
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
