import type { HttpResponse, Limits } from './http';

/** What one try came to, as far as another try depends on it. */
export type Outcome =
	| { response: Pick<HttpResponse, 'status' | 'headers'> }
	| { failure: { transient: boolean; staleSocket: boolean } };

export interface RetryState {
	/** Tries so far. */
	tries: number;
	/** Milliseconds left of the whole. */
	left: number;
	/** From 0 up to 1. */
	random: number;
	now: Date;
}

const retriedStatuses = new Set([408, 429, 500, 502, 503, 504]);
const firstWait = 200;
const firstThrottledWait = 500;

/**
 * Milliseconds to wait before a repeatable request is sent again, or undefined when it must not be: the answer is
 * final, the tries are used up, or the bank asks for a longer wait than we may take.
 */
export function nextTry(outcome: Outcome, limits: Limits, state: RetryState): number | undefined {
	if (isStaleSocket(outcome) && state.tries === 1) return 0;
	if (!mayHelp(outcome) || state.tries >= limits.tries) return undefined;
	const asked = retryAfter(outcome, state.now);
	const wait = asked === 0 ? 0 : Math.max(backOff(outcome, state), asked ?? 0);
	return wait <= limits.wait && wait < state.left ? wait : undefined;
}

/** `Retry-After` (RFC 9110 §10.2.3) in milliseconds from `now`; undefined when absent or unreadable. */
export function retryAfterMilliseconds(value: string | undefined, now: Date): number | undefined {
	if (value === undefined) return undefined;
	if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
	// Date.parse reads "-5" and "1.5" as dates, too.
	const date = /GMT\s*$/.test(value) ? Date.parse(value) : NaN;
	return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}

const isStaleSocket = (outcome: Outcome) => 'failure' in outcome && outcome.failure.staleSocket;

const mayHelp = (outcome: Outcome) =>
	'failure' in outcome ? outcome.failure.transient : retriedStatuses.has(outcome.response.status);

const retryAfter = (outcome: Outcome, now: Date) =>
	'response' in outcome
		? retryAfterMilliseconds(outcome.response.headers['retry-after'], now)
		: undefined;

/** Exponential, with half of it left to chance so that many clients do not come back at once. */
function backOff(outcome: Outcome, { tries, random }: RetryState): number {
	const throttled = 'response' in outcome && outcome.response.status === 429;
	const whole = (throttled ? firstThrottledWait : firstWait) * 2 ** (tries - 1);
	return Math.round(whole * (0.5 + random / 2));
}

/** Limits how often a whole run tries again: when a bank is down, hundreds of items fail at once and not one by one. */
export interface RetryBudget {
	/** False when nothing is left: the request must not be sent again. */
	spend(): boolean;
	/** An answer after `retries` other tries gives back what they cost, and a little more. */
	refund(retries: number): void;
}

/** Above what the items of one node that run at once can spend before the first of them succeeds. */
const capacity = 20;

export function createRetryBudget(): RetryBudget {
	let left = capacity;
	return {
		spend: () => left >= 1 && left-- >= 1,
		refund(retries) {
			left = Math.min(capacity, left + retries + 0.2);
		},
	};
}
