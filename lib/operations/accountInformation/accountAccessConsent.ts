import {
	assertDone,
	deletionStatuses,
	readJsonResponse,
	type JsonObject,
} from '../../responses/body';
import { isNonEmptyText } from '../../responses/json';
import { readErrors } from '../../responses/errorBody';
import type { Tpp } from '../../tpp';
import { pathSegment, type HttpRequest, type HttpResponse } from '../../transport/http';
import { invalidResponse } from '../../transport/requestOutcome';
import { wordFor } from './codes';
import { assertPermissions } from './permissions';
import { accountInformationUrl, financialIdHeader } from './resources';

/** Dates are ISO 8601 with a time zone. */
export interface ConsentSettings {
	permissions: string[];
	expirationDateTime?: string;
	transactionFromDateTime?: string;
	transactionToDateTime?: string;
}

export interface Consent {
	consentId: string;
	/** In the words of v3.1, also for the codes of v4.0: `AwaitingAuthorisation`, `Authorised` and others. */
	status: string;
	expiresAt?: string;
	/** The unchanged `Data` of the response. */
	data: JsonObject;
	interactionId: string;
}

/**
 * Builds `POST /account-access-consents` (OBIE Read/Write). It is sent once, because the standard defines no idempotency
 * key for it.
 *
 * @throws ConfigurationError for permissions that the standard does not allow
 */
export function createObieConsentRequest(tpp: Tpp, settings: ConsentSettings): HttpRequest {
	assertPermissions(settings.permissions);
	const {
		permissions: Permissions,
		expirationDateTime,
		transactionFromDateTime,
		transactionToDateTime,
	} = settings;
	const Data = {
		Permissions,
		...(expirationDateTime && { ExpirationDateTime: expirationDateTime }),
		...(transactionFromDateTime && { TransactionFromDateTime: transactionFromDateTime }),
		...(transactionToDateTime && { TransactionToDateTime: transactionToDateTime }),
	};
	return {
		method: 'POST',
		url: accountInformationUrl(tpp, '/account-access-consents'),
		headers: {
			'Content-Type': 'application/json',
			Accept: 'application/json',
			...financialIdHeader(tpp),
		},
		body: JSON.stringify({ Data, Risk: {} }),
		sentOnce: 'consent',
	};
}

/** Builds `GET /account-access-consents/{ConsentId}`. */
export const getObieConsentRequest = (tpp: Tpp, consentId: string): HttpRequest => ({
	method: 'GET',
	url: consentUrl(tpp, consentId),
	headers: { Accept: 'application/json', ...financialIdHeader(tpp) },
});

/** Builds `DELETE /account-access-consents/{ConsentId}`, which is idempotent. */
export const deleteObieConsentRequest = (tpp: Tpp, consentId: string): HttpRequest => ({
	method: 'DELETE',
	url: consentUrl(tpp, consentId),
	headers: financialIdHeader(tpp),
	idempotent: true,
});

/**
 * Reads the consent in the response to a POST (201) or GET (200).
 *
 * @param operation for errors, such as "creating the consent"
 * @throws AspspError when the bank responded with an error, InvalidResponseError when the response contains no consent
 */
export function readObieConsent(response: HttpResponse, operation: string): Consent {
	const { Data } = readJsonResponse(response, {
		statuses: [200, 201],
		operation,
		access: 'consent',
	}) as {
		Data?: JsonObject;
	};
	if (isNonEmptyText(Data?.ConsentId) && isNonEmptyText(Data.Status)) {
		return {
			consentId: Data.ConsentId,
			status: wordFor('consentStatus', Data.Status),
			...(typeof Data.ExpirationDateTime === 'string' && { expiresAt: Data.ExpirationDateTime }),
			data: Data,
			interactionId: response.interactionId,
		};
	}
	throw invalidResponse(
		`The bank's response when ${operation} has no ConsentId or no Status.`,
		response,
		{
			...(isNonEmptyText(Data?.ConsentId) && { consentId: Data.ConsentId }),
		},
	);
}

/**
 * Checks the response to a DELETE. A consent that the bank no longer has counts as deleted, because the response to an
 * earlier DELETE may have been lost.
 *
 * @throws AspspError when the bank did not delete the consent
 */
export function readObieConsentDeletion(response: HttpResponse): void {
	const { errorCodes } = readErrors(response.body);
	if (response.status === 400 && errorCodes.some((code) => deletedCodes.has(code))) return;
	assertDone(response, {
		statuses: deletionStatuses,
		operation: 'deleting the consent',
		access: 'consent',
	});
}

/** Of v4.0 and v3.1. An unknown resource has status 400 (OBIE Read/Write, "400 v/s 404"). */
const deletedCodes = new Set([
	'U009',
	'U011',
	'UK.OBIE.Resource.InvalidConsentStatus',
	'UK.OBIE.Resource.NotFound',
]);

const consentUrl = (tpp: Tpp, consentId: string) =>
	accountInformationUrl(
		tpp,
		`/account-access-consents/${pathSegment(consentId, 'consent ID', { in: 'parameters', key: 'consentId' })}`,
	);
