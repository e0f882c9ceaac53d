import type { RequestResult } from './concurrency';
import type { HttpResponse, Limits } from './http';

/** Returns whether the bank named a reason that another attempt would meet again, whatever the status says. */
export type IsFinal = (response: { status: number; body: Buffer }) => boolean;

/** The parts of an attempt's result that decide whether to retry. */
export type RetryableResult =
	| { response: Pick<HttpResponse, 'status' | 'headers'> }
	| { failure: { isTransient: boolean; isStaleSocket: boolean } };

export interface RetryState {
	/** Attempts so far. */
	attempts: number;
	/** Milliseconds left until the total timeout. */
	left: number;
	/** From 0 up to 1. */
	random: number;
	now: Date;
	/** Milliseconds that must pass in any case. */
	leastWait?: number;
}

const retriedStatuses = new Set([408, 429, 500, 502, 503, 504]);
/** Milliseconds before the second attempt. */
const firstWait = 200;
/** The same after a 429. */
const firstThrottledWait = 500;

/**
 * Returns the milliseconds to wait before an idempotent request is sent again. Returns undefined when it must not be
 * sent again: the result is final, all attempts are used, the wait would exceed `limits.wait` or the total timeout, or the
 * bank throttles without saying for how long.
 */
export function nextWait(
	result: RetryableResult,
	limits: Limits,
	state: RetryState,
): number | undefined {
	const wait = shortestWait(result, limits, state);
	if (wait === undefined) return undefined;
	const whole = Math.max(wait, state.leastWait ?? 0);
	return whole < state.left ? whole : undefined;
}

function shortestWait(
	result: RetryableResult,
	limits: Limits,
	state: RetryState,
): number | undefined {
	if (isStaleSocket(result) && state.attempts === 1) return 0;
	if (!isRetryable(result) || state.attempts >= limits.attempts) return undefined;
	const requested = retryAfter(result, state.now);
	// The bank counts requests, perhaps per day, and does not say until when.
	if (isThrottled(result) && requested === undefined) return undefined;
	const wait = requested === 0 ? 0 : Math.max(backoff(result, state), requested ?? 0);
	return wait <= limits.wait ? wait : undefined;
}

/** Returns `Retry-After` (RFC 9110 §10.2.3) in milliseconds from `now`, or undefined when absent or unreadable. */
export function retryAfterMilliseconds(value: string | undefined, now: Date): number | undefined {
	if (value === undefined) return undefined;
	if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
	// Date.parse also reads "-5" and "1.5" as dates.
	const date = /GMT\s*$/.test(value) ? Date.parse(value) : NaN;
	return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}

/** Returns whether the request was not sent, because the bank had closed the pooled connection. */
export const isStaleSocket = (result: RetryableResult) =>
	'failure' in result && result.failure.isStaleSocket;

const isRetryable = (result: RetryableResult) =>
	'failure' in result ? result.failure.isTransient : retriedStatuses.has(result.response.status);

const isThrottled = (result: RetryableResult) =>
	'response' in result && result.response.status === 429;

const retryAfter = (result: RetryableResult, now: Date) =>
	'response' in result
		? retryAfterMilliseconds(result.response.headers['retry-after'], now)
		: undefined;

/** Returns an exponential wait. Half of it is random, so that many clients do not return at the same moment. */
function backoff(result: RetryableResult, { attempts, random }: RetryState): number {
	const longest = (isThrottled(result) ? firstThrottledWait : firstWait) * 2 ** (attempts - 1);
	return Math.round(longest * (0.5 + random / 2));
}

/** Milliseconds without a new request after a 429 that does not say for how long. */
const throttledPause = 500;

/**
 * Returns what a response says about the load of the bank (RFC 6585 §4, RFC 9110 §15.6.4). A 429 that is final concerns the
 * requests of one PSU only.
 */
export function congestion(
	{ status, headers, body }: Pick<HttpResponse, 'status' | 'headers' | 'body'>,
	limits: Limits,
	isFinal?: IsFinal,
): RequestResult {
	const isThrottled = status === 429 && !isFinal?.({ status, body });
	if (!isThrottled && status !== 503) return { isCongested: false };
	const requested = retryAfterMilliseconds(headers['retry-after'], new Date());
	const pause = requested ?? (isThrottled ? throttledPause : 0);
	return { isCongested: true, pause: pause <= limits.wait ? pause : 0 };
}

/** Limits the retries of a whole run. When a bank is down, hundreds of items then fail fast. */
export interface RetryBudget {
	/** Takes one retry out of the budget. Returns false when it is empty: the request must not be sent again. */
	spend(): boolean;
	/** Returns the cost of `retries`, and a little more, after a success. */
	refund(retries: number): void;
}

/** Enough for a short disturbance of all requests that run at the same time. */
const capacity = 20;

/** Creates a full budget. */
export function createRetryBudget(): RetryBudget {
	let left = capacity;
	return {
		spend: () => left >= 1 && left-- >= 1,
		refund(retries) {
			left = Math.min(capacity, left + retries + 0.2);
		},
	};
}

/** Recognises a bank that hangs. The rest of a run then fails fast instead of waiting for the timeout of each request. */
export interface Watch {
	/** Records that a request starts. The returned function records how it ended. */
	start(request: object): (end: { hasResponse: boolean; hasTimedOut: boolean }) => void;
	isHanging(): boolean;
}

/** Different requests, and rounds of them, that time out in a row before the rest of a run fails. */
const hangingAfter = 3;

/**
 * Creates the watch over the requests of a run to one host. The host hangs when three different requests in three rounds have
 * timed out, with no response in between. A round is the requests that run at the same time: a short disturbance of all of
 * them counts once.
 */
export function createWatch(): Watch {
	const timedOut = new Set<object>();
	let rounds = 0;
	return {
		start(request) {
			const startedIn = rounds;
			return ({ hasResponse, hasTimedOut }) => {
				if (hasTimedOut) {
					timedOut.add(request);
					if (startedIn === rounds) rounds++;
				} else if (hasResponse) {
					timedOut.clear();
					rounds = 0;
				}
			};
		},
		isHanging: () => rounds >= hangingAfter && timedOut.size >= hangingAfter,
	};
}
