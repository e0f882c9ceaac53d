import type { Agent } from 'node:https';

import type { AxiosStatic } from 'axios';

import type { DeliveryRecord } from './delivery';
import { sentOnceKind } from './http';
import { acceptedEncodings, httpsAdapter, type RawResponse } from './httpsAdapter';
import { measureClockAhead, type CompleteResponse, type PreparedRequest } from './messages';
import { invalidResponse } from './requestOutcome';
import type { RequestTimeout } from './timeout';

export interface AttemptOptions {
	agent: Agent;
	timeout: RequestTimeout;
	delivery: DeliveryRecord;
	/** Largest body after decompression, in bytes. */
	maxBytes: number;
}

/**
 * Sends a request once.
 *
 * @throws InvalidResponseError for a body that is too large; otherwise whatever axios or Node throws, which may hold
 * secrets and must only be given to `readFailure`
 */
export async function attempt(
	request: PreparedRequest,
	options: AttemptOptions,
): Promise<CompleteResponse> {
	client ??= createClient();
	const { data: response } = await client.request<RawResponse>({
		method: request.method,
		url: request.url,
		headers: request.headers,
		data: request.body,
		adapter: httpsAdapter({ ...options, url: request.parsedUrl }),
	});
	const { status, headers, body } = response;
	if (body) return { status, headers, body, clockAhead: measureClockAhead(headers, Date.now()) };
	throw invalidResponse(`The bank's response is larger than ${options.maxBytes} bytes.`, {
		status,
		headers,
		interactionId: request.interactionId.value,
		sentOnce: sentOnceKind(request),
		mayHaveBeenDone: request.mayHaveBeenDone,
	});
}

/** Created at the first request and kept. */
let client: Client | undefined;

type Client = InstanceType<AxiosStatic['Axios']>;

/**
 * Creates an axios that sends and returns everything unchanged: no parsing, and no errors for a status. The class has none of
 * the defaults of `axios.create`, which it would copy for each request. Loads axios here because that takes about 80 ms.
 * `import()` would load its ES modules, which takes twice as long.
 */
function createClient(): Client {
	// eslint-disable-next-line @typescript-eslint/no-require-imports
	const { Axios } = require('axios') as AxiosStatic;
	return new Axios({
		headers: {
			'User-Agent': 'n8n-nodes-open-banking',
			'Accept-Encoding': acceptedEncodings,
			// False: axios would send a request without a content type as a form.
			'Content-Type': false,
		},
	});
}
