import { ConfigurationError } from '../errors';
import type { Connection } from '../transport/http';
import { configure } from './authorizationServer';
import { inExchange } from './exchange';
import { forgetRefreshed } from './refresh';
import type { Session } from './session';

/**
 * Tells the bank to forget the tokens of a session (RFC 7009): the refresh token, and with it what it issued, else the
 * access token. The consent stays. A token that the bank does not know counts as revoked (§2.2).
 *
 * @throws ConfigurationError at a bank without the endpoint
 */
export async function revokeSession(connection: Connection, session: Session): Promise<void> {
	const { tokenRevocation } = await import('openid-client');
	const { configuration, exchange } = await configure(connection);
	const server = configuration.serverMetadata();
	if (!(server.mtls_endpoint_aliases?.revocation_endpoint ?? server.revocation_endpoint)) {
		throw new ConfigurationError(
			`${connection.tpp.bank.name} offers no revocation of tokens. Delete the consent instead (Create Consent → Delete).`,
			{ field: 'Operation', tppAction: 'fixRequest' },
		);
	}
	await inExchange(exchange, 'revoking the session', () =>
		tokenRevocation(configuration, session.refreshToken ?? session.accessToken),
	);
	forgetRefreshed(session);
}
