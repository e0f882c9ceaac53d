import type { INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { sealSession, type Session } from '../../lib/oauth/session';
import type { Tpp } from '../../lib/tpp';
import { emit, type Item } from '../shared/operation';

export const clearTokensOption: INodeProperties = {
	displayName: 'Output Tokens in Clear',
	name: 'outputTokens',
	type: 'boolean',
	default: false,
	description:
		'Whether to emit the tokens readably beside the session, for flows that go on with an HTTP Request node. n8n stores them with the execution.',
};

/** The session as an item: tokens sealed, unless the operator asks to see them. */
export async function emitSession(
	session: Session,
	tpp: Tpp,
	{ item, payload }: { item: Item; payload?: string },
): Promise<INodeExecutionData[][]> {
	const { accessToken, refreshToken, invalid } = session;
	if (invalid) item.hint(`The bank issued tokens, but they must not be used: ${invalid}`);
	return emit({
		...(await sealSession(session, tpp)),
		...(payload !== undefined && { payload }),
		...(item.parameter<boolean>('options.outputTokens', false) && { accessToken, refreshToken }),
	});
}
