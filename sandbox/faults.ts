import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

import type { BankResponse } from './http/response';
import type { BankRequest } from './http/request';

/** Makes the next matching requests fail. */
export interface Fault {
	method?: string;
	/** Path prefix that starts with the bank's id, or a regular expression between slashes: `/^\/zopa\/.*balances$/`. */
	path: string;
	/** Number of requests that fail. */
	times: number;
	response: FaultyResponse;
}

/**
 * A response in place of the bank's own, a reset connection, a delay before the bank processes the request or after it has
 * done so, or a response that is lost after the bank has processed the request.
 */
export type FaultyResponse =
	| { status: number; headers?: Record<string, string>; body?: string }
	| 'reset'
	| 'lostResponse'
	| { delayMs: number }
	| { lateMs: number };

export interface Faults {
	add(fault: Fault): void;
	clear(): void;
	/** Returns the faults that further requests can match, with how often they still do. */
	pending(): readonly Fault[];
	/** Returns the response of the first matching fault and counts it as used. */
	take(method: string, path: string): FaultyResponse | undefined;
}

export function newFaults(): Faults {
	let pending: Fault[] = [];
	return {
		add: (fault) => pending.push({ ...fault }),
		clear: () => {
			pending = [];
		},
		pending: () => pending,
		take(method, path) {
			const fault = pending.find((candidate) => matches(candidate, method, path));
			if (!fault) return undefined;
			fault.times -= 1;
			pending = pending.filter(({ times }) => times > 0);
			return fault.response;
		},
	};
}

/**
 * Applies a fault to a request.
 *
 * @returns the response; `sent` when the connection was reset; undefined when the bank is to respond as usual
 */
export async function applyFault(
	fault: FaultyResponse,
	request: BankRequest,
): Promise<BankResponse | 'sent' | undefined> {
	if (fault === 'reset') {
		request.incoming.socket.destroy();
		return 'sent';
	}
	if (fault === 'lostResponse') {
		beforeEnd(request, () => void request.incoming.socket.destroy());
		return undefined;
	}
	if ('status' in fault) return fault;
	if ('lateMs' in fault) beforeEnd(request, async () => await delay(fault.lateMs));
	else await delay(fault.delayMs);
	return undefined;
}

/** Lets something happen before a response leaves. The authorization server writes its responses itself. */
function beforeEnd({ outgoing }: BankRequest, act: () => unknown): void {
	const end = outgoing.end.bind(outgoing) as (...parts: unknown[]) => ServerResponse;
	outgoing.end = (...parts: unknown[]) => {
		void Promise.resolve(act()).then(() => end(...parts));
		return outgoing;
	};
}

export function isFault(value: unknown): value is Fault {
	const { method, path, times, response } = Object(value) as Partial<Fault>;
	return (
		(method === undefined || typeof method === 'string') &&
		typeof path === 'string' &&
		isPattern(path) &&
		Number.isSafeInteger(times) &&
		times! > 0 &&
		isFaultyResponse(response)
	);
}

function isFaultyResponse(value: unknown): value is FaultyResponse {
	const { status, delayMs, lateMs } = Object(value) as Record<string, unknown>;
	const isNamed = value === 'reset' || value === 'lostResponse';
	return isNamed || [status, delayMs, lateMs].some(Number.isSafeInteger);
}

function matches(fault: Fault, method: string, path: string): boolean {
	if (fault.method && fault.method.toUpperCase() !== method) return false;
	const pattern = toExpression(fault.path);
	return pattern ? pattern.test(path) : path.startsWith(fault.path);
}

function isPattern(path: string): boolean {
	try {
		toExpression(path);
		return true;
	} catch {
		return false;
	}
}

// Every path starts with a slash, so `/^` distinguishes a regular expression from a prefix.
function toExpression(path: string): RegExp | undefined {
	const [, source] = /^\/(\^.*)\/$/.exec(path) ?? [];
	return source === undefined ? undefined : new RegExp(source);
}
