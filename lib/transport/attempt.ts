import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest, type Agent } from 'node:https';
import { pipeline, type Readable, type Transform } from 'node:stream';
import {
	constants,
	createBrotliDecompress,
	createInflate,
	createInflateRaw,
	createUnzip,
	type Zlib,
} from 'node:zlib';

import type { AxiosAdapter, AxiosStatic } from 'axios';

import type { DeliveryRecord, ReceivedHeaders } from './delivery';
import { sentOnceKind } from './http';
import { measureClockAhead, type CompleteResponse, type PreparedRequest } from './messages';
import { invalidResponse } from './requestOutcome';

export interface AttemptOptions {
	agent: Agent;
	delivery: DeliveryRecord;
	timeouts: Timeouts;
	/** The caller's signal. */
	cancel?: AbortSignal;
	/** Largest body after decompression, in bytes. */
	maxBytes: number;
}

/** Milliseconds. */
interface Timeouts {
	/** Until the headers of the response arrive. */
	headers: number;
	/** Until the end of the body. */
	total: number;
	/** From the caller's signal until the request ends. */
	grace: number;
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
	const timeout = startTimeout(options.timeouts, options.cancel);
	try {
		const { data } = await client.request<RawResponse>({
			method: request.method,
			url: request.url,
			adapter: httpsAdapter(request, options, timeout),
		});
		const { status, headers, body } = data;
		if (body) return { status, headers, body, clockAhead: measureClockAhead(headers, Date.now()) };
		throw invalidResponse(`The bank's response is larger than ${options.maxBytes} bytes.`, {
			status,
			headers,
			interactionId: request.interactionId.value,
			sentOnce: sentOnceKind(request),
			mayHaveBeenDone: request.mayHaveBeenDone,
		});
	} finally {
		timeout.end();
	}
}

/** Created at the first request and kept. */
let client: Client | undefined;

type Client = InstanceType<AxiosStatic['Axios']>;

/**
 * Creates an axios that returns everything unchanged: no parsing, and no errors for a status. The class has none of the
 * defaults of `axios.create`, which it would copy for each request. Loads axios here because that takes about 80 ms.
 * `import()` would load its ES modules, which takes twice as long.
 */
function createClient(): Client {
	// eslint-disable-next-line @typescript-eslint/no-require-imports
	const { Axios } = require('axios') as AxiosStatic;
	return new Axios({});
}

/** Headers of every request. The encodings are those of `decompressors`. */
const commonHeaders = {
	'User-Agent': 'n8n-nodes-open-banking',
	'Accept-Encoding': 'gzip, compress, deflate, br',
};

interface RawResponse extends Pick<CompleteResponse, 'status' | 'headers'> {
	/** Undefined: the body is larger than `maxBytes`, and the connection is closed. */
	body: Buffer | undefined;
}

/**
 * Returns the axios adapter for one request. It sends the request with `node:https` and returns the whole response as
 * `data`. It follows no redirect, because that would carry the token and the client certificate to another server. The
 * adapter of axios takes twice the time, because it supports much that is not needed here. Headers and body come here
 * without axios, which takes long to merge headers, and keeps them in its errors.
 */
const httpsAdapter =
	(
		{ parsedUrl, method, headers, body }: PreparedRequest,
		{ agent, delivery, maxBytes }: AttemptOptions,
		timeout: RequestTimeout,
	): AxiosAdapter =>
	async (config) => {
		// The response to what is sent once cannot be requested again, so what arrived of it is kept.
		const mustBeWhole = method === 'GET';
		const data = await new Promise<RawResponse>((resolve, reject) => {
			const request = httpsRequest({
				...addressOptions(parsedUrl),
				method,
				headers: { ...commonHeaders, ...headers },
				agent,
			});
			delivery.requestStarted(request);
			timeout.onExpiry((reason) => {
				// First: the errors that follow from closing the connection have less to say.
				reject(reason);
				request.destroy();
			});
			request.once('error', reject);
			const receive = (message: IncomingMessage): ReceivedHeaders => {
				timeout.headersArrived();
				const received = { status: message.statusCode!, headers: readHeaders(message) };
				delivery.headersArrived(received);
				return received;
			};
			request.once('response', (message) => {
				const received = receive(message);
				readBody(message, { maxBytes, mustBeWhole }).then(
					(body) => resolve({ ...received, body }),
					reject,
				);
			});
			// A 101 that we did not ask for. Without this listener, Node closes the connection and reports nothing.
			request.once('upgrade', (message, socket) => {
				socket.destroy();
				resolve({ ...receive(message), body: Buffer.alloc(0) });
			});
			request.end(body === undefined ? undefined : Buffer.from(body));
		});
		return { data, status: data.status, statusText: '', headers: {}, config };
	};

interface RequestTimeout {
	/** Calls `end` with the reason when the time is over or the caller cancels, at once if that has happened. */
	onExpiry(end: (reason: Error) => void): void;
	/** Stops the timeout for the headers. */
	headersArrived(): void;
	/** Stops all timeouts and removes the listener from the caller's signal, which outlives the request. */
	end(): void;
}

