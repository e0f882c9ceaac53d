import { AspspError } from '../errors';
import type { HttpResponse } from '../transport/http';
import { clockAdvice } from '../transport/messages';
import { redact } from '../transport/redact';
import { invalidResponse, outcomeOfResponse, refused } from '../transport/requestOutcome';
import { retryAfterMilliseconds } from '../transport/retry';
import { readErrors, reportsError, unchanged, type ErrorBody } from './errorBody';
import { isJsonObject, isNonEmptyText, parseExactJson, parseJson } from './json';
import { nextStep, type Access } from './nextStep';

export type JsonObject = Record<string, unknown>;

interface Expectation {
	/** The statuses of a success. */
	statuses: number[];
	/** The operation for the error message, such as "registering the client". */
	operation: string;
	/** Default: `client`. */
	access?: Access;
	/** A member without which the request was in vain. A response that has it is a success, even if it also reports an error. */
	result?: string;
}

/**
 * Returns the JSON object of a successful response. A number with more digits than JavaScript keeps is a text. Secrets of the
 * request that the bank repeats are replaced.
 *
 * @throws AspspError when the bank responded with an error, InvalidResponseError when a success is not a JSON object
 */
export function readJsonResponse(response: HttpResponse, expected: Expectation): JsonObject {
	assertStatus(response, expected);
	const { status, headers, conceal = unchanged } = response;
	const body = parseExactJson(response.body);
	const { operation, result } = expected;
	const bringsResult = result && isJsonObject(body) && isNonEmptyText(body[result]);
	if (reportsError(body) && !bringsResult) throw bankError(response, operation, expected);
	if (isJsonObject(body)) {
		response.concealData?.(body, response.body);
		return body;
	}
	const type = headers['content-type'];
	throw invalidResponse(
		`The bank responded with ${status} when ${operation}, but the response body is not a JSON object (${type ? `content type ${redact(conceal(type))}` : 'no content type'}).`,
		response,
	);
}

/**
 * Checks the status of a response.
 *
 * @throws AspspError when the bank responded with an error, InvalidResponseError for a redirect or an unexpected success
 */
export function assertStatus(
	response: HttpResponse,
	{ statuses, operation, access }: Expectation,
): void {
	const { status } = response;
	if (statuses.includes(status)) return;
	if (status >= 400) throw bankError(response, operation, { access });
	throw invalidResponse(
		`The bank responded with ${status} when ${operation}. Expected: ${statuses.join(' or ')}.`,
		response,
	);
}

/**
 * Checks the response to a request that asks for nothing in return. No standard specifies its body (RFC 9110 §9.3.5 for
 * DELETE), so only an error and a page of a gateway contradict the status.
 *
 * @throws AspspError when the bank responded with an error, InvalidResponseError for another status and for a page
 */
export function assertDone(response: HttpResponse, expected: Expectation): void {
	assertStatus(response, expected);
	const { status, body } = response;
	const { operation } = expected;
	if (reportsError(parseJson(body))) throw bankError(response, operation, expected);
	if (!/^\s*</.test(body.toString('utf8', 0, 1_000))) return;
	throw invalidResponse(
		`The bank responded with ${status} when ${operation}, but the response body is a page.`,
		response,
	);
}

/** Statuses of a successful DELETE. */
export const deletionStatuses = [200, 204];

/**
 * Returns the members of a JSON body as OAuth libraries read it: of any status, and with bytes that are not UTF-8
 * replaced. A value that is not an object has no members.
 *
 * @returns undefined when the body is not JSON
 */
export function readJsonLeniently({ body }: HttpResponse): JsonObject | undefined {
	const json = parseJson(body);
	return json === undefined ? undefined : (Object(json) as JsonObject);
}

interface BankErrorOptions {
	/** Default: `client`. */
	access?: Access;
	now?: Date;
}

/**
 * Returns the error for a response of status 400 or more. It has the status, the error codes and messages of OAuth, OBIE,
 * Berlin Group and Salt Edge bodies, and the next step. It quotes a body of any other form only
 * when the bank alone can help.
 *
 * @param operation the operation for the message, such as "registering the client"
 */
export function bankError(
	response: HttpResponse,
	operation: string,
	{ access = 'client', now = new Date() }: BankErrorOptions = {},
): AspspError {
	const { status, interactionId } = response;
	const { hasTokenWorked, sentOnce, mayHaveBeenDone } = response;
	const errorBody = readErrors(response.body, response.conceal);
	const { errorCodes } = errorBody;
	const { isDecided, isBankFault, ...step } = nextStep(errorBody, {
		status,
		access,
		hasTokenWorked,
		sentOnce,
	});
	const messages = isBankFault ? wordsOf(response, errorBody) : errorBody.messages;
	const isRefused = isDecided && !mayHaveBeenDone;
	const outcome = isRefused ? refused(sentOnce) : outcomeOfResponse(response);
	const { advice, ...next } = step.requestOutcome ? step : { ...step, ...outcome };
	const quote = quoteOf({ errorCodes, messages });
	const summary = `The bank responded with ${status}${atAddress(response)} when ${operation}${quote && `: ${quote}`}.`;
	return new AspspError(`${summary} ${advice}${adviceOnClocks(response)}`, {
		summary,
		httpStatus: status,
		errorCodes,
		interactionId,
		...next,
		retryAfter: retryTime(response, now),
	});
}

const quoteOf = ({ errorCodes, messages }: Pick<ErrorBody, 'errorCodes' | 'messages'>): string =>
	[errorCodes.join(', '), messages.join(' ').replace(/\.$/, '')].filter(Boolean).join(': ');

/** Returns the codes and messages of the error that a success reports. Undefined: it reports none. */
export const reportedError = ({ body, conceal }: HttpResponse): string | undefined =>
	reportsError(parseJson(body)) ? quoteOf(readErrors(body, conceal)) : undefined;

/** Quotes a text or a page, too, where only the bank's support can help. */
function wordsOf({ body, conceal = unchanged }: HttpResponse, known: ErrorBody): string[] {
	const { errorCodes, messages } = known;
	const isReported = errorCodes.length > 0 || messages.length > 0;
	return isReported ? messages : [redact(conceal(body.toString('utf8', 0, 5_000)))];
}

/** A wrong address, or an endpoint that the bank does not have, can be recognised by the address only. */
const atAddress = ({ status, address }: HttpResponse): string =>
	address && (status === 404 || status === 405) ? ` at ${address}` : '';

/** Banks reject signatures and tokens with these statuses when a clock is wrong. */
const adviceOnClocks = ({ status, clockAhead }: HttpResponse): string =>
	[400, 401, 403].includes(status) ? clockAdvice(clockAhead) : '';

/** The last millisecond that a Date can represent. */
const latest = 8.64e15;

function retryTime({ headers }: HttpResponse, now: Date): string | undefined {
	const wait = retryAfterMilliseconds(headers['retry-after'], now);
	return wait === undefined
		? undefined
		: new Date(Math.min(now.getTime() + wait, latest)).toISOString();
}
