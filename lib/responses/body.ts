import { InvalidResponseError } from '../errors';
import type { HttpResponse } from '../transport/http';
import { redact } from '../transport/redact';
import { bankError } from './bankError';
import type { Access } from './nextStep';

export type JsonObject = Record<string, unknown>;

interface Expectation {
	/** The statuses of success. */
	statuses: number[];
	/** What was going on, for the error: "registering the client". */
	operation: string;
	/** Absent: the client's. */
	access?: Access;
}

/**
 * The JSON object of a successful answer.
 *
 * @throws AspspError when the bank refused, InvalidResponseError when the success is not a JSON object
 */
export function readJsonResponse(response: HttpResponse, expected: Expectation): JsonObject {
	assertStatus(response, expected);
	const { operation: doing } = expected;
	const body = parseObject(response.body);
	if (body) return body;
	const type = redact(response.headers['content-type'] ?? 'no content type');
	throw new InvalidResponseError(
		`The bank answered ${response.status} when ${doing}, but with ${type} in place of a JSON object.`,
		{ httpStatus: response.status, interactionId: response.interactionId },
	);
}

/** @throws AspspError when the bank refused, InvalidResponseError for a redirect or a success of another kind */
export function assertStatus(
	response: HttpResponse,
	{ statuses: statuses, operation: doing, access }: Expectation,
): void {
	const { status, interactionId } = response;
	if (statuses.includes(status)) return;
	if (status >= 400) throw bankError(response, doing, { access });
	throw new InvalidResponseError(
		`The bank answered ${status} when ${doing}; expected was ${statuses.join(' or ')}.`,
		{ httpStatus: status, interactionId },
	);
}

function parseObject(body: Buffer): JsonObject | undefined {
	try {
		const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
		return typeof json === 'object' && json !== null && !Array.isArray(json)
			? (json as JsonObject)
			: undefined;
	} catch {
		return undefined;
	}
}

/**
 * The members of a JSON body, read as oauth4webapi reads it: without a byte order mark, bytes that are no UTF-8 replaced.
 * Undefined for what is no JSON.
 */
export function jsonBody({ body }: HttpResponse): JsonObject | undefined {
	try {
		return Object(JSON.parse(new TextDecoder().decode(body))) as JsonObject;
	} catch {
		return undefined;
	}
}
