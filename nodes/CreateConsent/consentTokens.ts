import { withToken } from '../../lib/oauth/bearer';
import { clientTokens } from '../../lib/oauth/clientCredentials';
import type { Connection, Send } from '../../lib/transport/http';

/** Returns the function that sends requests about consents, with a client token of scope `accounts` (OBIE Read/Write). */
export const sendForConsents = (connection: Connection): Send =>
	withToken(connection.send, clientTokens(connection, 'accounts'));
