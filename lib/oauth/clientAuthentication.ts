import { webcrypto } from 'node:crypto';

import type { ClientAuth, PrivateKey } from 'openid-client';

import type { BankProfile } from '../banks/profile';
import { ConfigurationError } from '../errors';
import { jws } from '../jose/algorithms';
import { assertKeyFits } from '../jose/requestJwt';
import { signingKeyId } from '../jose/signingKeyId';
import { requireClientSecret } from '../requirements';
import type { Client } from '../tpp';
import type { Connection } from '../transport/http';
import { registeredAlgorithms } from './registeredAlgorithms';

/**
 * How the client proves itself at the token endpoint, as it was registered (RFC 6749 §2.3.1, RFC 7523, RFC 8705).
 *
 * @throws ConfigurationError when the credential lacks what the method needs
 */
export async function clientAuthentication(
	connection: Connection,
	client: Client,
): Promise<ClientAuth> {
	const openid = await import('openid-client');
	switch (client.tokenEndpointAuthMethod) {
		case 'client_secret_basic':
			return clientSecretBasic(requireClientSecret(client));
		case 'tls_client_auth':
			return openid.TlsClientAuth();
		case 'private_key_jwt':
			return privateKeyJwt(openid, await privateKey(connection), connection.tpp.bank);
	}
}

/** Its audience is one text; openid-client names the issuer. */
function privateKeyJwt(
	openid: typeof import('openid-client'),
	key: PrivateKey,
	{ clientAssertionAudience }: BankProfile,
): ClientAuth {
	if (clientAssertionAudience !== 'tokenEndpoint') return openid.PrivateKeyJwt(key);
	return (server, ...request) => {
		const authentication = openid.PrivateKeyJwt(key, {
			[openid.modifyAssertion](_header, claims) {
				claims.aud = server.token_endpoint;
			},
		});
		return authentication(server, ...request);
	};
}

/**
 * Encoded as HTML encodes forms (RFC 6749 §2.3.1), which leaves hyphens, dots and underscores alone. openid-client escapes
 * these as well, and a bank that does not decode then knows no client whose id is a UUID.
 */
const clientSecretBasic =
	(clientSecret: string): ClientAuth =>
	(_server, { client_id }, _body, headers) => {
		const credentials = [client_id, clientSecret].map(formEncoded).join(':');
		headers.set('authorization', `Basic ${Buffer.from(credentials).toString('base64')}`);
	};

const formEncoded = (text: string) => new URLSearchParams([['', text]]).toString().slice(1);

async function privateKey(connection: Connection) {
	const { signer } = connection.tpp;
	if (!signer) {
		throw new ConfigurationError(
			'The client authenticates with private_key_jwt, and the credential holds no Signing Key.',
			{ field: 'Signing Key' },
		);
	}
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
