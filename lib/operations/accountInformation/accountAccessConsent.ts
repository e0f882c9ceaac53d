import { InvalidResponseError } from '../../errors';
import { assertStatus, readJsonResponse, type JsonObject } from '../../responses/body';
import { readErrors } from '../../responses/errorBody';
import type { Tpp } from '../../tpp';
import type { HttpRequest, HttpResponse } from '../../transport/http';
import { pathSegment } from '../pathSegment';
import { assertPermissions } from './permissions';
import { accountInformationAddress } from './resources';

/** Dates are ISO 8601 with a time zone. */
export interface ConsentSettings {
	permissions: string[];
	expirationDateTime?: string;
	transactionFromDateTime?: string;
	transactionToDateTime?: string;
}

export interface Consent {
	consentId: string;
	/** The bank's word: `AwaitingAuthorisation` (v3), `AWAU` (v4) and their kin. */
	status: string;
	expiresAt?: string;
	/** The bank's `Data`, as it came. */
	data: JsonObject;
	interactionId: string;
}

/**
 * `POST /account-access-consents` (OBIE Read/Write). A consent costs nothing and binds nobody until the PSU agrees, but
 * the standard gives it no idempotency key, so it is sent once.
 *
 * @throws ConfigurationError for permissions that the standard refuses
 */
export function createConsentRequest(tpp: Tpp, settings: ConsentSettings): HttpRequest {
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
		url: accountInformationAddress(tpp, '/account-access-consents'),
		headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
		body: JSON.stringify({ Data, Risk: {} }),
	};
}

/** `GET /account-access-consents/{ConsentId}`. */
export const getConsentRequest = (tpp: Tpp, consentId: string): HttpRequest => ({
	method: 'GET',
	url: consentAddress(tpp, consentId),
	headers: { Accept: 'application/json' },
});

/** `DELETE /account-access-consents/{ConsentId}`. Deleting again does no harm, so it may be repeated. */
export const deleteConsentRequest = (tpp: Tpp, consentId: string): HttpRequest => ({
	method: 'DELETE',
	url: consentAddress(tpp, consentId),
	idempotent: true,
});

/** @throws AspspError when the bank refused, InvalidResponseError when the answer names no consent */
export function readConsent(response: HttpResponse, doing: string): Consent {
	const { Data } = readJsonResponse(response, { statuses: [200, 201], operation: doing }) as {
		Data?: JsonObject;
	};
	if (typeof Data?.ConsentId === 'string' && typeof Data.Status === 'string') {
		return {
			consentId: Data.ConsentId,
			status: Data.Status,
			...(typeof Data.ExpirationDateTime === 'string' && { expiresAt: Data.ExpirationDateTime }),
			data: Data,
			interactionId: response.interactionId,
		};
	}
	throw new InvalidResponseError(`The bank's answer names no ConsentId and Status when ${doing}.`, {
		httpStatus: response.status,
		interactionId: response.interactionId,
		...(typeof Data?.ConsentId === 'string' && { consentId: Data.ConsentId }),
	});
}

/**
 * A consent that the bank no longer has counts as deleted: an earlier answer may have been lost.
 *
 * @throws AspspError when the bank refused
 */
export function readConsentDeletion(response: HttpResponse): void {
	const { errorCodes } = readErrors(response.body);
	if (response.status === 400 && errorCodes.some((code) => gone.has(code))) return;
	assertStatus(response, { statuses: [204], operation: 'deleting the consent' });
}

/** v4.0 and v3.1 (OBIE Read/Write, "400 v/s 404": an unknown resource is 400). */
const gone = new Set([
	'U009',
	'U011',
	'UK.OBIE.Resource.InvalidConsentStatus',
	'UK.OBIE.Resource.NotFound',
]);

const consentAddress = (tpp: Tpp, consentId: string) =>
	accountInformationAddress(
		tpp,
		`/account-access-consents/${pathSegment(consentId, 'Consent ID')}`,
	);
