import { decodeJwt } from 'jose/jwt/decode';

import type { BankProfile } from '../banks/profile';
import { AspspError, InvalidResponseError, parameterError, type TppAction } from '../errors';
import type { Tpp } from '../tpp';
import { redact } from '../transport/redact';
import { withSealedClient } from './sealedClient';
import { openState, type State } from './state';

/** The authorization response in the PSU's browser, parsed but not validated. */
export interface Redirect {
	/** As they came; with `response` where the response is a JWT (JARM). */
	parameters: URLSearchParams;
	/** The sealed state, also from inside a JWT; null without one. */
	sealed: string | null;
	/** The opened state, also after it has expired; absent when it does not belong to this credential. */
	state?: State;
	/** With the client and the redirect URI of the authorization request. */
	tpp: Tpp;
}

/**
 * Reads an authorization response and opens its state.
 *
 * @param text the complete URL, its query or fragment, or a form body
 * @throws InvalidResponseError when the text is not an authorization response, or when it is encrypted
 * @throws ConfigurationError when the operator chose another client than the one that started the authorisation
 */
export async function readRedirect(text: string, tpp: Tpp): Promise<Redirect> {
	const parameters = readParameters(text);
	assertNotEncrypted(parameters);
	const sealed = stateOf(parameters);
	const state = await openState(sealed, tpp);
	if (!state && !hasOutcome(parameters)) throw noResponse();
	const { redirectUri = tpp.redirectUri } = state ?? {};
	return { parameters, sealed, state, tpp: { ...withClientOfState(tpp, state), redirectUri } };
}

function withClientOfState(tpp: Tpp, state: State | undefined): Tpp {
	if (!state?.client) return tpp;
	const [started, chosen] = [state.client.clientId, tpp.client?.clientId];
	if (tpp.isClientChosen && chosen !== undefined && chosen !== started) {
		throw parameterError(
			`The client "${started}" started this authorisation, but the client "${chosen}" is selected.`,
			'client',
		);
	}
	return withSealedClient(tpp, state.client);
}

/**
 * Returns the parameters of a complete URL, a fragment, or a query (RFC 6749 §4.1.2, OpenID Connect Core §3.3.2.5). Also reads
 * a state alone, which some banks send. A parameter without a value counts as omitted (RFC 6749 §3.1).
 *
 * @throws InvalidResponseError for another text, for an error beside a code, and for a repeated parameter (RFC 6749 §3.1)
 * @throws ConfigurationError when the text is empty
 */
function readParameters(text: string): URLSearchParams {
	const response = withoutWrapping(String(text ?? ''));
	if (response === '') {
		throw parameterError(
			'The redirect response is empty. Enter the complete URL that the bank redirected the PSU to, with everything after ? or #.',
			'redirectResponse',
		);
	}
	const received = [...new URLSearchParams(parameterPart(response))];
	const parameters = new URLSearchParams(received.filter(([, value]) => value !== ''));
	if (!hasOutcome(parameters) && !parameters.has('state')) throw noResponse();
	if (new Set(received.map(([name]) => name)).size < received.length) {
		throw new InvalidResponseError('The authorisation response contains a parameter twice.');
	}
	assertOneOutcome(parameters);
	return parameters;
}

/**
 * Removes what an email or a paste has put around or into a URL: angle brackets, quotation marks and line breaks. A URL
 * contains these characters only escaped. Browsers remove line breaks, too (URL Standard, "URL parsing").
 */