/** Starts the timeouts of one attempt. It needs no AbortController of its own, which takes longer than the timeouts. */
function startTimeout(limits: Timeouts, cancel?: AbortSignal): RequestTimeout {
	let expired: Error | undefined;
	let listener: ((reason: Error) => void) | undefined;
	const expire = (code: string) => {
		expired ??= Object.assign(new Error(code), { code });
		listener?.(expired);
	};
	const headersTimer = setTimeout(expire, limits.headers, 'HEADERS_TIMEOUT');
	const totalTimer = setTimeout(expire, limits.total, 'TOTAL_TIMEOUT');
	let graceTimer: NodeJS.Timeout | undefined;
	const onCancel = () => {
		if (limits.grace === 0) expire('CANCELED');
		else graceTimer = setTimeout(expire, limits.grace, 'CANCELED');
	};
	cancel?.addEventListener('abort', onCancel);
	if (cancel?.aborted) onCancel();
	return {
		onExpiry(end) {
			listener = end;
			if (expired) end(expired);
		},
		headersArrived: () => clearTimeout(headersTimer),
		end() {
			clearTimeout(headersTimer);
			clearTimeout(totalTimer);
			clearTimeout(graceTimer);
			cancel?.removeEventListener('abort', onCancel);
		},
	};
}

/** Node reads all options from a URL, which takes longer. An IPv6 address has no brackets there. */
const addressOptions = ({ protocol, hostname, port, pathname, search }: URL) => ({
	protocol,
	hostname: hostname.replace(/^\[(.*)\]$/, '$1'),
	port,
	path: pathname + search,
});

function readHeaders({ headers }: IncomingMessage): Record<string, string> {
	const read: Record<string, string> = {};
	for (const name of Object.keys(headers)) read[name] = String(headers[name]);
	return read;
}

type Decompressor = Transform & Zlib;

interface BodyReading {
	maxBytes: number;
	/** Fail if the compressed data ends too early, even if the HTTP message is complete. */
	mustBeWhole: boolean;
}

/** Reads at most `maxBytes`. Closes the connection and returns undefined when there are more. */
async function readBody(
	message: IncomingMessage,
	{ maxBytes, mustBeWhole }: BodyReading,
): Promise<Buffer | undefined> {
	const isCompressed = message.headers['content-encoding'] !== undefined;
	const stages = isCompressed ? await unpack(message, mustBeWhole) : [];
	const body = stages.at(-1) ?? message;
	// Looking for its first byte has ended an empty body.
	if (body.readableEnded) return Buffer.alloc(0);
	return await new Promise((resolve, reject) => {
		const chunks: Buffer[] = [];
		let length = 0;
		const giveUp = () => {
			resolve(undefined);
			for (const stream of [message, ...stages]) stream.destroy();
		};
		// What is unpacked twice can be large in between, and small or empty at the end.
		stages.slice(1).forEach((stage, index) =>
			stages[index]!.on('data', () => {
				if (stage.bytesWritten > maxBytes) giveUp();
			}),
		);
		body.on('data', (chunk: Buffer) => {
			length += chunk.length;
			if (length <= maxBytes) chunks.push(chunk);
			else giveUp();
		});
		body.once('end', () => resolve(Buffer.concat(chunks, length)));
		body.on('error', (error: NodeJS.ErrnoException) => {
			// Servers also name a compression for a body that does not exist, for example with 204.
			const isEmpty = error.code === 'Z_BUF_ERROR' && stages[0]?.bytesWritten === 0;
			if (isEmpty) resolve(Buffer.alloc(0));
			else reject(error);
		});
	});
}

/** A body with more compressions stays as it is. */
const maxCompressions = 3;

/**
 * Returns the streams that remove the compressions of the body (RFC 9110 §8.4), the last one first, as the header names them in
 * the order in which they were applied. Returns none for an unknown compression: then the body stays as it is.
 */
async function unpack(message: IncomingMessage, mustBeWhole: boolean): Promise<Decompressor[]> {
	const names = message.headers['content-encoding']!.toLowerCase().split(',');
	const creators = names.map((name) => decompressors.get(name.trim())).reverse();
	const stages: Decompressor[] = [];
	if (creators.length > maxCompressions || creators.includes(undefined)) return stages;
	if (creators.length > 1 && (await firstByte(message)) === undefined) return stages;
	for (const create of creators) {
		const body = stages.at(-1) ?? message;
		// A gateway may add the header a second time. Only gzip begins with a mark that shows whether it compressed again.
		if (create === gunzip && stages.length > 0 && (await firstByte(body)) !== 0x1f) continue;
		// An error of one stream becomes an error of the next.
		stages.push(pipeline(body, await create!(body, mustBeWhole), () => undefined));
	}
	return stages;
}

type CreateDecompressor = (
	body: Readable,
	mustBeWhole: boolean,
) => Decompressor | Promise<Decompressor>;

const { BROTLI_OPERATION_FLUSH, Z_SYNC_FLUSH } = constants;
const zlibEnding = (mustBeWhole: boolean) => (mustBeWhole ? {} : { finishFlush: Z_SYNC_FLUSH });

const gunzip: CreateDecompressor = (_, mustBeWhole) => createUnzip(zlibEnding(mustBeWhole));

/** Some servers send `deflate` without the header of RFC 1950. */
const inflate: CreateDecompressor = async (body, mustBeWhole) =>
	(await firstByte(body)) === 0x78
		? createInflate(zlibEnding(mustBeWhole))
		: createInflateRaw(zlibEnding(mustBeWhole));

const unbrotli: CreateDecompressor = (_, mustBeWhole) =>
	createBrotliDecompress(mustBeWhole ? {} : { finishFlush: BROTLI_OPERATION_FLUSH });

/** By the name in the header, in lower case. */
const decompressors = new Map([
	['gzip', gunzip],
	['x-gzip', gunzip],
	['compress', gunzip],
	['x-compress', gunzip],
	['deflate', inflate],
	['br', unbrotli],
]);

/** Returns the first byte of the body without removing it. Undefined: the body is empty. */
async function firstByte(body: Readable): Promise<number | undefined> {
	await once(body, 'readable');
	const start = body.read() as Buffer | null;
	if (start) body.unshift(start);
	return start?.[0];
}
