import { AspspError, InvalidResponseError, OpenBankingError } from '../errors';
import type { Connection } from '../transport/http';
import { exchangeAuthorizationCode } from './authorizationCode';
import { readAuthorizationResponse } from './authorizationResponse';
import { stateOf } from './jarm';
import { RepeatedResponseError } from './replay';
import type { Session } from './session';
import { openExpiredState } from './state';

/** What became of an authorisation. */
export type RedirectOutcome = Authorised | NotAuthorised;

interface About {
	/** Of our state; absent when the answer carries none that is ours. */
	consentId?: string;
	/** The workflow's own, out of the state. */
	passThrough?: string;
}

export interface Authorised extends About {
	outcome: 'authorised';
	session: Session;
}

export interface NotAuthorised extends About {
	/**
	 * `refused`: the PSU or the bank did not agree. `failed`: the answer or the exchange was not in order. `repeated`: this
	 * process has taken the same answer before.
	 */
	outcome: 'refused' | 'failed' | 'repeated';
	error: OpenBankingError;
	/** `repeated`: the first one brought a session. */
	broughtSession?: true;
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
	const about = await ourState(connection, response);
	try {
		const { session } = await exchangeAuthorizationCode(connection, response, now);
		return session.invalid === undefined
			? { outcome: 'authorised', ...about, session }
			: { outcome: 'failed', ...about, session, error: notToBeTrusted(session.invalid, session) };
	} catch (error) {
		if (!(error instanceof OpenBankingError)) throw error;
		const broughtSession = error instanceof RepeatedResponseError && error.first === 'authorised';
		return {
			outcome: outcomeOf(error),
			...about,
			error,
			...(broughtSession && { broughtSession }),
		};
	}
}

/** Whose answer it is, also when it reports a failure or comes too late. */
async function ourState({ tpp }: Connection, response: string): Promise<About> {
	try {
		const sealed = stateOf(readAuthorizationResponse(response));
		const state = await openExpiredState(sealed, tpp);
		if (!state) return {};
		const { consentId, passThrough } = state;
		return { consentId, ...(passThrough !== undefined && { passThrough }) };
	} catch (error) {
		if (error instanceof InvalidResponseError) return {};
		throw error;
	}
}

/** What the redirect itself reports (RFC 6749 §4.1.2.1) has no HTTP status; a refusal by the token endpoint has. */
function outcomeOf(error: OpenBankingError): NotAuthorised['outcome'] {
	if (error instanceof RepeatedResponseError) return 'repeated';
	const isRefusal =
		error instanceof AspspError &&
		error.tppAction === 'reconsent' &&
		error.details.httpStatus === undefined;
	return isRefusal ? 'refused' : 'failed';
}

const notToBeTrusted = (reason: string, { interactionId }: Session) =>
	new InvalidResponseError(
		`The bank issued tokens, but they must not be used: ${reason} Send the PSU through authorisation again.`,
		{ interactionId, tppAction: 'reauthenticate' },
	);
