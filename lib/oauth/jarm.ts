import { decodeJwt } from 'jose';
import type { ServerMetadata } from 'openid-client';

import type { JwtResponseMode } from '../banks/profile';
import { ConfigurationError, InvalidResponseError } from '../errors';
import { requireClient } from '../requirements';
import type { Tpp } from '../tpp';
import type { Connection } from '../transport/http';
import { assertOneAnswer } from './authorizationResponse';
import { configure } from './authorizationServer';
import { comparingClocks } from './bankClock';
import { inExchange } from './exchange';
import { registeredAlgorithms } from './registeredAlgorithms';
import type { State } from './state';
import { UntimelyError } from './untimely';

/**
 * The state of an authorization response, null without one. Where the response is a JWT (JARM), nobody has checked it yet:
 * it tells which of our authorisations is meant, and nothing more.
 */
export function stateOf(parameters: URLSearchParams): string | null {
	const response = parameters.get('response');
	if (response === null) return parameters.get('state');
	try {
		const { state } = decodeJwt(response);
		return typeof state === 'string' ? state : null;
	} catch {
		return null;
	}
}

/**
 * What the bank answered: the parameters as they came, or out of the JWT that was asked for, once it is validated (JARM
 * §2.4): signature, algorithm, issuer, audience, expiry, and our state inside.
 *
 * @throws InvalidResponseError when it fails validation, or is a JWT where none was asked for, or the reverse
 */
export async function answeredParameters(
	connection: Connection,
	received: URLSearchParams,
	{ state, sealed }: { state: State; sealed: string },
): Promise<URLSearchParams> {
	const response = received.get('response');
	assertAsAsked(response !== null, state);
	if (response === null) return received;
	assertNothingBeside(received, sealed);
	const parameters = await comparingClocks(connection, async () => {
		const inside = await validated(connection, response, sealed);
		assertShortLived(response);
		return inside;
	});
	assertOneAnswer(parameters);
	if (parameters.has('code') || parameters.has('error')) return parameters;
	throw new InvalidResponseError('The authorisation response holds neither code nor error.');
}

/** @throws InvalidResponseError for a JWT that nobody can read without a key, before anybody misses its state */
export function assertNotEncrypted(parameters: URLSearchParams): void {
	if (parameters.get('response')?.split('.').length !== 5) return;
	throw new InvalidResponseError(
		'The authorisation response is encrypted, which this package does not read. Register the client without authorization_encrypted_response_alg.',
	);
}

function assertAsAsked(isJwt: boolean, { jwt }: State): void {
	if (isJwt === (jwt === true)) return;
	throw new InvalidResponseError(
		jwt
			? 'The authorisation response is not the signed JWT that was asked for (JARM). Nothing of it was used.'
			: 'The authorisation response is a JWT (JARM), and none was asked for. Nothing of it was used.',
		{ tppAction: 'reauthenticate' },
	);
}

/** What stands inside the JWT (JARM §2.1) is not to come open as well. */
function assertNothingBeside(received: URLSearchParams, sealed: string): void {
	const isSameState = [null, sealed].includes(received.get('state'));
	if (isSameState && !['code', 'error', 'id_token'].some((name) => received.has(name))) return;
	throw new InvalidResponseError(
		'The authorisation response holds a JWT (response) and open parameters beside it.',
	);
}

/** Seconds. JARM §2.1 recommends ten minutes at most; one in milliseconds would never expire. */
const longestLife = 3600;

function assertShortLived(response: string): void {
	if (decodeJwt(response).exp! <= Date.now() / 1000 + longestLife) return;
	throw new UntimelyError('The authorisation response expires more than an hour ahead (exp).');
}

async function validated(
	connection: Connection,
	response: string,
	expectedState: string,
): Promise<URLSearchParams> {
	const oauth = await import('oauth4webapi');
	const { configuration, exchange } = await configure(connection);
	const client = {
		client_id: requireClient(connection.tpp).clientId,
		authorization_signed_response_alg: registeredAlgorithms(connection.tpp).authorizationResponse,
	};
	return await inExchange(exchange, 'reading the authorisation response', async () => {
		try {
			return await oauth.validateJwtAuthResponse(
				configuration.serverMetadata(),
				client,
				new URLSearchParams({ response }),
				expectedState,
				{ [oauth.customFetch]: exchange.fetch },
			);
		} catch (thrown) {
			// An error that the bank reports in a JWT which is in order.
			if (thrown instanceof oauth.AuthorizationResponseError) return thrown.cause;
			throw thrown;
		}
	});
}

/** OpenID Connect Discovery 1.0 §3: what a bank offers that lists none. */
const usualModes = ['query', 'fragment'];
/**
 * A bank that does not offer the mode (JARM §4) may answer openly, which nobody could tell from an answer that somebody else
 * made. Where the operator entered the endpoints there is no list to look into.
 *
 * @throws ConfigurationError when discovery does not offer what the profile asks for
 */
export function assertJwtResponseMode(
	mode: JwtResponseMode | undefined,
	{ response_modes_supported: listed }: ServerMetadata,
	{ addresses, bank }: Tpp,
): void {
	const offered = Array.isArray(listed) ? listed : usualModes;
	if (!mode || addresses.endpoints || offered.includes(mode)) return;
	throw new ConfigurationError(
		`The profile of ${bank.name} asks for the response mode ${mode}, which is not among response_modes_supported of the bank's discovery document. Take authorizationRequest.responseMode out of the profile, or name one that is.`,
		{ field: 'Bank Profile' },
	);
}
