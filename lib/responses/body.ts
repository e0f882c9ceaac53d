import type { HttpResponse } from '../transport/http';
import { redact } from '../transport/redact';
import { invalidResponse } from '../transport/requestOutcome';
import { bankError } from './bankError';
import { reportsError, unchanged } from './errorBody';
import { isJsonObject, parseExactJson, parseJson } from './json';
import type { Access } from './nextStep';

export type JsonObject = Record<string, unknown>;

interface Expectation {
	/** The statuses of a success. */
	statuses: number[];
	/** The operation for the error message, such as "registering the client". */
	operation: string;
	/** Default: `client`. */
	access?: Access;
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
	if (reportsError(body)) throw bankError(response, expected.operation, expected);
	if (isJsonObject(body)) {
		response.concealData?.(body, response.body);
		return body;
	}
	const type = headers['content-type'];
	throw invalidResponse(
		`The bank responded with ${status} when ${expected.operation}, but the response body is not a JSON object (${type ? `content type ${redact(conceal(type))}` : 'no content type'}).`,
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
 * Returns the members of a JSON body as OAuth libraries read it: of any status, and with bytes that are not UTF-8
 * replaced. A value that is not an object has no members.
 *
 * @returns undefined when the body is not JSON
 */
export function readJsonLeniently({ body }: HttpResponse): JsonObject | undefined {
	const json = parseJson(body);
	return json === undefined ? undefined : (Object(json) as JsonObject);
}
