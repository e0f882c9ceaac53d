import { AspspError, InvalidResponseError, OpenBankingError } from '../errors';
import type { Connection } from '../transport/connection';
import { exchangeAuthorizationCode, RepeatedResponseError } from './authorizationCode';
import { readAuthorizationResponse } from './authorizationResponse';
import type { Session } from './session';
import { openState } from './state';

/** What became of an authorisation. */
export type RedirectOutcome = Authorised | NotAuthorised;

interface About {
	/** Of our state; absent when the answer carries none that is ours. */
	consentId?: string;
	/** The workflow's own, out of the state. */
	payload?: string;
}

export interface Authorised extends About {
	outcome: 'authorised';
	session: Session;
}

export interface NotAuthorised extends About {
	/** `refused`: the PSU or the bank did not agree. `failed`: the answer or the exchange was not in order. */
	outcome: 'refused' | 'failed';
	error: OpenBankingError;
	/** This process has taken the same answer before. */
	repeated?: true;
	/** Tokens that the bank issued all the same; they are marked as not to be used. */
	session?: Session;
}

/**
 * The whole way back from the bank: validates the answer, exchanges its code, and tells what came of it. `response` is the
 * complete address, its query or fragment, or a form body. Failures of ours and the bank's are outcomes, not errors.
 */
export async function redirectOutcome(
	connection: Connection,
	response: string,
	now: Date,
): Promise<RedirectOutcome> {
	const about = await ourState(connection, response, now);
	try {
		const { session } = await exchangeAuthorizationCode(connection, response, now);
		return session.invalid === undefined
			? { outcome: 'authorised', ...about, session }
			: { outcome: 'failed', ...about, session, error: notToBeTrusted(session.invalid, session) };
	} catch (error) {
		if (!(error instanceof OpenBankingError)) throw error;
		return {
			outcome: isRefusal(error) ? 'refused' : 'failed',
			...about,
			error,
			...(error instanceof RepeatedResponseError && { repeated: true }),
		};
	}
}

/** Whose answer it is, also when it reports a failure. */
async function ourState({ tpp }: Connection, response: string, now: Date): Promise<About> {
	try {
		const sealed = readAuthorizationResponse(response).get('state');
		const { consentId, payload } = await openState(sealed, tpp, now);
		return { consentId, ...(payload !== undefined && { payload }) };
	} catch (error) {
		if (error instanceof InvalidResponseError) return {};
		throw error;
	}
}

/** What the redirect itself reports (RFC 6749 §4.1.2.1) has no HTTP status; a refusal by the token endpoint has. */
const isRefusal = (error: OpenBankingError) =>
	error instanceof AspspError &&
	error.tppAction === 'reconsent' &&
	error.details.httpStatus === undefined;

const notToBeTrusted = (reason: string, { interactionId }: Session) =>
	new InvalidResponseError(
		`The bank issued tokens, but they must not be used: ${reason} Send the PSU through authorisation again.`,
		{ interactionId, tppAction: 'reauthenticate' },
	);
