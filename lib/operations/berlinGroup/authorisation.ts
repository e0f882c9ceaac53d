import { berlinGroupRules } from '../../banks/applicableRules';
import { AspspError, InvalidResponseError, parameterError } from '../../errors';
import { signed, signedRequest } from '../../httpSignature/signedRequest';
import { bindingOf } from '../../jose/binding';
import { isSealedText } from '../../jose/seal';
import { assertBankUrl } from '../../oauth/bearer';
import { UndecidedError, type ExchangeRedirect } from '../../oauth/redirectOutcome';
import { assertNoError, type Redirect } from '../../oauth/redirect';
import { assertNotAuthorised, exchangeOnce } from '../../oauth/replay';
import { openSession, type PsuAccess, type PsuReference, type Session } from '../../oauth/session';
import { requireCurrentState, sealState, stateLifetime, type State } from '../../oauth/state';
import type { AuthorizationUrl } from '../../oauth/authorizationRequest';
import { requireRedirectUri } from '../../requirements';
import type { Tpp } from '../../tpp';
import type { Connection, Send } from '../../transport/http';
import { withHeaders } from '../accountInformation/psuHeaders';
import type { Consent } from '../accountInformation/accountAccessConsent';
import {
	getConsentRequest,
	psuIdHeaders,
	readAuthorisation,
	readConsent,
	startAuthorisationRequest,
} from './consent';

export interface AuthorisationRequest {
	consentId: string;
	/** ISO 8601. It travels sealed in the state and returns with the session. */
	consentExpiresAt?: string;
	psu: PsuReference;
	/** Data of the caller that travels sealed in the state. */
	passThrough?: string;
	/** Absent: the redirect URI of the TPP. */
	redirectUri?: string;
	now: Date;
}

/**
 * Starts the authorisation of a consent at the bank and returns the URL to send the PSU to. The redirect URI of the request
 * has our sealed state in its query, because the standard has no parameter for it.
 */
export async function startAuthorisation(
	connection: Connection,
	request: AuthorisationRequest,
): Promise<AuthorizationUrl> {
	const { tpp } = connection;
	const { consentId, consentExpiresAt, psu, passThrough, now } = request;
	const expires = now.getTime() + stateLifetime;
	const state = await sealState(
		{
			...{ consentId, consentExpiresAt, psu, passThrough, expires },
			redirectUri: request.redirectUri,
			hybrid: false,
		},
		tpp,
	);
	const redirectUri = new URL(request.redirectUri ?? requireRedirectUri(tpp));
	redirectUri.searchParams.set('state', state);
	const response = await signed(connection).send(
		startAuthorisationRequest(tpp, consentId, { redirectUri: redirectUri.href, psu }),
	);
	return {
		authorizationUrl: readAuthorisation(response),
		state,
		authorizationUrlExpiresAt: new Date(expires).toISOString(),
	};
}

/**
 * Validates the redirect of a PSU who returns from a bank of the Berlin Group, and reads the consent at the bank: the redirect
 * itself is not signed. Only a valid consent brings a session.
 *
 * @throws AspspError when the PSU or the bank refused; UndecidedError; InvalidResponseError when the redirect is invalid
 */
export const exchangeConsentRedirect: ExchangeRedirect = async (connected, redirect, now) => {
	const connection = { ...connected, tpp: redirect.tpp };
	const { parameters, sealed, state: opened } = redirect;
	if (opened && sealed) assertNotAuthorised(sealed);
	const state = requireCurrentState(opened, now);
	assertNoError(parameters, connection.tpp.bank);
	const session = await exchangeOnce(parameters, async () => {
		const consent = await readAuthorisedConsent(connection, redirect, { state, now });
		const authorised = toSession(redirect, { state, consent, now });
		return async () => authorised;
	});
	return { session, passThrough: state.passThrough };
};

interface Returned {
	state: State;
	now: Date;
}

/** Reads the consent. @throws unless it is valid */
async function readAuthorisedConsent(
	connection: Connection,
	redirect: Redirect,
	{ state, now }: Returned,
): Promise<Consent> {
	const { tpp } = connection;
	const { send } = signed(connection);
	const response = await send(getConsentRequest(tpp, state.consentId));
	const consent = readConsent(response, 'reading the consent', state.consentId);
	const { status, interactionId } = consent;
	if (status === 'Authorised') return consent;
	if (status === 'Rejected') {
		throw new AspspError('The PSU or the bank refused the authorisation.', {
			interactionId,
			tppAction: 'reconsent',
		});
	}
	if (status === 'AwaitingAuthorisation') {
		const session = hasReturned(redirect)
			? toSession(redirect, { state, consent, now })
			: undefined;
		throw new UndecidedError(undecided, { interactionId, tppAction: 'retryLater' }, session);
	}
	throw new AspspError(`The consent can no longer be used: its status is ${status}.`, {
		httpStatus: response.status,
		interactionId,
		tppAction: 'reconsent',
	});
}

