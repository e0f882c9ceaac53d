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

/**
 * "Parameters": the text of `data` is base64url of a query string. The document capitalises some names and live clients do
 * not, so case makes no difference.
 *
 * @throws RequestProblem
 */
export function decodedParameters(data: string | null): Parameters {
	if (data === null || !/^[\w-]+={0,2}$/.test(data))
		throw invalid('data is missing or not base64url');
	const parameters = new Map<string, string>();
	for (const pair of Buffer.from(data, 'base64url').toString('utf8').split('&')) {
		const [written = '', value = ''] = pair.split(/=(.*)/s);
		const name = written.toLowerCase();
		if (parameters.has(name)) throw invalid(`${written} is there twice`);
		parameters.set(
			name,
			unescaped.includes(name) ? literal(written, value) : decoded(written, value),
		);
	}
	return Object.fromEntries(parameters);
}

/** "please do not % encode" */
const unescaped = ['redirect_uri', 'scope'];

function literal(name: string, value: string): string {
	if (value.includes('%')) throw invalid(`${name} is % encoded`);
	return value;
}

// A plus is a plus: the document prints the time zone of a payment's date unescaped.
function decoded(name: string, value: string): string {
	try {
		return decodeURIComponent(value);
	} catch {
		throw invalid(`${name} is not encoded as a parameter`);
	}
}

/** A request that breaks a rule for which OAuth has no error of its own. */
export function invalid(message: string): RequestProblem {
	return new RequestProblem('invalid_request', message);
}
