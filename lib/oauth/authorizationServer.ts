import type { Configuration, ServerMetadata } from 'openid-client';

import { InvalidResponseError, OpenBankingError } from '../errors';
import { createCache } from '../expiringCache';
import { requireClient, requireIssuer } from '../requirements';
import type { Tpp } from '../tpp';
import type { Connection } from '../transport/http';
import { tlsFingerprint } from '../transport/tlsFingerprint';
import { clientAuthentication } from './clientAuthentication';
import { signedIdToken } from './encryptedIdToken';
import { createExchange, inExchange, type Exchange } from './exchange';
import { keepingKeySets } from './keySets';
import { followingMoves } from './movedEndpoint';
import { registeredAlgorithms } from './registeredAlgorithms';

/** With the time when it was read. */
const discovered = createCache<{ server: ServerMetadata; read: number }>();
const lifetime = 10 * 60 * 1000;
/** One that is younger is not read again. */
const fresh = 60 * 1000;

/**
 * The discovery document of the bank's issuer (OpenID Connect Discovery 1.0 §4), kept for ten minutes; at a bank without
 * one, the endpoints that its profile documents or the operator entered.
 *
 * @throws ConfigurationError when no issuer is known, InvalidResponseError when the document is of another issuer
 */
export async function discover({ tpp, send }: Connection): Promise<ServerMetadata> {
	const issuer = requireIssuer(tpp);
	const { endpoints, discovery = issuer } = tpp.addresses;
	if (endpoints) return { issuer, ...endpoints };
	const { server } = await discovered.get(cacheKey(discovery, tpp), async () => {
		const openid = await import('openid-client');
		const exchange = createExchange(send);
		const configuration = await inExchange(exchange, 'reading its discovery document', () =>
			openid.discovery(new URL(discovery), 'discovery', undefined, openid.None(), {
				[openid.customFetch]: exchange.fetch,
			}),
		);
		const server = configuration.serverMetadata();
		if (tpp.addresses.discovery) assertIssuer(server, issuer);
		return { value: { server, read: Date.now() }, expires: Date.now() + lifetime };
	});
	return server;
}

/** The document as it is now, read again unless that was done a minute ago; undefined when there is none to be had. */
async function rediscover(connection: Connection): Promise<ServerMetadata | undefined> {
	const { tpp } = connection;
	const key = cacheKey(tpp.addresses.discovery ?? requireIssuer(tpp), tpp);
	const known = discovered.find(key);
	if (known && known.read < Date.now() - fresh) discovered.forget(key, known);
	try {
		return await discover(connection);
	} catch (error) {
		if (error instanceof OpenBankingError) return undefined;
		throw error;
	}
}

/** openid-client compares them only where the document lies at the standard's place. */
function assertIssuer(server: ServerMetadata, issuer: string): void {
	if (server.issuer === issuer) return;
	throw new InvalidResponseError(
		`The bank's discovery document is of another issuer than ${issuer}.`,
	);
}

/** openid-client's view of bank and client, speaking over our transport and checking every id_token's signature. */
export async function configure(
	connection: Connection,
): Promise<{ configuration: Configuration; exchange: Exchange }> {
	const openid = await import('openid-client');
	const client = requireClient(connection.tpp);
	const server = await discover(connection);
	const authentication = await clientAuthentication(connection, client);
	const exchange = createExchange(keepingKeySets(connection), (idToken) =>
		readable(idToken, connection.tpp),
	);
	exchange.fetch = followingMoves(exchange.fetch, {
		server,
		clientId: client.clientId,
		authentication,
		rediscover: () => rediscover(connection),
	});
	const configuration = new openid.Configuration(
		server,
		client.clientId,
		{
			id_token_signed_response_alg: registeredAlgorithms(connection.tpp).idToken,
			use_mtls_endpoint_aliases: true,
		},
		authentication,
	);
	configuration[openid.customFetch] = exchange.fetch;
	configuration.timeout = undefined;
	openid.enableNonRepudiationChecks(configuration);
	return { configuration, exchange };
}

/** One that comes unasked is left out, as RFC 6749 §5.1 wants of members that nobody knows. */
async function readable(idToken: unknown, tpp: Tpp): Promise<unknown> {
	if (!issuesIdTokens(tpp)) return undefined;
	return typeof idToken === 'string' ? await signedIdToken(idToken, tpp) : idToken;
}

/** Whether the PSU's authorisation is answered with an id_token: we ask for none at a bank of plain OAuth 2.0. */
export const issuesIdTokens = ({ bank }: Tpp): boolean =>
	bank.authorizationRequest?.as !== 'encodedParameters';

const cacheKey = (address: string, { tls }: Tpp) => `${address} ${tlsFingerprint(tls)}`;
