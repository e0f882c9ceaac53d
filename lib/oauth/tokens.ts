import type { BankProfile } from '../banks/profile';
import type { IdTokenClaims } from './idToken';

/** What a token endpoint issued (RFC 6749 §5.1). */
export interface Tokens {
	accessToken: string;
	/** ISO 8601; absent: the bank did not say. */
	expiresAt?: string;
	refreshToken?: string;
	/** ISO 8601; absent: the bank did not say. */
	refreshTokenExpiresAt?: string;
	scope?: string;
	/** Of the answer that brought them. */
	interactionId?: string;
}

/** OBIE Read/Write profile: the id_token tells how long the refresh token lives. */
const refreshExpiryClaim = 'http://openbanking.org.uk/refresh_token_expires_at';

/** The members of a token response (RFC 6749 §5.1). In an invalid response they may have any type. */
export interface TokenResponse {
	access_token: string;
	expires_in?: unknown;
	refresh_token?: unknown;
	refresh_token_expires_in?: unknown;
	scope?: unknown;
}

interface Issuing {
	/** Of the id_token beside the tokens. */
	claims?: IdTokenClaims;
	/** What the bank documents; counts where its answer says nothing. */
	lifetimes?: Partial<NonNullable<BankProfile['tokenLifetimes']>>;
	now: Date;
}

export function toTokens(answer: TokenResponse, { claims, lifetimes, now }: Issuing): Tokens {
	const refreshToken = text(answer.refresh_token);
	return {
		accessToken: answer.access_token,
		expiresAt: after(answer.expires_in, now) ?? after(lifetimes?.access, now),
		refreshToken,
		refreshTokenExpiresAt:
			secondsSince1970(claims?.[refreshExpiryClaim]) ??
			after(answer.refresh_token_expires_in, now) ??
			(refreshToken && after(lifetimes?.refresh, now)),
		scope: text(answer.scope),
	};
}

const after = (seconds: unknown, now: Date) =>
	typeof seconds === 'number' && seconds >= 0
		? secondsSince1970(now.getTime() / 1000 + seconds)
		: undefined;

/** Undefined for what is no time in reach: a failure here would lose tokens. */
function secondsSince1970(seconds: unknown): string | undefined {
	const milliseconds = Number(seconds) * 1000;
	return milliseconds > 0 && milliseconds < latest
		? new Date(milliseconds).toISOString()
		: undefined;
}

const latest = Date.parse('9999-12-31T23:59:59Z');

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
