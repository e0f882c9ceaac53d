import { webcrypto } from 'node:crypto';

import type {
	AuthorizationServer,
	Client as ClientMetadata,
	ClientAuth,
	PrivateKey,
} from 'oauth4webapi';

import type { BankProfile } from '../banks/profile';
import { jws } from '../jose/algorithms';
import { registeredAlgorithms } from '../jose/registeredAlgorithms';
import { assertKeyFits } from '../jose/jws';
import { signingKeyId } from '../jose/signingKeyId';
import { requireClient, requireClientSecret, requireSigner } from '../requirements';
import { bankError } from '../responses/body';
import { reportsError } from '../responses/errorBody';
import { parseJson } from '../responses/json';
import type { Access } from '../responses/nextStep';
import type { Client } from '../tpp';
import type { Connection, HttpRequest, HttpResponse } from '../transport/http';
import type { SentOnce } from '../transport/requestOutcome';
import { buildRequest, validating, type Fetch } from './adapter';
import { discover, rediscoverMoved, type Endpoint } from './authorizationServer';

interface EndpointCall {
	endpoint: Endpoint;
	/** Completes the sentence "The bank responded with 400 when …". */
	operation: string;
	/** Absent: the request may be sent again, each time with a new client assertion (RFC 7523 §3, `jti`). */
	sentOnce?: SentOnce;
	/** Default: `consent`. */
	access?: Access;
	/** Calls the function of oauth4webapi that makes the request, with `fetch` as `customFetch`. */
	make(context: OAuthContext, fetch: Fetch): Promise<Response>;
}

/** A request that is ready to be sent, with what is needed to read its response. */
export interface PreparedCall extends EndpointCall {
	context: OAuthContext;
	request: HttpRequest;
}

/** A response of success, or of a redirect; `context` has the metadata that the request was made with. */
export interface EndpointResponse {
	context: OAuthContext;
	response: HttpResponse;
}

/**
 * Builds a request to an endpoint at which the client authenticates.
 *
 * @throws ConfigurationError when the credential lacks something, InvalidResponseError when the discovery document does not
 * name the endpoint
 */
export async function prepareCall(
	connection: Connection,
	call: EndpointCall,
	known?: OAuthContext,
): Promise<PreparedCall> {
	const context = known ?? (await oauthContext(connection));
	return { ...call, context, request: await build(call, context) };
}

/**
 * Sends the request. After a 404 it looks for the endpoint's new address and sends a new request there once: a bank that
 * responds with 404 has read neither code nor token. The new request has a new client assertion (RFC 7523 §3, `jti`).
 *
 * @throws AspspError when the bank returns an error, ConnectionError without a response
 */
export async function sendCall(
	connection: Connection,
	{ context, request, ...call }: PreparedCall,
): Promise<EndpointResponse> {
	const response = await connection.send(request);
	if (response.status !== 404) return assertSuccess({ context, response }, call);
	const server = await rediscoverMoved(connection, context.server, call.endpoint);
	if (!server) throw callError(response, call);
	return assertSuccess(
		{
			context: { ...context, server },
			response: await connection.send(await build(call, { ...context, server })),
		},
		call,
	);
}

async function build(call: EndpointCall, context: OAuthContext): Promise<HttpRequest> {
	const request = await validating({ subject: "The bank's discovery document" }, () =>
		buildRequest((fetch) => call.make(context, fetch)),
	);
	if (call.sentOnce) return { ...request, sentOnce: call.sentOnce };
	return { ...request, idempotent: true, renew: async () => await build(call, context) };
}

function assertSuccess(received: EndpointResponse, call: EndpointCall): EndpointResponse {
	const { response } = received;
	if (response.status < 400 && !reportsError(parseJson(response.body))) return received;
	throw callError(response, call);
}

const callError = (response: HttpResponse, { operation, access = 'consent' }: EndpointCall) =>
	bankError(response, operation, { access });

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
