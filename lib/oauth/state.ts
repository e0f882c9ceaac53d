import { createHash } from 'node:crypto';

import type { JwtResponseMode, ResponseType } from '../banks/profile';
import { ConfigurationError, InvalidResponseError } from '../errors';
import { shortHash } from '../hash';
import { firstBindingOf } from '../jose/binding';
import { compactText, derive, expandText, open, seal, type Seal } from '../jose/seal';
import type { Client, Tpp } from '../tpp';
import type { PsuReference } from './session';
import { fromCompactClient, toCompactClient, type CompactClient } from './sealedClient';

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
	/** Bit set of the consent's permissions. Absent: not known. */
	consentPermissions?: number;
	/** Data of the caller. */
	passThrough?: string;
	/** The redirect URI of the authorization request. Absent: that of the credential. */
	redirectUri?: string;
	/** The PSU that a consent of the Berlin Group was created for. */
	psu?: PsuReference;
	/** The client that started the authorisation. Absent: the client of the credential, to which the key is bound. */
	client?: Client;
}

/**
 * A state that carries its client. Some banks cut or refuse long states, so the members have no names. The end of the
 * consent is 0 if there is none.
 */
type StateWithClient = [
	consentId: string,
	flags: number,
	expires: CompactTime,
	consentEnd: CompactTime,
	client: CompactClient,
	passThrough?: string,
	redirect?: string,
];

/** Seconds since 1970 in base 36. Earlier versions sealed a number. */
type CompactTime = string | number;

/** Bits of `flags`. The bits above them are the permissions of the consent; 0: not known. */
const hybridFlag = 1;
const jwtFlag = 2;
const permissionsFactor = 4;

/** A state of the credential's client. */
interface SealedState {
	c: string;
	h: 0 | 1;
	j?: 1;
	/** Seconds since 1970. */
	x: number;
	/** Seconds since 1970: the end of the consent. */
	e?: number;
	/** The permissions of the consent. */
	q?: number;
	p?: string;
	r?: string;
	u?: PsuReference;
}

/** Milliseconds. The PSU may take this long at the bank. */
export const stateLifetime = 2 * 60 * 60 * 1000;

interface Authorisation {
	responseType: ResponseType;
	responseMode?: JwtResponseMode;
	consentId: string;
	consentExpiresAt?: string;
	consentPermissions?: number;
	passThrough?: string;
	redirectUri?: string;
	now: Date;
}

/** Returns a sealed state for one authorization request, with its nonce and its PKCE challenge (RFC 7636 §4.2). */
export async function newState(tpp: Tpp, authorisation: Authorisation) {
	const { responseType, responseMode, now } = authorisation;
	const { consentId, consentExpiresAt, consentPermissions, passThrough, redirectUri } =
		authorisation;
	const client = tpp.client?.isFromCredential ? undefined : tpp.client;
	const state = await sealState(
		{
			consentId,
			hybrid: responseType === 'code id_token',
			...(responseMode && { jwt: true }),
			expires: now.getTime() + stateLifetime,
			consentExpiresAt,
			consentPermissions,
			passThrough,
			redirectUri,
			client,
		},
		tpp,
	);
	const { nonce, codeVerifier } = deriveNonceAndVerifier(state, tpp, { client });
	return {
		state,
		nonce,
		code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
	};
}

/** Seals a state. It does not name the bank, nor the client of a credential: the key is derived from them. */
export async function sealState(state: State, tpp: Tpp): Promise<string> {
	if (state.client) return await seal(withClient(state, state.client, tpp), carryingSeal(tpp));
	const short: SealedState = {
		c: state.consentId,
		h: state.hybrid ? 1 : 0,
		...(state.jwt && { j: 1 }),
		x: Math.floor(state.expires / 1000),
		...consentEnd(state),
		...(state.consentPermissions && { q: state.consentPermissions }),
		...(state.passThrough && { p: state.passThrough }),
		...(state.redirectUri && { r: toRedirectMember(state.redirectUri, tpp) }),
		...(state.psu && { u: state.psu }),
	};
	return await seal(short, boundSeal(tpp));
}

/** Opens a state, also one that has expired. Returns undefined when it does not belong to this credential and bank. */
export async function openState(sealed: string | null, tpp: Tpp): Promise<State | undefined> {
	const carrying = await openSealed<StateWithClient>(sealed ?? '', carryingSeal(tpp));
	if (carrying) return readWithClient(carrying, tpp);
	const bound = await openSealed<SealedState>(sealed ?? '', boundSeal(tpp));
	return bound && readBound(bound, tpp);
}

/**
 * Returns the state unless it is missing or has expired.
 *
 * @throws InvalidResponseError with the same message in all cases, which tells a forger nothing
 */
