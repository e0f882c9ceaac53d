import { createHash } from 'node:crypto';

import { InvalidResponseError } from '../errors';
import { createCache } from '../expiringCache';
import type { Connection } from '../transport/connection';
import { configure } from './authorizationServer';
import { inExchange } from './exchange';
import { assertAuthorised, assertStillAuthorised, type IdTokenClaims } from './idToken';
import { keepIssued } from './issued';
import type { Session } from './session';
import { toTokens } from './tokens';

/** What a refresh token brought, for branches of a workflow that still hold the session from before. */
const refreshed = createCache<Session>(5000);
const lifetime = 10 * 60 * 1000;

/**
 * New tokens for the same consent (RFC 6749 §6). The old refresh token is kept when the bank sends none. A session is
 * refreshed once in this process, however many ask: banks that rotate refresh tokens withdraw all of them when one comes
 * twice. A session that is marked invalid becomes valid by an id_token for its consent alone.
 *
 * @throws InvalidResponseError when the session cannot be refreshed; ConnectionError, AspspError from the bank
 */
export async function refreshSession(connection: Connection, session: Session): Promise<Session> {
	const refreshToken = requireRefreshToken(session);
	return await refreshed.get(cacheKey(session), async () => ({
		value: await refresh(connection, { ...session, refreshToken }),
		expires: Date.now() + lifetime,
	}));
}

async function refresh(
	connection: Connection,
	session: Session & { refreshToken: string },
): Promise<Session> {
	const { refreshTokenGrant } = await import('openid-client');
	const { configuration, exchange } = await configure(connection);
	const grant = () =>
		inExchange(exchange, 'refreshing the session', () =>
			refreshTokenGrant(configuration, session.refreshToken),
		);
	const now = new Date();
	const { answer, claims, invalid } = await keepIssued(exchange, async () => {
		const answer = await grant();
		const claims = answer.claims();
		if (claims) assertSameConsent(claims, session, answer.access_token);
		return { answer, claims };
	});
	const tokens = toTokens(answer, claims, now);
	return {
		...session,
		...tokens,
		refreshToken: tokens.refreshToken ?? session.refreshToken,
		refreshTokenExpiresAt: tokens.refreshTokenExpiresAt ?? session.refreshTokenExpiresAt,
		scope: tokens.scope ?? session.scope,
		invalid: invalid ?? (claims ? undefined : session.invalid),
	};
}

function assertSameConsent(
	claims: IdTokenClaims,
	{ consentId, subject, invalid }: Session,
	accessToken: string,
): void {
	const assert = invalid === undefined ? assertStillAuthorised : assertAuthorised;
	assert(claims, { consentId, subject, accessToken, now: new Date() });
}

/** By its access token too: the refresh token of a bank that does not rotate them stays the same. */
function cacheKey({ bank, environment, clientId, accessToken, refreshToken }: Session): string {
	const parts = [bank, environment, clientId, accessToken, refreshToken];
	return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

function requireRefreshToken({ refreshToken, consentId }: Session): string {
	if (refreshToken) return refreshToken;
	throw new InvalidResponseError(
		`The session cannot be refreshed: the bank gave no refresh token${consentId ? ` for consent ${consentId}` : ''}. Send the PSU through authorisation again.`,
		{ tppAction: 'reauthenticate' },
	);
}
