import { z } from 'zod/v4';

import {
	accountInformation,
	fundsConfirmation,
	httpSignature,
	payments,
	type berlinGroupAccountInformation,
	type obieAccountInformation,
	type paymentKind,
} from './apiRules';
import {
	dynamicRegistration,
	encodedParameters,
	idTokens,
	portalRegistration,
	requestObjectRules,
	type idTokenRules,
	type registeredClaims,
} from './oauthRules';
import { mergePatch } from './mergePatch';
import {
	documentAddress,
	issuer,
	path,
	serverAddress,
	tokenEndpointAuthMethod,
} from './profileTexts';

/*
 * The vocabulary of how banks differ. Everything about one bank is one `BankProfile`, which is plain JSON. For absent
 * members the standard applies. Operators can enter a profile as JSON, so the vocabulary is a schema that checks it. The
 * types follow from the schema. Its larger parts are in `oauthRules.ts` and `apiRules.ts`.
 */

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
	resourceServer: serverAddress.optional(),
	/** Root of the server that registers clients, without a trailing slash. Absent: the resource server. */
	registrationServer: serverAddress.optional(),
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
			[requestObjectRules, encodedParameters],
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
	/** Absent: the bank has no API for the confirmation of funds that this package supports. */
	fundsConfirmation: fundsConfirmation.optional(),
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
			cardAccounts: path.optional(),
			/** Below an account or a card account. */
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
const missingMember = ({ input }: { input?: unknown }): string | undefined =>
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

export type BankProfile = z.infer<typeof bankProfile>;
export type BankAddresses = z.infer<typeof bankAddresses>;
export type PublishedEnvironment = keyof BankProfile['environments'];
/** The environments of the bank, and `local` for the embedded bank of this package. */
export type Environment = PublishedEnvironment | 'local';
export type DynamicRegistration = z.infer<typeof dynamicRegistration>;
export type RegistrationClaims = z.infer<typeof registeredClaims>;
export type CertificateType = NonNullable<DynamicRegistration['certificates']>['types'][number];
export type TokenEndpointAuthMethod = z.infer<typeof tokenEndpointAuthMethod>;
export type AuthorizationRequestRules = NonNullable<BankProfile['authorizationRequest']>;
export type RequestObjectRules = z.infer<typeof requestObjectRules>;
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

/** A profile, or its problems: one sentence for each invalid member, starting with the member's name. */
type ReadProfile = { profile: BankProfile } | { problems: string[] };

/**
 * Reads the profile of a bank that is not built in.
 *
 * @param given the profile, or a whole output item that has it as its member `profile`: JSON, or an object of an expression
 */
export function readProfile(given: unknown): ReadProfile {
	if (typeof given === 'string' && given.trim() === '') return { problems: ['it is empty'] };
	const { value, problem } = typeof given === 'string' ? parse(given) : { value: given };
	if (problem) return { problems: [problem] };
	if (isTooDeep(value)) return { problems: [`it has more than ${maxDepth} levels`] };
	const checked = bankProfile.safeParse(unwrap(value), { error: missingMember });
	if (checked.success) return { profile: checked.data };
	return {
		problems: checked.error.issues.map(
			({ path, message }) => `${path.length > 0 ? path.join('.') : 'the profile'}: ${message}`,
		),
	};
}

/** Does not pass on the message of the JSON parser, because it quotes the text, which may be a secret. */
function parse(json: string): { value?: unknown; problem?: string } {
	try {
		const value = JSON.parse(json.replace(/^\uFEFF/, '')) as unknown;
		// A JSON text in quotes, copied from an item.
		return typeof value === 'string' ? parse(value) : { value };
	} catch {
		return { problem: 'the text is not JSON' };
	}
}

/** Levels. A profile has fewer than ten. Thousands overflow the stack. */
const maxDepth = 50;

/** Returns whether a value has too many levels, such as an object that contains itself. */
function isTooDeep(value: unknown): boolean {
	let level = new Set([value]);
	for (let depth = 0; level.size > 0; depth++) {
		if (depth > maxDepth) return true;
		const objects = [...level].filter((one) => typeof one === 'object' && one !== null);
		level = new Set(objects.flatMap((one) => Object.values(one as object) as unknown[]));
	}
	return false;
}

/** Accepts an item, or a list of items as n8n shows it. */
function unwrap(value: unknown): unknown {
	const item: unknown = Array.isArray(value) ? value[0] : value;
	return Object(item) instanceof Object && 'profile' in Object(item)
		? (item as { profile: unknown }).profile
		: item;
}
