import type { ServerMetadata } from 'openid-client';

import type { RequestObjectRules } from '../banks/profile';
import { ConfigurationError } from '../errors';
import { requireClient } from '../requirements';
import { readJsonLeniently } from '../responses/body';
import type { Tpp } from '../tpp';
import type { Connection } from '../transport/http';
import { configure } from './authorizationServer';
import { inExchange } from './exchange';

/** Who may ask for requests to be pushed, beside the bank. */
interface Wishes {
	rules: RequestObjectRules;
	/** By the operator, for this request. */
	push?: boolean;
}

/**
 * Whether requests go to the bank before the PSU does: where the bank insists, with everybody (RFC 9126 §5) or with this
 * client (§6), where its profile says so, and where the operator does. An offer alone changes nothing: a pushed address
 * lives for a minute or so, others for an hour.
 *
 * @throws ConfigurationError when profile or operator ask for what discovery does not offer
 */
export function isPushed({ rules, push }: Wishes, server: ServerMetadata, tpp: Tpp): boolean {
	if (push && !endpointOf(server)) throw notOffered(tpp);
	if (rules.pushed && !endpointOf(server)) throw wrongProfile(tpp);
	return (
		push === true ||
		rules.pushed === true ||
		server.require_pushed_authorization_requests === true ||
		tpp.client?.requirePushedRequests === true
	);
}

/** What an operator wants of a bank that does not offer it. */
export const notOffered = ({ bank }: Tpp): ConfigurationError =>
	new ConfigurationError(
		`${bank.name} takes no pushed authorization requests: it names no pushed_authorization_request_endpoint. Switch off Push Authorization Request.`,
		{ field: 'Push Authorization Request', tppAction: 'fixRequest' },
	);

const wrongProfile = ({ bank }: Tpp): ConfigurationError =>
	new ConfigurationError(
		`The profile of ${bank.name} asks for pushed authorization requests, and the bank's discovery document names no pushed_authorization_request_endpoint. Take authorizationRequest.pushed out of the profile.`,
		{ field: 'Bank Profile' },
	);

/** The alias is the one that is used (RFC 8705 §5). */
const endpointOf = ({
	mtls_endpoint_aliases: aliases,
	pushed_authorization_request_endpoint: endpoint,
}: ServerMetadata) => aliases?.pushed_authorization_request_endpoint ?? endpoint;

/**
 * Pushes a request object to the bank (RFC 9126 §2) and gives the address that names it, with the seconds that the bank
 * keeps it.
 *
 * @throws ConfigurationError, ConnectionError; AspspError when the bank refuses the request, InvalidResponseError for an
 * answer that names none
 */
export async function pushRequest(
	connection: Connection,
	request: string,
): Promise<{ url: URL; lifetime: number }> {
	const { buildAuthorizationUrlWithPAR } = await import('openid-client');
	const { configuration, exchange } = await configure(connection);
	const { clientId } = requireClient(connection.tpp);
	const url = await inExchange(exchange, 'pushing the authorization request', () =>
		buildAuthorizationUrlWithPAR(configuration, { client_id: clientId, request }),
	);
	// openid-client has read a number at its beginning, and gives the address alone.
	return {
		url,
		lifetime: Number.parseFloat(String(readJsonLeniently(exchange.last!)?.expires_in)),
	};
}
