import { defaultLimits } from '../../lib/transport/http';
import {
	createRetryBudget,
	nextWait,
	retryAfterMilliseconds,
	type RetryState,
} from '../../lib/transport/retry';

const now = new Date('2026-03-01T12:00:00Z');
const state = (overrides: Partial<RetryState> = {}): RetryState => ({
	attempts: 1,
	left: 120_000,
	random: 1,
	now,
	...overrides,
});
const response = (status: number, retryAfter?: string) => ({
	response: {
		status,
		headers: (retryAfter ? { 'retry-after': retryAfter } : {}) as Record<string, string>,
	},
});
const failure = (overrides = {}) => ({
	failure: { isTransient: true, isStaleSocket: false, ...overrides },
});
const limits = { ...defaultLimits, attempts: 10 };
const wait = (outcome: Parameters<typeof nextWait>[0], overrides: Partial<RetryState> = {}) =>
	nextWait(outcome, limits, state(overrides));

describe('The backoff', () => {
	it('doubles with every attempt (NW-18)', () => {
		expect([1, 2, 3, 4].map((attempts) => wait(failure(), { attempts }))).toEqual([
			200, 400, 800, 1600,
		]);
	});

	it('is half random (NW-18)', () => {
		expect([0, 0.5, 1].map((random) => wait(response(500), { random }))).toEqual([100, 150, 200]);
	});

	it('is longer when the bank throttles (RL-07)', () => {
		expect(wait(response(429, '1'), { attempts: 3, random: 0 })).toBe(1000);
	});

	it('does not follow when the bank throttles without saying for how long (C-20)', () => {
		expect(wait(response(429))).toBeUndefined();
	});
});

describe('The shortest wait of a request', () => {
	it('replaces a shorter wait, also after a stale connection', () => {
		const leastWait = 1000;
		expect(wait(failure(), { leastWait })).toBe(1000);
		expect(wait(failure({ isStaleSocket: true }), { leastWait })).toBe(1000);
		expect(wait(response(429, '0'), { leastWait })).toBe(1000);
		expect(wait(response(429, '5'), { leastWait })).toBe(5000);
	});

	it('that exceeds the rest of the timeout leaves no retry', () => {
		expect(wait(failure(), { leastWait: 1000, left: 1000 })).toBeUndefined();
		expect(wait(failure(), { leastWait: 1000, left: 1001 })).toBe(1000);
	});
});

describe('Retry-After', () => {
	it.each([429, 503, 500])('in seconds is waited for after a %i (RL-01, RL-08)', (status) => {
		expect(wait(response(status, '5'))).toBe(5_000);
	});

	it('as a date is waited for (RL-02)', () => {
		expect(wait(response(429, 'Sun, 01 Mar 2026 12:00:07 GMT'))).toBe(7_000);
	});

	it.each(['0', 'Sun, 01 Mar 2026 11:00:00 GMT'])(
		'of %s starts the next attempt at once (RL-03)',
		(value) => {
			expect(wait(response(429, value))).toBe(0);
		},
	);

	it('shorter than the backoff does not shorten it (RL-06)', () => {
		expect(wait(response(429, '1'), { attempts: 3 })).toBe(2_000);
	});

	it.each(['31', '86400', '9'.repeat(400), 'Mon, 02 Mar 2026 12:00:00 GMT'])(
		'of %s is longer than the limit: no retry (RL-05, QW-27)',
		(value) => {
			expect(wait(response(429, value))).toBeUndefined();
		},
	);

	it.each(['', 'soon', '-5', '1.5', 'May 2026', '1e3'])('of %j is ignored', (value) => {
		expect(retryAfterMilliseconds(value, now)).toBeUndefined();
	});
});

describe('A retry', () => {
	it('does not start when its wait would exceed the total timeout', () => {
		expect(wait(failure(), { left: 201 })).toBe(200);
		expect(wait(failure(), { left: 200 })).toBeUndefined();
	});

	it('does not start when the attempts are used up', () => {
		expect(wait(failure(), { attempts: 10 })).toBeUndefined();
	});

	it('does not start after a permanent failure', () => {
		expect(wait(failure({ isTransient: false }))).toBeUndefined();
	});

	it('starts at once after a stale connection, even with a limit of one attempt', () => {
		const outcome = failure({ isStaleSocket: true });
		expect(nextWait(outcome, { ...limits, attempts: 1 }, state())).toBe(0);
		expect(nextWait(outcome, { ...limits, attempts: 1 }, state({ attempts: 2 }))).toBeUndefined();
	});

	it.each([200, 201, 204, 302, 400, 401, 403, 404, 409, 413, 422, 501])(
		'does not start after a %i',
		(status) => {
			expect(wait(response(status, '1'))).toBeUndefined();
		},
	);
});

describe('The retry budget', () => {
	const spendAll = (budget: ReturnType<typeof createRetryBudget>) => {
		let spent = 0;
		while (budget.spend()) spent++;
		return spent;
	};

	it('allows twenty retries and no more', () => {
		const budget = createRetryBudget();
		expect(spendAll(budget)).toBe(20);
		expect(budget.spend()).toBe(false);
	});

	it('gets the cost of a success back', () => {
		const budget = createRetryBudget();
		spendAll(budget);
		budget.refund(2);
		expect(spendAll(budget)).toBe(2);
	});

	it('recovers by one retry for five successes at the first attempt', () => {
		const budget = createRetryBudget();
		spendAll(budget);
		for (let success = 0; success < 6; success++) budget.refund(0);
		expect(spendAll(budget)).toBe(1);
	});

	it('never holds more than at the start', () => {
		const budget = createRetryBudget();
		budget.refund(100);
		expect(spendAll(budget)).toBe(20);
	});
});
