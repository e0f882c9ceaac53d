import { ConfigurationError } from '../../errors';
import { readJsonResponse, type JsonObject } from '../../responses/body';
import { isJsonObject } from '../../responses/json';
import type { Tpp } from '../../tpp';
import type { Connection, HttpRequest, HttpResponse } from '../../transport/http';
import { invalidResponse } from '../../transport/requestOutcome';
import { wordFor } from '../accountInformation/codes';
import { pathSegment } from '../pathSegment';
import {
	paymentUrl,
	requirePayments,
	signedPost,
	type ConsentedPayment,
	type PaymentConsent,
} from './paymentConsent';
import { kinds } from './paymentOrder';

/** A payment at the bank. */
export interface Payment {
	/** The bank's ID. */
	paymentId: string;
	consentId: string;
	/** In the words of v3.1, such as `AcceptedSettlementInProcess` or `InitiationCompleted`. */
	status: string;
	/** The bank had received the same request before: the response describes the payment of that request. */
	isReplay?: true;
	/** The unchanged `Data` of the response. */
	data: JsonObject;
	interactionId: string;
}

/** Returns the exact text that is submitted. It repeats what the PSU consented to, member by member. */
export const submissionBody = ({ consentId, initiation, risk }: ConsentedPayment): string =>
	JSON.stringify({ Data: { ConsentId: consentId, Initiation: initiation }, Risk: risk });

/**
 * Builds `POST /{kind}`, signed. Key and bytes depend on the consent alone, so every retry, execution and worker sends the
 * same, and the bank makes one payment (OBIE Read/Write, "Idempotency").
 */
export async function submissionRequest(
	connection: Connection,
	payment: ConsentedPayment,
	now: Date,
): Promise<HttpRequest> {
	const rules = requirePayments(connection.tpp, payment.kind);
	const body = submissionBody(payment);
	return await signedPost(connection, rules, {
		url: paymentUrl(connection.tpp, kinds[payment.kind].payments),
		body,
		key: ['payment', body],
		now,
	});
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
 * @throws AspspError when the bank responded with an error, InvalidResponseError when there is no payment in the response, or
 * one of another consent
 */
export function readPayment(
	response: HttpResponse,
	{ kind, consentId }: Pick<ConsentedPayment, 'kind' | 'consentId'>,
	operation: string,
): Payment {
	const { Data } = readJsonResponse(response, {
		statuses: [200, 201],
		operation,
		access: 'consent',
	});
	const id = isJsonObject(Data) ? Data[kinds[kind].idMember] : undefined;
	if (!isJsonObject(Data) || typeof id !== 'string' || typeof Data.Status !== 'string') {
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
		...(wasMadeBefore(Data, response) && { isReplay: true as const }),
		data: Data,
		interactionId: response.interactionId,
	};
}

/** Milliseconds between the creation of a payment and the date of the response that brings it. */
const newPayment = 10_000;

/** Compares two times of the bank: the creation of the payment and the date of the response (RFC 9110 §6.6.1). */
function wasMadeBefore(
	{ CreationDateTime }: JsonObject,
	{ status, headers }: HttpResponse,
): boolean {
	const age = Date.parse(headers.date ?? '') - Date.parse(String(CreationDateTime));
	return status === 201 && age > newPayment;
}

/** Milliseconds. OBIE Read/Write: a bank remembers an idempotency key for 24 hours; an hour less allows for the way there. */
const keyLifetime = 23 * 60 * 60 * 1000;

/** Returns whether the bank may have forgotten the key of a submission: its consent must be read before. */
export const mayBeForgotten = ({ createdAt }: ConsentedPayment, now: Date): boolean =>
	now.getTime() - Date.parse(createdAt) > keyLifetime;

/**
 * Checks that a consent was not used up. Whether a request of this execution used it is not known.
 *
 * @throws ConfigurationError with `requestOutcome: unknown` when the bank made the payment of the consent earlier
 */
export function assertNotConsumed({ status, consentId }: PaymentConsent): void {
	if (status !== 'Consumed') return;
	throw new ConfigurationError(
		`The bank has already used the consent ${consentId} for a payment, and pays it only once. If you have the payment ID of the bank, read its status. Otherwise ask the bank's support with the consent ID: the outcome of that payment is not known here.`,
		{ tppAction: 'contactBank', requestOutcome: 'unknown', consentId },
	);
}