export function requireCurrentState(state: State | undefined, now: Date): State {
	if (state && state.expires > now.getTime()) return state;
	throw new InvalidResponseError(
		'The `state` of the authorisation response is missing, has expired, or belongs to another credential or bank. Send the PSU through authorisation again.',
		{ tppAction: 'reauthenticate' },
	);
}

/**
 * Computes the OpenID Connect nonce and the PKCE verifier from the sealed state, so that no worker has to store them.
 *
 * @param state the opened state, which says to what the key is bound
 */
export function deriveNonceAndVerifier(
	sealed: string,
	tpp: Tpp,
	state: Pick<State, 'client'>,
): { nonce: string; codeVerifier: string } {
	const key = state.client ? carryingSeal(tpp) : boundSeal(tpp);
	return {
		nonce: derive(sealed, 'nonce', key),
		codeVerifier: derive(sealed, 'code_verifier', key),
	};
}

const readBound = (state: SealedState, tpp: Tpp): State => ({
	consentId: state.c,
	hybrid: state.h === 1,
	...(state.j === 1 && { jwt: true as const }),
	expires: state.x * 1000,
	...(state.e !== undefined && { consentExpiresAt: new Date(state.e * 1000).toISOString() }),
	...(state.q !== undefined && { consentPermissions: state.q }),
	passThrough: state.p,
	redirectUri: fromRedirectMember(state.r, tpp),
	...(state.u && { psu: state.u }),
});

function withClient(state: State, client: Client, tpp: Tpp): StateWithClient {
	const { consentId, hybrid, jwt, expires, passThrough = '', redirectUri } = state;
	const permissions = state.consentPermissions ?? 0;
	const { e: end } = consentEnd(state);
	const redirect = redirectUri && toRedirectMember(redirectUri, tpp);
	return [
		compactText(consentId),
		(hybrid ? hybridFlag : 0) + (jwt ? jwtFlag : 0) + permissions * permissionsFactor,
		Math.floor(expires / 1000).toString(36),
		end === undefined ? 0 : end.toString(36),
		toCompactClient(client, tpp),
		...((redirect ? [passThrough, redirect] : [passThrough].filter(Boolean)) as [string?, string?]),
	];
}

function readWithClient(
	[consentId, flags, expires, end, client, passThrough, redirect]: StateWithClient,
	tpp: Tpp,
): State {
	const consentPermissions = Math.floor(flags / permissionsFactor);
	return {
		consentId: expandText(consentId),
		hybrid: (flags & hybridFlag) !== 0,
		...((flags & jwtFlag) !== 0 && { jwt: true as const }),
		expires: toSeconds(expires) * 1000,
		...(end !== 0 && { consentExpiresAt: new Date(toSeconds(end) * 1000).toISOString() }),
		...(consentPermissions !== 0 && { consentPermissions }),
		passThrough: passThrough || undefined,
		redirectUri: fromRedirectMember(redirect, tpp),
		client: fromCompactClient(client, tpp),
	};
}

const toSeconds = (time: CompactTime): number =>
	typeof time === 'string' ? parseInt(time, 36) : time;

/** Returns a short hash for a redirect URI of the software statement, and any other URI itself. */
const toRedirectMember = (uri: string, tpp: Tpp): string =>
	statementUris(tpp).includes(uri) ? shortHash(uri) : uri;

const fromRedirectMember = (member: string | undefined, tpp: Tpp): string | undefined =>
	member?.includes(':') ? member : statementUris(tpp).find((uri) => shortHash(uri) === member);

const statementUris = ({ softwareStatement }: Tpp): string[] =>
	softwareStatement?.claims.software_redirect_uris ?? [];

/** Keeps the bank's date unless it is not ISO 8601. */
function consentEnd({ consentExpiresAt = '' }: State): Pick<SealedState, 'e'> {
	const e = Math.floor(Date.parse(consentExpiresAt) / 1000);
	return /^\d{4}-/.test(consentExpiresAt) && !Number.isNaN(e) ? { e } : {};
}

async function openSealed<Content extends object>(
	sealed: string,
	key: Seal,
): Promise<Content | undefined> {
	try {
		return await open<Content>(sealed, key);
	} catch (error) {
		if (error instanceof ConfigurationError) return undefined;
		throw error;
	}
}

/** The key of a state that carries its client. */
const carryingSeal = (tpp: Tpp): Seal => sealBoundTo(tpp, 'state with client');

/** The key of a state of the credential's client. */
const boundSeal = (tpp: Tpp): Seal => sealBoundTo(tpp, 'state', tpp.client?.clientId);

/** Returns the key for a kind of state at the bank of the credential. */
function sealBoundTo(tpp: Tpp, kind: string, ...client: Array<string | undefined>): Seal {
	const { bank, environment, issuer, provider } = firstBindingOf(tpp);
	const boundTo = [bank, environment, issuer, ...(provider ? [provider] : []), ...client];
	return { purpose: [kind, ...boundTo].join(' '), secrets: tpp.sealingSecrets, label: 'state' };
}
