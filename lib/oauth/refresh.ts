import { createHash } from 'node:crypto';

import { InvalidResponseError } from '../errors';
import { createCache } from '../expiringCache';
import type { Connection } from '../transport/connection';
import { configure } from './authorizationServer';
import { inExchange } from './exchange';
import { keepIssued } from './issued';
import type { Session } from './session';
import { toTokens } from './tokens';

/** What a refresh token brought, for branches of a workflow that still hold the session from before. */
const refreshed = createCache<Session>();
const lifetime = 10 * 60 * 1000;

/**
 * New tokens for the same consent (RFC 6749 §6). The old refresh token is kept when the bank sends none. A refresh token
 * is used once in this process, however many ask: banks that rotate them withdraw all tokens when one comes twice.
 *
 * @throws InvalidResponseError when the session cannot be refreshed; ConnectionError, AspspError from the bank
 */
export async function refreshSession(connection: Connection, session: Session): Promise<Session> {
	const refreshToken = requireRefreshToken(session);
	const key = createHash('sha256').update(refreshToken).digest('base64url');
	return await refreshed.get(key, async () => ({
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
	const { answer, claims, invalid } = await keepIssued(exchange, async () => {
		const response = await grant();
		return { answer: response, claims: response.claims() };
	});
	const tokens = toTokens(answer, claims, new Date());
	return {
		...session,
		...tokens,
		refreshToken: tokens.refreshToken ?? session.refreshToken,
		refreshTokenExpiresAt: tokens.refreshTokenExpiresAt ?? session.refreshTokenExpiresAt,
		scope: tokens.scope ?? session.scope,
		invalid,
	};
}

function requireRefreshToken({ refreshToken, consentId }: Session): string {
	if (refreshToken) return refreshToken;
	throw new InvalidResponseError(
		`The access token has expired and the bank gave no refresh token${consentId ? ` for consent ${consentId}` : ''}. Send the PSU through authorisation again.`,
		{ tppAction: 'reauthenticate' },
	);
}
