import { decodeJwt } from 'jose/jwt/decode';
import type { AuthorizationServer } from 'oauth4webapi';

import type { JwtResponseMode } from '../banks/profile';
import { credentialError, InvalidResponseError } from '../errors';
import type { Tpp } from '../tpp';
import type { Connection } from '../transport/http';
import { TimestampError, validating } from './adapter';
import { oauthContext } from './endpointRequest';
import { keySetFetch, withClockAdvice } from './keySets';
import { assertOneOutcome } from './redirect';
import type { State } from './state';

/**
 * Returns the parameters of an authorization response: as they came, or from the JWT that was requested, once it is validated
 * (JARM §2.4): signature, algorithm, issuer, audience, expiry, and our state inside.
 *
 * @throws InvalidResponseError when the validation fails, or when a JWT came that was not requested, or the reverse
 */
export async function openParameters(
	connection: Connection,
	received: URLSearchParams,
	{ state, sealed }: { state: State; sealed: string },
): Promise<URLSearchParams> {
	const response = received.get('response');
	assertRequested(response !== null, state);
	if (response === null) return received;
	assertNothingBeside(received, sealed);
	const parameters = await withClockAdvice(connection, async () => {
		const inside = await validateJwt(connection, response, sealed);
		assertShortLived(response);
		return inside;
	});
	removeEmpty(parameters);
	assertOneOutcome(parameters);
	if (parameters.has('code') || parameters.has('error')) return parameters;
	throw new InvalidResponseError('The authorisation response contains neither code nor error.');
}

/** A parameter without a value counts as omitted (RFC 6749 §3.1). oauth4webapi only continues with the object that it returned. */
function removeEmpty(parameters: URLSearchParams): void {
	for (const [name, value] of [...parameters]) if (value === '') parameters.delete(name);
}

function assertRequested(isJwt: boolean, { jwt }: State): void {
	if (isJwt === (jwt === true)) return;
	throw new InvalidResponseError(
		jwt
			? 'The authorisation response is not the signed JWT that was requested (JARM). Send the PSU through authorisation again.'
			: 'The authorisation response is a JWT (JARM), but none was requested. Send the PSU through authorisation again.',
		{ tppAction: 'reauthenticate' },
	);
}

/** Parameters of the JWT (JARM §2.1) must not come outside of it as well. */
function assertNothingBeside(received: URLSearchParams, sealed: string): void {
	const isSameState = [null, sealed].includes(received.get('state'));
	if (isSameState && !['code', 'error', 'id_token'].some((name) => received.has(name))) return;
	throw new InvalidResponseError(
		'The authorisation response contains a JWT (response) and unsigned parameters beside it.',
	);
}

/** Seconds. JARM §2.1 recommends ten minutes at most; a time in milliseconds would never expire. */
const maximumLifetime = 3600;

function assertShortLived(response: string): void {
	if (decodeJwt(response).exp! <= Date.now() / 1000 + maximumLifetime) return;
	throw new TimestampError('The authorisation response expires in more than an hour (exp).');
}

async function validateJwt(
	connection: Connection,
	response: string,
	expectedState: string,
): Promise<URLSearchParams> {
	const oauth = await import('oauth4webapi');
	const { server, client } = await oauthContext(connection);
	const parameters = new URLSearchParams({ response });
	const options = { [oauth.customFetch]: keySetFetch(connection, server) };
	return await validating({ subject: 'The authorisation response', jwt: 'its JWT' }, async () => {
		try {
			return await oauth.validateJwtAuthResponse(
				server,
				client,
				parameters,
				expectedState,
				options,
			);
		} catch (thrown) {
			// A valid JWT in which the bank reports an error.
			if (thrown instanceof oauth.AuthorizationResponseError) return thrown.cause;
			throw thrown;
		}
	});
}

/** OpenID Connect Discovery 1.0 §3: the default of response_modes_supported. */
const defaultModes = ['query', 'fragment'];

/**
 * Checks that the bank supports the response mode of its profile (JARM §4). A bank that does not may respond without a JWT, and
 * nobody could tell such a response from a forged one. Endpoints that the operator entered come without a list to check.
 *
 * @throws ConfigurationError when the discovery document does not list the mode
 */
export function assertJwtResponseMode(
	mode: JwtResponseMode | undefined,
	{ response_modes_supported: listed }: AuthorizationServer,
	{ addresses, bank }: Tpp,
): void {
	const supported: unknown[] = Array.isArray(listed) ? listed : defaultModes;
	if (!mode || addresses.endpoints || supported.includes(mode)) return;
	throw credentialError(
		`The profile of ${bank.name} has the response mode ${mode}, which is not among response_modes_supported of the bank's discovery document. Remove authorizationRequest.responseMode from the profile, or enter a supported mode.`,
		'bankProfile',
	);
}
