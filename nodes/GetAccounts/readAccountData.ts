import type { INodeExecutionData } from 'n8n-workflow';

import type { OpenBankingError } from '../../lib/errors';
import { openSession, sealSession, type Session, type SessionItem } from '../../lib/oauth/session';
import { sessionTokens, type SessionTokens } from '../../lib/oauth/sessionTokens';
import { withToken } from '../../lib/oauth/bearer';
import {
	assertOffered,
	type AccountResourceName,
} from '../../lib/operations/accountInformation/resources';
import type { Connection } from '../../lib/transport/http';
import { errorJson } from '../shared/nodeError';
import type { Item } from '../shared/operation';
import { readAccounts, type AccountDataSettings } from './accountData';
import { readDateFilter } from './dateFilters';
import { readNewTransactions, type NewTransactions } from './newTransactions';
import { readOnlyNew } from './onlyNew';

/**
 * What a session gives access to, on the first output; on the second the session as it is now, if the bank has issued
 * new tokens meanwhile. These are emitted even when the reading fails afterwards: with them the consent would be lost.
 * Where only new transactions are wanted, a third output has the cursor for the next run, even when nothing is new.
 */
export async function readAccountData(
	item: Item,
	resource: AccountResourceName,
): Promise<INodeExecutionData[][]> {
	const connection = await item.connection();
	assertOffered(connection.tpp, resource);
	const session = await openSession(item.parameter('session'), connection.tpp);
	const onlyNew = readOnlyNew(item, resource, { tpp: connection.tpp, session });
	const tokens = sessionTokens(connection, session);
	const send = withToken(connection.send, tokens);
	const renewed = () => renewedSession(tokens, session, connection);
	try {
		const settings = readSettings(item, resource);
		const reading = { ...connection, send };
		if (!onlyNew)
			return outputs(item, await readAccounts(reading, settings, item), await renewed());
		const polled = await readNewTransactions(reading, settings, onlyNew, item);
		const current = await sealSession(tokens.session(), connection.tpp);
		return [polled.data, await renewed(), [cursorItem(polled, current)]];
	} catch (thrown) {
		return failedOutputs(item, item.error(thrown), await renewed());
	}
}

/** With the session beside it, renewed or not, for those who store both at once. */
const cursorItem = (
	{ cursor, count }: NewTransactions,
	session: SessionItem,
): INodeExecutionData => ({ json: { ...session, cursor, newTransactions: count } });

/** A tool of an AI agent has one output. */
const outputs = (item: Item, data: INodeExecutionData[], session: INodeExecutionData[]) =>
	item.isTool ? [[...data, ...session]] : [data, session];

/** A failure is told as the operator wants it; a new session reaches the workflow in any case. */
function failedOutputs(
	item: Item,
	error: OpenBankingError,
	session: INodeExecutionData[],
): INodeExecutionData[][] {
	const [renewed] = session;
	if (!renewed || item.continuesOnFail) return outputs(item, [item.fail(error)], session);
	item.hint(`The session was renewed, but then: ${error.message}`);
	return outputs(item, [], [{ json: { ...renewed.json, ...errorJson(error) } }]);
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
	const one = item.parameter<string>('accountSelection', 'all') === 'one';
	return {
		resource,
		accountId: one ? String(item.parameter<unknown>('accountId') ?? '').trim() : undefined,
		limit: item.parameter('returnAll', false) ? Infinity : item.parameter('limit', 50),
		simplify: item.parameter('simplify', true),
		filter: readDateFilter(item, resource),
	};
}
