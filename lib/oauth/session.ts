import { ConfigurationError, InvalidResponseError } from '../errors';
import { open, seal, type Seal } from '../jose/seal';
import type { Tpp } from '../tpp';
import type { Tokens } from './tokens';

/** The tokens of one consent at one bank. Outside a node it exists only sealed. */
export interface Session extends Tokens {
	bank: string;
	environment: string;
	/** Custom banks share one id. */
	issuer?: string;
	/** Banks behind the same addresses share an issuer. */
	provider?: string;
	clientId: string;
	consentId?: string;
	/** ISO 8601; absent: the consent has no end of its own, or it was not read. */
	consentExpiresAt?: string;
	/** ISO 8601; when the PSU last came back from the bank. */
	authorisedAt?: string;
	/** `sub` of the id_token. */
	subject?: unknown;
	/** `nonce` of the id_token of the authorisation. */
	nonce?: unknown;
	/** Why the tokens must not be used: the bank's answer that brought them failed validation. */
	invalid?: string;
}

/** What a node emits: the sealed session and, in clear, what is no secret. Times are ISO 8601. */
export interface SessionItem {
	bank: string;
	consentId?: string;
	consentExpiresAt?: string;
	scope?: string;
	expiresAt?: string;
	refreshTokenExpiresAt?: string;
	/** By then the TPP has to ask the PSU whether the access is still wanted. */
	reconfirmBy?: string;
	interactionId?: string;
	warning?: string;
	session: string;
}

export async function sealSession(session: Session, tpp: Tpp): Promise<SessionItem> {
	const { bank, consentId, consentExpiresAt, scope, expiresAt, refreshTokenExpiresAt } = session;
	const { interactionId, invalid } = session;
	const reconfirmBy = reconfirmationOf(session);
	return {
		bank,
		...(consentId && { consentId }),
		...(consentExpiresAt && { consentExpiresAt }),
		...(scope && { scope }),
		...(expiresAt && { expiresAt }),
		...(refreshTokenExpiresAt && { refreshTokenExpiresAt }),
		...(reconfirmBy && { reconfirmBy }),
		...(interactionId && { interactionId }),
		...(invalid && { warning: invalid }),
		session: await seal(session, sessionSeal(tpp)),
	};
}

/** @throws ConfigurationError when it does not open, or is of another bank, environment, issuer or client */
export async function openSession(sealed: string, tpp: Tpp): Promise<Session> {
	const session = await open<Session>(sealed, sessionSeal(tpp));
	assertSame('bank', session.bank, tpp.bank.id);
	assertSame('environment', session.environment, tpp.environment);
	assertSame('issuer', session.issuer ?? 'none', tpp.addresses.issuer ?? 'none');
	assertSame('provider', session.provider ?? 'none', tpp.provider ?? 'none');
	if (tpp.client) assertSame('client', session.clientId, tpp.client.clientId);
	return session;
}

/** @throws InvalidResponseError for tokens that were kept although the answer that brought them is not to be trusted */
export function assertUsable({ invalid }: Session): void {
	if (invalid === undefined) return;
	throw new InvalidResponseError(
		`The tokens of this session must not be used: ${invalid} Refresh the session, or send the PSU through authorisation again.`,
		{ tppAction: 'reauthenticate' },
	);
}

/**
 * UK: a TPP with access to account information asks its customer every 90 days whether that is still wanted (FCA PS21/19). The
 * bank does not ask any more.
 */
const reconfirmationDays = 90;

function reconfirmationOf({ authorisedAt }: Session): string | undefined {
	if (!authorisedAt) return undefined;
	const days = reconfirmationDays * 24 * 60 * 60 * 1000;
	return new Date(Date.parse(authorisedAt) + days).toISOString();
}

const leeway = 30_000;

/** Expired, or about to: the token must still live when the bank reads it. */
export const hasExpired = ({ expiresAt }: Session) =>
	expiresAt !== undefined && Date.parse(expiresAt) - leeway <= Date.now();

const sessionSeal = ({ sealingSecrets }: Tpp): Seal => ({
	purpose: 'session',
	secrets: sealingSecrets,
	label: 'session',
});

function assertSame(what: string, sealed: string, ours: string): void {
	if (sealed === ours) return;
	throw new ConfigurationError(
		`The session belongs to the ${what} "${sealed}", the credential to "${ours}". Choose the credential that made the session.`,
		{ field: 'Session', tppAction: 'fixRequest' },
	);
}
