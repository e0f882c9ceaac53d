import { clientTokens } from '../../lib/oauth/clientCredentials';
import { withToken } from '../../lib/oauth/bearer';
import type { Connection, Send } from '../../lib/transport/http';

/** Account access consents take a client credentials token of scope `accounts` (OBIE Read/Write). */
export const sendForConsents = (connection: Connection): Send =>
	withToken(connection.send, clientTokens(connection, 'accounts'));
