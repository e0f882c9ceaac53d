import { millisecondsPerDay } from '../calendar';
import { InvalidResponseError } from '../errors';
import { assertBoundTo, assertSame, type Binding } from '../jose/binding';
import { open, seal, type Seal } from '../jose/seal';
import type { Tpp } from '../tpp';
import { withSealedClient, type SealedClient } from './sealedClient';
import type { Tokens } from './tokenEndpoint';

/** The PSU of a consent at a bank of the Berlin Group, as the bank identifies them in headers. */
export interface PsuReference {
	/** Absent: the bank does not distinguish. */
	context?: PsuContext;
	id?: string;
	/** The company that the PSU acts for. */
	corporateId?: string;
}

export type PsuContext = 'private' | 'corporate';

/** What gives access at a bank without OAuth, besides the signature and the consent ID. */
export interface PsuAccess extends PsuReference {
	/** The session at the bank, which begins when the PSU signs in. */
	tppSessionId?: string;
}

/** The access of one consent at one bank. It leaves the process only sealed; its member names never change. */
export interface Session extends Tokens, Binding {
	/** Empty at a bank without OAuth. */
	clientId: string;
	/** Absent: the tokens give access. Otherwise there are none, and `accessToken` is empty. */
	psu?: PsuAccess;
	/** What the client needs besides its ID. Absent: it is in the credential, or an earlier version sealed the session. */
	client?: SealedClient;
	consentId?: string;
	/** ISO 8601; absent: the consent has no end date, or it was not read. */
	consentExpiresAt?: string;
	/** Bit set of the consent's permissions. Absent: not known. */
	consentPermissions?: number;
	/** ISO 8601; when the PSU last returned from the bank. */
	authorisedAt?: string;
	/** `sub` of the id_token. */
	subject?: unknown;
	/** `nonce` of the id_token of the authorisation. */
	nonce?: unknown;
	/** Why the tokens must not be used: the bank's response that brought them is invalid. */
	invalid?: string;
	/** What is unusual about the bank's response, although the tokens can be used. */
	note?: string;
}

/** A sealed session and, as plain text, what is not secret. Times are ISO 8601. */
export interface SessionItem {
	bank: string;
	consentId?: string;
	consentExpiresAt?: string;
	scope?: string;
	expiresAt?: string;
	refreshTokenExpiresAt?: string;
	/** The session has a refresh token. */
	isRenewable: boolean;
	/** The latest time at which the session can be used or renewed; absent: not known. */
	sessionEndsAt?: string;
	/** By then the TPP must ask the PSU to confirm the access. */
	reconfirmBy?: string;
	interactionId?: string;
	warning?: string;
	session: string;
}

/** Seals a session. @throws ConfigurationError when the credential has no secret to seal with */
export async function sealSession(session: Session, tpp: Tpp): Promise<SessionItem> {
	const { bank, consentId, consentExpiresAt, scope, expiresAt, refreshTokenExpiresAt } = session;
	const { interactionId, invalid } = session;
	const reconfirmBy = reconfirmationOf(session);
	const sessionEndsAt = endOf(session);
	return {
		bank,
		...(consentId && { consentId }),
		...(consentExpiresAt && { consentExpiresAt }),
		...(scope && { scope }),
		...(expiresAt && { expiresAt }),
		...(refreshTokenExpiresAt && { refreshTokenExpiresAt }),
		isRenewable: isRenewable(session),
		...(sessionEndsAt && { sessionEndsAt }),
		...(reconfirmBy && { reconfirmBy }),
		...(interactionId && { interactionId }),
		...(invalid && { warning: invalid }),
		session: await seal(session, sessionSeal(tpp)),
	};
}

/**
 * Opens a sealed session.
 *
 * @throws ConfigurationError when it does not open, or belongs to another bank, environment, issuer or client. The client may
 * be another one than that of `tpp` if the session carries it and the operator chose none.
 */
export async function openSession(sealed: string, tpp: Tpp): Promise<Session> {
	const session = await open<Session>(sealed, sessionSeal(tpp));
	assertBoundTo(tpp, session, 'session');
	const carriesClient = session.client !== undefined && !tpp.isClientChosen;
	if (tpp.client && !carriesClient && !session.psu) {
		assertSame('session', 'client', [session.clientId, tpp.client.clientId]);
	}
	return session;
}

/** Returns the TPP with the client of the session. Sessions without one belong to the client that `tpp` has. */
export const withClientOf = (tpp: Tpp, { clientId, client }: Session): Tpp =>
	client ? withSealedClient(tpp, { ...client, clientId }) : tpp;

/** @throws InvalidResponseError for tokens of an invalid response */
export function assertUsable({ invalid }: Session): void {
	if (invalid === undefined) return;
	throw new InvalidResponseError(
		`The tokens of this session must not be used: ${invalid} Refresh the session, or send the PSU through authorisation again.`,
		{ tppAction: 'reauthenticate' },
	);
}

/** Returns the error for tokens that came in an invalid response. */
export const invalidTokens = (reason: string, { interactionId }: Session): InvalidResponseError =>
	new InvalidResponseError(
		`The bank issued tokens, but they must not be used: ${reason} Send the PSU through authorisation again.`,
		{ interactionId, tppAction: 'reauthenticate' },
	);

/** Returns whether the bank issues new tokens for the session. */
export const isRenewable = ({ refreshToken }: Session): boolean => refreshToken !== undefined;

function endOf(session: Session): string | undefined {
	const { expiresAt, refreshTokenExpiresAt, consentExpiresAt } = session;
	const tokensEnd = isRenewable(session) ? refreshTokenExpiresAt : expiresAt;
	const ends = [tokensEnd, consentExpiresAt].map((end) => Date.parse(end ?? ''));
	const first = Math.min(...ends.filter((end) => !Number.isNaN(end)));
	return first === Infinity ? undefined : new Date(first).toISOString();
}

/** UK: a TPP with access to account information must ask its customer every 90 days to confirm it (FCA PS21/19). */
const reconfirmationDays = 90;

function reconfirmationOf(session: Session): string | undefined {
	const { authorisedAt, psu } = session;
	const isForOthers = hasScope(session, 'payments') || hasScope(session, 'fundsconfirmations');
	if (!authorisedAt || psu || (isForOthers && !hasScope(session, 'accounts'))) return undefined;
	const days = reconfirmationDays * millisecondsPerDay;
	return new Date(Date.parse(authorisedAt) + days).toISOString();
}

/** Returns whether the bank issued the tokens for a scope of OBIE. False: not, or the bank does not say. */
export const hasScope = (
	{ scope = '' }: Pick<Session, 'scope'>,
	word: 'accounts' | 'payments' | 'fundsconfirmations',
): boolean => scope.split(' ').includes(word);

/** Milliseconds. The token must still be valid when the bank reads it. */
const longestLeeway = 30_000;

/**
 * Returns whether the access token has expired or is about to.
 *
 * @param issuedAt milliseconds since 1970, if known: a token with a short lifetime is used for most of it
 */
export function hasExpired({ expiresAt }: Session, issuedAt = -Infinity): boolean {
	if (expiresAt === undefined) return false;
	const expires = Date.parse(expiresAt);
	return expires - Math.min(longestLeeway, (expires - issuedAt) / 10) <= Date.now();
}

const sessionSeal = ({ sealingSecrets }: Tpp): Seal => ({
	purpose: 'session',
	secrets: sealingSecrets,
	label: 'session',
	parameter: 'session',
});
