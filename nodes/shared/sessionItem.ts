import type { IDataObject } from 'n8n-workflow';

import type { RedirectOutcome } from '../../lib/oauth/redirectOutcome';
import {
	hasScope,
	isRenewable,
	openSession,
	sealSession,
	withClientOf,
	type Session,
} from '../../lib/oauth/session';
import type { Tpp } from '../../lib/tpp';
import type { Connection } from '../../lib/transport/http';
import { errorJson, type PresentedError } from './nodeError';
import type { Item } from './operation';

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

/**
 * Returns a new session as an item: the tokens are sealed, and as plain text only if the operator wants that. Its hint says
 * what the operator should know about it.
 */
export async function sessionItem(
	session: Session,
	tpp: Tpp,
	{ passThrough, hasPlainTokens }: SessionItemSettings,
): Promise<IDataObject> {
	const { accessToken, refreshToken } = session;
	const hint = hintOf(session);
	return {
		...(await sealSession(session, tpp)),
		...(hint && { hint }),
		...(passThrough !== undefined && { passThrough }),
		...(hasPlainTokens && !session.psu && { accessToken, refreshToken }),
	};
}

/** Returns what the operator should know about a new session. Empty: it is as expected. */
function hintOf(session: Session): string {
	const ends =
		session.consentId && !session.psu && session.invalid === undefined && !isRenewable(session);
	// The session of a payment is used at once, and no other one replaces it.
	const isForPayment = hasScope(session, 'payments');
	return [session.note, ends && !isForPayment && notRenewable(session)].filter(Boolean).join(' ');
}

const notRenewable = ({ expiresAt }: Session) =>
	`The bank issued no refresh token, so this session ends${expiresAt ? ` at ${expiresAt}` : ' with its access token'}. Then the PSU must sign in again: get a URL with Create Consent → Get Authorisation URL. If the bank supports refresh tokens, register the client with DCR Register → Claims → Grant Types: refresh_token.`;

interface OutcomeItemSettings {
	hasPlainTokens: boolean;
	/** Returns a failure as the operator reads it. */
	present(thrown: unknown): PresentedError;
}

/** Returns the outcome of an authorisation as an item. A Switch node can branch on `outcome`. */
export async function outcomeItem(
	result: RedirectOutcome,
	tpp: Tpp,
	{ hasPlainTokens, present }: OutcomeItemSettings,
): Promise<IDataObject> {
	const { outcome, consentId, passThrough, session } = result;
	return {
		outcome,
		bank: tpp.bank.id,
		...(consentId && { consentId }),
		...(passThrough !== undefined && { passThrough }),
		...(session && (await sessionItem(session, tpp, { passThrough, hasPlainTokens }))),
		...('error' in result && errorJson(present(result.error))),
	};
}
