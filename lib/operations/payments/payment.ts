import {
	ConfigurationError,
	OpenBankingError,
	parameterError,
	type RequestOutcome,
	shorten,
} from '../../errors';
import { withToken } from '../../oauth/bearer';
import { clientTokens } from '../../oauth/clientCredentials';
import { requirePayments } from '../../requirements';
import { readJsonResponse, type JsonObject } from '../../responses/body';
import { isJsonObject, isNonEmptyText, jsonText } from '../../responses/json';
import type { Access } from '../../responses/nextStep';
import type { Tpp } from '../../tpp';
import {
	pathSegment,
	type Connection,
	type HttpRequest,
	type HttpResponse,
	type Send,
} from '../../transport/http';
import { invalidResponse } from '../../transport/requestOutcome';
import { wordFor } from '../accountInformation/codes';
import {
	getPaymentConsentRequest,
	paymentUrl,
	readPaymentConsent,
	type ConsentedPayment,
	type PaymentConsent,
} from './paymentConsent';
import { kinds } from './paymentOrder';
import { assertTerms } from './paymentTerms';
import { assertCanSign, readSigned, signedPost, unsignedPost, type Post } from './signedMessage';

/** A payment at the bank. */
export interface Payment {
	/** The bank's ID. */
	paymentId: string;
	consentId: string;
	/** In the words of v3.1, such as `AcceptedSettlementInProcess` or `InitiationCompleted`. */
	status: string;
	/** The bank had made it already when Submit read the consent. */
	isReplay?: true;
	/** The unchanged `Data` of the response. */
	data: JsonObject;
	interactionId: string;
}

/** Returns the exact text that is submitted. It repeats what the PSU consented to, member by member. */
const submissionBody = ({ consentId, initiation, risk }: ConsentedPayment): string =>
	JSON.stringify({ Data: { ConsentId: consentId, Initiation: initiation }, Risk: risk });

/**
 * Builds `POST /{kind}`, signed. Key and bytes depend on the consent alone, so every retry, execution and worker sends the
 * same, and the bank makes one payment (OBIE Read/Write, "Idempotency").
 */
export const submissionRequest = async (
	connection: Connection,
	payment: ConsentedPayment,
	now: Date,
): Promise<HttpRequest> =>
	await signedPost(connection, requirePayments(connection.tpp, payment.kind), {
		...submission(connection.tpp, payment),
		now,
	});

/**
 * Builds the same without the signature, and without a request to the directory for the ID of the key.
 *
 * @throws ConfigurationError for what the signature needs and the credential lacks
 */
export function submissionPreview(tpp: Tpp, payment: ConsentedPayment): HttpRequest {
	requirePayments(tpp, payment.kind);
	assertCanSign(tpp);
	return unsignedPost(tpp, submission(tpp, payment));
}

function submission(tpp: Tpp, payment: ConsentedPayment): Post {
	const body = submissionBody(payment);
	return { url: paymentUrl(tpp, kinds[payment.kind].payments), body, key: ['payment', body] };
}

/** Builds `GET /{kind}/{PaymentId}`. */
export const getPaymentRequest = (
	tpp: Tpp,
	{ kind }: Pick<ConsentedPayment, 'kind'>,
	paymentId: string,
): HttpRequest => ({
	method: 'GET',
	url: paymentUrl(
		tpp,
		kinds[kind].payments,
		pathSegment(paymentId, 'payment ID', { in: 'parameters', key: 'paymentId' }),
	),
	headers: { Accept: 'application/json' },
});

/**
 * Reads a payment in the response to a POST (201) or GET (200).
 *
 * @param access whose token the request had
 * @throws AspspError when the bank responded with an error, InvalidResponseError when there is no payment in the response, or
 * one of another consent
 */
export function readPayment(
	response: HttpResponse,
	{ kind, consentId }: Pick<ConsentedPayment, 'kind' | 'consentId'>,
	operation: string,
	access: Access = 'consent',
): Payment {
	const { Data } = readJsonResponse(response, { statuses: [200, 201], operation, access });
	const id = isJsonObject(Data) ? Data[kinds[kind].idMember] : undefined;
	if (!isJsonObject(Data) || !isNonEmptyText(id) || !isNonEmptyText(Data.Status)) {
		throw invalidResponse(
			`The bank's response when ${operation} has no ${kinds[kind].idMember} or no Status.`,
			response,
		);
	}
	if (Data.ConsentId !== consentId) {
		throw invalidResponse(
			`The bank's response when ${operation} describes the payment of another consent.`,
			response,
		);
	}
	return {
		paymentId: id,
		consentId,
		status: wordFor('paymentStatus', Data.Status),
		data: Data,
		interactionId: response.interactionId,
	};
}

/** A submitted payment, and the response that describes it. */
export interface Submitted {
	made: Payment;
	response: HttpResponse;
}

interface Submission {
	/** Sends with the token that the PSU's approval brought. */
	send: Send;
	/** That token has expired, and the session cannot be refreshed. */
	hasSessionExpired: boolean;
	/** The session can be refreshed. */
	isRenewable: boolean;
}

/**
 * Makes the payment, or learns that the bank has made it. The consent is read first, so that nothing is sent in vain.
 *
 * @throws what `readConsent`, `assertSubmittable` and `readPayment` throw
 */
