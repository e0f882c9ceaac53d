import { parameterError } from '../errors';
import { isSealedText } from '../jose/seal';
import type { Tpp } from '../tpp';
import type { HttpRequest, HttpResponse, Send } from '../transport/http';
import { assertUsable, hasExpired, openSession } from './session';

export interface TokenSource {
	/** Returns the access token to use now. */
	current(): Promise<string>;
	/** Returns another token after the bank refused `refused`; undefined when there is none. */
	renew(refused: string): Promise<string | undefined>;
}

/** Returns a Send with a bearer token (RFC 6750 §2.1). After a 401 it renews the token and sends the request once more. */
export function withToken(send: Send, tokens: TokenSource): Send {
	const run = { hasTokenWorked: false };
	const sendWith = async (request: HttpRequest, token: string): Promise<HttpResponse> => {
		const response = await send(withBearer(request, token));
		run.hasTokenWorked ||= response.status < 400;
		return { ...response, hasTokenWorked: run.hasTokenWorked };
	};
	return async (request) => {
		const token = await tokens.current();
		const response = await sendWith(request, token);
		if (response.status !== 401) return response;
		const renewed = await tokens.renew(token);
		return renewed === undefined ? response : await sendWith(request, renewed);
	};
}

const withBearer = (request: HttpRequest, token: string): HttpRequest => ({
	...request,
	headers: { ...request.headers, Authorization: `Bearer ${token}` },
});

/**
 * Returns the headers with the access token in place of the sealed session after `Bearer` (RFC 6750 §2.1). Headers without a
 * session stay as they are.
 *
 * @throws ConfigurationError when the session does not open or has expired, or when the URL is not one of the bank's
 * @throws InvalidResponseError when its tokens must not be used
 */
export async function withAccessToken<Headers extends Record<string, unknown>>(
	headers: Headers,
	url: string,
	tpp: Tpp,
): Promise<Headers> {
	const name = Object.keys(headers).find((key) => key.toLowerCase() === 'authorization');
	const sealed = name && /^\s*Bearer\s+(\S+)\s*$/i.exec(String(headers[name]))?.[1];
	if (!sealed || !isSealedText(sealed)) return headers;
	assertBankUrl(url, tpp);
	const session = await openSession(sealed, tpp);
	assertUsable(session);
	if (hasExpired(session)) {
		throw parameterError('The session has expired.', 'authorization', {
			suggestion: 'refreshSession',
		});
	}
	return { ...headers, [name]: `Bearer ${session.accessToken}` };
}

/** Checks that the request goes to the bank, because every recipient of the token could use it. */
export function assertBankUrl(url: string, { addresses, bank }: Tpp): void {
	const { resourceServer, registrationServer, issuer } = addresses;
	const origins = [resourceServer, registrationServer, issuer].map(originOf);
	const origin = originOf(url);
	if (origin !== undefined && origins.includes(origin)) return;
	throw parameterError(
		`The session is for ${bank.name}, but "${origin ?? url}" is not one of the bank's addresses. Choose the credential that the session was created with, or correct the URL.`,
		'url',
	);
}

const originOf = (url: string | undefined) =>
	url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined;
