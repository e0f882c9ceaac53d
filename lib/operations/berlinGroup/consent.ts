import { berlinGroupRules } from '../../banks/applicableRules';
import { dateOf, dayOf, isCalendarDate } from '../../calendar';
import { parameterError } from '../../errors';
import type { PsuReference } from '../../oauth/session';
import {
	assertDone,
	deletionStatuses,
	readJsonResponse,
	type JsonObject,
} from '../../responses/body';
import { readErrors } from '../../responses/errorBody';
import { enteredText } from '../../responses/json';
import type { Tpp } from '../../tpp';
import { pathSegment, type HttpRequest, type HttpResponse } from '../../transport/http';
import { redact } from '../../transport/redact';
import { invalidResponse } from '../../transport/requestOutcome';
import type { Consent } from '../accountInformation/accountAccessConsent';
import { member } from '../accountInformation/members';
import { readIban } from '../iban';
import { maxConsentDays, maxFrequencyPerDay, type AccessRight } from './consentTerms';
import { berlinGroupUrl } from './lists';

/** What the consent gives access to. An empty list lets the PSU choose the accounts at the bank. */
export type AccountAccess = Partial<Record<AccessRight, string[]>>;

export interface AccountConsentSettings {
	/** IBANs by right. */
	access: AccountAccess;
	/** The last day, `2026-01-31`. Absent: as long as allowed. */
	validUntil?: string;
	/** Most accesses of a day without the PSU. */
	frequencyPerDay: number;
	/** The access is repeated. Otherwise it is for one time. */
	isRecurring: boolean;
	psu: PsuReference;
	now: Date;
}

/**
 * Builds `POST /v1/consents`, or the bank's own path for consents whose accounts the PSU chooses. The authorisation starts
 * with a request of its own, so that the redirect URI can carry the consent ID.
 *
 * @throws ConfigurationError that names the field, for settings that the standard does not allow
 */
export function createConsentRequest(tpp: Tpp, settings: AccountConsentSettings): HttpRequest {
	const { isRecurring, now } = settings;
	const access = readAccess(settings.access);
	const isBankOffered = Object.values(access).every((ibans) => ibans.length === 0);
	const path = isBankOffered ? berlinGroupRules(tpp.bank)?.bankOfferedConsentsPath : undefined;
	return {
		method: 'POST',
		url: berlinGroupUrl(tpp, path ?? '/consents'),
		headers: {
			...jsonHeaders,
			...psuIdHeaders(tpp, settings.psu),
			'TPP-Redirect-Preferred': 'true',
			'TPP-Explicit-Authorisation-Preferred': 'true',
		},
		body: JSON.stringify({
			access: withReferences(access),
			recurringIndicator: isRecurring,
			validUntil: readValidUntil(settings.validUntil, now),
			frequencyPerDay: readFrequency(settings),
			combinedServiceIndicator: false,
		}),
		sentOnce: 'consent',
	};
}

const jsonHeaders = { 'Content-Type': 'application/json', Accept: 'application/json' };

/** Returns the headers that identify the PSU (NextGenPSD2 1.3.9; `PSU-Context`: the profile). */
export function psuIdHeaders({ bank }: Tpp, psu: PsuReference): Record<string, string> {
	const { context, id, corporateId } = psu;
	return {
		...(id && { 'PSU-ID': id }),
		...(corporateId && { 'PSU-Corporate-ID': corporateId }),
		...(context && berlinGroupRules(bank)?.psuContext && { 'PSU-Context': context }),
	};
}

function readAccess(access: AccountAccess): AccountAccess {
	const entries = Object.entries(access) as Array<[AccessRight, string[]]>;
	if (entries.length === 0) throw parameterError('Choose at least one right.', 'rights');
	const isMixed = new Set(entries.map(([, ibans]) => ibans.length === 0)).size > 1;
	if (isMixed) {
		throw parameterError(
			'Some rights have accounts and others have none. Enter accounts for every right, or for no right.',
			'accounts',
		);
	}
	return Object.fromEntries(
		entries.map(([right, ibans]) => [
			right,
			ibans.map((iban) => readIban(iban, { subject: 'The account', key: 'accounts' })),
		]),
	);
}

const withReferences = (access: AccountAccess): JsonObject =>
	Object.fromEntries(
		Object.entries(access).map(([right, ibans]) => [right, ibans.map((iban) => ({ iban }))]),
	);

/** Returns when the requested consent ends, ISO 8601. */
export const expiryOf = ({ validUntil, now }: AccountConsentSettings): string =>
	endOfDay(readValidUntil(validUntil, now));

function readValidUntil(date: string | undefined, now: Date): string {
	const today = dayOf(now.getTime());
	const latest = dateOf(today + maxConsentDays);
	if (!date) return latest;
	if (!isCalendarDate(date)) throw parameterError(`"${date}" is not a date.`, 'expirationDateTime');
	if (date < dateOf(today)) {
		throw parameterError(
			`The consent would end on ${date}, which is in the past.`,
			'expirationDateTime',
		);
	}
	if (date <= latest) return date;
	throw parameterError(
		`The consent would end on ${date}. Consents last ${maxConsentDays} days at most: enter ${latest} or an earlier date.`,
		'expirationDateTime',
	);
}

