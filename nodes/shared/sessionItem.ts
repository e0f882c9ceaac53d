import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { RedirectOutcome } from '../../lib/oauth/redirectOutcome';
import { openSession, sealSession, withClientOf, type Session } from '../../lib/oauth/session';
import type { Tpp } from '../../lib/tpp';
import type { Connection } from '../../lib/transport/http';
import { errorJson } from './nodeError';
import type { Item } from './operation';
import { presentError } from './presentError';

export const plainTokensOption: INodeProperties = {
	displayName: 'Output Tokens as Plain Text',
	name: 'outputTokens',
	type: 'boolean',
	default: false,
	description:
		'Whether to also output the tokens as plain text. n8n stores them with the execution. The HTTP Request node does not need them: it accepts the session.',
};

/** Opens the session of the item, and returns it with a connection of its client. */
export async function openItemSession(
	item: Item,
): Promise<{ connection: Connection; session: Session }> {
	const connection = await item.connection();
	const session = await openSession(item.parameter('session'), connection.tpp);
	return { connection: { ...connection, tpp: withClientOf(connection.tpp, session) }, session };
}

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

interface OutcomeItemSettings {
	hasPlainTokens: boolean;
	/** The fields of the node, for the labels in errors. */
	fields: INodeProperties[];
}

/** Returns the outcome of an authorisation as an item. A Switch node can branch on `outcome`. */
export async function outcomeItem(
	result: RedirectOutcome,
	tpp: Tpp,
	{ hasPlainTokens, fields }: OutcomeItemSettings,
): Promise<IDataObject> {
	const { outcome, consentId, passThrough, session } = result;
	return {
		outcome,
		bank: tpp.bank.id,
		...(consentId && { consentId }),
		...(passThrough !== undefined && { passThrough }),
		...(session && (await sessionItem(session, tpp, { passThrough, hasPlainTokens }))),
		...('error' in result && errorJson(presentError(result.error, fields))),
	};
}
