import type { HttpRequest, HttpResponse } from '../transport/http';

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
 * Converts what oauth4webapi hands to `fetch`. The request is shared: discovery documents, key sets and tokens are for
 * everybody who waits for them, and a token that the bank has issued must arrive.
 */
export function toRequest(url: string, { method, headers, body }: FetchOptions): HttpRequest {
	const { 'user-agent': _, ...own } = headers;
	return {
		method: method as HttpRequest['method'],
		url,
		headers: own,
		body: body === undefined || body === null ? undefined : String(body),
		shared: true,
	};
}

const statusesWithoutBody = new Set([204, 205, 304]);

/** Converts a response of our transport to one that oauth4webapi reads. */
export function toResponse({ status, headers, body }: HttpResponse): Response {
	const bytes = statusesWithoutBody.has(status) ? null : new Uint8Array(body);
	return new Response(bytes, { status, headers });
}
