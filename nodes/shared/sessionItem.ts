import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { sealSession, type Session } from '../../lib/oauth/session';
import type { Tpp } from '../../lib/tpp';

export const plainTokensOption: INodeProperties = {
	displayName: 'Output Tokens as Plain Text',
	name: 'outputTokens',
	type: 'boolean',
	default: false,
	description:
		'Whether to also output the tokens as plain text. n8n stores them with the execution. The HTTP Request node does not need them: it accepts the sealed session.',
};

interface SessionItemSettings {
	/** The value of *Pass Through*, which came back with the state. */
	passThrough?: string;
	/** The operator wants the tokens as plain text, too. */
	hasPlainTokens: boolean;
}

/** Returns the session as an item: the tokens are sealed, and as plain text only if the operator wants that. */
export async function sessionItem(
	session: Session,
	tpp: Tpp,
	{ passThrough, hasPlainTokens }: SessionItemSettings,
): Promise<IDataObject> {
	const { accessToken, refreshToken } = session;
	return {
		...(await sealSession(session, tpp)),
		...(passThrough !== undefined && { passThrough }),
		...(hasPlainTokens && { accessToken, refreshToken }),
	};
}
