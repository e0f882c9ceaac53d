import type { INodeExecutionData } from 'n8n-workflow';

import { sealSession, type Session } from '../../lib/oauth/session';
import { assertPermitted } from '../../lib/operations/accountInformation/permissions';
import {
	assertProvided,
	type AccountListName,
} from '../../lib/operations/accountInformation/resources';
import {
	readStatementFile,
	statementFileRequest,
} from '../../lib/operations/accountInformation/statementFile';
import type { Tpp } from '../../lib/tpp';
import type { Item } from '../shared/operation';
import { readAccountData } from './accountData';
import { runAuthorized } from './authorizedRun';
import { readNewEntries } from './onlyNew';
import { readAccountDataSettings, readOnlyNew, readStatementFileSettings } from './settings';

/**
 * Reads a list of one or all accounts. With *Only New*, the third output has the cursor for the next run, even when there are
 * no new transactions.
 */
export async function runListOperation(
	item: Item,
	resource: AccountListName,
): Promise<INodeExecutionData[][]> {
	assertProvided((await item.connection()).tpp, resource);
	return await runAuthorized(item, async ({ connection, session, currentSession }) => {
		assertPermitted(session.consentPermissions, resource);
		const { tpp } = connection;
		const onlyNew = readOnlyNew(item, resource, { tpp, session });
		const settings = readAccountDataSettings(item, resource, { tpp, session });
		if (!onlyNew) return { entries: await readAccountData(connection, settings, item) };
		const { entries, ...next } = await readNewEntries(connection, settings, onlyNew, item);
		return { entries, cursor: await cursorItem(next, currentSession(), tpp) };
	});
}

/** The session is part of the item, renewed or not, so that both can be stored at once. */
async function cursorItem(
	{ cursor, count }: { cursor: string; count: number },
	session: Session,
	tpp: Tpp,
): Promise<INodeExecutionData> {
	return { json: { ...(await sealSession(session, tpp)), cursor, newTransactions: count } };
}

/** Downloads the file of a statement. */
export async function runStatementFile(item: Item): Promise<INodeExecutionData[][]> {
	assertProvided((await item.connection()).tpp, 'statementFiles');
	return await runAuthorized(item, async ({ connection: { tpp, send }, session }) => {
		assertPermitted(session.consentPermissions, 'statementFiles');
		const settings = readStatementFileSettings(item);
		const response = await send(statementFileRequest(tpp, settings));
		const { content, fileName, mimeType } = readStatementFile(response, settings);
		const { accountId, statementId } = settings;
		const json = { fileName, mimeType, size: content.length, accountId, statementId };
		return { entries: [{ json, binary: await item.binary(content, fileName, mimeType) }] };
	});
}
