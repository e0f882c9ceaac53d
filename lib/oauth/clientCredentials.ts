import { createCache } from '../expiringCache';
import { jsonHash } from '../hash';
import { requireClient } from '../requirements';
import { tlsFingerprint } from '../transport/agents';
import { sharedConnection, type Connection } from '../transport/http';
import type { TokenSource } from './bearer';
import { prepareCall } from './endpointRequest';
import { requestTokens, toTokens, type Tokens } from './tokenEndpoint';

const issued = createCache<Tokens>();
/** Milliseconds. The token must still be valid when the bank reads it. */
const leeway = 30_000;

/**
 * Requests a token for the client itself (RFC 6749 §4.4).
 *
 * @param scope space separated; absent: the bank's default
 * @throws ConfigurationError before registration; ConnectionError, AspspError, InvalidResponseError from the bank
 */
export async function requestClientToken(connection: Connection, scope?: string): Promise<Tokens> {
	const oauth = await import('oauth4webapi');
	const grant = await prepareCall(connection, {
		endpoint: 'token_endpoint',
		operation: 'requesting a client credentials token',
		access: 'client',
		make: ({ server, client, authentication }, fetch) =>
			oauth.clientCredentialsGrantRequest(server, client, authentication, scope ? { scope } : {}, {
				[oauth.customFetch]: fetch,
			}),
	});
	const { response, tokens } = await requestTokens(connection, grant, {
		process: ({ server, client }, received, options) =>
			oauth.processClientCredentialsResponse(server, client, received, options),
	});
	return {
		...toTokens(
			{ ...tokens, scope: tokens.scope || scope },
			{ lifetimes: connection.tpp.bank.tokenLifetimes, now: new Date() },
		),
		interactionId: response.interactionId,
	};
}

/** Returns tokens for the client that this process keeps until shortly before they expire. Concurrent callers share a request. */
export function clientTokens(connection: Connection, scope?: string): TokenSource {
	const key = cacheKey(connection, scope);
	/** A source renews once: a bank that also refuses the new token refuses the client. */
	let discarded: Tokens | undefined;
	const get = async () =>
		await issued.get(
			key,
			async (abandoned) => {
				const tokens = await requestClientToken(sharedConnection(connection, abandoned), scope);
				return { value: tokens, expires: expiry(tokens, new Date()) };
			},
			connection.signal,
		);
	return {
		current: async () => (await get()).accessToken,
		async renew(refused) {
			const tokens = await get();
			if (tokens.accessToken !== refused) return tokens.accessToken;
			if (discarded && discarded !== tokens) return undefined;
			discarded = tokens;
			issued.forget(key, tokens);
			return (await get()).accessToken;
		},
	};
}

/** A token without a lifetime is used until the bank refuses it, and one with a short lifetime for most of it. */
function expiry({ expiresAt }: Tokens, now: Date): number {
	if (!expiresAt) return Infinity;
	const expires = Date.parse(expiresAt);
	return expires - Math.min(leeway, (expires - now.getTime()) / 10);
}

/** Tokens are bound to issuer, client and certificate (RFC 8705 §3). */
function cacheKey({ tpp }: Connection, scope?: string): string {
	const client = requireClient(tpp);
	const parts = [
		tpp.addresses.issuer,
		tpp.provider,
		client.clientId,
		client.clientSecret,
		client.tokenEndpointAuthMethod,
		tlsFingerprint(tpp.tls),
		scope,
	];
	return jsonHash(...parts);
}
