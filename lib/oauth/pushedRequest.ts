import type { ServerMetadata } from 'openid-client';

import type { Connection } from '../transport/connection';
import { configure, requireClient } from './authorizationServer';
import { inExchange } from './exchange';

/** The bank takes no authorization request that was not pushed to it before (RFC 9126 §5). */
export const mustBePushed = (server: ServerMetadata): boolean =>
	server.require_pushed_authorization_requests === true;

/**
 * Pushes a request object to the bank (RFC 9126 §2) and gives the address that names it, with the seconds that the bank
 * keeps it. It is done only where the bank insists: such an address lives for a minute or so, others for an hour.
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
	const { expires_in } = JSON.parse(exchange.last!.body.toString('utf8')) as { expires_in: number };
	return { url, lifetime: expires_in };
}
