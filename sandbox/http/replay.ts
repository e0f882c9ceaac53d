import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

import type { BankRequest } from './request';

/** Returns the request with another body. A body that was read cannot be read from the socket again. */
export function replaceBody(request: BankRequest, body: Buffer, type: string): BankRequest {
	const { method, url, socket, httpVersion, headers } = request.incoming;
	const replaced: IncomingHttpHeaders = {
		...headers,
		'content-type': type,
		'content-length': String(body.length),
	};
	delete replaced['transfer-encoding'];
	const incoming = Object.assign(Readable.from([body]), {
		method,
		url,
		socket,
		httpVersion,
		headers: replaced,
	}) as unknown as IncomingMessage;
	return { ...request, headers: replaced, incoming, body: async () => body };
}
