import { berlinGroupRules } from '../../lib/banks/applicableRules';
import { withToken } from '../../lib/oauth/bearer';
import { clientTokens } from '../../lib/oauth/clientCredentials';
import type { Connection, Send } from '../../lib/transport/http';
import type { Item } from '../shared/operation';
import { signed, withPsuPresent } from '../shared/psuPresent';

/**
 * Returns the function that sends requests about consents: with a client token (OBIE Read/Write), or with an HTTP message
 * signature (Berlin Group).
 */
export const sendForConsents = (
	connection: Connection,
	item: Item,
	scope: 'accounts' | 'payments' | 'fundsconfirmations' = 'accounts',
): Send =>
	berlinGroupRules(connection.tpp.bank)
		? withPsuPresent(signed(connection), item).send
		: withToken(withPsuPresent(connection, item).send, clientTokens(connection, scope));
