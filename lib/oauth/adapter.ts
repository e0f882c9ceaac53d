import { InvalidResponseError, OpenBankingError } from '../errors';
import type { HttpRequest, HttpResponse } from '../transport/http';
import { redact } from '../transport/redact';
import { invalidResponse } from '../transport/requestOutcome';

/*
 * The adapter between oauth4webapi and this package: oauth4webapi builds requests and processes responses, our transport sends.
 * oauth4webapi is loaded when it is first used, with `await import('oauth4webapi')`.
 */

/** The part of `fetch` that oauth4webapi uses (`customFetch`). */
export type Fetch = (url: string, options: FetchOptions) => Promise<Response>;

interface FetchOptions {
	method: string;
	headers: Record<string, string>;
	body?: unknown;
}

/**
 * Returns the request that a function of oauth4webapi makes, without sending it.
 *
 * @throws what the function throws, such as an OperationProcessingError for an endpoint that is missing
 */
export const buildRequest = async (
	make: (fetch: Fetch) => Promise<unknown>,
): Promise<HttpRequest> =>
	await new Promise((resolve, reject) => {
		make(async (url, options) => {
			resolve(toRequest(url, options));
			return new Response();
		}).catch(reject);
	});

/**
 * Converts what oauth4webapi hands to `fetch`. A POST goes to an endpoint that may issue tokens, and tokens that the bank
 * has issued must arrive.
 */
export function toRequest(url: string, { method, headers, body }: FetchOptions): HttpRequest {
	const { 'user-agent': _, ...own } = headers;
	return {
		method: method as HttpRequest['method'],
		url,
		headers: own,
		body: body === undefined || body === null ? undefined : String(body),
		// Tokens, and codes and refresh tokens that are used up.
		...(method === 'POST' && { mustComplete: true }),
	};
}

const statusesWithoutBody = new Set([204, 205, 304]);

/**
 * Converts a response of our transport to one that oauth4webapi reads.
 *
 * @throws InvalidResponseError for a 101 that no request asked for: Node.js returns it, but `Response` has no such status
 */
export function toResponse(response: HttpResponse): Response {
	const { status, headers, body } = response;
	if (status < 200) {
		throw invalidResponse(
			`The bank responded with ${status}, which is not a final response.`,
			response,
		);
	}
	const bytes = statusesWithoutBody.has(status) ? null : new Uint8Array(body);
	return new Response(bytes, { status, headers });
}

/** A time in a response is past or still ahead, by the clock of this machine. */
export class TimestampError extends InvalidResponseError {}

interface Validated {
	/** What is validated, as the subject of a sentence: "The bank's token response". */
	subject: string;
	/** Absent: it did not come in the response to a request. */
	response?: HttpResponse;
}

/**
 * Runs a step of oauth4webapi and converts what it throws. Its own errors hold claims and whole responses, so they go no
 * further.
 *
 * @throws InvalidResponseError "… is invalid: …", or an error of ours that was thrown within the step
 */
export async function validating<T>(validated: Validated, step: () => T | Promise<T>): Promise<T> {
	try {
		return await step();
	} catch (thrown) {
		throw toOpenBankingError(thrown, validated);
	}
}

function toOpenBankingError(thrown: unknown, { subject, response }: Validated): OpenBankingError {
	const chain = causes(thrown);
	const ownError = chain.find((cause) => cause instanceof OpenBankingError);
	if (ownError) return ownError;
	const isTimestamp = chain.some(({ code }) => code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED');
	const Invalid = isTimestamp ? TimestampError : InvalidResponseError;
	const isMetadata = chain.some(({ code }) => metadataCodes.has(code));
	const invalid = isMetadata ? "The bank's discovery document" : subject;
	return new Invalid(`${invalid} is invalid: ${reason(chain)}.`, {
		httpStatus: response?.status,
		interactionId: response?.interactionId,
	});
}

/** Codes of errors about an endpoint of the discovery document. They can come from any step. */
const metadataCodes = new Set<unknown>([
	'OAUTH_HTTP_REQUEST_FORBIDDEN',
	'OAUTH_REQUEST_PROTOCOL_FORBIDDEN',
	'OAUTH_MISSING_SERVER_METADATA',
	'OAUTH_INVALID_SERVER_METADATA',
]);

/** Reasons that oauth4webapi words for programmers. */
const plainReasons = new Map<unknown, string>([
	['OAUTH_RESPONSE_IS_NOT_CONFORM', 'unexpected HTTP response status code'],
	['OAUTH_RESPONSE_IS_NOT_JSON', 'unexpected response content-type'],
	['OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED', 'it belongs to another issuer'],
]);

/** Returns the innermost message, which says most. That of a SyntaxError quotes the text that was parsed. */
function reason(chain: ThrownError[]): string {
	const innermost = chain.filter(({ name }) => name !== 'SyntaxError').at(-1);
	return plainReasons.get(innermost?.code) ?? redact(innermost?.message ?? 'unknown reason');
}

type ThrownError = Error & { code?: unknown };

/** Does not test `instanceof Error`: an error may come from another realm. */
function causes(thrown: unknown): ThrownError[] {
	if (typeof thrown !== 'object' || thrown === null || !('message' in thrown)) return [];
	return [thrown as Error, ...causes((thrown as Error).cause)];
}
