import { fragmentField } from './pages/fragmentPage';

/** The part of an HTTP request that is read here. */
export interface RedirectRequest {
	method: string;
	url: string;
	/** Before n8n has routed it. */
	originalUrl?: string;
	headers: Record<string, string | string[] | undefined>;
	rawBody?: Buffer;
}

/** What came to the redirect URI. */
export type Received =
	/** Nothing yet: the answer may be in the fragment, which the browser keeps to itself. */
	| { is: 'nothing' }
	| { is: 'answer'; response: string }
	| { is: 'refused'; status: 400 | 413 | 415 };

/** Longer than any bank's answer. */
const longest = 64 * 1024;
const formType = /^application\/x-www-form-urlencoded\s*(;|$)/i;
const answers = new Set(['code', 'error', 'response', 'state', 'id_token']);

/**
 * The text of the answer, byte for byte: from the query (GET), from a form post of the bank, or from our own page, which
 * posts the fragment. Parsers would join what comes twice and make objects of brackets.
 */
export function readRedirectRequest(request: RedirectRequest): Received {
	const [, query = ''] = (request.originalUrl ?? request.url).split(/\?(.*)/s);
	if (request.method !== 'POST') return asAnswer(query);
	if (!formType.test(String(request.headers['content-type'] ?? '')))
		return { is: 'refused', status: 415 };
	const body = request.rawBody ?? Buffer.alloc(0);
	if (body.length > longest) return { is: 'refused', status: 413 };
	const text = body.toString('utf8');
	const fragments = new URLSearchParams(text).getAll(fragmentField);
	const answer = asAnswer(fragments.length === 1 ? fragments[0]! : text);
	// There is no fragment to wait for any more.
	return answer.is === 'nothing' ? { is: 'refused', status: 400 } : answer;
}

function asAnswer(response: string): Received {
	if (response.length > longest) return { is: 'refused', status: 413 };
	const names = [...new URLSearchParams(response).keys()];
	return names.some((name) => answers.has(name)) ? { is: 'answer', response } : { is: 'nothing' };
}
