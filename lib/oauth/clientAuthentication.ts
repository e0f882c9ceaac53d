import { webcrypto } from 'node:crypto';

import type {
	AuthorizationServer,
	Client as ClientMetadata,
	ClientAuth,
	PrivateKey,
} from 'oauth4webapi';

import type { BankProfile } from '../banks/profile';
import { jws } from '../jose/algorithms';
import { assertKeyFits } from '../jose/requestJwt';
import { signingKeyId } from '../jose/signingKeyId';
import { requireClient, requireClientSecret, requireSigner } from '../requirements';
import type { Client } from '../tpp';
import type { Connection } from '../transport/http';
import { discover } from './authorizationServer';
import { registeredAlgorithms } from '../jose/registeredAlgorithms';

/** What oauth4webapi needs to know of bank and client. */
export interface OAuthContext {
	server: AuthorizationServer;
	client: ClientMetadata;
	authentication: ClientAuth;
}

/**
 * Returns bank and client for oauth4webapi.
 *
 * @throws ConfigurationError before registration, or when the credential lacks what the authentication method needs
 */
export async function oauthContext(connection: Connection): Promise<OAuthContext> {
	const { tpp } = connection;
	const client = requireClient(tpp);
	const { idToken, authorizationResponse } = registeredAlgorithms(tpp);
	return {
		// A copy: oauth4webapi keeps key sets by this object for five minutes, keySets.ts for one.
		server: { ...(await discover(connection)) },
		client: {
			client_id: client.clientId,
			id_token_signed_response_alg: idToken,
			authorization_signed_response_alg: authorizationResponse,
			use_mtls_endpoint_aliases: true,
		},
		authentication: await clientAuthentication(connection, client),
	};
}

/** Returns how the client authenticates, by its registered method (RFC 6749 §2.3.1, RFC 7523, RFC 8705). */
async function clientAuthentication(connection: Connection, client: Client): Promise<ClientAuth> {
	switch (client.tokenEndpointAuthMethod) {
		case 'client_secret_basic':
			return clientSecretBasic(
				requireClientSecret(client, connection.tpp.bank),
				connection.tpp.bank,
			);
		case 'client_secret_post':
			return (await import('oauth4webapi')).ClientSecretPost(
				requireClientSecret(client, connection.tpp.bank),
			);
		case 'tls_client_auth':
			return (await import('oauth4webapi')).TlsClientAuth();
		case 'private_key_jwt':
			return await privateKeyJwt(connection);
	}
}

/** The audience is one text: the issuer, or the token endpoint where the profile says so. */
async function privateKeyJwt(connection: Connection): Promise<ClientAuth> {
	const oauth = await import('oauth4webapi');
	const key = await privateKey(connection);
	if (connection.tpp.bank.clientAssertionAudience !== 'tokenEndpoint')
		return oauth.PrivateKeyJwt(key);
	return (server, ...request) => {
		const authentication = oauth.PrivateKeyJwt(key, {
			[oauth.modifyAssertion](_header, claims) {
				claims.aud = server.token_endpoint;
			},
		});
		return authentication(server, ...request);
	};
}

/**
 * Encodes ID and secret like an HTML form (RFC 6749 §2.3.1), which keeps hyphens, dots and underscores. oauth4webapi escapes
 * them as well, and a bank that does not decode then finds no client whose ID is a UUID.
 */
const clientSecretBasic =
	(clientSecret: string, { clientSecretBasicEncoding }: BankProfile): ClientAuth =>
	(_server, { client_id }, _body, headers) => {
		const encode = clientSecretBasicEncoding === 'none' ? String : formEncoded;
		const credentials = [client_id, clientSecret].map(encode).join(':');
		headers.set('authorization', `Basic ${Buffer.from(credentials).toString('base64')}`);
	};

const formEncoded = (text: string) => new URLSearchParams([['', text]]).toString().slice(1);

async function privateKey(connection: Connection): Promise<PrivateKey> {
	const signer = requireSigner(connection.tpp);
	const { clientAssertion } = registeredAlgorithms(connection.tpp);
	assertKeyFits(signer, clientAssertion);
	const key = await webcrypto.subtle.importKey(
		'pkcs8',
		signer.privateKey.export({ type: 'pkcs8', format: 'der' }),
		jws[clientAssertion].webCrypto,
		false,
		['sign'],
	);
	return { key, kid: await signingKeyId(connection, signer) };
}
