import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';

import { Refusal } from './response';

/** `plain` requests no client certificate, `mtls` does. */
export type ListenerName = 'plain' | 'mtls';

/** A request as the endpoints see it. */
export interface BankRequest {
	method: string;
	/** Below the bank's prefix. */
	path: string;
	/** Values of the placeholders in the route's path. */
	parameters: Record<string, string>;
	query: URLSearchParams;
	headers: IncomingHttpHeaders;
	listener: ListenerName;
	/** DER of the client certificate; undefined when none was sent. */
	certificate: Buffer | undefined;
	/** @param limit bytes; default: 1 MiB. A longer body is refused with 413. */
	body(limit?: number): Promise<Buffer>;
	incoming: IncomingMessage;
	outgoing: ServerResponse;
}

export function bankRequest(
	incoming: IncomingMessage,
	response: ServerResponse,
	listener: ListenerName,
): BankRequest {
	// `new URL()` throws for some request targets.
	const [path = '/', query = ''] = (incoming.url ?? '/').split(/\?(.*)/s);
	let body: Promise<Buffer> | undefined;
	return {
		method: incoming.method ?? 'GET',
		path,
		parameters: {},
		query: new URLSearchParams(query),
		headers: incoming.headers,
		listener,
		certificate: listener === 'mtls' ? clientCertificate(incoming.socket as TLSSocket) : undefined,
		body: (limit = bodyLimit) => (body ??= readBody(incoming, limit)),
		incoming,
		outgoing: response,
	};
}

export function header(request: BankRequest, name: string): string | undefined {
	const value = request.headers[name];
	return Array.isArray(value) ? value.join(', ') : value;
}

export function mediaType(request: BankRequest): string {
	return (header(request, 'content-type') ?? '').split(';')[0]!.trim().toLowerCase();
}

export function acceptsJson(request: BankRequest): boolean {
	const accept = header(request, 'accept') ?? '*/*';
	return /(^|,)\s*(application\/(json|\*)|\*\/\*)\s*(;|,|$)/i.test(accept);
}

function clientCertificate(socket: TLSSocket): Buffer | undefined {
	return socket.getPeerX509Certificate()?.raw;
}

const bodyLimit = 1_048_576;

async function readBody(incoming: IncomingMessage, limit: number): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let length = 0;
	for await (const chunk of incoming as AsyncIterable<Buffer>) {
		length += chunk.length;
		if (length > limit) throw new Refusal({ status: 413, headers: { connection: 'close' } });
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}
