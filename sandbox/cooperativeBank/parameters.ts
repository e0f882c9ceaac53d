/** The parameters of an authorization request, by their names in lower case. */
export type Parameters = Record<string, string>;

/** Why an authorization request is refused: RFC 6749 §4.1.2.1. */
export class RequestProblem extends Error {
	constructor(
		readonly error: 'invalid_request' | 'unsupported_response_type' | 'invalid_scope',
		message: string,
	) {
		super(message);
	}
}

/** What the text of a request says. */
export interface ReadParameters {
	/** Those that are there once and encoded as they should be. */
	parameters: Parameters;
	/** What is wrong with the first of the others. */
	problem: RequestProblem | undefined;
}

/**
 * "Parameters": the text of `data` is base64url of a query string. The document capitalises some names and live clients do
 * not, so case makes no difference.
 *
 * @throws RequestProblem when there is no text to read
 */
export function readParameters(data: string | null): ReadParameters {
	if (data === null || !/^[\w-]+={0,2}$/.test(data))
		throw invalid('data is missing or not base64url');
	const values = new Map<string, string | undefined>();
	const problems: RequestProblem[] = [];
	for (const pair of Buffer.from(data, 'base64url').toString('utf8').split('&')) {
		const [written = '', text = ''] = pair.split(/=(.*)/s);
		const name = written.toLowerCase();
		const value = values.has(name) ? invalid(`${written} is there twice`) : valueOf(written, text);
		if (typeof value !== 'string') problems.push(value);
		values.set(name, typeof value === 'string' ? value : undefined);
	}
	const readable = [...values].filter(([, value]) => value !== undefined);
	return { parameters: Object.fromEntries(readable) as Parameters, problem: problems[0] };
}

/** "please do not % encode" */
const unescaped = ['redirect_uri', 'scope'];

// A plus is a plus: the document prints the time zone of a payment's date unescaped.
function valueOf(name: string, text: string): string | RequestProblem {
	if (unescaped.includes(name.toLowerCase())) {
		return text.includes('%') ? invalid(`${name} is % encoded`) : text;
	}
	try {
		return decodeURIComponent(text);
	} catch {
		return invalid(`${name} is not encoded as a parameter`);
	}
}

/** A request that breaks a rule for which OAuth has no error of its own. */
export function invalid(message: string): RequestProblem {
	return new RequestProblem('invalid_request', message);
}
