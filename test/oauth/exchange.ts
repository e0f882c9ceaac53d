import { exchangeRedirect, type AuthorizedSession } from '../../lib/oauth/authorizationCode';
import { readRedirect } from '../../lib/oauth/redirect';
import type { Connection } from '../../lib/transport/http';

/** Reads an authorization response and exchanges its code, at a bank with OAuth. */
export const exchangeAuthorizationCode = async (
	connection: Connection,
	response: string,
	now: Date,
): Promise<AuthorizedSession> =>
	await exchangeRedirect(connection, await readRedirect(response, connection.tpp), now);
