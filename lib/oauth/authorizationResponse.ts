import { AspspError, InvalidResponseError, type TppAction } from '../errors';
import { redact } from '../transport/redact';

/**
 * What the bank sent back in the PSU's browser (RFC 6749 §4.1.2, OpenID Connect Core §3.3.2.5): the parameters of a
 * complete address, of a fragment, or of a query string.
 *
 * @throws InvalidResponseError when there are none, or one of them comes twice (RFC 6749 §3.1)
 */
export function readAuthorizationResponse(text: string): URLSearchParams {
	const parameters = new URLSearchParams(parameterPart(String(text ?? '').trim()));
	const names = [...parameters.keys()];
	if (!names.some((name) => answers.includes(name))) {
		throw new InvalidResponseError(
			'This is no authorisation response: it holds neither code nor error. Give the complete address that the bank sent the PSU back to, with everything after ? or #.',
			{ tppAction: 'fixRequest' },
		);
	}
	if (new Set(names).size < names.length) {
		throw new InvalidResponseError('The authorisation response holds a parameter twice.');
	}
	assertOneAnswer(parameters);
	return parameters;
}

/** @throws InvalidResponseError for an answer that says two things at once */
export function assertOneAnswer(parameters: URLSearchParams): void {
	if (parameters.has('error') && parameters.has('code')) {
		throw new InvalidResponseError('The authorisation response reports both an error and a code.');
	}
}

const answers = ['code', 'error', 'response'];

const isAnswer = (part: string) => answers.some((name) => new URLSearchParams(part).has(name));

/** @throws AspspError for `access_denied` and its kind */
export function assertNoError(parameters: URLSearchParams): void {
	const error = parameters.get('error');
	if (error === null) return;
	const description = redact(parameters.get('error_description') ?? '');
	const tppAction = actions.get(error) ?? 'contactBank';
	const refused = tppAction === 'reconsent';
	throw new AspspError(
		`${refused ? 'The PSU or the bank refused the authorisation' : 'The bank reports a failed authorisation'}: ${redact(error)}${description && `, ${description}`}.`,
		{ errorCodes: [redact(error)], tppAction },
	);
}

/** RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6; of the others the bank knows more. */
const actions = new Map<string, TppAction>([
	['access_denied', 'reconsent'],
	['unsupported_response_type', 'fixRequest'],
	['unauthorized_client', 'fixRequest'],
	['invalid_scope', 'fixRequest'],
	['login_required', 'reauthenticate'],
	['interaction_required', 'reauthenticate'],
	['server_error', 'retryLater'],
	['temporarily_unavailable', 'retryLater'],
]);

function parameterPart(text: string): string {
	if (/^\w+=/.test(text)) return text;
	const [address = '', fragment = ''] = text.split(/#(.*)/s);
	const query = address.slice(address.indexOf('?') + 1);
	// Some add a fragment of their own, as in `?code=…#_=_`.
	return isAnswer(fragment) || !isAnswer(query) ? fragment || query : query;
}