export async function submitOnce(
	connection: Connection,
	payment: ConsentedPayment,
	{ send, hasSessionExpired, isRenewable }: Submission,
): Promise<Submitted> {
	const consent = await readConsent(connection, payment);
	assertSubmittable(consent, hasSessionExpired);
	const isReplay = consent.status === 'Consumed';
	const request = await submissionRequest(connection, payment, new Date());
	const response = await send({ ...request, mayHaveBeenDone: isReplay });
	const final = isRefusal(response)
		? await afterRefusal(connection, payment, { response, isRenewable })
		: response;
	const made = await readSigned(
		final,
		() => readPayment(final, payment, 'submitting the payment', 'psu'),
		{ connection, rules: requirePayments(connection.tpp), now: new Date() },
	);
	return { made: { ...made, ...(isReplay && { isReplay }) }, response: final };
}

/** Returns whether the bank refused the request itself: not for now only, and not because of a fault. */
const isRefusal = ({ status }: HttpResponse): boolean =>
	status >= 400 && status < 500 && status !== 408 && status !== 429;

/**
 * Returns a refusal with what is known of the payment. An earlier execution may have made it, if the bank now refuses the
 * token or has forgotten the key.
 *
 * @throws what `assertNotConsumed` and `assertAccepted` throw
 */
async function afterRefusal(
	connection: Connection,
	payment: ConsentedPayment,
	{ response, isRenewable }: { response: HttpResponse; isRenewable: boolean },
): Promise<HttpResponse> {
	const consent = await readConsent(connection, payment).catch(ignoreFailure);
	const isUnused = consent !== undefined && consent.status !== 'Consumed';
	assertAccepted(response, isRenewable, isUnused ? 'refused' : 'unknown');
	if (!consent) return { ...response, mayHaveBeenDone: true };
	assertNotConsumed(consent);
	return response;
}

/**
 * Checks that the bank accepted the token of a session that can be refreshed: then the PSU need not approve again.
 *
 * @throws ConfigurationError that says to refresh the session
 */
export function assertAccepted(
	{ status, interactionId }: HttpResponse,
	isRenewable: boolean,
	requestOutcome?: RequestOutcome,
): void {
	if (status !== 401 || !isRenewable) return;
	throw parameterError('The bank no longer accepts the access token of the session.', 'session', {
		suggestion: 'refreshSession',
		httpStatus: status,
		interactionId,
		...(requestOutcome && { requestOutcome }),
	});
}

function ignoreFailure(thrown: unknown): undefined {
	if (!(thrown instanceof OpenBankingError)) throw thrown;
}

/**
 * Reads the consent with a token of the client, which does not depend on the session.
 *
 * @throws what `readPaymentConsent` and `assertTerms` throw
 */
async function readConsent(
	connection: Connection,
	payment: ConsentedPayment,
): Promise<PaymentConsent> {
	const send = withToken(connection.send, clientTokens(connection, 'payments'));
	const response = await send(getPaymentConsentRequest(connection.tpp, payment));
	const operation = 'reading the payment consent';
	const consent = readPaymentConsent(response, operation, payment.consentId);
	assertTerms(consent.data, payment, { response, operation });
	return consent;
}

/** Milliseconds. OBIE Read/Write: a bank remembers an idempotency key for 24 hours; an hour less allows for the way there. */
const keyLifetime = 23 * 60 * 60 * 1000;

/**
 * Checks, before a submission, that it can have an effect. A consent that was used lately may be submitted again: the bank
 * recognises the key and responds with the payment. Only times of the bank are compared, so our clock does not matter.
 *
 * @param hasSessionExpired there is no token to submit with
 * @throws ConfigurationError with `requestOutcome: unknown` when the bank made the payment of the consent earlier and cannot be
 * asked for it, with `notSent` when it made none and the session has expired
 */
export function assertSubmittable(consent: PaymentConsent, hasSessionExpired: boolean): void {
	const { status, consentId, data, respondedAt = '' } = consent;
	const age = Date.parse(respondedAt) - Date.parse(jsonText(data.StatusUpdateDateTime));
	if (hasSessionExpired || age > keyLifetime) assertNotConsumed(consent);
	if (!hasSessionExpired) return;
	throw new ConfigurationError(
		`The session has expired. The status of the consent ${consentId} is "${shorten(status)}": the bank has made no payment with it. Create a payment consent with another instruction ID, and let the PSU approve it.`,
		{ tppAction: 'reconsent', requestOutcome: 'notSent', consentId },
	);
}

/**
 * Checks that a consent was not used up. Whether a request of this execution used it is not known.
 *
 * @throws ConfigurationError with `requestOutcome: unknown` when the bank made the payment of the consent earlier
 */
function assertNotConsumed({ status, consentId }: PaymentConsent): void {
	if (status !== 'Consumed') return;
	throw new ConfigurationError(
		`The bank has already used the consent ${consentId} for a payment, and pays it only once. If you have the payment ID of the bank, read its status. Otherwise ask the bank's support with the consent ID: the outcome of that payment is not known here.`,
		{ tppAction: 'contactBank', requestOutcome: 'unknown', consentId },
	);
}
