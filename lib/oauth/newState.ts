import { createHash } from 'node:crypto';

import type { JwtResponseMode, ResponseType } from '../banks/profile';
import type { Tpp } from '../tpp';
import { deriveSecrets, sealState } from './state';

/** Milliseconds: the PSU may take this long at the bank. */
export const stateLifetime = 2 * 60 * 60 * 1000;

/** What the answer is to be like. */
interface Answer {
	responseType: ResponseType;
	responseMode?: JwtResponseMode;
}

interface Authorisation {
	consentId: string;
	consentExpiresAt?: string;
	passThrough?: string;
	now: Date;
}

/** A state for one authorization request, with nonce and PKCE challenge (RFC 7636 §4.2) that follow from it. */
export async function newState(
	tpp: Tpp,
	{ responseType, responseMode }: Answer,
	{ consentId, consentExpiresAt, passThrough, now }: Authorisation,
) {
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
	const { nonce, codeVerifier } = deriveSecrets(state, tpp);
	return {
		state,
		nonce,
		code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
	};
}
