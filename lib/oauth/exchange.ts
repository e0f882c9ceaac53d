import { InvalidResponseError, OpenBankingError } from '../errors';
import { bankError } from '../responses/bankError';
import { readJsonLeniently } from '../responses/body';
import type { HttpRequest, HttpResponse, Send } from '../transport/http';
import { redact } from '../transport/redact';
import { UntimelyError } from './untimely';

/** The part of `fetch` that openid-client asks for. */
export type Fetch = (url: string, options: FetchOptions) => Promise<Response>;

export interface FetchOptions {
	method: string;
	headers: Record<string, string>;
	body?: unknown;
}

/** One conversation of openid-client with the bank, over our transport. */
export interface Exchange {
	fetch: Fetch;
	/** The bank's last answer. */
	last?: HttpResponse;
	/** The token endpoint's success. */
	granted?: HttpResponse;
}

/** What openid-client is to read in place of an id_token beside tokens; undefined leaves it out. */
type Opening = (idToken: unknown) => Promise<unknown>;

export function createExchange(send: Send, opened?: Opening): Exchange {
	const exchange: Exchange = {
		async fetch(url, options) {
			exchange.last = await send(toRequest(url, options));
			if (options.method === 'POST' && exchange.last.status === 200)
				exchange.granted = exchange.last;
			return toResponse(opened ? await withIdToken(exchange.last, opened) : exchange.last);
		},
	};
	return exchange;
}

/**
 * Runs a step of openid-client and turns what it throws into our errors; `doing` tells what the step was for. Its own
 * errors hold claims and responses and go no further.
 */
export async function inExchange<T>(
	exchange: Exchange,
	doing: string,
	step: () => Promise<T>,
): Promise<T> {
	try {
		return await step();
	} catch (thrown) {
		throw toOpenBankingError(thrown, exchange, doing);
	}
}

function toOpenBankingError(thrown: unknown, { last }: Exchange, doing: string): OpenBankingError {
	const ours = causes(thrown).find((cause) => cause instanceof OpenBankingError);
	if (ours) return ours;
	if (last && last.status >= 400) return bankError(last, doing);
	const Refusal = isUntimely(thrown) ? UntimelyError : InvalidResponseError;
	return new Refusal(`The bank's answer was refused when ${doing}: ${reason(thrown)}.`, {
		httpStatus: last?.status,
		interactionId: last?.interactionId,
	});
}

/** oauth4webapi's JWT_TIMESTAMP_CHECK: exp, nbf or iat. */
const isUntimely = (thrown: unknown): boolean =>
	causes(thrown).some(({ code }) => code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED');

/** The innermost cause says most, but that of a SyntaxError quotes the text that could not be parsed. */
function reason(thrown: unknown): string {
	const told = causes(thrown).filter(({ name }) => name !== 'SyntaxError');
	return redact(told.at(-1)?.message ?? 'unknown reason');
}

/** Not by `instanceof Error`: an error may come from another realm. */
function causes(thrown: unknown): Array<Error & { code?: unknown }> {
	if (typeof thrown !== 'object' || thrown === null || !('message' in thrown)) return [];
	return [thrown as Error, ...causes((thrown as Error).cause)];
}

function toRequest(url: string, { method, headers, body }: FetchOptions): HttpRequest {
	return {
		method: method as HttpRequest['method'],
		url,
		headers: { ...headers, ...(body instanceof URLSearchParams && formType) },
		body: body === undefined || body === null ? undefined : String(body),
		// Tokens, key sets and discovery documents are for all who wait; a token that was issued must arrive.
		shared: true,
	};
}

const formType = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' };

async function withIdToken(response: HttpResponse, opened: Opening): Promise<HttpResponse> {
	const answer = readJsonLeniently(response);
	if (answer?.id_token === undefined) return response;
	const id_token = await opened(answer.id_token);
	if (id_token === answer.id_token) return response;
	return { ...response, body: Buffer.from(JSON.stringify({ ...answer, id_token })) };
}

const bodiless = new Set([204, 205, 304]);

function toResponse({ status, headers, body }: HttpResponse): Response {
	const bytes = bodiless.has(status) ? null : new Uint8Array(body);
	return new Response(bytes, { status, headers });
}
