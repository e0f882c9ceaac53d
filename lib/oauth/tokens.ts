import type { BankProfile } from '../banks/profile';
import type { IdTokenClaims } from './idToken';

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

/** OBIE Read/Write profile: the claim of the id_token with the expiry of the refresh token. */
const refreshExpiryClaim = 'http://openbanking.org.uk/refresh_token_expires_at';

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
	const refreshToken = text(response.refresh_token);
	return {
		accessToken: response.access_token,
		expiresAt: after(response.expires_in, now) ?? after(lifetimes?.access, now),
		refreshToken,
		refreshTokenExpiresAt:
			isoTime(claims?.[refreshExpiryClaim]) ??
			after(response.refresh_token_expires_in, now) ??
			(refreshToken && after(lifetimes?.refresh, now)),
		scope: text(response.scope),
	};
}

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

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
