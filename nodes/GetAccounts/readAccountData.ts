import type { INodeExecutionData } from 'n8n-workflow';

import { openSession, sealSession, type Session } from '../../lib/oauth/session';
import { sessionTokens, type SessionTokens } from '../../lib/oauth/sessionTokens';
import { withToken } from '../../lib/oauth/withToken';
import type { AccountResourceName } from '../../lib/operations/accountInformation';
import type { Connection } from '../../lib/transport/connection';
import { errorJson, toOpenBankingError } from '../shared/nodeError';
import type { Item } from '../shared/operation';
import { readAccounts, type AccountDataSettings } from './accountData';
import { toBookingDateTime } from './bookingDateTime';

/**
 * What a session gives access to, on the first output; on the second the session as it is now, if the bank has issued
 * new tokens meanwhile. These are emitted even when the reading fails afterwards: with them the consent would be lost.
 */
export async function readAccountData(
	item: Item,
	resource: AccountResourceName,
): Promise<INodeExecutionData[][]> {
	const connection = await item.connection();
	const session = await openSession(item.parameter('session'), connection.tpp);
	const tokens = sessionTokens(connection, session);
	const send = withToken(connection.send, tokens);
	const renewed = () => renewedSession(tokens, session, connection);
	try {
		const data = await readAccounts({ ...connection, send }, readSettings(item, resource), item);
		return [data, await renewed()];
	} catch (thrown) {
		const [newSession] = await renewed();
		if (!newSession) return [[item.fail(thrown)]];
		const error = toOpenBankingError(thrown);
		item.hint(`The session was renewed, but then: ${error.message}`);
		return [[], [{ json: { ...newSession.json, ...errorJson(error) } }]];
	}
}

async function renewedSession(
	tokens: SessionTokens,
	given: Session,
	{ tpp }: Connection,
): Promise<INodeExecutionData[]> {
	const session = tokens.session();
	return session === given ? [] : [{ json: { ...(await sealSession(session, tpp)) } }];
}

function readSettings(item: Item, resource: AccountResourceName): AccountDataSettings {
	const one = item.parameter<string>('of', 'all') === 'one';
	return {
		resource,
		accountId: one ? item.parameter('accountId') : undefined,
		limit: item.parameter('returnAll', false) ? Infinity : item.parameter('limit', 50),
		simplify: item.parameter('simplify', true),
		filter: {
			fromBookingDateTime: toBookingDateTime(item.parameter('options.fromBookingDateTime', '')),
			toBookingDateTime: toBookingDateTime(item.parameter('options.toBookingDateTime', '')),
		},
	};
}
