import { randomUUID } from 'node:crypto';

import {
	ConfigurationError,
	ConnectionError,
	InvalidResponseError,
	configurationError,
} from '../errors';
import { withoutSecretPart } from '../secretTexts';
import { outcomeOfFailure, type Failure } from './failure';
import {
	findInteractionId,
	sentOnceKind,
	type HttpRequest,
	type HttpResponse,
	type InteractionId,
} from './http';
import { redact } from './redact';
import { concealing, concealingData } from './sentSecrets';

/** A request that can be sent. */
export interface PreparedRequest extends HttpRequest {
	headers: Record<string, string>;
	parsedUrl: URL;
	interactionId: InteractionId;
}

/**
 * Returns `request` with an interaction ID.
 *
 * @throws ConfigurationError for an address or a header that cannot be sent
 */
export function prepareRequest(request: HttpRequest): PreparedRequest {
	const parsedUrl = readAddress(request.url);
	const headers = { ...request.headers };
	let interactionId = findInteractionId(headers);
	if (!interactionId) {
		interactionId = { name: 'x-fapi-interaction-id', value: randomUUID() };
		headers[interactionId.name] = interactionId.value;
	}
	assertHeaders(headers);
	return { ...request, headers, parsedUrl, interactionId };
}

/**
 * Returns the URL without user name, password, query and fragment, which may hold secrets, and without a secret that was entered
 * in place of an ID.
 */
export const addressOf = (url: string): string =>
	url
		.replace(/[?#].*/s, '')
		.replace(/\/\/[^/]*@/, '//')
		.replace(longSegment, withoutSecretPart);

/** Of the path: the name of a host follows two slashes. */
const longSegment = /(?<=[^/]\/)[^/]{40,}/g;

/** A user name or password in the URL would replace the Authorization header. */
function readAddress(address: string): URL {
	const url = URL.canParse(address) ? new URL(address) : undefined;
	if (url?.protocol === 'https:' && !url.username && !url.password) return url;
	throw new ConfigurationError(`"${addressOf(address)}" is not a complete https URL.`);
}

const headerName = /^[!#$%&'*+.^_`|~\w-]+$/;
/** RFC 9110 §5.5, without spaces at the ends: a recipient removes them, and a signature may cover the value. */
const headerValue = /^(?![ \t])[\t -~\u0080-\u00ff]*(?<![ \t])$/;

/** A line break in a value would add another header to the request. */
function assertHeaders(headers: Record<string, string>): void {
	for (const name of Object.keys(headers)) {
		if (headerName.test(name) && headerValue.test(headers[name]!)) continue;
		throw configurationError(
			`The header ${JSON.stringify(name)} contains a line break or another character that cannot be sent.`,
		);
	}
}

/** A response whose body was read to its end. */
export interface CompleteResponse {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	body: Buffer;
	/** Milliseconds that our clock is ahead of the bank's clock. */
	clockAhead?: number;
}

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
		...(request.mayHaveBeenDone && { mayHaveBeenDone: true }),
		clockAhead,
	};
}

/**
 * Rejects data with the interaction ID of another request, because it may belong to another customer. This applies to
 * GET only: the result of a POST, such as a token or a registration, must not be lost when a gateway sets its own ID.
 */
function assertSameRequest(status: number, sent: string, echoed: string | undefined): void {
	if (status >= 300 || !echoed) return;
	if (withoutRepeats(echoed).toLowerCase() === sent.toLowerCase()) return;
	throw new InvalidResponseError(
		"The bank's response has the interaction ID of another request and was discarded.",
		{ httpStatus: status, interactionId: sent },
	);
}

/** Returns one of equal IDs: a gateway may add the header a second time, and Node joins the values with a comma. */
function withoutRepeats(ids: string): string {
	const [first = '', ...others] = ids.split(',').map((id) => id.trim());
	return others.every((id) => id.toLowerCase() === first.toLowerCase()) ? first : ids;
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
): string =>
	sent === echoed ? sent : harmlessId(echoed && withoutRepeats(echoed), conceal) || sent;

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

/** Milliseconds. The validation of claims such as `exp` allows the same (OpenID Connect Core §2). */
const tolerance = 30_000;

/**
 * Returns the milliseconds that our clock is ahead of the clock that dated the response (RFC 9110 §6.6.1). Subtracts the
 * time that the response spent in a cache (RFC 9111 §5.1).
 *
 * @returns undefined when the response has no readable date
 */
export function measureClockAhead(
	headers: Record<string, string>,
	now: number,
): number | undefined {
	const age = Number(headers.age ?? 0);
	const date = Date.parse(headers.date ?? '') + age * 1000;
	return Number.isFinite(date) ? now - date : undefined;
}

/**
 * Returns a sentence, with a space before it, for a failure that a wrong clock can cause. Returns an empty text when the
 * clocks agree or the bank's time is unknown.
 *
 * @param ahead milliseconds that our clock is ahead of the bank's clock
 */
export function clockAdvice(ahead: number | undefined): string {
	if (ahead === undefined || Math.abs(ahead) <= tolerance) return '';
	const minutes = Math.max(1, Math.round(Math.abs(ahead) / 60_000));
	const difference = `${minutes} ${minutes === 1 ? 'minute' : 'minutes'} ${ahead > 0 ? 'ahead of' : 'behind'}`;
	return ` This machine's clock is ${difference} the bank's clock, which may be the cause. Synchronise this machine's clock; if it is right, tell the bank.`;
}
