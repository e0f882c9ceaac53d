import { fragmentField } from './pages';

/** The part of an HTTP request that the trigger reads. */
export interface RedirectRequest {
	method: string;
	url: string;
	/** The URL before n8n routed the request. */
	originalUrl?: string;
	headers: Record<string, string | string[] | undefined>;
	rawBody?: Buffer;
}

/** What a request to the redirect URI contains. */
export type ReceivedRedirect =
	/** No parameters. They may be in the fragment, which browsers do not send. */
	| { kind: 'empty' }
	| { kind: 'response'; response: string }
	| { kind: 'invalid'; status: 400 | 413 | 415 };

/** Bytes; the responses of banks are shorter. */
const maxLength = 64 * 1024;
const formType = /^application\/x-www-form-urlencoded\s*(;|$)/i;
const responseParameters = new Set(['code', 'error', 'response', 'state', 'id_token']);

/**
 * Returns the text of the authorization response, byte for byte: from the query (GET), from a form post of the bank, or
 * from our own page, which posts the fragment. Parsers would join repeated parameters and make objects of brackets.
 */
export function readRedirectRequest(request: RedirectRequest): ReceivedRedirect {
	const [, query = ''] = (request.originalUrl ?? request.url).split(/\?(.*)/s);
	if (request.method === 'GET') return readParameters(query);
	// A HEAD request, for example of an email scanner, must not use up the code. n8n routes none to the node.
	if (request.method !== 'POST') return { kind: 'empty' };
	if (!formType.test(String(request.headers['content-type'] ?? '')))
		return { kind: 'invalid', status: 415 };
	const body = request.rawBody ?? Buffer.alloc(0);
	if (body.length > maxLength) return { kind: 'invalid', status: 413 };
	const text = body.toString('utf8');
	const fragments = new URLSearchParams(text).getAll(fragmentField);
	const received = readParameters(fragments.length === 1 ? fragments[0]! : text);
	// After a form post there is no fragment to wait for.
	return received.kind === 'empty' ? { kind: 'invalid', status: 400 } : received;
}

function readParameters(response: string): ReceivedRedirect {
	if (response.length > maxLength) return { kind: 'invalid', status: 413 };
	const names = [...new URLSearchParams(response).keys()];
	return names.some((name) => responseParameters.has(name))
		? { kind: 'response', response }
		: { kind: 'empty' };
}
