import { createCache } from '../expiringCache';
import { jsonHash } from '../hash';
import { requireClient } from '../requirements';
import type { Connection } from '../transport/http';
import { tlsFingerprint } from '../transport/tlsFingerprint';
import type { TokenSource } from './bearer';
import { prepareCall } from './endpointRequest';
import { requestTokens } from './tokenEndpoint';
import { toTokens, type Tokens } from './tokens';

const issued = createCache<Tokens>();
/** A token is given up this long before it expires, so that it still lives when the bank reads it. */
const leeway = 30_000;

/**
 * A new token for the client itself (RFC 6749 §4.4). `scope` is space separated; undefined leaves it to the bank.
 *
 * @throws ConfigurationError before registration; ConnectionError, AspspError, InvalidResponseError from the bank
 */
export async function requestClientToken(connection: Connection, scope?: string): Promise<Tokens> {
	const oauth = await import('oauth4webapi');
	const grant = await prepareCall(connection, {
		endpoint: 'token_endpoint',
		operation: 'requesting a client credentials token',
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

/** The same, kept for this process until shortly before it expires; one request for all who wait. */
export function clientTokens(connection: Connection, scope?: string): TokenSource {
	const key = cacheKey(connection, scope);
	/** One renewal for each source: a bank that refuses the new token, too, refuses us. */
	let givenUp: Tokens | undefined;
	const get = async () =>
		await issued.get(key, async () => {
			const tokens = await requestClientToken(connection, scope);
			return { value: tokens, expires: expiry(tokens) };
		});
	return {
		current: async () => (await get()).accessToken,
		async renew(refused) {
			const tokens = await get();
			if (tokens.accessToken !== refused) return tokens.accessToken;
			if (givenUp && givenUp !== tokens) return undefined;
			givenUp = tokens;
			issued.forget(key, tokens);
			return (await get()).accessToken;
		},
	};
}

/** A token whose lifetime the bank does not name is used until the bank refuses it. */
const expiry = ({ expiresAt }: Tokens) => (expiresAt ? Date.parse(expiresAt) - leeway : Infinity);

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
