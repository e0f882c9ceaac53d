import { decodeJwt } from 'jose';

import { InvalidResponseError } from '../errors';
import type { Connection } from '../transport/connection';
import { assertNoError, readAuthorizationResponse } from './authorizationResponse';
import { requireRedirectUri, strongAuthentication } from './authorizationRequest';
import { configure, requireClient } from './authorizationServer';
import { inExchange } from './exchange';
import { keepIssued } from './issued';
import type { Session } from './session';
import { deriveSecrets, openState, type State } from './state';
import { toTokens } from './tokens';

export interface AuthorizedSession {
	session: Session;
	/** The workflow's own, out of the state. */
	payload?: string;
}

/**
 * Validates what the PSU's browser brought back and exchanges the code for tokens: state first, then what the bank
 * reports, then the id_token beside the code (FAPI 1.0 Advanced §5.2.2.1), and only then a token request. `response` is
 * the complete address, or what followed its `?` or `#`.
 *
 * @throws InvalidResponseError when anything fails validation, AspspError when bank or PSU refused
 */
export async function exchangeAuthorizationCode(
	connection: Connection,
	response: string,
	now: Date,
): Promise<AuthorizedSession> {
	const { tpp } = connection;
	const parameters = readAuthorizationResponse(response);
	const sealed = parameters.get('state');
	const state = await openState(sealed, tpp, now);
	assertNoError(parameters);
	assertConsent(readClaims(parameters.get('id_token')), state);
	const session = await exchangeCode(connection, { parameters, state, sealed: sealed! });
	return { session, payload: state.payload };
}

interface ReceivedCode {
	parameters: URLSearchParams;
	state: State;
	sealed: string;
}

async function exchangeCode(
	connection: Connection,
	{ parameters, state, sealed }: ReceivedCode,
): Promise<Session> {
	const openid = await import('openid-client');
	const { configuration, exchange } = await configure(connection);
	openid.enableNonRepudiationChecks(configuration);
	if (state.hybrid) {
		openid.useCodeIdTokenResponseType(configuration);
		openid.enableDetachedSignatureResponseChecks(configuration);
	}
	const { nonce, codeVerifier } = deriveSecrets(sealed, connection.tpp);
	const url = new URL(requireRedirectUri(connection.tpp));
	url[state.hybrid ? 'hash' : 'search'] = parameters.toString();
	const { answer, claims, invalid } = await keepIssued(exchange, async () => {
		const granted = await inExchange(exchange, 'exchanging the authorization code', () =>
			openid.authorizationCodeGrant(configuration, url, {
				expectedState: sealed,
				expectedNonce: nonce,
				pkceCodeVerifier: codeVerifier,
			}),
		);
		assertConsent(granted.claims(), state);
		return { answer: granted, claims: granted.claims() };
	});
	return {
		...toTokens(answer, claims, new Date()),
		bank: connection.tpp.bank.id,
		environment: connection.tpp.environment,
		clientId: requireClient(connection.tpp).clientId,
		consentId: state.consentId,
		invalid,
	};
}

/** Read ahead of the signature check, which openid-client makes before it sends the code. */
function readClaims(idToken: string | null): Record<string, unknown> | undefined {
	if (idToken === null) return undefined;
	try {
		return decodeJwt(idToken);
	} catch {
		throw new InvalidResponseError('The id_token of the authorisation response is not a JWT.');
	}
}

/** The essential claims that the request asked for (OpenID Connect Core §5.5.1). */
function assertConsent(claims: Record<string, unknown> | undefined, { consentId }: State): void {
	if (claims === undefined) return;
	if (claims.openbanking_intent_id !== consentId) {
		throw new InvalidResponseError('The id_token is for another consent than was asked for.');
	}
	if (!strongAuthentication.includes(String(claims.acr))) {
		throw new InvalidResponseError(
			'The id_token does not say that the PSU was authenticated (acr).',
		);
	}
}
