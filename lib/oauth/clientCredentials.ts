import { createCache } from '../expiringCache';
import { jsonHash } from '../hash';
import { requireClient } from '../requirements';
import type { Connection } from '../transport/http';
import { tlsFingerprint } from '../transport/tlsFingerprint';
import { configure } from './authorizationServer';
import { inExchange } from './exchange';
import { toTokens, type Tokens } from './tokens';
import type { TokenSource } from './withToken';

const issued = createCache<Tokens>();
/** A token is given up this long before it expires, so that it still lives when the bank reads it. */
const leeway = 30_000;

/**
 * A new token for the client itself (RFC 6749 §4.4). `scope` is space separated; undefined leaves it to the bank.
 *
 * @throws ConfigurationError before registration; ConnectionError, AspspError, InvalidResponseError from the bank
 */
export async function requestClientToken(connection: Connection, scope?: string): Promise<Tokens> {
	const { clientCredentialsGrant } = await import('openid-client');
	const { configuration, exchange } = await configure(connection);
	const answer = await inExchange(exchange, 'requesting a client credentials token', () =>
		clientCredentialsGrant(configuration, scope ? { scope } : {}),
	);
	return {
		...toTokens(
			{ ...answer, scope: answer.scope || scope },
			{ lifetimes: connection.tpp.bank.tokenLifetimes, now: new Date() },
		),
		interactionId: exchange.granted?.interactionId,
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
