import type { PaymentKind, Payments } from '../../banks/profile';
import { parameterError } from '../../errors';
import { assertBoundTo, assertSame, bindingOf, type Binding } from '../../jose/binding';
import { open, seal, type Seal } from '../../jose/seal';
import type { PaymentJourney } from '../../oauth/encodedParameters';
import { requireClient, requirePayments, requireResourceServer } from '../../requirements';
import { readJsonResponse, type JsonObject } from '../../responses/body';
import { isJsonObject, isNonEmptyText } from '../../responses/json';
import type { Tpp } from '../../tpp';
import {
	pathSegment,
	type Connection,
	type HttpRequest,
	type HttpResponse,
} from '../../transport/http';
import { invalidResponse } from '../../transport/requestOutcome';
import { wordFor } from '../accountInformation/codes';
import { assertPaymentDate } from './paymentDate';
import { initiationOf, instructionIdOf, kinds, type PaymentOrder } from './paymentOrder';
import { signedPost } from './signedMessage';

/**
 * A payment that a PSU was asked to authorise. It travels sealed, so that only what was consented is ever submitted. Its
 * member names never change.
 */
export interface ConsentedPayment extends Binding {
	kind: PaymentKind;
	consentId: string;
	clientId: string;
	initiation: JsonObject;
	risk: JsonObject;
}

/** What the bank says about the consent. */
export interface PaymentConsent {
	consentId: string;
	/** In the words of v3.1: `AwaitingAuthorisation`, `Authorised`, `Consumed` or `Rejected`. */
	status: string;
	/** The unchanged `Data` of the response. */
	data: JsonObject;
	interactionId: string;
	/** When the bank responded, by its own clock (RFC 9110 §6.6.1). */
	respondedAt?: string;
}

/** Returns the URL of a resource of the payment API. */
export function paymentUrl(tpp: Tpp, ...segments: string[]): string {
	const { path, version } = requirePayments(tpp);
	return [
		`${requireResourceServer(tpp)}${path ?? `/open-banking/${version}/pisp`}`,
		...segments,
	].join('/');
}

/** Builds the body of a consent. The same order gives the same text. */
function consentBody(order: PaymentOrder, rules: Payments): string {
	const { Initiation, Risk } = initiationOf(order, rules);
	const Permission = kinds[order.kind].hasPermission ? { Permission: 'Create' } : {};
	return JSON.stringify({ Data: { ...Permission, Initiation }, Risk });
}

/**
 * Builds `POST /{kind}-consents`, signed (OBIE Read/Write, "Message Signing") and with an idempotency key of the client, the
 * instruction ID and the content: a retry gets the consent that the first request created. Two equal standing orders with
 * different IDs are two consents, although their content is the same.
 *
 * @throws ConfigurationError for an invalid order, or what the signature needs and the credential lacks
 */
export async function paymentConsentRequest(
	connection: Connection,
	order: PaymentOrder,
	now: Date,
): Promise<HttpRequest> {
	const rules = requirePayments(connection.tpp, order.kind);
	assertPaymentDate(order, rules, now);
	const body = consentBody(order, rules);
	return await signedPost(connection, rules, {
		url: paymentUrl(connection.tpp, kinds[order.kind].consents),
		body,
		key: ['consent', order.kind, instructionIdOf(order), body],
		now,
	});
}

/** Builds `GET /{kind}-consents/{ConsentId}`. */
export const getPaymentConsentRequest = (
	tpp: Tpp,
	{ kind, consentId }: Pick<ConsentedPayment, 'kind' | 'consentId'>,
): HttpRequest => ({
	method: 'GET',
	url: paymentUrl(tpp, kinds[kind].consents, consentSegment(consentId)),
	headers: { Accept: 'application/json' },
});

/**
 * Builds `GET /domestic-payment-consents/{ConsentId}/funds-confirmation`. Only an authorised consent has it, and it needs the
 * PSU's token.
 *
 * @throws ConfigurationError for a kind of payment that has none in the standard
 */
export function fundsRequest(tpp: Tpp, { kind, consentId }: ConsentedPayment): HttpRequest {
	const { hasFundsConfirmation, consents } = kinds[kind];
	if (!hasFundsConfirmation) {
		throw parameterError(
			'The standard has no funds check for a payment in the future. No request was sent.',
			'operation',
		);
	}
	return {
		method: 'GET',
		url: paymentUrl(tpp, consents, consentSegment(consentId), 'funds-confirmation'),
		headers: { Accept: 'application/json' },
	};
}

const consentSegment = (consentId: string) =>
	pathSegment(consentId, 'consent ID', { in: 'parameters', key: 'paymentConsent' });

/**
 * Reads a consent in the response to a POST (201) or GET (200).
 *
 * @param consentId of the consent that was requested. Absent: it is new.
 * @throws AspspError when the bank responded with an error, InvalidResponseError when there is no consent in the response, or
 * another one
 */
