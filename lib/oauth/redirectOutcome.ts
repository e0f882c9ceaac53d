import { AspspError, OpenBankingError, type ErrorDetails } from '../errors';
import type { Connection } from '../transport/http';
import { exchangeRedirect } from './authorizationCode';
import { readRedirect, type Redirect } from './redirect';
import { RepeatedResponseError } from './replay';
import { invalidTokens, type Session } from './session';

/** The outcome of an authorisation. */
export type RedirectOutcome = Authorised | NotAuthorised;

interface Authorisation {
	/** From our state; absent when the response has no state of ours. */
	consentId?: string;
	/** Data of the caller that travelled in our state. */
	passThrough?: string;
}

export interface Authorised extends Authorisation {
	outcome: 'authorised';
	session: Session;
}

export interface NotAuthorised extends Authorisation {
	/**
	 * - `refused`: the PSU or the bank refused
	 * - `failed`: the response or the exchange is invalid
	 * - `undecided`: the PSU is back, but the bank has not decided yet
	 * - `repeated`: this process has received the same response before
	 */
	outcome: 'refused' | 'failed' | 'undecided' | 'repeated';
	error: OpenBankingError;
	/** `repeated`: the first response brought a session. */
	broughtSession?: true;
	/**
	 * Tokens that the bank issued although the response is invalid; the session is marked as not to be used. If `undecided`: a
	 * session that gives access once the bank has decided.
	 */
	session?: Session;
}

/**
 * Validates an authorization response, exchanges its code and returns the outcome. Errors of bank, PSU and credential are
 * outcomes; others are thrown.
 *
 * @param response the complete URL, its query or fragment, or a form body
 * @param exchange default: exchanges a code for tokens
 */
export async function redirectOutcome(
	connection: Connection,
	response: string,
	now: Date,
	exchange: ExchangeRedirect = exchangeRedirect,
): Promise<RedirectOutcome> {
	const redirect = await readRedirect(response, connection.tpp).catch(openBankingError);
	if (redirect instanceof OpenBankingError) return { outcome: 'failed', error: redirect };
	const authorisation = authorisationOf(redirect);
	const result = await exchange(connection, redirect, now).catch(openBankingError);
	if (result instanceof OpenBankingError) return { ...notAuthorised(result), ...authorisation };
	const { session } = result;
	return session.invalid === undefined
		? { outcome: 'authorised', ...authorisation, session }
		: {
				outcome: 'failed',
				...authorisation,
				session,
				error: invalidTokens(session.invalid, session),
			};
}

function openBankingError(thrown: unknown): OpenBankingError {
	if (thrown instanceof OpenBankingError) return thrown;
	throw thrown;
}

/** Returns which authorisation a redirect belongs to, also when it reports an error or comes too late. */
function authorisationOf({ state }: Redirect): Authorisation {
	if (!state) return {};
	const { consentId, passThrough } = state;
	return { consentId, ...(passThrough !== undefined && { passThrough }) };
}

function notAuthorised(error: OpenBankingError): NotAuthorised {
	const broughtSession = error instanceof RepeatedResponseError && error.first === 'authorised';
	const session = error instanceof UndecidedError ? error.session : undefined;
	return {
		outcome: outcomeOf(error),
		error,
		...(broughtSession && { broughtSession }),
		...(session && { session }),
	};
}

/** Validates a redirect and returns the session that it brings. */
export type ExchangeRedirect = typeof exchangeRedirect;

/** The PSU is back, but the bank has not decided about the consent yet. */
export class UndecidedError extends AspspError {
	/** @param session gives access once the bank has decided; absent: the PSU has to start again */
	constructor(
		message: string,
		details: ErrorDetails,
		readonly session?: Session,
	) {
		super(message, details);
	}
}

/** An error in the redirect itself (RFC 6749 §4.1.2.1) has no HTTP status; one of the token endpoint has. */
function outcomeOf(error: OpenBankingError): NotAuthorised['outcome'] {
	if (error instanceof RepeatedResponseError) return 'repeated';
	if (error instanceof UndecidedError) return 'undecided';
	const isRefusal =
		error instanceof AspspError &&
		error.tppAction === 'reconsent' &&
		error.details.httpStatus === undefined;
	return isRefusal ? 'refused' : 'failed';
}
