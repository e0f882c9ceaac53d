import type { HttpRequest, Send } from '../transport/http';

export interface TokenSource {
	/** The access token to use now. */
	current(): Promise<string>;
	/** Another one after the bank refused `refused`; undefined when there is none to be had. */
	renew(refused: string): Promise<string | undefined>;
}

/** Sends with a bearer token (RFC 6750 §2.1). A 401 is answered with one renewal and one repetition. */
export function withToken(send: Send, tokens: TokenSource): Send {
	return async (request) => {
		const token = await tokens.current();
		const response = await send(bearing(request, token));
		if (response.status !== 401) return response;
		const renewed = await tokens.renew(token);
		return renewed === undefined ? response : await send(bearing(request, renewed));
	};
}

const bearing = (request: HttpRequest, token: string): HttpRequest => ({
	...request,
	headers: { ...request.headers, Authorization: `Bearer ${token}` },
});
