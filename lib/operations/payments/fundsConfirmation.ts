import { parameterError, shorten } from '../../errors';
import { requireFundsConfirmation, requireResourceServer } from '../../requirements';
import { readJsonResponse, type JsonObject } from '../../responses/body';
import { isJsonObject } from '../../responses/json';
import type { Tpp } from '../../tpp';
import { pathSegment, type HttpRequest, type HttpResponse } from '../../transport/http';
import { invalidResponse } from '../../transport/requestOutcome';
import { isSameMoney, toMoney } from './money';
import { accountIdentification, accountName, hasUnseen } from './payee';

/* OBIE Read/Write, confirmation of funds: for card-based payment instrument issuers (CBPII). */

/** What a PSU is asked to allow: to ask again and again whether one account has an amount of money. */
export interface FundsConsentSettings {
	/** Sort code and account number, or IBAN. */
	account: string;
	/** Name of the account. */
	name?: string;
	/** ISO 8601 with a time zone. Absent: the consent has no end. */
	expirationDateTime?: string;
}

/** One question to the bank. */
export interface FundsQuestion {
	consentId: string;
	/** The caller's own ID of the transaction, up to 35 characters. */
	reference: string;
	/** Decimal text. */
	amount: string;
	/** ISO 4217: that of the account. */
	currency: string;
}

/** The bank's response: the account has the amount, or not. */
interface FundsConfirmation {
	fundsAvailable: boolean;
	/** The bank's ID of the response. */
	fundsConfirmationId: string;
	reference: string;
	amount: string;
	currency: string;
	/** ISO 8601. */
	checkedAt: string;
	/** The unchanged `Data` of the response. */
	data: JsonObject;
	interactionId: string;
}

function fundsUrl(tpp: Tpp, path: string): string {
	const { version, path: root = `/open-banking/${version}/cbpii` } = requireFundsConfirmation(tpp);
	return `${requireResourceServer(tpp)}${root}${path}`;
}

/**
 * Builds `POST /funds-confirmation-consents`. It is sent once, because the standard defines no idempotency key for it.
 *
 * @throws ConfigurationError for an invalid account
 */
export function createFundsConsentRequest(
	tpp: Tpp,
	{ account, name, expirationDateTime }: FundsConsentSettings,
): HttpRequest {
	const DebtorAccount = {
		...accountIdentification(account, { owner: 'PSU', key: 'account' }),
		...(name && { Name: accountName(name, { owner: 'PSU', key: 'accountName' }) }),
	};
	const expiry = expirationDateTime && { ExpirationDateTime: expirationDateTime };
	return {
		method: 'POST',
		url: fundsUrl(tpp, '/funds-confirmation-consents'),
		headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
		body: JSON.stringify({ Data: { ...expiry, DebtorAccount } }),
		sentOnce: 'consent',
	};
}

/** Builds `GET /funds-confirmation-consents/{ConsentId}`. */
export const getFundsConsentRequest = (tpp: Tpp, consentId: string): HttpRequest => ({
	method: 'GET',
	url: consentUrl(tpp, consentId),
	headers: { Accept: 'application/json' },
});

/** Builds `DELETE /funds-confirmation-consents/{ConsentId}`, which is idempotent. */
export const deleteFundsConsentRequest = (tpp: Tpp, consentId: string): HttpRequest => ({
	method: 'DELETE',
	url: consentUrl(tpp, consentId),
	headers: {},
	idempotent: true,
});

const consentUrl = (tpp: Tpp, consentId: string): string =>
	fundsUrl(
		tpp,
		`/funds-confirmation-consents/${pathSegment(consentId, 'consent ID', { in: 'parameters', key: 'consentId' })}`,
	);

/**
 * Builds `POST /funds-confirmations`. It may be sent again: it moves and reserves no money.
 *
 * @throws ConfigurationError for an invalid amount, currency or reference
 */
export function confirmFundsRequest(tpp: Tpp, question: FundsQuestion): HttpRequest {
	const { consentId, amount, currency } = question;
	const Data = {
		ConsentId: consentId,
		Reference: referenceOf(question),
		InstructedAmount: toMoney(amount, currency),
	};
	return {
		method: 'POST',
		url: fundsUrl(tpp, '/funds-confirmations'),
		headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
		body: JSON.stringify({ Data }),
		idempotent: true,
	};
}

function referenceOf({ reference }: FundsQuestion): string {
	const text = reference.trim();
	if (text === '') {
		throw parameterError(
			'The reference is empty. Enter your own ID of the transaction, such as the number of the order.',
			'reference',
		);
	}
	if (text.length <= 35 && !hasUnseen(text)) return text;
	throw parameterError(
		`The reference "${shorten(text)}" is invalid. Use up to 35 characters, without line breaks.`,
		'reference',
	);
}

/**
 * Reads the response to a question.
 *
 * @throws AspspError when the bank responded with an error, InvalidResponseError when the response does not say whether there
 * is enough, or concerns another consent or amount
 */
export function readFundsConfirmation(
	response: HttpResponse,
	question: FundsQuestion,
): FundsConfirmation {
	const { Data } = readJsonResponse(response, {
		statuses: [201],
		operation: 'confirming funds',
		access: 'psu',
	});
	if (!isFundsData(Data)) {
		throw invalidResponse(
			"The bank's response when confirming funds does not say whether the account has enough money.",
			response,
		);
	}
	assertConcerns(Data, question, response);
	return {
		fundsAvailable: Data.FundsAvailable,
		fundsConfirmationId: Data.FundsConfirmationId,
		reference: question.reference.trim(),
		amount: Data.InstructedAmount.Amount,
		currency: Data.InstructedAmount.Currency,
		checkedAt: Data.CreationDateTime,
		data: Data,
		interactionId: response.interactionId,
	};
}

interface FundsData extends JsonObject {
	FundsConfirmationId: string;
	ConsentId: string;
	CreationDateTime: string;
	FundsAvailable: boolean;
	InstructedAmount: { Amount: string; Currency: string };
}

function isFundsData(data: unknown): data is FundsData {
	if (!isJsonObject(data) || !isJsonObject(data.InstructedAmount)) return false;
	const { FundsConfirmationId, ConsentId, CreationDateTime, InstructedAmount } = data;
	const { Amount, Currency } = InstructedAmount;
	const texts = [FundsConfirmationId, ConsentId, CreationDateTime, Amount, Currency];
	return (
		typeof data.FundsAvailable === 'boolean' && texts.every((text) => typeof text === 'string')
	);
}

/** "Yes" to a smaller amount, or about another account, must not be taken for a "yes" to ours. */
function assertConcerns(data: FundsData, question: FundsQuestion, response: HttpResponse): void {
	const requested = toMoney(question.amount, question.currency);
	const isSameAmount = isSameMoney(data.InstructedAmount, requested);
	if (data.ConsentId === question.consentId && isSameAmount) return;
	throw invalidResponse(
		`The bank's response when confirming funds concerns another ${isSameAmount ? 'consent' : 'amount'}.`,
		response,
	);
}
