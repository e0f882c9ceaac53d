import { AspspError, InvalidResponseError, OpenBankingError, parameterError } from '../errors';
import { createCache } from '../expiringCache';
import { jsonHash } from '../hash';
import { bindingOf } from '../jose/binding';
import { sharedConnection, type Connection } from '../transport/http';
import type { TokenSource } from './bearer';
import { prepareCall } from './endpointRequest';
import {
	assertAuthorised,
	assertStillAuthorised,
	type Expected,
	type IdTokenClaims,
} from './idToken';
import { toSealedClient } from './sealedClient';
import { assertUsable, hasExpired, type Session } from './session';
import {
	requestTokensOfConsent,
	toTokens,
	type GrantOutcome,
	type TokenResponse,
} from './tokenEndpoint';

/** Refreshed sessions, for branches of a workflow that still have the session from before. */
const refreshed = createCache<{ session: Session; refreshedAt: number }>(5000);

/** Milliseconds. */
const lifetime = 10 * 60 * 1000;

/**
 * Returns the session with new tokens for the same consent (RFC 6749 §6). It keeps the refresh token when the bank sends none.
 *
 * A session without tokens lasts as long as its consent and stays as it is.
 *
 * A session is refreshed once in this process, however many callers ask: a bank that rotates refresh tokens withdraws all of
 * them when one comes twice. A run does not repeat a refresh whose outcome is unknown. A session that is marked invalid
 * becomes valid only with an id_token for its consent.
 *
 * @throws ConfigurationError or InvalidResponseError when the session cannot be refreshed; ConnectionError, AspspError from
 * the bank
 */
export async function refreshSession(connection: Connection, session: Session): Promise<Session> {
	if (session.psu) return session;
	const refreshToken = requireRefreshToken(session);
	const key = cacheKey(session);
	const lost = lostRefreshesOf(connection);
	if (lost.has(key)) throw lost.get(key);
	const rememberLost = (thrown: unknown) => {
		if (hasUnknownOutcome(thrown)) lost.set(key, thrown);
		throw thrown;
	};
	const calledAt = Date.now();
	const make = async (abandoned: AbortSignal) => {
		const shared = sharedConnection(connection, abandoned);
		const value = await refresh(shared, { ...session, refreshToken }).catch(rememberLost);
		return {
			value: { session: value, refreshedAt: Date.now() },
			expires: Date.now() + lifetime,
		};
	};
	// The request may be that of another run, which remembers it for itself.
	const renewed = await refreshed.get(key, make, connection.signal).catch(rememberLost);
	// The session of an earlier call may have expired since; its refresh token is the valid one.
	if (renewed.refreshedAt >= calledAt || !hasExpired(renewed.session, renewed.refreshedAt))
		return renewed.session;
	if (cacheKey(renewed.session) === key) refreshed.forget(key, renewed);
	return await refreshSession(connection, renewed.session);
}

/** Failures of refreshes that the bank may have carried out, by run: another item of the run must not send them again. */
const lostRefreshes = new WeakMap<object, Map<string, unknown>>();

function lostRefreshesOf({ run }: Connection): Map<string, unknown> {
	const lost = (run && lostRefreshes.get(run)) ?? new Map<string, unknown>();
	if (run) lostRefreshes.set(run, lost);
	return lost;
}

const hasUnknownOutcome = (thrown: unknown): boolean =>
	thrown instanceof OpenBankingError && thrown.details.requestOutcome === 'unknown';

/** Forgets revoked tokens and those that followed them, so that nobody gets them for an older session. */
export function forgetRefreshed(session: Session): void {
	for (let revoked: Session | undefined = session; revoked;) {
		const key = cacheKey(revoked);
		const successor = refreshed.find(key);
		if (successor) refreshed.forget(key, successor);
		forgetTokens(revoked);
		revoked = successor?.session;
	}
}

function forgetTokens({ accessToken, refreshToken }: Session): void {
	refreshed.forgetWhere(
		({ session }) =>
			session.accessToken === accessToken ||
			(refreshToken !== undefined && session.refreshToken === refreshToken),
	);
}

async function refresh(
	connection: Connection,
	session: Session & { refreshToken: string },
): Promise<Session> {
	const oauth = await import('oauth4webapi');
	const grant = await prepareCall(connection, {
		endpoint: 'token_endpoint',
		operation: 'refreshing the session',
		sentOnce: 'refresh',
		make: ({ server, client, authentication }, fetch) =>
			oauth.refreshTokenGrantRequest(server, client, authentication, session.refreshToken, {
				[oauth.customFetch]: fetch,
			}),
	});
	const now = new Date();
	const outcome = await requestTokensOfConsent(connection, grant, {
		process: ({ server, client }, response, options) =>
			oauth.processRefreshTokenResponse(server, client, response, options),
		assertClaims: (claims, tokens) =>
			assertSameConsent(claims, session, {
				accessToken: tokens.access_token,
				rules: connection.tpp.bank.idTokens?.tokenResponse,
			}),
	});
	return refreshedSession(connection, session, { ...outcome, now });
}

