import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { sealSession, type Session } from '../../lib/oauth/session';
import type { Tpp } from '../../lib/tpp';

export const clearTokensOption: INodeProperties = {
	displayName: 'Output Tokens in Clear',
	name: 'outputTokens',
	type: 'boolean',
	default: false,
	description:
		'Whether to emit the tokens readably beside the session. n8n stores them with the execution; the HTTP Request node takes the sealed session.',
};

interface Shown {
	/** The workflow's own. */
	passThrough?: string;
	/** The operator asks to see the tokens. */
	inClear: boolean;
}

/** The session as an item: tokens sealed, unless the operator asks to see them. */
export async function sessionItem(
	session: Session,
	tpp: Tpp,
	{ passThrough, inClear }: Shown,
): Promise<IDataObject> {
	const { accessToken, refreshToken } = session;
	return {
		...(await sealSession(session, tpp)),
		...(passThrough !== undefined && { passThrough }),
		...(inClear && { accessToken, refreshToken }),
	};
}
