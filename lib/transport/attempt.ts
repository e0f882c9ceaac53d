import type { Readable } from 'node:stream';

import type { AxiosInstance, AxiosResponse } from 'axios';

import { InvalidResponseError } from '../errors';
import type { TlsIdentity } from '../tpp';
import { agentFor } from './agents';
import { clockAhead } from './clock';
import { findInteractionId, type EgressFilter, type HttpRequest, type Limits } from './http';
import type { RequestTimeout } from './timeout';

export interface AttemptOptions {
	identity: TlsIdentity;
	egress?: EgressFilter;
	limits: Limits;
	timeLimit: RequestTimeout;
}

export interface RawResponse {
	status: number;
	headers: Record<string, string>;
	body: Buffer;
	clockAhead?: number;
}

/**
 * Sends a request once. Redirects are not followed: they would carry the token and the client certificate along.
 * Rejects with whatever axios or Node throws: only `readFailure` may look at that.
 */
export async function attempt(request: HttpRequest, options: AttemptOptions): Promise<RawResponse> {
	const response = await receiveHeaders(request, options);
	const headers = readHeaders(response.headers);
	const ahead = clockAhead(headers, Date.now());
	const body = await readBody(response.data, options.limits.bytes);
	if (body) return { status: response.status, headers, body, clockAhead: ahead };
	throw new InvalidResponseError(
		`The bank's answer is larger than ${options.limits.bytes} bytes.`,
		{ httpStatus: response.status, interactionId: findInteractionId(request.headers)?.value },
	);
}

/** Loaded when first used, which costs 60 ms, and once: import() is slow even for what is loaded already. */
let client: Promise<AxiosInstance> | undefined;

async function receiveHeaders(
	request: HttpRequest,
	{ identity, egress, limits, timeLimit }: AttemptOptions,
): Promise<AxiosResponse<Readable>> {
	client ??= import('./axiosClient.js').then(({ axiosClient }) => axiosClient);
	const axios = await client;
	const response = await axios.request<Readable>({
		method: request.method,
		url: request.url,
		headers: request.headers,
		data: request.body,
		httpsAgent: agentFor(new URL(request.url), {
			identity,
			egress,
			connectTimeout: limits.connect,
		}),
		signal: timeLimit.signal,
	});
	timeLimit.headersArrived();
	return response;
}

function readHeaders(headers: object): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
	);
}

/** Undefined when it is too large; the connection is closed then. */
async function readBody(stream: Readable, limit: number): Promise<Buffer | undefined> {
	const chunks: Buffer[] = [];
	let length = 0;
	for await (const chunk of stream as AsyncIterable<Buffer>) {
		length += chunk.length;
		if (length > limit) {
			stream.destroy();
			return undefined;
		}
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}
