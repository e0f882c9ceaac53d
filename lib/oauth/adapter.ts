import { InvalidResponseError, OpenBankingError } from '../errors';
import type { HttpRequest, HttpResponse } from '../transport/http';
import { redact } from '../transport/redact';
import { invalidResponse } from '../transport/requestOutcome';

/*
 * The adapter between oauth4webapi and this package: oauth4webapi builds requests and processes responses, our transport sends.
 * oauth4webapi is loaded when it is first used, with `await import('oauth4webapi')`.
 */

/** The part of `fetch` that oauth4webapi uses (`customFetch`). */
export type Fetch = (url: string, options: FetchOptions) => Promise<Response>;

interface FetchOptions {
	method: string;
	headers: Record<string, string>;
	body?: unknown;
}

/**
 * Returns the request that a function of oauth4webapi makes, without sending it.
 *
 * @throws what the function throws, such as an OperationProcessingError for an endpoint that is missing
 */
export const buildRequest = async (
	make: (fetch: Fetch) => Promise<unknown>,
): Promise<HttpRequest> =>
	await new Promise((resolve, reject) => {
		make(async (url, options) => {
			resolve(toRequest(url, options));
			return new Response();
		}).catch(reject);
	});

/**
 * Converts what oauth4webapi hands to `fetch`. A POST goes to an endpoint that may issue tokens, and tokens that the bank
 * has issued must arrive.
 */
export function toRequest(url: string, { method, headers, body }: FetchOptions): HttpRequest {
	const { 'user-agent': _, ...own } = headers;
	return {
		method: method as HttpRequest['method'],
		url,
		headers: own,
		body: body === undefined || body === null ? undefined : String(body),
		// Tokens, and codes and refresh tokens that are used up.
		...(method === 'POST' && { mustComplete: true }),
	};
}

const statusesWithoutBody = new Set([204, 205, 304]);

/**
 * Converts a response of our transport to one that oauth4webapi reads.
 *
 * @throws InvalidResponseError for a 101 that no request asked for: Node.js returns it, but `Response` has no such status
 */
export function toResponse(response: HttpResponse): Response {
	const { status, headers, body } = response;
	if (status < 200) {
		throw invalidResponse(
			`The bank responded with ${status}, which is not a final response.`,
			response,
		);
	}
	const bytes = statusesWithoutBody.has(status) ? null : new Uint8Array(body);
	return new Response(bytes, { status, headers });
}

/** A time in a response is past or still ahead, by the clock of this machine. */
export class TimestampError extends InvalidResponseError {}

interface Validated {
	/** What is validated, as the subject of a sentence: "The bank's token response". */
	subject: string;
	/** Absent: it did not come in the response to a request. */
	response?: HttpResponse;
	/** Its JWT, as the subject of a clause. Default: "its id_token". */
	jwt?: string;
}

/**
 * Runs a step of oauth4webapi and converts what it throws. Its own errors hold claims and whole responses, so they go no
 * further.
 *
 * @throws InvalidResponseError "… is invalid: …", or an error of ours that was thrown within the step
 */
export async function validating<T>(validated: Validated, step: () => T | Promise<T>): Promise<T> {
	try {
		return await step();
	} catch (thrown) {
		throw toOpenBankingError(thrown, validated);
	}
}

