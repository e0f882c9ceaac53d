import type { INodeExecutionData } from 'n8n-workflow';

import type { Session } from '../../lib/oauth/session';
import type { Tpp } from '../../lib/tpp';
import { output, type Item } from '../shared/operation';
import { sessionItem } from '../shared/sessionItem';

/** Returns the session as the node's output, with a hint if its tokens must not be used. */
export async function outputSession(
	session: Session,
	tpp: Tpp,
	{ item, passThrough }: { item: Item; passThrough?: string },
): Promise<INodeExecutionData[][]> {
	const { invalid } = session;
	if (invalid) item.hint(`The bank issued tokens, but they must not be used: ${invalid}`);
	const hasPlainTokens = item.parameter<boolean>('options.outputTokens', false);
	return output(await sessionItem(session, tpp, { passThrough, hasPlainTokens }));
}
