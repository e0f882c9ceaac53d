import { berlinGroupRules } from '../banks/applicableRules';
import { exchangeRedirect, type AuthorizedSession } from '../oauth/authorizationCode';
import { readRedirect } from '../oauth/redirect';
import {
	redirectOutcome,
	type ExchangeRedirect,
	type RedirectOutcome,
} from '../oauth/redirectOutcome';
import { isJsonObject, jsonText } from '../responses/json';
import type { Tpp } from '../tpp';
import type { Connection, HttpRequest, HttpResponse } from '../transport/http';
import {
	deleteObieConsentRequest,
	getObieConsentRequest,
	readObieConsent,
	readObieConsentDeletion,
	type Consent,
} from './accountInformation/accountAccessConsent';
import { exchangeConsentRedirect } from './berlinGroup/authorisation';
import * as berlinGroup from './berlinGroup/consent';

/** Requests for an existing consent, and how their responses are read. */
export interface ConsentApi {
	getConsentRequest(tpp: Tpp, consentId: string): HttpRequest;
	getConsentStatusRequest(tpp: Tpp, consentId: string): HttpRequest;
	deleteConsentRequest(tpp: Tpp, consentId: string): HttpRequest;
	/** @param operation for errors, such as "reading the consent" */
	readConsent(response: HttpResponse, operation: string, consentId: string): Consent;
	readConsentDeletion(response: HttpResponse): void;
}

/** Returns the requests of the bank's standard. */
export const consentApi = ({ bank }: Tpp): ConsentApi =>
	berlinGroupRules(bank) ? berlinGroup : obieApi;

/** What most workflows need of a consent, with the same names for both standards. Times are ISO 8601. */
export interface SimplifiedConsent extends Pick<Consent, 'consentId' | 'status' | 'expiresAt'> {
	/** Permissions of OBIE, or access rights of the Berlin Group. Absent: the response does not list them. */
	permissions?: string[];
	/** Only transactions from and to these times are shared. Absent: there is no limit. */
	transactionsFrom?: string;
	transactionsTo?: string;
	/** Of a consent to confirm funds: sort code and account number, or IBAN. */
	account?: string;
	accountName?: string;
}

/**
 * Returns the members of OBIE's `Data`, also of a consent to confirm funds, or of the Berlin Group's consent (NextGenPSD2
 * 1.3.9, `access`).
 */
export function simplifyConsent({
	consentId,
	status,
	expiresAt,
	data,
}: Consent): SimplifiedConsent {
	const permissions = isJsonObject(data.access) ? Object.keys(data.access) : data.Permissions;
	const account = isJsonObject(data.DebtorAccount) ? data.DebtorAccount : {};
	const members = {
		expiresAt,
		permissions: Array.isArray(permissions) ? permissions.map(jsonText) : undefined,
		transactionsFrom: text(data.TransactionFromDateTime),
		transactionsTo: text(data.TransactionToDateTime),
		account: text(account.Identification),
		accountName: text(account.Name),
	};
	const known = Object.entries(members).filter(([, value]) => value !== undefined);
	return { consentId, status, ...Object.fromEntries(known) };
}

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

const obieApi: ConsentApi = {
	getConsentRequest: getObieConsentRequest,
	// OBIE has no request for the status alone.
	getConsentStatusRequest: getObieConsentRequest,
	deleteConsentRequest: deleteObieConsentRequest,
	readConsent: readObieConsent,
	readConsentDeletion: readObieConsentDeletion,
};

/**
 * Validates the redirect of a PSU who returns from a bank of either standard, and returns the outcome.
 *
 * @param response the complete URL, its query or fragment, or a form body
 */
export const authorisationOutcome = async (
	connection: Connection,
	response: string,
	now: Date,
): Promise<RedirectOutcome> =>
	await redirectOutcome(connection, response, now, exchangeOf(connection.tpp));

/**
 * The same, for a caller that wants a session or nothing.
 *
 * @throws InvalidResponseError when the validation fails, AspspError when bank or PSU refused
 */
export const authorisedSession = async (
	connection: Connection,
	response: string,
	now: Date,
): Promise<AuthorizedSession> =>
	await exchangeOf(connection.tpp)(connection, await readRedirect(response, connection.tpp), now);

const exchangeOf = ({ bank }: Tpp): ExchangeRedirect =>
	berlinGroupRules(bank) ? exchangeConsentRedirect : exchangeRedirect;