const undecided =
	'The PSU has returned, but the bank has not authorised the consent yet. Another person may have to confirm it. Read its status again later.';

function toSession(
	redirect: Redirect,
	{ state, consent, now }: Returned & { consent: Consent },
): Session {
	return {
		...bindingOf(redirect.tpp),
		accessToken: '',
		clientId: '',
		psu: readPsuAccess(redirect, state.psu ?? {}),
		consentId: state.consentId,
		consentExpiresAt: consent.expiresAt ?? state.consentExpiresAt,
		authorisedAt: now.toISOString(),
		interactionId: consent.interactionId,
	};
}

/** Returns whether the redirect has everything that the bank adds. */
const hasReturned = ({ parameters, tpp }: Redirect): boolean => {
	const names = berlinGroupRules(tpp.bank)?.returnedParameters;
	return !names || (parameters.has(names.tppSessionId) && parameters.has(names.psuId));
};

/**
 * Returns what the bank has added to the redirect URI.
 *
 * @throws InvalidResponseError for a value that is missing or cannot be a header, and for another PSU than the consent was
 * created for
 */
function readPsuAccess(redirect: Redirect, expected: PsuReference): PsuAccess {
	const names = berlinGroupRules(redirect.tpp.bank)?.returnedParameters;
	if (!names) return expected;
	const value = (name: string) => returnedValue(redirect, name);
	const [tppSessionId, id] = [names.tppSessionId, names.psuId].map((name) => {
		const returned = value(name);
		if (returned !== undefined) return returned;
		throw invalidRedirect(`has no ${name}`);
	});
	const corporateId = value(names.psuCorporateId) ?? expected.corporateId;
	assertExpected(names.psuId, [expected.id, id]);
	assertExpected(names.psuCorporateId, [expected.corporateId, corporateId]);
	return {
		...expected,
		tppSessionId,
		id,
		...(corporateId !== undefined && { corporateId }),
	};
}

function returnedValue({ parameters }: Redirect, name: string): string | undefined {
	const value = parameters.get(name)?.trim();
	if (!value) return undefined;
	if (/^[\x21-\x7e]{1,500}$/.test(value)) return value;
	throw invalidRedirect(`has an invalid ${name}`);
}

/** The values identify people, so the error does not quote them. */
function assertExpected(
	name: string,
	[expected, returned]: [string | undefined, string | undefined],
): void {
	if (expected === undefined || expected === returned) return;
	throw invalidRedirect(`has the ${name} of another PSU than the consent was created for`);
}

const invalidRedirect = (problem: string) =>
	new InvalidResponseError(
		`The redirect of the bank ${problem}. Send the PSU through authorisation again.`,
		{ tppAction: 'reauthenticate' },
	);

/** Returns a Send with the headers that give access to the data of a consent. */
export const withConsentAccess = ({ tpp, send }: Connection, session: Session): Send =>
	withHeaders(send, accessHeaders(tpp, session));

/** Returns the headers that give access to the data of a consent. */
export const accessHeaders = (tpp: Tpp, { consentId = '', psu = {} }: Session) => ({
	'Consent-ID': consentId,
	...(psu.tppSessionId && { 'TPP-Session-ID': psu.tppSessionId }),
	...psuIdHeaders(tpp, psu),
});

/** A request that the caller sends on its own, such as n8n's HTTP Request node. */
export interface OtherRequest {
	url: string;
	headers: Record<string, string>;
	/** Exactly as it will be sent. Empty: no body. */
	body: string;
}

/**
 * Returns the headers of such a request with the bank's HTTP message signature. A sealed session after `Bearer` becomes the
 * headers that give access to the data of its consent.
 *
 * @throws ConfigurationError when the session does not open, the URL is not one of the bank's, or the request cannot be signed
 */
export async function signedOtherHeaders(
	{ url, headers, body }: OtherRequest,
	tpp: Tpp,
): Promise<Record<string, string>> {
	assertBankUrl(url, tpp);
	const kept = Object.entries(headers).filter(([name]) => !replaced.has(name.toLowerCase()));
	const request = {
		method: 'GET' as const,
		url,
		headers: { ...Object.fromEntries(kept), ...(await access(headers, tpp)) },
		body,
	};
	return signedRequest(request, tpp).headers!;
}

/** The signature brings its own values of these headers. */
const replaced = new Set([
	...['authorization', 'x-request-id', 'date', 'digest', 'signature'],
	'tpp-signature-certificate',
]);

async function access(headers: Record<string, string>, tpp: Tpp): Promise<Record<string, string>> {
	const [, given] =
		Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization') ?? [];
	if (given === undefined) return {};
	const sealed = /^\s*Bearer\s+(\S+)\s*$/i.exec(given)?.[1];
	if (sealed && isSealedText(sealed)) return accessHeaders(tpp, await openSession(sealed, tpp));
	throw parameterError(
		`The header Authorization is not a session. ${tpp.bank.name} has no access tokens: enter Bearer and the session.`,
		'authorization',
	);
}
