export interface Answer {
	status: number;
	headers?: Record<string, string>;
	body?: string;
}

/** A named check that failed: the answer is what the TPP gets. */
export class Refusal extends Error {
	constructor(readonly answer: Answer) {
		super(`refused with ${answer.status}`);
	}
}

export function json(status: number, body: unknown, headers?: Record<string, string>): Answer {
	return {
		status,
		headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
		body: JSON.stringify(body),
	};
}

export function html(status: number, body: string): Answer {
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

export function seeOther(location: string): Answer {
	return { status: 303, headers: { location } };
}

export function withHeaders(answer: Answer, headers: Record<string, string>): Answer {
	return { ...answer, headers: { ...answer.headers, ...headers } };
}
