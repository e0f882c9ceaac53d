import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { parameterError, type OpenBankingError } from '../../lib/errors';
import { bindingOf } from '../../lib/jose/binding';
import { requestClientToken } from '../../lib/oauth/clientCredentials';
import { refreshSession } from '../../lib/oauth/refresh';
import { revokeSession } from '../../lib/oauth/revoke';
import { toSealedClient } from '../../lib/oauth/sealedClient';
import { invalidTokens, type Session } from '../../lib/oauth/session';
import { authorisationOutcome, authorisedSession } from '../../lib/operations/consents';
import { requireClient } from '../../lib/requirements';
import type { Tpp } from '../../lib/tpp';
import { errorJson } from '../shared/nodeError';
import { output, readSwitch, type Item } from '../shared/operation';
import { openItemSession, outcomeItem, sessionItem } from '../shared/sessionItem';

/** Exchanges the code of the redirect for a session. */
export async function runAuthorizationCode(item: Item): Promise<INodeExecutionData[][]> {
	const connection = await item.connection();
	const { session, passThrough } = await authorisedSession(
		connection,
		item.parameter<string>('redirectResponse', ''),
		new Date(),
	);
	return await outputSession(session, connection.tpp, { item, passThrough });
}

/** Validates the redirect of the item, and returns its outcome. */
export async function runParseRedirect(item: Item): Promise<INodeExecutionData[][]> {
	const connection = await item.connection();
	const response = toText(item.anyValue('redirectParameters'));
	const outcome = await authorisationOutcome(connection, response, new Date());
	const hasPlainTokens = readSwitch(item, 'options.outputTokens');
	return output(
		await outcomeItem(outcome, connection.tpp, { hasPlainTokens, present: item.present }),
	);
}

/**
 * Returns the parameters as a query string. n8n's Webhook node makes an object of them, in which a parameter that came
 * twice is a list.
 */
function toText(given: unknown): string {
	if (typeof given === 'string' && given.trim() !== '') return given;
	const entries = Object.entries(Object(given) as IDataObject);
	if (typeof given === 'object' && entries.length > 0 && entries.every(isPlain)) {
		return new URLSearchParams(
			entries.map(([name, value]): [string, string] => [name, String(value)]),
		).toString();
	}
	throw parameterError(
		'The redirect parameters are empty, or one of them is not text.',
		'redirectParameters',
	);
}

const isPlain = ([, value]: [string, unknown]) =>
	['string', 'number', 'boolean'].includes(typeof value);

/** Requests a token for the client itself. */
export async function runClientCredentials(item: Item): Promise<INodeExecutionData[][]> {
	const connection = await item.connection();
	const { tpp } = connection;
	const tokens = await requestClientToken(connection, item.parameter('options.scope', 'accounts'));
	const session = {
		...tokens,
		...bindingOf(tpp),
		clientId: requireClient(tpp).clientId,
		client: toSealedClient(tpp),
	};
	return await outputSession(session, tpp, { item });
}

/** Refreshes the session of the item. */
export async function runRefresh(item: Item): Promise<INodeExecutionData[][]> {
	const { connection, session } = await openItemSession(item);
	return await outputSession(await refreshSession(connection, session), connection.tpp, { item });
}

/** Revokes the tokens of the session of the item. */
export async function runRevoke(item: Item): Promise<INodeExecutionData[][]> {
	const { connection, session } = await openItemSession(item);
	await revokeSession(connection, session);
	return output({ revoked: true, bank: session.bank, consentId: session.consentId });
}

/**
 * Returns the session as the node's output. If its tokens must not be used, the item is a failure that has the sealed
 * session, so that nothing is lost.
 */
async function outputSession(
	session: Session,
	tpp: Tpp,
	{ item, passThrough }: { item: Item; passThrough?: string },
): Promise<INodeExecutionData[][]> {
	const hasPlainTokens = readSwitch(item, 'options.outputTokens');
	const json = await sessionItem(session, tpp, { passThrough, hasPlainTokens });
	if (session.invalid !== undefined) {
		return [[failedItem(invalidTokens(session.invalid, session), json, item)]];
	}
	if (json.hint) item.hint(String(json.hint));
	return output(json);
}

/** On the error output, n8n accepts no members beside the error, so the session is among its details. */
function failedItem(error: OpenBankingError, json: IDataObject, item: Item): INodeExecutionData {
	if (item.continuesOnFail) return item.fail(error, { session: json.session });
	const presented = item.present(error);
	item.hint(presented.message);
	return { json: { outcome: 'failed', ...json, ...errorJson(presented) } };
}