export function readPaymentConsent(
	response: HttpResponse,
	operation: string,
	consentId?: string,
): PaymentConsent {
	const { Data } = readJsonResponse(response, {
		statuses: [200, 201],
		operation,
		access: 'consent',
	});
	if (isJsonObject(Data) && isNonEmptyText(Data.ConsentId) && isNonEmptyText(Data.Status)) {
		if (consentId !== undefined && Data.ConsentId !== consentId) {
			throw invalidResponse(
				`The bank's response when ${operation} describes another consent.`,
				response,
			);
		}
		return {
			consentId: Data.ConsentId,
			status: wordFor('paymentConsentStatus', Data.Status),
			data: Data,
			interactionId: response.interactionId,
			respondedAt: response.headers.date,
		};
	}
	throw invalidResponse(
		`The bank's response when ${operation} has no ConsentId or no Status.`,
		response,
	);
}

/** Reads whether the account has the money. @throws InvalidResponseError when the response does not say it */
export function readFundsAvailable(response: HttpResponse): {
	fundsAvailable: boolean;
	checkedAt?: string;
} {
	const { Data } = readJsonResponse(response, {
		statuses: [200],
		operation: 'checking the funds',
		access: 'psu',
	});
	const result = isJsonObject(Data) ? Data.FundsAvailableResult : undefined;
	if (isJsonObject(result) && typeof result.FundsAvailable === 'boolean') {
		const checkedAt = result.FundsAvailableDateTime;
		return {
			fundsAvailable: result.FundsAvailable,
			...(typeof checkedAt === 'string' && { checkedAt }),
		};
	}
	throw invalidResponse(
		"The bank's response when checking the funds does not say whether the account has enough money.",
		response,
	);
}

/** Seals what was consented. @throws ConfigurationError when the credential has no secret to seal with */
export const sealPayment = async (payment: ConsentedPayment, tpp: Tpp): Promise<string> =>
	await seal(payment, paymentSeal(tpp));

/** Returns what is sealed for an order whose consent the bank created. */
export const toConsentedPayment = (
	tpp: Tpp,
	order: PaymentOrder,
	consentId: string,
): ConsentedPayment => {
	const { Initiation, Risk } = initiationOf(order, requirePayments(tpp, order.kind));
	return {
		...bindingOf(tpp),
		kind: order.kind,
		consentId,
		clientId: requireClient(tpp).clientId,
		initiation: Initiation,
		risk: Risk,
	};
};

/**
 * Opens a sealed payment consent.
 *
 * @throws ConfigurationError when it is empty, does not open, or belongs to another bank or client
 */
export async function openPayment(sealed: string, tpp: Tpp): Promise<ConsentedPayment> {
	if (sealed === '') {
		throw parameterError(
			'The payment consent is empty. Only the step that creates the consent outputs it. Store it, or take it from the output of that step. No request was sent.',
			'paymentConsent',
		);
	}
	const payment = await open<ConsentedPayment>(sealed, paymentSeal(tpp));
	assertBoundTo(tpp, payment, 'paymentConsent');
	assertSame('paymentConsent', 'client', [payment.clientId, requireClient(tpp).clientId]);
	return payment;
}

/** Returns the members that The Co-operative Bank's redirect repeats, with the values of the consent. */
export function journeyOf({ kind, initiation }: ConsentedPayment): PaymentJourney {
	const { journey } = kinds[kind];
	if (journey === 'DSO') return { type: journey };
	const { CreditorAccount, InstructedAmount, RequestedExecutionDateTime } = initiation as {
		CreditorAccount: { Name: string };
		InstructedAmount: { Amount: string };
		RequestedExecutionDateTime: string;
	};
	const paid = { beneficiaryName: CreditorAccount.Name, amount: InstructedAmount.Amount };
	return journey === 'DP'
		? { type: journey, ...paid }
		: { type: journey, ...paid, paymentDateTime: RequestedExecutionDateTime };
}

/** What a person must see before money moves. */
interface PaymentSummary {
	/** As it was sent; of a standing order, that of each payment. */
	amount: string;
	currency: string;
	payeeName: string;
	/** Sort code and account number, or IBAN. */
	payeeAccount: string;
}

/** Returns amount and payee of what was consented. */
export function summaryOf({ initiation }: Pick<ConsentedPayment, 'initiation'>): PaymentSummary {
	const { InstructedAmount, FirstPaymentAmount, CreditorAccount } = initiation as Record<
		string,
		Record<string, string>
	>;
	const { Amount, Currency } = (InstructedAmount ?? FirstPaymentAmount)!;
	const { Name, Identification } = CreditorAccount!;
	return {
		amount: Amount!,
		currency: Currency!,
		payeeName: Name!,
		payeeAccount: Identification!,
	};
}

const paymentSeal = ({ sealingSecrets }: Tpp): Seal => ({
	purpose: 'payment consent',
	secrets: sealingSecrets,
	label: 'payment consent',
	parameter: 'paymentConsent',
});