/** NextGenPSD2 1.3.9, `frequencyPerDay`: 1 for an access that is not repeated. */
function readFrequency({ frequencyPerDay, isRecurring }: AccountConsentSettings): number {
	if (!isRecurring) return 1;
	const isAllowed =
		Number.isInteger(frequencyPerDay) &&
		frequencyPerDay >= 1 &&
		frequencyPerDay <= maxFrequencyPerDay;
	if (isAllowed) return frequencyPerDay;
	throw parameterError(
		`"${enteredText(frequencyPerDay)}" is not a whole number from 1 to ${maxFrequencyPerDay}.`,
		'frequencyPerDay',
	);
}

interface Authorisation {
	/** The redirect URI, with our state in its query. */
	redirectUri: string;
	psu: PsuReference;
}

/**
 * Builds `POST /v1/consents/{consentId}/authorisations`, or the bank's own path below the consent. Each request starts another
 * authorisation of the same consent.
 */
export const startAuthorisationRequest = (
	tpp: Tpp,
	consentId: string,
	{ redirectUri, psu }: Authorisation,
): HttpRequest => ({
	method: 'POST',
	url:
		consentUrl(tpp, consentId) +
		(berlinGroupRules(tpp.bank)?.authorisationsPath ?? '/authorisations'),
	headers: {
		...jsonHeaders,
		...psuIdHeaders(tpp, psu),
		'TPP-Redirect-Preferred': 'true',
		'TPP-Redirect-URI': redirectUri,
	},
	body: '{}',
	idempotent: true,
});

/** Returns the URL to send the PSU to (`_links.scaRedirect`). */
export function readAuthorisation(response: HttpResponse): string {
	const { _links: links } = readJsonResponse(response, {
		statuses: [201],
		operation: 'starting the authorisation',
		access: 'consent',
	});
	const href = member(member(links, 'scaRedirect'), 'href');
	if (typeof href === 'string' && URL.canParse(href) && new URL(href).protocol === 'https:')
		return href;
	throw invalidResponse(
		"The bank's response when starting the authorisation has no scaRedirect with an https URL.",
		response,
	);
}

/** Builds `GET /v1/consents/{consentId}`. */
export const getConsentRequest = (tpp: Tpp, consentId: string): HttpRequest => ({
	method: 'GET',
	url: consentUrl(tpp, consentId),
	headers: { Accept: 'application/json' },
});

/** Builds `GET /v1/consents/{consentId}/status`. */
export const getConsentStatusRequest = (tpp: Tpp, consentId: string): HttpRequest => ({
	method: 'GET',
	url: `${consentUrl(tpp, consentId)}/status`,
	headers: { Accept: 'application/json' },
});

/** Builds `DELETE /v1/consents/{consentId}`, which is idempotent. */
export const deleteConsentRequest = (tpp: Tpp, consentId: string): HttpRequest => ({
	method: 'DELETE',
	url: consentUrl(tpp, consentId),
	headers: { Accept: 'application/json' },
	idempotent: true,
});

/**
 * Reads a created consent, a consent, or its status.
 *
 * @param operation for errors, such as "creating the consent"
 * @param consentId of the request; absent when the response brings it
 */
export function readConsent(
	response: HttpResponse,
	operation: string,
	consentId?: string,
): Consent {
	const data = readJsonResponse(response, { statuses: [200, 201], operation, access: 'consent' });
	const id = consentId ?? data.consentId;
	if (typeof id !== 'string' || id === '' || typeof data.consentStatus !== 'string') {
		throw invalidResponse(
			`The bank's response when ${operation} has no consentId or no consentStatus.`,
			response,
			{ ...(typeof id === 'string' && { consentId: id }) },
		);
	}
	const { validUntil } = data;
	if (typeof validUntil === 'string' && !isCalendarDate(validUntil)) {
		throw invalidResponse(
			`The bank's response when ${operation} has the validUntil "${redact(validUntil)}", which is not a date.`,
			response,
			{ consentId: id },
		);
	}
	return {
		consentId: id,
		status: statuses.get(data.consentStatus) ?? data.consentStatus,
		...(typeof validUntil === 'string' && { expiresAt: endOfDay(validUntil) }),
		data,
		interactionId: response.interactionId,
	};
}

/** `consentStatus` (NextGenPSD2 1.3.9) in the words of `codes.ts`. `partiallyAuthorised`: a second person must confirm. */
const statuses = new Map([
	['received', 'AwaitingAuthorisation'],
	['partiallyAuthorised', 'AwaitingAuthorisation'],
	['valid', 'Authorised'],
	['rejected', 'Rejected'],
	['revokedByPsu', 'Revoked'],
	['terminatedByTpp', 'Revoked'],
	['expired', 'Expired'],
]);

/** `validUntil` includes its day. */
const endOfDay = (date: string): string => `${date}T23:59:59.000Z`;

/** Checks the response to a DELETE. A consent that has ended, or that the bank no longer has, counts as deleted. */
export function readConsentDeletion(response: HttpResponse): void {
	const { errorCodes } = readErrors(response.body);
	if (response.status >= 400 && errorCodes.some((code) => endedCodes.has(code))) return;
	assertDone(response, {
		statuses: deletionStatuses,
		operation: 'deleting the consent',
		access: 'consent',
	});
}

const endedCodes = new Set(['CONSENT_UNKNOWN', 'CONSENT_EXPIRED']);

const consentUrl = (tpp: Tpp, consentId: string) =>
	berlinGroupUrl(
		tpp,
		`/consents/${pathSegment(consentId, 'consent ID', { in: 'parameters', key: 'consentId' })}`,
	);
