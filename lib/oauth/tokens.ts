import type { TokenEndpointResponse } from 'openid-client';

/** What a token endpoint issued (RFC 6749 §5.1). */
export interface Tokens {
	accessToken: string;
	/** ISO 8601; absent: the bank did not say. */
	expiresAt?: string;
	refreshToken?: string;
	/** ISO 8601; absent: the bank did not say. */
	refreshTokenExpiresAt?: string;
	scope?: string;
}

/** OBIE Read/Write profile: the id_token tells how long the refresh token lives. */
const refreshExpiryClaim = 'http://openbanking.org.uk/refresh_token_expires_at';

export type TokenAnswer = Pick<
	TokenEndpointResponse,
	'access_token' | 'expires_in' | 'refresh_token' | 'scope'
> & { refresh_token_expires_in?: unknown };

export function toTokens(answer: TokenAnswer, claims: object | undefined, now: Date): Tokens {
	return {
		accessToken: answer.access_token,
		expiresAt: after(answer.expires_in, now),
		refreshToken: answer.refresh_token,
		refreshTokenExpiresAt:
			fromClaim(claims, refreshExpiryClaim) ?? after(answer.refresh_token_expires_in, now),
		scope: answer.scope || undefined,
	};
}

const after = (seconds: unknown, now: Date) =>
	typeof seconds === 'number' && Number.isFinite(seconds) && seconds >= 0
		? new Date(now.getTime() + seconds * 1000).toISOString()
		: undefined;

function fromClaim(claims: object | undefined, name: string): string | undefined {
	const seconds = Number((claims as Record<string, unknown> | undefined)?.[name]);
	return seconds > 0 ? new Date(seconds * 1000).toISOString() : undefined;
}