const withoutWrapping = (text: string): string =>
	text
		.split(/[\t\r\n]/)
		.map((line) => line.trim())
		.join('')
		.replace(/^[<"]/, '')
		.replace(/[>"]$/, '')
		.trim();

/**
 * Some banks send the PSU back with the state alone, for example after the session at the bank has timed out.
 *
 * @throws InvalidResponseError for a response without code and error
 */
export function assertOutcome(parameters: URLSearchParams): void {
	if (hasOutcome(parameters)) return;
	throw new InvalidResponseError(
		'The bank sent the PSU back without a code and without an error, as some banks do when the PSU waits too long. Send the PSU through authorisation again.',
		{ tppAction: 'reauthenticate' },
	);
}

/** @throws InvalidResponseError for a response with both an error and a code */
export function assertOneOutcome(parameters: URLSearchParams): void {
	if (parameters.has('error') && parameters.has('code')) {
		throw new InvalidResponseError('The authorisation response contains both an error and a code.');
	}
}

/**
 * Returns the state of an authorization response, null without one. Inside a JWT (JARM) it is not validated yet: it tells
 * which of our authorisations is meant, and nothing more.
 */
export function stateOf(parameters: URLSearchParams): string | null {
	const response = parameters.get('response');
	if (response === null) return parameters.get('state');
	try {
		const { state } = decodeJwt(response);
		return typeof state === 'string' ? state : null;
	} catch {
		return null;
	}
}

/** @throws AspspError for an error that the bank reports, such as `access_denied` */
export function assertNoError(
	parameters: URLSearchParams,
	{ redirectErrors = {} }: Pick<BankProfile, 'redirectErrors'> = {},
): void {
	const error = parameters.get('error');
	if (error === null) return;
	const description = redact(parameters.get('error_description') ?? '');
	const meaning = new Map(Object.entries(redirectErrors)).get(error);
	const { tppAction, advice } = meaning
		? meanings[meaning]
		: { tppAction: actions.get(error) ?? 'contactBank', advice: undefined };
	const subject =
		tppAction === 'reconsent'
			? 'The PSU or the bank refused the authorisation'
			: 'The bank reports that the authorisation failed';
	const reported = `${subject}: ${redact(error)}${description && `, ${description}`}.`;
	throw new AspspError(advice ? `${reported} ${advice}` : reported, {
		errorCodes: [redact(error)],
		tppAction,
	});
}

type RedirectErrorMeaning = NonNullable<BankProfile['redirectErrors']>[string];

/** The next step for an error in the bank's own words. */
const meanings: Record<RedirectErrorMeaning, { tppAction: TppAction; advice?: string }> = {
	refused: { tppAction: 'reconsent' },
	signInFailed: {
		tppAction: 'contactBank',
		advice:
			'The PSU cannot sign in: online banking is locked, or needs new credentials. Ask them to contact the bank. Then send them through authorisation again.',
	},
	noAccount: {
		tppAction: 'reauthenticate',
		advice:
			'The PSU has no account that the request fits, or entered wrong details for the second factor. Send them through authorisation again.',
	},
};

/** RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6. For all other errors the bank has to be asked. */
const actions = new Map<string, TppAction>([
	['access_denied', 'reconsent'],
	['unsupported_response_type', 'fixRequest'],
	['unauthorized_client', 'fixRequest'],
	['invalid_scope', 'fixRequest'],
	['login_required', 'reauthenticate'],
	['interaction_required', 'reauthenticate'],
	['server_error', 'retryLater'],
	['temporarily_unavailable', 'retryLater'],
]);

/** An encrypted response hides its state: without this check the error would be a missing state. */
function assertNotEncrypted(parameters: URLSearchParams): void {
	if (parameters.get('response')?.split('.').length !== 5) return;
	throw new InvalidResponseError(
		'The authorisation response is encrypted, which is not supported. Register the client without authorization_encrypted_response_alg.',
	);
}

const outcomeParameters = ['code', 'error', 'response'];

const hasOutcome = (parameters: URLSearchParams) =>
	outcomeParameters.some((name) => parameters.has(name));

const noResponse = () =>
	new InvalidResponseError(
		'This is not an authorisation response: it has neither code nor error. Enter the complete URL that the bank redirected the PSU to, with everything after ? or #.',
		{ tppAction: 'fixRequest' },
	);

function parameterPart(text: string): string {
	if (/^\w+=/.test(text)) return text;
	const [address = '', fragment = ''] = text.split(/#(.*)/s);
	const query = address.slice(address.indexOf('?') + 1);
	// Some sites add a fragment of their own, as in `?code=…#_=_`.
	const [inFragment, inQuery] = [fragment, query].map((part) =>
		hasOutcome(new URLSearchParams(part)),
	);
	return inFragment || !inQuery ? fragment || query : query;
}