function refreshedSession(
	connection: Connection,
	session: Session,
	{ response, tokens: issued, claims, invalid, now }: GrantOutcome & { now: Date },
): Session {
	const lifetimes = lifetimesOf(connection, issued, session);
	const tokens = toTokens(issued, { claims, lifetimes, now });
	return {
		...session,
		...bindingOf(connection.tpp),
		client: toSealedClient(connection.tpp),
		...tokens,
		refreshToken: tokens.refreshToken ?? session.refreshToken,
		refreshTokenExpiresAt: tokens.refreshTokenExpiresAt ?? session.refreshTokenExpiresAt,
		scope: tokens.scope ?? session.scope,
		interactionId: response.interactionId,
		invalid: invalid ?? (claims ? undefined : session.invalid),
		note: undefined,
	};
}

/** A refresh token that stays the same keeps its expiry. */
function lifetimesOf({ tpp }: Connection, issued: TokenResponse, { refreshToken }: Session) {
	const { tokenLifetimes: lifetimes } = tpp.bank;
	return issued.refresh_token === refreshToken && lifetimes
		? { ...lifetimes, refresh: undefined }
		: lifetimes;
}

function assertSameConsent(
	claims: IdTokenClaims,
	{ clientId, consentId, subject, nonce, invalid }: Session,
	received: Pick<Expected, 'accessToken' | 'rules'>,
): void {
	const assert = invalid === undefined ? assertStillAuthorised : assertAuthorised;
	assert(claims, { clientId, consentId, subject, nonce, ...received, now: new Date() });
}

/** The access token is part of the key: without rotation the refresh token stays the same. */
function cacheKey({ bank, environment, clientId, accessToken, refreshToken }: Session): string {
	const parts = [bank, environment, clientId, accessToken, refreshToken];
	return jsonHash(...parts);
}

function requireRefreshToken({ refreshToken, consentId }: Session): string {
	if (refreshToken) return refreshToken;
	if (!consentId) {
		throw parameterError(
			'The session cannot be refreshed: it belongs to the client itself, and such sessions have no refresh token. Request a new one.',
			'session',
		);
	}
	throw new InvalidResponseError(
		`The session cannot be refreshed: the bank issued no refresh token for consent ${consentId}. Send the PSU through authorisation again.`,
		{ tppAction: 'reauthenticate' },
	);
}

/**
 * The tokens of a session. They are refreshed when they have expired or the bank refuses them. Tokens of an invalid response
 * become usable only when the operator refreshes the session.
 */
export interface SessionTokens extends TokenSource {
	/** Returns the current session: a new one after the bank has issued new tokens. */
	session(): Session;
}

/** Returns the tokens of a session for one execution, which may read many accounts. */
export function sessionTokens(connection: Connection, given: Session): SessionTokens {
	let session = given;
	let renewedAt: number | undefined;
	const attempts = new Map<Session, Promise<Session>>();
	/** A session is refreshed once: a refused refresh token is not sent again for every account. */
	const refresh = async () => {
		const attempt = attempts.get(session) ?? refreshSession(connection, session);
		attempts.set(session, attempt);
		const renewed = await attempt;
		if (renewed !== session) renewedAt = Date.now();
		session = renewed;
		assertUsable(session);
		return session.accessToken;
	};
	let refusal: AspspError | undefined;
	/**
	 * The refusal of a refresh token has no reason. The response to a request with the expired access token may have one: it
	 * distinguishes a consent that has ended from one that the PSU must confirm.
	 */
	const refreshOrProbe = async () => {
		try {
			return refusal ? session.accessToken : await refresh();
		} catch (error) {
			if (!isRefusedGrant(error)) throw error;
			refusal = error;
			return session.accessToken;
		}
	};
	return {
		session: () => session,
		async current() {
			assertUsable(session);
			return hasExpired(session, renewedAt) ? await refreshOrProbe() : session.accessToken;
		},
		async renew(refused) {
			if (refusal) throw refusal;
			if (session.accessToken !== refused) return session.accessToken;
			return session === given && session.refreshToken ? await refresh() : undefined;
		},
	};
}

const isRefusedGrant = (error: unknown): error is AspspError =>
	error instanceof AspspError && error.details.errorCodes?.includes('invalid_grant') === true;
