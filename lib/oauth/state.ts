import { ConfigurationError, InvalidResponseError } from '../errors';
import { derive, open, seal, type Seal } from '../jose/seal';
import type { Tpp } from '../tpp';

/** What travels to the bank and back in the OAuth `state`. */
export interface State {
	consentId: string;
	/** The answer comes with an id_token in the URL fragment (`code id_token`), or with a code alone. */
	hybrid: boolean;
	/** The answer is one signed JWT (JARM). */
	jwt?: true;
	/** Milliseconds since 1970. */
	expires: number;
	/** ISO 8601; absent: the consent ends when somebody ends it, or that is not known. */
	consentExpiresAt?: string;
	/** The workflow's own. */
	passThrough?: string;
}

/** Short names: banks cut or refuse long states. */
interface SealedState {
	c: string;
	h: 0 | 1;
	j?: 1;
	/** Seconds since 1970. */
	x: number;
	/** The same, of the consent. */
	e?: number;
	p?: string;
}

/** OpenID Connect nonce and PKCE verifier are computed from the state, so that no worker has to remember them. */
export interface DerivedSecrets {
	nonce: string;
	codeVerifier: string;
}

/** A state for one authorisation. It names neither bank nor client: the key it is sealed with is theirs. */
export async function sealState(state: State, tpp: Tpp): Promise<string> {
	const short: SealedState = {
		c: state.consentId,
		h: state.hybrid ? 1 : 0,
		...(state.jwt && { j: 1 }),
		x: Math.floor(state.expires / 1000),
		...consentEnd(state),
		...(state.passThrough && { p: state.passThrough }),
	};
	return await seal(short, stateSeal(tpp));
}

/**
 * @throws InvalidResponseError for a state that is missing, not ours, of another bank or client, or too old: one answer
 * for all, which tells a forger nothing
 */
export async function openState(sealed: string | null, tpp: Tpp, now: Date): Promise<State> {
	const state = await openExpiredState(sealed, tpp);
	if (state && state.expires > now.getTime()) return state;
	throw new InvalidResponseError(
		'The authorisation response carries no state that this credential made for this bank and that is still valid. Nothing of it was used.',
		{ tppAction: 'reauthenticate' },
	);
}

/** The same of any age, to tell whose it was; undefined when it is not ours. */
export async function openExpiredState(
	sealed: string | null,
	tpp: Tpp,
): Promise<State | undefined> {
	const state = await openOrNothing(sealed ?? '', tpp);
	return (
		state && {
			consentId: state.c,
			hybrid: state.h === 1,
			...(state.j === 1 && { jwt: true as const }),
			expires: state.x * 1000,
			...(state.e !== undefined && {
				consentExpiresAt: new Date(state.e * 1000).toISOString(),
			}),
			passThrough: state.p,
		}
	);
}

/** As the bank wrote it; what is not ISO 8601 is left out. */
function consentEnd({ consentExpiresAt = '' }: State): Pick<SealedState, 'e'> {
	const e = Math.floor(Date.parse(consentExpiresAt) / 1000);
	return /^\d{4}-/.test(consentExpiresAt) && !Number.isNaN(e) ? { e } : {};
}

export function deriveSecrets(sealed: string, tpp: Tpp): DerivedSecrets {
	return {
		nonce: derive(sealed, 'nonce', stateSeal(tpp)),
		codeVerifier: derive(sealed, 'code_verifier', stateSeal(tpp)),
	};
}

async function openOrNothing(sealed: string, tpp: Tpp): Promise<SealedState | undefined> {
	try {
		return await open<SealedState>(sealed, stateSeal(tpp));
	} catch (error) {
		if (error instanceof ConfigurationError) return undefined;
		throw error;
	}
}

/** The issuer tells apart banks that are not built in: they share an id. */
const stateSeal = ({
	bank,
	environment,
	addresses,
	provider,
	client,
	sealingSecrets,
}: Tpp): Seal => ({
	purpose: [
		'state',
		bank.id,
		environment,
		addresses.issuer,
		...(provider ? [provider] : []),
		client?.clientId,
	].join(' '),
	secrets: sealingSecrets,
	label: 'state',
});
