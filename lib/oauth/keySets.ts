import type { AuthorizationServer } from 'oauth4webapi';

import { InvalidResponseError, OpenBankingError } from '../errors';
import { createCache } from '../expiringCache';
import { bankError, readJsonLeniently } from '../responses/body';
import { tlsFingerprint } from '../transport/agents';
import {
	sharedConnection,
	type Connection,
	type HttpRequest,
	type HttpResponse,
} from '../transport/http';
import { clockAdvice } from '../transport/messages';
import { TimestampError, toRequest, toResponse, type Fetch } from './adapter';
import { discover, rediscoverMoved } from './authorizationServer';

const keySets = createCache<HttpResponse>();
/** Milliseconds. A change of keys is noticed after this time, and unknown keys cause no more requests. */
const lifetime = 60 * 1000;

/** The last valid key sets: an authorisation must not fail because the bank's keys cannot be read at the moment. */
const lastKeySets = createCache<HttpResponse>();
const lastLifetime = 60 * 60 * 1000;

/**
 * Returns the `fetch` by which oauth4webapi reads the bank's key set (JWKS).
 *
 * @throws AspspError or InvalidResponseError when the bank returns no key set and none of the last hour is known
 */
export const keySetFetch =
	(connection: Connection, server: AuthorizationServer): Fetch =>
	async (url, options) => {
		const request = toRequest(url, options);
		const response = await readKeySet(connection, request);
		const moved =
			response.status === 404 && (await rediscoverMoved(connection, server, 'jwks_uri'));
		const current = moved
			? await readKeySet(connection, { ...request, url: moved.jwks_uri! })
			: response;
		assertKeySet(current);
		return toResponse(current);
	};

/** Returns the response with a key set, which is requested once a minute at most. */
export async function readKeySet(
	connection: Connection,
	request: HttpRequest,
): Promise<HttpResponse> {
	const key = `${request.url} ${tlsFingerprint(connection.tpp.tls)}`;
	return await keySets.get(
		key,
		async (abandoned) => {
			const value = await requestKeySet(sharedConnection(connection, abandoned), request, key);
			return { value, expires: value.status === 200 ? Date.now() + lifetime : 0 };
		},
		connection.signal,
	);
}

async function requestKeySet(
	{ send }: Connection,
	request: HttpRequest,
	key: string,
): Promise<HttpResponse> {
	try {
		const response = withoutMalformedKeys(await send(request));
		if (isKeySet(response)) {
			lastKeySets.put(key, { value: response, expires: Date.now() + lastLifetime });
			return response;
		}
		return lastKeySets.find(key) ?? response;
	} catch (error) {
		const last = error instanceof OpenBankingError ? lastKeySets.find(key) : undefined;
		if (last) return last;
		throw error;
	}
}

function assertKeySet(response: HttpResponse): void {
	if (isKeySet(response)) return;
	if (response.status >= 400) throw bankError(response, 'reading its key set');
	throw new InvalidResponseError(
		"The bank's key set is invalid: the response is not JSON with a list `keys` of objects.",
		{ httpStatus: response.status, interactionId: response.interactionId },
	);
}

/** A bank under maintenance may return 200 with a page. */
function isKeySet(response: HttpResponse): boolean {
	const keys: unknown = response.status === 200 ? readJsonLeniently(response)?.keys : undefined;
	return (
		Array.isArray(keys) &&
		keys.every((key: unknown) => typeof key === 'object' && key !== null && !Array.isArray(key))
	);
}

/** Removes keys whose `key_ops` is not a list (RFC 7517 §4.3): oauth4webapi would search a text like one. */
function withoutMalformedKeys(response: HttpResponse): HttpResponse {
	const set = readJsonLeniently(response);
	if (!Array.isArray(set?.keys)) return response;
	const keys = set.keys.filter((key: unknown) => {
		const { key_ops } = Object(key) as { key_ops?: unknown };
		return key_ops === undefined || Array.isArray(key_ops);
	});
	if (keys.length === set.keys.length) return response;
	return { ...response, body: Buffer.from(JSON.stringify({ ...set, keys })) };
}

/**
 * Runs `step`. When it throws a TimestampError and this machine's clock differs from the bank's, the error says so.
 *
 * @param response the bank's response that is validated; absent for a redirect
 */
export async function withClockAdvice<T>(
	connection: Connection,
	step: () => T | Promise<T>,
	response?: HttpResponse,
): Promise<T> {
	try {
		return await step();
	} catch (error) {
		if (!(error instanceof TimestampError)) throw error;
		const advice = clockAdvice(response?.clockAhead ?? (await clockAhead(connection)));
		throw advice ? new InvalidResponseError(error.message + advice, error.details) : error;
	}
}

/** Returns the difference by the date of the bank's key set, which is read for every signed response anyway. */
async function clockAhead(connection: Connection): Promise<number | undefined> {
	try {
		const { jwks_uri: url } = await discover(connection);
		if (!url) return undefined;
		const headers = { accept: 'application/json' };
		return (await readKeySet(connection, { method: 'GET', url, headers })).clockAhead;
	} catch (error) {
		if (error instanceof OpenBankingError) return undefined;
		throw error;
	}
}
