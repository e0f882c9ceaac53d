/** A response before it is sent. */
export interface BankResponse {
	status: number;
	headers?: Record<string, string>;
	body?: string;
}

/** Thrown when a check fails; `response` is what the TPP receives. */
export class Refusal extends Error {
	constructor(readonly response: BankResponse) {
		super(`rejected with status ${response.status}`);
	}
}

export function json(
	status: number,
	body: unknown,
	headers?: Record<string, string>,
): BankResponse {
	return {
		status,
		headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
		body: JSON.stringify(body),
	};
}

export function html(status: number, body: string): BankResponse {
	return {
		status,
		headers: {
			'content-type': 'text/html; charset=utf-8',
			'content-security-policy':
				"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
			'cache-control': 'no-store',
		},
		body,
	};
}

export function seeOther(location: string): BankResponse {
	return { status: 303, headers: { location } };
}

export function withHeaders(response: BankResponse, headers: Record<string, string>): BankResponse {
	return { ...response, headers: { ...response.headers, ...headers } };
}
