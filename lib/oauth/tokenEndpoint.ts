import type { JWEDecryptOptions, RecognizedTokenTypes, TokenEndpointResponse } from 'oauth4webapi';

import type { BankProfile } from '../banks/profile';
import { InvalidResponseError, OpenBankingError } from '../errors';
import { readJsonLeniently } from '../responses/body';
import { isJsonObject, nonEmptyText } from '../responses/json';
import type { Tpp } from '../tpp';
import type { Connection, HttpResponse } from '../transport/http';
import { redact } from '../transport/redact';
import { withOutcome } from '../transport/requestOutcome';
import { toResponse, validating } from './adapter';
import { issuesIdTokens } from './authorizationServer';
import {
	sendCall,
	type EndpointResponse,
	type OAuthContext,
	type PreparedCall,
} from './endpointRequest';
import { readIdToken, signedIdToken, type IdTokenClaims } from './idToken';
import { keySetFetch, withClockAdvice } from './keySets';

interface ProcessingOptions extends JWEDecryptOptions {
	recognizedTokenTypes: RecognizedTokenTypes;
}

/** How the response to a grant is validated. */
export interface GrantRules {
	/** Calls the function of oauth4webapi that processes the response. `claims` of the id_token are not validated yet. */
	process(
		context: OAuthContext,
		response: Response,
		options: ProcessingOptions,
		claims: IdTokenClaims,
	): Promise<TokenEndpointResponse>;
	/** Checks what oauth4webapi does not. @throws InvalidResponseError */
	assertClaims?(claims: IdTokenClaims, tokens: TokenResponse): void;
}

/** The outcome of a grant. */
export interface GrantOutcome {
	response: HttpResponse;
	tokens: TokenResponse;
	/** Of the validated id_token; absent without one. */
	claims?: IdTokenClaims;
	/** Why the response is invalid; the tokens must not be used then. */
	invalid?: string;
}

/**
 * Sends a grant and returns its tokens.
 *
 * @throws ConnectionError, AspspError; InvalidResponseError when the response is invalid
 */
export async function requestTokens(
	connection: Connection,
	grant: PreparedCall,
	rules: GrantRules,
): Promise<GrantOutcome> {
	return await readTokens(connection, await sendCall(connection, grant), rules);
}

/**
 * Sends a grant and returns its tokens, also those of an invalid response. The outcome then says why it is invalid. Without a
 * rotated refresh token, the consent would be lost.
 */
export async function requestTokensOfConsent(
	connection: Connection,
	grant: PreparedCall,
	rules: GrantRules,
): Promise<GrantOutcome> {
	const received = await sendCall(connection, grant);
	try {
		return await readTokens(connection, received, rules);
	} catch (error) {
		const tokens = issuedTokens(received.response);
		if (!(error instanceof OpenBankingError)) throw error;
		if (!tokens) throw withOutcome(error, received.response);
		return { response: received.response, tokens, invalid: error.message };
	}
}

async function readTokens(
	connection: Connection,
	received: EndpointResponse,
	rules: GrantRules,
): Promise<GrantOutcome> {
	const { response } = received;
	return await withClockAdvice(
		connection,
		async () => {
			const { tokens, claims } = await validTokens(connection, received, rules);
			if (claims) rules.assertClaims?.(claims, tokens);
			return { response, tokens, claims };
		},
		response,
	);
}

/** Validates the response as oauth4webapi does, and the signature of the id_token (FAPI 1.0 Advanced §5.2.2.1). */
async function validTokens(
	connection: Connection,
	{ context, response: received }: EndpointResponse,
	{ process }: GrantRules,
): Promise<Pick<GrantOutcome, 'tokens' | 'claims'>> {
	const oauth = await import('oauth4webapi');
	const { tpp } = connection;
	// An id_token that was not requested is ignored like every unknown member (RFC 6749 §5.1).
	const readable = withoutMembers(
		received,
		(name, value) => value === null || (name === 'id_token' && !issuesIdTokens(tpp)),
	);
	assertTokenType(readable);
	const idToken = await idTokenOf(readable, tpp);
	const response = toResponse(readable);
	return await validating(
		{ subject: "The bank's token response", response: received },
		async () => {
			const tokens = await process(
				context,
				response,
				{ [oauth.jweDecrypt]: async () => idToken as string, recognizedTokenTypes },
				unvalidatedClaims(idToken),
			);
			if (typeof idToken !== 'string') return { tokens };
			await oauth.validateApplicationLevelSignature(context.server, response, {
				[oauth.customFetch]: keySetFetch(connection, context.server),
			});
			return { tokens, claims: readIdToken(idToken) };
		},
	);
}

function unvalidatedClaims(idToken: unknown): IdTokenClaims {
	try {
		return readIdToken(String(idToken));
	} catch {
		return {};
	}
}

