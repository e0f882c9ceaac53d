import { ConnectionError, InvalidResponseError } from '../errors';
import type { CompleteResponse } from './attempt';
import { outcomeOfFailure, type Failure } from './failure';
import { sentOnceKind, type HttpResponse } from './http';
import { addressOf, type PreparedRequest } from './prepareRequest';
import { redact } from './redact';
import { concealing, concealingData } from './sentSecrets';

export type AttemptResult = { response: CompleteResponse } | { failure: Failure };

/**
 * Returns the response of the last attempt.
 *
 * @param attempts how often the request was sent
 * @throws ConnectionError when there was no response, InvalidResponseError for a response to another request
 */
export function toHttpResponse(
	request: PreparedRequest,
	last: AttemptResult,
	attempts: number,
): HttpResponse {
	if ('failure' in last) throw connectionError(request, last.failure, attempts);
	const { status, headers, body, clockAhead } = last.response;
	const sent = request.interactionId;
	const conceal = concealing(request);
	const echoed = headers[sent.name];
	if (request.method === 'GET') assertSameRequest(status, sent.value, echoed);
	return {
		status,
		headers,
		body,
		conceal,
		concealData: concealingData(request),
		interactionId: interactionIdOf(sent.value, echoed, conceal),
		address: addressOf(request.url),
		sentOnce: sentOnceKind(request),
		clockAhead,
	};
}

/**
 * Rejects data with the interaction ID of another request, because it may belong to another customer. This applies to
 * GET only: the result of a POST, such as a token or a registration, must not be lost when a gateway sets its own ID.
 */
function assertSameRequest(status: number, sent: string, echoed: string | undefined): void {
	if (status >= 300 || !echoed) return;
	// A gateway may add the header a second time. Node joins both values with a comma.
	const ids = echoed.toLowerCase().split(',');
	if (ids.every((id) => id.trim() === sent.toLowerCase())) return;
	throw new InvalidResponseError(
		"The bank's response has the interaction ID of another request and was discarded.",
		{ httpStatus: status, interactionId: sent },
	);
}

/** Characters. A longer text could be a key. */
const maxInteractionId = 128;
/** Interaction IDs are shown and stored. Other characters could be HTML. */
const idForm = /^[\w.:,+/=| -]+$/;

/** Returns the bank's ID, or ours when the bank sent none or something else. */
const interactionIdOf = (
	sent: string,
	echoed: string | undefined,
	conceal: (text: string) => string,
): string => (sent === echoed ? sent : harmlessId(echoed, conceal) || sent);

/** Returns the bank's ID, or undefined when it contains a secret or is no ID. */
function harmlessId(id: string | undefined, conceal: (text: string) => string): string | undefined {
	if (id === undefined || id.length > maxInteractionId || !idForm.test(id)) return undefined;
	return redact(conceal(id)) === id ? id : undefined;
}

function connectionError(
	request: PreparedRequest,
	failure: Failure,
	attempts: number,
): ConnectionError {
	const times = attempts === 1 ? '' : ` after ${attempts} attempts`;
	const { advice, ...outcome } = outcomeOfFailure(request, failure);
	return new ConnectionError(
		`No response from ${addressOf(request.url)}${times}: ${failure.message} (${failure.code}).${advice ? ` ${advice}` : ''}`,
		{
			field: failure.field,
			suggestion: failure.suggestion,
			tppAction: failure.tppAction,
			interactionId: request.interactionId.value,
			...outcome,
		},
	);
}
