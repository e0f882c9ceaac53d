import { createHash } from 'node:crypto';

import type { JwtResponseMode, ResponseType } from '../banks/profile';
import { ConfigurationError, InvalidResponseError } from '../errors';
import { bindingOf } from '../jose/binding';
import { derive, open, seal, type Seal } from '../jose/seal';
import type { Tpp } from '../tpp';

/** What travels to the bank and back in the OAuth `state`. */
export interface State {
	consentId: string;
	/** True for `code id_token`: the response has an id_token and comes in the fragment. False for `code`. */
	hybrid: boolean;
	/** The response is a signed JWT (JARM). */
	jwt?: true;
	/** Milliseconds since 1970. */
	expires: number;
	/** ISO 8601; absent: the consent has no end date, or it is not known. */
	consentExpiresAt?: string;
	/** Data of the caller. */
	passThrough?: string;
}

/** Short names: some banks cut or refuse long states. */
interface SealedState {
	c: string;
	h: 0 | 1;
	j?: 1;
	/** Seconds since 1970. */
	x: number;
	/** Seconds since 1970: the end of the consent. */
	e?: number;
	p?: string;
}

/** Milliseconds. The PSU may take this long at the bank. */
export const stateLifetime = 2 * 60 * 60 * 1000;

interface Authorisation {
	responseType: ResponseType;
	responseMode?: JwtResponseMode;
	consentId: string;
	consentExpiresAt?: string;
	passThrough?: string;
	now: Date;
}

/** Returns a sealed state for one authorization request, with its nonce and its PKCE challenge (RFC 7636 §4.2). */
export async function newState(tpp: Tpp, authorisation: Authorisation) {
	const { responseType, responseMode, consentId, consentExpiresAt, passThrough, now } =
		authorisation;
	const state = await sealState(
		{
			consentId,
			hybrid: responseType === 'code id_token',
			...(responseMode && { jwt: true }),
			expires: now.getTime() + stateLifetime,
			consentExpiresAt,
			passThrough,
		},
		tpp,
	);
	const { nonce, codeVerifier } = deriveNonceAndVerifier(state, tpp);
	return {
		state,
		nonce,
		code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
	};
}

/** Seals a state. It does not name bank or client: the key is derived from them. */
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

/** Opens a state, also one that has expired. Returns undefined when it does not belong to this credential and bank. */
export async function openState(sealed: string | null, tpp: Tpp): Promise<State | undefined> {
	const state = await openSealed(sealed ?? '', tpp);
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

/**
 * Returns the state unless it is missing or has expired.
 *
 * @throws InvalidResponseError with the same message in all cases, which tells a forger nothing
 */
export function requireCurrentState(state: State | undefined, now: Date): State {
	if (state && state.expires > now.getTime()) return state;
	throw new InvalidResponseError(
		'The `state` of the authorisation response is missing, has expired, or belongs to another credential or bank. Start the authorisation again.',
		{ tppAction: 'reauthenticate' },
	);
}

/** Computes the OpenID Connect nonce and the PKCE verifier from the sealed state, so that no worker has to store them. */
export function deriveNonceAndVerifier(
	sealed: string,
	tpp: Tpp,
): { nonce: string; codeVerifier: string } {
	return {
		nonce: derive(sealed, 'nonce', stateSeal(tpp)),
		codeVerifier: derive(sealed, 'code_verifier', stateSeal(tpp)),
	};
}

/** Keeps the bank's date unless it is not ISO 8601. */
function consentEnd({ consentExpiresAt = '' }: State): Pick<SealedState, 'e'> {
	const e = Math.floor(Date.parse(consentExpiresAt) / 1000);
	return /^\d{4}-/.test(consentExpiresAt) && !Number.isNaN(e) ? { e } : {};
}

async function openSealed(sealed: string, tpp: Tpp): Promise<SealedState | undefined> {
	try {
		return await open<SealedState>(sealed, stateSeal(tpp));
	} catch (error) {
		if (error instanceof ConfigurationError) return undefined;
		throw error;
	}
}

function stateSeal(tpp: Tpp): Seal {
	const { bank, environment, issuer, provider } = bindingOf(tpp);
	const binding = [bank, environment, issuer, ...(provider ? [provider] : [])];
	return {
		purpose: ['state', ...binding, tpp.client?.clientId].join(' '),
		secrets: tpp.sealingSecrets,
		label: 'state',
	};
}
