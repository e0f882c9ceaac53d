import type { AuthorizationServer } from 'oauth4webapi';

import { InvalidResponseError, OpenBankingError } from '../errors';
import { createCache } from '../expiringCache';
import { requireIssuer } from '../requirements';
import { bankError, readJsonLeniently } from '../responses/body';
import type { Tpp } from '../tpp';
import { tlsFingerprint } from '../transport/agents';
import {
	sharedConnection,
	type Connection,
	type HttpRequest,
	type HttpResponse,
} from '../transport/http';
import { redact } from '../transport/redact';
import { buildRequest, toResponse, validating } from './adapter';

/** `readAt`: milliseconds since 1970. */
const discovered = createCache<{ server: AuthorizationServer; readAt: number }>();

/** Milliseconds. */
const lifetime = 10 * 60 * 1000;
/** Milliseconds. A younger document is not read again. */
const minimumAge = 60 * 1000;

export type Endpoint =
	'token_endpoint' | 'revocation_endpoint' | 'pushed_authorization_request_endpoint' | 'jwks_uri';

/**
 * Returns the metadata of the bank's authorization server: its discovery document (OpenID Connect Discovery 1.0 §4), kept
 * for ten minutes. For a bank without one, returns the endpoints of its profile or of the credential.
 *
 * @throws ConfigurationError when no issuer is known, AspspError when the bank returns an error, InvalidResponseError when
 * the document is invalid or belongs to another issuer
 */
export async function discover(connection: Connection): Promise<AuthorizationServer> {
	const { addresses } = connection.tpp;
	const issuer = requireIssuer(connection.tpp);
	if (addresses.endpoints) return { issuer, ...addresses.endpoints };
	const { server } = await discovered.get(
		cacheKey(connection.tpp),
		async (abandoned) => ({
			value: {
				server: await readDiscovery(sharedConnection(connection, abandoned), issuer),
				readAt: Date.now(),
			},
			expires: Date.now() + lifetime,
		}),
		connection.signal,
	);
	return server;
}

/**
 * Reads the discovery document again and returns it if it names another https address for the endpoint: a document from the
 * cache may be outdated. Returns undefined when the address is the same, the document is less than a minute old, or it
 * cannot be read.
 */
export async function rediscoverMoved(
	connection: Connection,
	server: AuthorizationServer,
	endpoint: Endpoint,
): Promise<AuthorizationServer | undefined> {
	const key = cacheKey(connection.tpp);
	const known = discovered.find(key);
	if (known && known.readAt < Date.now() - minimumAge) discovered.forget(key, known);
	try {
		const current = { ...(await discover(connection)) };
		const address = endpointAddress(current, endpoint);
		const hasMoved =
			address?.startsWith('https://') && address !== endpointAddress(server, endpoint);
		return hasMoved ? current : undefined;
	} catch (error) {
		if (error instanceof OpenBankingError) return undefined;
		throw error;
	}
}

/** Returns the address of an endpoint, for mutual TLS where the bank has an alias (RFC 8705 §5). */
export function endpointAddress(
	server: AuthorizationServer,
	endpoint: Endpoint,
): string | undefined {
	const address: unknown = server.mtls_endpoint_aliases?.[endpoint] ?? server[endpoint];
	return typeof address === 'string' ? address : undefined;
}

/** Returns whether the bank issues id_tokens. At a bank of plain OAuth 2.0 we request none. */
export const issuesIdTokens = ({ bank }: Tpp): boolean =>
	bank.authorizationRequest?.as !== 'encodedParameters';

async function readDiscovery(
	{ tpp, send }: Connection,
	issuer: string,
): Promise<AuthorizationServer> {
	const oauth = await import('oauth4webapi');
	const response = await send(await discoveryRequest(tpp, issuer));
	if (response.status >= 400) throw bankError(response, 'reading its discovery document');
	assertIssuedBy(issuer, response);
	return await validating(
		{ subject: "The bank's discovery document", response },
		async () => await oauth.processDiscoveryResponse(new URL(issuer), toResponse(response)),
	);
}

/** OpenID Connect Discovery 1.0 §4.3. oauth4webapi compares, too, but does not say with what. */
function assertIssuedBy(issuer: string, response: HttpResponse): void {
	const named = readJsonLeniently(response)?.issuer;
	if (typeof named !== 'string' || normalised(named) === normalised(issuer)) return;
	throw new InvalidResponseError(
		`The bank's discovery document is for the issuer "${redact(named)}", but "${issuer}" is expected. Ask the bank which issuer is right.`,
		{ httpStatus: response.status, interactionId: response.interactionId },
	);
}

const normalised = (issuer: string) => (URL.canParse(issuer) ? new URL(issuer).href : issuer);

/** Builds the request for the document, which some banks keep at an address of their own. */
async function discoveryRequest({ addresses }: Tpp, issuer: string): Promise<HttpRequest> {
	const oauth = await import('oauth4webapi');
	const { discovery } = addresses;
	if (discovery === undefined) {
		return await buildRequest((fetch) =>
			oauth.discoveryRequest(new URL(issuer), { [oauth.customFetch]: fetch }),
		);
	}
	return { method: 'GET', url: discovery, headers: { accept: 'application/json' } };
}

const cacheKey = (tpp: Tpp) =>
	[tpp.addresses.discovery, requireIssuer(tpp), tlsFingerprint(tpp.tls)].join(' ');
