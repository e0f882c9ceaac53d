import type { LookupFunction } from 'node:net';

import { fieldError, type FieldReference } from '../errors';
import type { Tpp } from '../tpp';
import type { SentOnce } from './requestOutcome';

export interface HttpRequest {
	method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** Absolute https URL. */
	url: string;
	headers?: Record<string, string>;
	body?: string;
	/**
	 * Whether the request may be sent again when its outcome is unknown. Default: true for GET, false for every other method.
	 * A POST with an idempotency key is idempotent; a registration or a code exchange is not.
	 */
	idempotent?: boolean;
	/** Makes the request of the next attempt, for example with a new client assertion. Absent: the same is sent again. */
	renew?: () => Promise<HttpRequest>;
	/** Milliseconds that must pass before it is sent again. */
	leastWait?: number;
	/**
	 * What the request does that must not be done twice. It is sent once then, unless it is idempotent: the bank carries out a
	 * request with a known idempotency key once.
	 */
	sentOnce?: SentOnce;
	/** An earlier request for the same may have been carried out, so a refusal of this one does not say that nothing was done. */
	mayHaveBeenDone?: boolean;
	/** Ends the request in place of the signal of the execution. */
	signal?: AbortSignal;
	/** The response may bring tokens, so a request that was sent gets a moment to complete when the execution is canceled. */
	mustComplete?: boolean;
	/** What the request shares with others that its bank counts together. */
	limit?: SharedLimit;
	/** Milliseconds for all attempts and waits together, where this is less than `Limits.total`. */
	timeout?: number;
}

/** Ends requests that wait for their turn, because the bank refused another one. */
export interface SharedLimit {
	/** Returns the response that takes the place of this request. It is asked when the request may start. */
	refusal(): HttpResponse | undefined;
	/** Receives a response with status 429 before any waiting request starts. */
	onRefusal(response: HttpResponse): void;
}

export interface HttpResponse {
	status: number;
	/** Names in lower case. */
	headers: Readonly<Record<string, string>>;
	/** The received bytes, so that a signature over them can still be verified. */
	body: Buffer;
	/** Of the request; absent when it may be sent again. */
	sentOnce?: SentOnce;
	/** Of the request, or the outcome of an earlier attempt is unknown. */
	mayHaveBeenDone?: boolean;
	/** Replaces the secrets of the request in a text of the bank that is quoted. */
	conceal?: (text: string) => string;
	/** Replaces the secrets of the request in all texts of the parsed JSON body, in place. */
	concealData?: (json: object, body: Buffer) => void;
	/** The bank accepted the access token for another request of the same run. */
	hasTokenWorked?: boolean;
	/** URL of the request without its query. */
	address?: string;
	/** Milliseconds that our clock is ahead of the bank's clock. Absent when the response has no date. */
	clockAhead?: number;
	/**
	 * Value of the response header that the request used, `x-fapi-interaction-id` or `X-Request-ID`. When the response has
	 * none, the value of the request.
	 */
	interactionId: string;
}

/** Sends a request. All code above the transport gets this function and no other access to the network. */
export type Send = (request: HttpRequest) => Promise<HttpResponse>;

/** The host application's rules for outgoing connections. */
export interface EgressFilter {
	/** Rejects with a ConfigurationError when the address is not allowed. */
	assertAllowed(url: URL): Promise<void>;
	/** Resolves names and fails for IP addresses that are not allowed. */
	lookup?: LookupFunction;
}

export interface Limits {
	/** Milliseconds until the TCP and TLS handshakes are complete. */
	connect: number;
	/** Milliseconds until the headers of the response arrive. */
	headers: number;
	/** Milliseconds for all attempts and waits together. */
	total: number;
	/** Longest wait before the next attempt, in milliseconds. If the bank asks for a longer wait, there is no retry. */
	wait: number;
	/** Number of attempts, including the first. */
	attempts: number;
	/** Size of a response body after decompression, in bytes. */
	bytes: number;
}

export const defaultLimits: Limits = {
	connect: 10_000,
	headers: 30_000,
	total: 120_000,
	wait: 30_000,
	attempts: 3,
	bytes: 20 * 1024 * 1024,
};

/** Returns whether the request may be sent again when its outcome is unknown. */
export const isIdempotent = ({ method, idempotent, sentOnce }: HttpRequest): boolean =>
	idempotent ?? (sentOnce === undefined && method === 'GET');

/** Returns what the request does that must not be done twice. Returns undefined for one that may be sent again. */
export const sentOnceKind = (request: HttpRequest): SentOnce | undefined =>
	request.sentOnce ?? (isIdempotent(request) || request.method === 'GET' ? undefined : 'request');

/**
 * Returns an identifier as one encoded segment of a path.
 *
 * @param label for the error, such as "account ID"
 * @throws ConfigurationError when the identifier is empty or cannot be a segment
 */
export function pathSegment(
	identifier: string | undefined,
	label: string,
	field: FieldReference,
): string {
	// Values that an operator entered may have another type at run time.
	const text = String(identifier ?? '').trim();
	if (canBePathSegment(text)) return encodeURIComponent(text);
	throw fieldError(
		text === '' ? `The ${label} is empty.` : `"${text}" is not a valid ${label}.`,
		field,
	);
}

/**
 * Returns whether a text can be one segment of a path. `.` and `..` cannot: encoding does not stop them from changing the path
 * (WHATWG URL, "double-dot URL path segment"). Half of a UTF-16 surrogate pair cannot be encoded.
 */
export const canBePathSegment = (text: string): boolean =>
	!['', '.', '..'].includes(text.trim()) && !/\p{Surrogate}/u.test(text);

const interactionHeaders = ['x-fapi-interaction-id', 'x-request-id'] as const;

export interface InteractionId {
	/** Name of the header. */
	name: (typeof interactionHeaders)[number];
	value: string;
}

/** Finds the interaction ID in `headers`, whose names may be in any case. */
export function findInteractionId(headers: Record<string, string> = {}): InteractionId | undefined {
	for (const name of interactionHeaders) {
		const value = findHeader(headers, name);
		if (value) return { name, value };
	}
	return undefined;
}

/** Returns the value of a header, whose name may be in any case. @param wanted name in lower case */
export function findHeader(
	headers: Readonly<Record<string, string>>,
	wanted: string,
): string | undefined {
	// The lengths spare most names the conversion: every request comes here several times.
	const name = Object.keys(headers).find(
		(candidate) => candidate.length === wanted.length && candidate.toLowerCase() === wanted,
	);
	return name && headers[name];
}

/** A TPP and the function that sends its requests to the bank. */
export interface Connection {
	tpp: Tpp;
	send: Send;
	/** Aborted when nobody waits for the responses any more. */
	signal?: AbortSignal;
	/** Any object: connections with the same one belong to the same run, which must not repeat some requests. */
	run?: object;
}

/** Returns the connection for requests that several executions wait for: they end when `abandoned` is aborted. */
export const sharedConnection = (
	{ tpp, send }: Connection,
	abandoned: AbortSignal,
): Connection => ({
	tpp,
	signal: abandoned,
	send: (request) => send({ signal: abandoned, ...request }),
});