function toOpenBankingError(
	thrown: unknown,
	{ subject, response, jwt = 'its id_token' }: Validated,
): OpenBankingError {
	const chain = causes(thrown);
	const ownError = chain.find((cause) => cause instanceof OpenBankingError);
	if (ownError) return ownError;
	const isTimestamp = chain.some(({ code }) => code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED');
	const Invalid = isTimestamp ? TimestampError : InvalidResponseError;
	const isMetadata = chain.some(({ code }) => metadataCodes.has(code));
	const invalid = isMetadata ? "The bank's discovery document" : subject;
	const innermost = chain.filter((one) => !parserErrors.has(one.name) || isOfKey(one)).at(-1);
	const reason = innermost ? plainReason(innermost.message, jwt) : 'unknown reason';
	return new Invalid(`${invalid} is invalid: ${reason}.`, {
		httpStatus: response?.status,
		interactionId: response?.interactionId,
	});
}

/** Errors of JSON.parse, whose messages quote the text, and of atob. The innermost message of all others says most. */
const parserErrors = new Set(['SyntaxError', 'InvalidCharacterError']);

/** Web Crypto has the name of a parser's error for a private key, with which nothing can be verified. */
const isOfKey = ({ message }: Error): boolean => privateKeyMessage.test(message);
const privateKeyMessage = /^Unsupported key usage for (?:an? )?\S+ key$/;

/** Codes of errors about an endpoint of the discovery document. They can come from any step. */
const metadataCodes = new Set<unknown>([
	'OAUTH_HTTP_REQUEST_FORBIDDEN',
	'OAUTH_REQUEST_PROTOCOL_FORBIDDEN',
	'OAUTH_MISSING_SERVER_METADATA',
	'OAUTH_INVALID_SERVER_METADATA',
]);

/** Messages of oauth4webapi, which are for programmers, and our words for them. `{jwt}` stands for `Validated.jwt`. */
const plainReasons: Array<[message: RegExp, reason: string]> = [
	[/^unexpected JWT "exp" .* value.*$/, '{jwt} has expired (exp)'],
	[/^unexpected JWT "iat" .* value.*$/, '{jwt} was issued too long ago (iat)'],
	[/^unexpected JWT "nbf" .* value$/, '{jwt} is not valid yet (nbf)'],
	[/^unexpected JWT "iss" .* value$/, '{jwt} comes from another issuer (iss)'],
	[/^unexpected JWT "aud" .* value$/, '{jwt} is for another client (aud)'],
	[/^ID Token "aud" .* untrusted audiences$/, '{jwt} is also for other clients (aud)'],
	[/^unexpected ID Token "azp" .* value$/, '{jwt} is for another client (azp)'],
	[/^unexpected ID Token "nonce" .* value$/, '{jwt} belongs to another authorisation (nonce)'],
	[
		/^invalid ID Token "(c|s)_hash" \((code|state) .* value$/,
		'{jwt} belongs to another $2 ($1_hash)',
	],
	[/^JWT "(\w+)" .* missing$/, '{jwt} has no $1'],
	[
		/^(?:unexpected JWT|ID Token) "(\w+)" .* (?:type|must .*)$/,
		'the claim $1 of {jwt} has the wrong type',
	],
	[
		/^unexpected JWT "alg" header parameter$/,
		'{jwt} is signed with another algorithm than the registered one (alg)',
	],
	[
		/^unsupported JWS (?:algorithm|"alg" identifier)$/,
		'{jwt} is signed with an algorithm that is not supported (alg)',
	],
	[/^no JWT "crit" .* supported$/, '{jwt} has a critical header that is not supported (crit)'],
	[/^Invalid JWT$/, '{jwt} is not a signed JWT'],
	[/^(?:failed to parse )?JWT (?:Header|Payload) .*$/, '{jwt} is not a JWT of JSON objects'],
	[/^The input to be decoded is not correctly encoded\.$/, '{jwt} is not in base64url'],
	[/^JWT signature verification failed$/, '{jwt} has an invalid signature'],
	[
		/^error when selecting .* no applicable keys found$/,
		'{jwt} is signed with a key that the bank does not publish (kid)',
	],
	[
		/^error when selecting .* multiple applicable keys found.*$/,
		'several keys of the bank fit {jwt} (kid)',
	],
	// Of Node.js.
	[/^Invalid (?:JWK.*|keyData)$/, "the bank's key for {jwt} is invalid"],
	[privateKeyMessage, "the bank's key for {jwt} is a private key, which banks must not publish"],
	[/^unsupported RSA\S+ modulusLength$/, "the bank's key for {jwt} has fewer than 2048 bits"],
	[/^"parameters" does not contain an ID Token$/, 'it has no id_token'],
	[/^"parameters" does not contain an Authorization Code$/, 'it has no code'],
	[/^"parameters" contains a JARM response.*$/, 'it contains another JWT (response)'],
	[/^implicit and hybrid flows .*$/, 'it has an id_token or a token that was not requested'],
	[/^response parameter "(\w+)".* missing$/, 'it has no $1'],
	[/^unexpected "(\w+)".* response parameter value$/, 'it has another $1 than expected'],
	[/^"(\w+)" parameter must be provided only once$/, '$1 occurs twice'],
	[/^"response" body "issuer" .* not match .*$/, 'it belongs to another issuer'],
	[/^"response" body "(\w+)" property (must .*)$/, 'its $1 $2'],
	[/^"response" body must be a top level object$/, 'its body is not a JSON object'],
	[/^failed to parse "response" body as JSON$/, 'its body is not JSON'],
	[/^"response" content-type .*$/, 'its content type is not JSON'],
	[/^"response" is not a conform .*$/, 'its HTTP status is not the expected one'],
	[/^authorization server metadata does not contain a valid "as\.([\w.]+)"$/, 'it has no valid $1'],
	[/^only .* are allowed$/, 'the URL of an endpoint is not an https URL'],
];

function plainReason(message: string, jwt: string): string {
	const row = plainReasons.find(([pattern]) => pattern.test(message));
	return redact(row ? message.replace(row[0], row[1].replace('{jwt}', jwt)) : message);
}

type ThrownError = Error & { code?: unknown };

/** Does not test `instanceof Error`: an error may come from another realm. */
function causes(thrown: unknown): ThrownError[] {
	if (typeof thrown !== 'object' || thrown === null || !('message' in thrown)) return [];
	return [thrown as Error, ...causes((thrown as Error).cause)];
}
