import type { Readable } from 'node:stream';

import type { AxiosInstance, AxiosResponse, AxiosStatic } from 'axios';

import type { TlsIdentity } from '../tpp';
import { agentFor } from './agents';
import { measureClockAhead } from './clock';
import type { DeliveryRecord } from './delivery';
import {
	findInteractionId,
	sentOnceKind,
	type EgressFilter,
	type HttpRequest,
	type Limits,
} from './http';
import { invalidResponse } from './requestOutcome';
import type { RequestTimeout } from './timeout';

export interface AttemptOptions {
	identity: TlsIdentity;
	egress?: EgressFilter;
	limits: Limits;
	timeout: RequestTimeout;
	delivery: DeliveryRecord;
}

export interface RawResponse {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	body: Buffer;
	/** Milliseconds that our clock is ahead of the bank's clock. */
	clockAhead?: number;
}

/**
 * Sends a request once. It does not follow redirects, because they would carry the token and the client certificate to
 * another server.
 *
 * @throws InvalidResponseError for a body that is too large; otherwise whatever axios or Node throws, which may hold
 * secrets and must only be given to `readFailure`
 */
export async function attempt(request: HttpRequest, options: AttemptOptions): Promise<RawResponse> {
	const response = await receiveHeaders(request, options);
	const { status } = response;
	const headers = readHeaders(response.headers);
	options.delivery.headersArrived({ status, headers });
	const clockAhead = measureClockAhead(headers, Date.now());
	const body = await readBody(response.data, options.limits.bytes);
	if (body) return { status, headers, body, clockAhead };
	throw invalidResponse(`The bank's response is larger than ${options.limits.bytes} bytes.`, {
		status,
		headers,
		interactionId: findInteractionId(request.headers)?.value,
		sentOnce: sentOnceKind(request),
	});
}

async function receiveHeaders(
	request: HttpRequest,
	{ identity, egress, limits, timeout, delivery }: AttemptOptions,
): Promise<AxiosResponse<Readable>> {
	client ??= createClient();
	const response = await client.request<Readable>({
		method: request.method,
		url: request.url,
		headers: request.headers,
		data: request.body,
		httpsAgent: agentFor(new URL(request.url), {
			identity,
			egress,
			connectTimeout: limits.connect,
		}),
		signal: timeout.signal,
		transport: delivery.transport,
	});
	timeout.headersArrived();
	return response;
}

/** Created at the first request and kept. */
let client: AxiosInstance | undefined;

/**
 * Creates an axios that sends and returns everything unchanged: no redirects, proxy, parsing or errors for a status.
 * Loads axios here because that takes about 80 ms. `import()` would load its ES modules, which takes twice as long.
 */
function createClient(): AxiosInstance {
	// eslint-disable-next-line @typescript-eslint/no-require-imports
	const axios = require('axios') as AxiosStatic;
	return axios.create({
		maxRedirects: 0,
		proxy: false,
		responseType: 'stream',
		maxBodyLength: Infinity,
		validateStatus: () => true,
		transformRequest: (body: unknown) => body,
		// False: axios would send a request without a content type as a form.
		headers: { 'User-Agent': 'n8n-nodes-open-banking', 'Content-Type': false },
	});
}

function readHeaders(headers: object): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
	);
}

/** Reads at most `limit` bytes. Closes the connection and returns undefined when there are more. */
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
