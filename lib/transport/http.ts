import type { Tpp } from '../tpp';

export interface HttpRequest {
	method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** Absolute, https. */
	url: string;
	headers?: Record<string, string>;
	body?: string;
	/**
	 * The request may be sent again when its outcome is unknown. Only GET is, unless said otherwise: a POST with an
	 * idempotency key may be, a registration or a code exchange never.
	 */
	idempotent?: boolean;
	/** Once sent it is not given up when the execution is stopped: others wait for it, or it brings tokens. */
	shared?: boolean;
	/** Milliseconds for all tries and waits together, where they are fewer than usual. */
	timeout?: number;
}

export interface HttpResponse {
	status: number;
	/** Names in lower case. */
	headers: Readonly<Record<string, string>>;
	/** The bytes as they came, so that a signature over them can still be checked. */
	body: Buffer;
	/** That was asked, without query. */
	address?: string;
	/** Milliseconds that our clock was ahead of the bank's; absent where the answer has no date. */
	clockAhead?: number;
	/** Of the answer, in the header that the request had it in: `x-fapi-interaction-id` or `X-Request-ID`; else of the request. */
	interactionId: string;
}

/** The one way out: everything above the transport asks for this function and never for a network. */
export type Send = (request: HttpRequest) => Promise<HttpResponse>;

/** What n8n's egress policy offers a node with a transport of its own; absent where n8n offers none. */
export interface EgressFilter {
	/** Rejects with a ConfigurationError when the policy forbids the address. */
	assertAllowed(url: URL): Promise<void>;
	/** Name resolution that refuses forbidden addresses. */
	lookup?: import('node:net').LookupFunction;
}

export interface Limits {
	/** Until TCP and TLS are up, in milliseconds. */
	connect: number;
	/** Until the answer's headers are here, in milliseconds. */
	headers: number;
	/** All tries and waits together, in milliseconds. */
	total: number;
	/** Longest wait before another try, in milliseconds; a bank that asks for more gets no other try. */
	wait: number;
	/** Tries, the first included. */
	tries: number;
	/** Size of an answer after decompression, in bytes. */
	bytes: number;
}

export const defaultLimits: Limits = {
	connect: 10_000,
	headers: 30_000,
	total: 120_000,
	wait: 30_000,
	tries: 3,
	bytes: 20 * 1024 * 1024,
};

const interactionHeaders = ['x-fapi-interaction-id', 'x-request-id'] as const;

export interface InteractionId {
	name: (typeof interactionHeaders)[number];
	value: string;
}

/** The interaction id among `headers`, whose names may have any case. */
export function findInteractionId(headers: Record<string, string> = {}): InteractionId | undefined {
	const lowerCase = new Map(
		Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
	);
	for (const name of interactionHeaders) {
		const value = lowerCase.get(name);
		if (value) return { name, value };
	}
	return undefined;
}

/** A TPP with its way to the bank. */
export interface Connection {
	tpp: Tpp;
	send: Send;
}
