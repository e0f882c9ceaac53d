import { createHash } from 'node:crypto';

import type { Configuration, ServerMetadata } from 'openid-client';

import { ConfigurationError } from '../errors';
import type { Client, Tpp } from '../tpp';
import type { Connection } from '../transport/connection';
import { clientAuthentication } from './clientAuthentication';
import { createExchange, inExchange, type Exchange } from './exchange';
import { registeredAlgorithms } from './registeredAlgorithms';
import { createCache } from '../expiringCache';

const discovered = createCache<ServerMetadata>();
const lifetime = 10 * 60 * 1000;

/**
 * The discovery document of the bank's issuer (OpenID Connect Discovery 1.0 §4), kept for ten minutes.
 *
 * @throws ConfigurationError when no issuer is known, InvalidResponseError when the document is of another issuer
 */
export async function discover({ tpp, send }: Connection): Promise<ServerMetadata> {
	const issuer = requireIssuer(tpp);
	return await discovered.get(cacheKey(issuer, tpp), async () => {
		const openid = await import('openid-client');
		const exchange = createExchange(send);
		const configuration = await inExchange(exchange, 'reading its discovery document', () =>
			openid.discovery(new URL(issuer), 'discovery', undefined, openid.None(), {
				[openid.customFetch]: exchange.fetch,
			}),
		);
		return { value: configuration.serverMetadata(), expires: Date.now() + lifetime };
	});
}

/** openid-client's view of bank and client, speaking over our transport. */
export async function configure(
	connection: Connection,
): Promise<{ configuration: Configuration; exchange: Exchange }> {
	const openid = await import('openid-client');
	const client = requireClient(connection.tpp);
	const exchange = createExchange(connection.send);
	const configuration = new openid.Configuration(
		await discover(connection),
		client.clientId,
		{
			id_token_signed_response_alg: registeredAlgorithms(connection.tpp).idToken,
			use_mtls_endpoint_aliases: true,
		},
		await clientAuthentication(connection, client),
	);
	configuration[openid.customFetch] = exchange.fetch;
	configuration.timeout = undefined;
	return { configuration, exchange };
}

/** @throws ConfigurationError before registration */
export function requireClient({ client }: Tpp): Client {
	if (client) return client;
	throw new ConfigurationError(
		'There is no client yet. Run DCR Register and pass its registration on, or enter the Client ID in the credential.',
		{ field: 'Client ID' },
	);
}

function requireIssuer({ addresses, bank }: Tpp): string {
	if (addresses.issuer) return addresses.issuer;
	throw new ConfigurationError(
		bank.authorizationRequest
			? `Issuer is empty, and ${bank.name} publishes none for this environment.`
			: `${bank.name} has no OAuth authorization server.`,
		{ field: 'Issuer' },
	);
}

const cacheKey = (issuer: string, { tls }: Tpp) =>
	createHash('sha256')
		.update(JSON.stringify([issuer, tls.caPem, tls.ignoreSslIssues]))
		.digest('base64url');
