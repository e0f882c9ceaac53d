import type { INodeExecutionData } from 'n8n-workflow';

import { parameterError } from '../../lib/errors';
import { signed } from '../../lib/httpSignature/signedRequest';
import { withToken } from '../../lib/oauth/bearer';
import { sessionTokens, type SessionTokens } from '../../lib/oauth/refresh';
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
import { withConsentAccess } from '../../lib/operations/berlinGroup/authorisation';
import type { Tpp } from '../../lib/tpp';
import type { Connection } from '../../lib/transport/http';
import { errorJson } from '../shared/nodeError';
import type { Item } from '../shared/operation';
import { withPsuPresent } from '../shared/psuPresent';
import { openItemSession } from '../shared/sessionItem';
import { readAccountData } from './accountData';
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

/** What an operation reads with. */
interface Authorized {
	/** Sends requests with the access token, and refreshes it. */
	connection: Connection;
	/** The session that the operator passed on. */
	session: Session;
	/** Returns the session that is current now. */
	currentSession(): Session;
}

/** Items of the first output, and an item for the third one. */
interface ReadItems {
	entries: INodeExecutionData[];
	cursor?: INodeExecutionData;
}

/**
 * Returns what an operation reads on the first output. The second output has the session if the bank has issued new tokens,
 * even when reading fails afterwards: the consent would be lost without them.
 */
export async function runAuthorized(
	item: Item,
	read: (authorized: Authorized) => Promise<ReadItems>,
): Promise<INodeExecutionData[][]> {
	const { connection, session } = await openItemSession(item);
	assertOfConsent(session);
	const { tpp } = connection;
	const tokens = sessionTokens(connection, session);
	const authorized = {
		...connection,
		send: session.psu
			? withConsentAccess(withPsuPresent(signed(connection), item), session)
			: withToken(withPsuPresent(connection, item).send, tokens),
	};
	try {
		const { entries, cursor } = await read({
			connection: authorized,
			session,
			currentSession: () => tokens.session(),
		});
		const renewed = await renewedSession(tokens, session, tpp);
		return cursor ? [entries, renewed, [cursor]] : toOutputs(item, entries, renewed);
	} catch (thrown) {
		return failedOutputs(item, thrown, await renewedSession(tokens, session, tpp));
	}
}

/** @throws ConfigurationError for a session that gives no access to account data */
export function assertOfConsent({ consentId }: Session): void {
	if (consentId !== undefined) return;
	throw parameterError(
		'The session comes from Get Token → Get Client Credentials Token and belongs to no consent, so it gives no access to accounts. No request was sent. Use the session that Get Token → Exchange Authorization Code or the Consent Redirect Trigger outputs.',
		'session',
	);
}

async function renewedSession(
	tokens: SessionTokens,
	previous: Session,
	tpp: Tpp,
): Promise<INodeExecutionData[]> {
	const session = tokens.session();
	return session === previous ? [] : [{ json: { ...(await sealSession(session, tpp)) } }];
}

/** A tool of an AI agent has one output only. */
const toOutputs = (item: Item, entries: INodeExecutionData[], session: INodeExecutionData[]) =>
	item.isTool ? [[...entries, ...session]] : [entries, session];

/** Outputs a renewed session in any case, and the failure as the settings of the node require. */
function failedOutputs(
	item: Item,
	thrown: unknown,
	session: INodeExecutionData[],
): INodeExecutionData[][] {
	const [renewed] = session;
	if (!renewed || item.continuesOnFail) return toOutputs(item, [item.fail(thrown)], session);
	const error = item.present(thrown);
	item.hint(`The session was refreshed, but reading failed: ${error.message}`);
	return toOutputs(item, [], [{ json: { ...renewed.json, ...errorJson(error) } }]);
}
