import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { OpenBankingError } from '../../lib/errors';
import { invalidTokens, type Session } from '../../lib/oauth/session';
import type { Tpp } from '../../lib/tpp';
import { errorJson } from '../shared/nodeError';
import { output, type Item } from '../shared/operation';
import { readSwitch } from '../shared/readSwitch';
import { sessionItem } from '../shared/sessionItem';

/**
 * Returns the session as the node's output. If its tokens must not be used, the item is a failure that has the sealed
 * session, so that nothing is lost.
 */
export async function outputSession(
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
