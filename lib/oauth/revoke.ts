import { parameterError } from '../errors';
import type { Connection } from '../transport/http';
import { toResponse, validating } from './adapter';
import { discover, endpointAddress } from './authorizationServer';
import { prepareCall, sendCall } from './endpointRequest';
import { forgetRefreshed } from './refresh';
import type { Session } from './session';

/**
 * Revokes the tokens of a session at the bank (RFC 7009): the refresh token, and with it the access tokens that were issued for
 * it; without a refresh token the access token. The consent stays. A token that the bank does not know counts as revoked
 * (§2.2).
 *
 * @throws ConfigurationError when the bank has no revocation endpoint
 */
export async function revokeSession(connection: Connection, session: Session): Promise<void> {
	const oauth = await import('oauth4webapi');
	if (session.psu || !endpointAddress(await discover(connection), 'revocation_endpoint')) {
		throw parameterError(
			`${connection.tpp.bank.name} does not support the revocation of tokens.`,
			'operation',
			{ suggestion: 'deleteConsent' },
		);
	}
	const call = await prepareCall(connection, {
		endpoint: 'revocation_endpoint',
		operation: 'revoking the session',
		make: ({ server, client, authentication }, fetch) =>
			oauth.revocationRequest(
				server,
				client,
				authentication,
				session.refreshToken ?? session.accessToken,
				{ [oauth.customFetch]: fetch },
			),
	});
	const { response } = await sendCall(connection, call);
	await validating({ subject: "The bank's revocation response", response }, () =>
		oauth.processRevocationResponse(toResponse(response)),
	);
	forgetRefreshed(session);
}