/** Apigee's spelling of Bearer (RFC 6750) in its default responses. oauth4webapi compares in lower case. */
const recognizedTokenTypes: RecognizedTokenTypes = { bearertoken: () => undefined };

/** @throws InvalidResponseError for tokens that are used in another way than RFC 6750 */
function assertTokenType(response: HttpResponse): void {
	const type = readJsonLeniently(response)?.token_type;
	if (typeof type !== 'string' || /^bearer(token)?$/i.test(type)) return;
	const quoted = redact(response.conceal?.(type) ?? type);
	throw new InvalidResponseError(
		`The bank's token response has the token_type "${quoted}", which is not supported. Only Bearer is.`,
		{ httpStatus: response.status, interactionId: response.interactionId },
	);
}

/** Returns the signed id_token of a response, decrypted if it is encrypted. Values of another type stay as they are. */
async function idTokenOf(response: HttpResponse, tpp: Tpp): Promise<unknown> {
	const idToken = readJsonLeniently(response)?.id_token;
	return typeof idToken === 'string' ? await signedIdToken(idToken, tpp) : idToken;
}

/**
 * Leaves members out of a JSON object. Apigee sends null for absent members, which oauth4webapi refuses, and RFC 6749 §5.1 has
 * no such value.
 */
function withoutMembers(
	response: HttpResponse,
	isLeftOut: (name: string, value: unknown) => boolean,
): HttpResponse {
	const members = readJsonLeniently(response);
	if (!isJsonObject(members)) return response;
	const kept = Object.entries(members).filter(([name, value]) => !isLeftOut(name, value));
	if (kept.length === Object.keys(members).length) return response;
	return { ...response, body: Buffer.from(JSON.stringify(Object.fromEntries(kept))) };
}

/** Returns the tokens of an invalid response; undefined when there are none. */
function issuedTokens(response: HttpResponse): TokenResponse | undefined {
	const members = response.status < 300 ? readJsonLeniently(response) : undefined;
	const accessToken = members?.access_token;
	if (typeof accessToken !== 'string' || accessToken === '') return undefined;
	return { ...members, access_token: accessToken };
}

/** The tokens of a token response (RFC 6749 §5.1). */
export interface Tokens {
	accessToken: string;
	/** ISO 8601; absent: not known. */
	expiresAt?: string;
	refreshToken?: string;
	/** ISO 8601; absent: not known. */
	refreshTokenExpiresAt?: string;
	scope?: string;
	/** Of the token response. */
	interactionId?: string;
}

/**
 * The claims of the id_token with the expiry of the refresh token: OBIE's Read/Write profile, and without its namespace as
 * Zopa's portal pictures it.
 */
const refreshExpiryClaims = [
	'http://openbanking.org.uk/refresh_token_expires_at',
	'refresh_token_expires_at',
];

/** The members of a token response (RFC 6749 §5.1). In an invalid response they may have any type. */
export interface TokenResponse {
	access_token: string;
	expires_in?: unknown;
	refresh_token?: unknown;
	refresh_token_expires_in?: unknown;
	scope?: unknown;
}

interface TokenContext {
	/** Of the id_token beside the tokens. */
	claims?: IdTokenClaims;
	/** Of the bank's profile, for a response without lifetimes. */
	lifetimes?: Partial<NonNullable<BankProfile['tokenLifetimes']>>;
	now: Date;
}

/** Converts a token response. The id_token's claim about the refresh token comes first, the bank's profile last. */
export function toTokens(
	response: TokenResponse,
	{ claims, lifetimes, now }: TokenContext,
): Tokens {
	const refreshToken = nonEmptyText(response.refresh_token);
	return {
		accessToken: response.access_token,
		expiresAt: after(response.expires_in, now) ?? after(lifetimes?.access, now),
		refreshToken,
		refreshTokenExpiresAt:
			refreshExpiry(claims) ??
			// Some servers write 0 for a refresh token that does not expire.
			after(response.refresh_token_expires_in || undefined, now) ??
			(refreshToken && after(lifetimes?.refresh, now)),
		scope: nonEmptyText(response.scope),
	};
}

const refreshExpiry = (claims: IdTokenClaims = {}) =>
	refreshExpiryClaims.map((name) => isoTime(claims[name])).find(Boolean);

const after = (seconds: unknown, now: Date) =>
	typeof seconds === 'number' && seconds >= 0 ? isoTime(now.getTime() / 1000 + seconds) : undefined;

/** Returns an ISO 8601 time, undefined for an invalid one: an error here would lose tokens. */
function isoTime(seconds: unknown): string | undefined {
	const milliseconds = Number(seconds) * 1000;
	return milliseconds > 0 && milliseconds < latest
		? new Date(milliseconds).toISOString()
		: undefined;
}

const latest = Date.parse('9999-12-31T23:59:59Z');
