/** Parameters of an authorization request by name; names are in lower case. */
export type Parameters = Record<string, string>;

/** Thrown for an invalid authorization request (RFC 6749 §4.1.2.1). */
export class RequestProblem extends Error {
	constructor(
		readonly error: 'invalid_request' | 'unsupported_response_type' | 'invalid_scope',
		message: string,
	) {
		super(message);
	}
}

/** The content of `data`. */
export interface ReadParameters {
	/** The parameters that occur once and are encoded correctly. */
	parameters: Parameters;
	/** The problem of the first other parameter. */
	problem: RequestProblem | undefined;
}

/**
 * "Parameters": reads `data`, a query string in base64url. The document capitalises some names and live clients do not, so
 * names are compared without regard to case.
 *
 * @throws RequestProblem when `data` cannot be decoded
 */
export function readParameters(data: string | null): ReadParameters {
	if (data === null || !/^[\w-]+={0,2}$/.test(data))
		throw invalidRequest('data is missing or not base64url');
	const values = new Map<string, string | undefined>();
	const problems: RequestProblem[] = [];
	for (const pair of Buffer.from(data, 'base64url').toString('utf8').split('&')) {
		const [written = '', text = ''] = pair.split(/=(.*)/s);
		const name = written.toLowerCase();
		const value = values.has(name)
			? invalidRequest(`${written} occurs twice`)
			: valueOf(written, text);
		if (typeof value !== 'string') problems.push(value);
		values.set(name, typeof value === 'string' ? value : undefined);
	}
	const readable = [...values].filter(([, value]) => value !== undefined);
	return { parameters: Object.fromEntries(readable) as Parameters, problem: problems[0] };
}

/** "please do not % encode" */
const unescaped = ['redirect_uri', 'scope'];

// A plus sign stays a plus sign: the document prints the time zone of a payment's date unescaped.
function valueOf(name: string, text: string): string | RequestProblem {
	if (unescaped.includes(name.toLowerCase())) {
		return text.includes('%') ? invalidRequest(`${name} must not be % encoded`) : text;
	}
	try {
		return decodeURIComponent(text);
	} catch {
		return invalidRequest(`${name} is not correctly encoded`);
	}
}

/** Creates the error for a violated rule that has no OAuth error of its own. */
export function invalidRequest(message: string): RequestProblem {
	return new RequestProblem('invalid_request', message);
}
