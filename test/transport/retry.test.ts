import { defaultLimits } from '../../lib/transport/http';
import { nextTry, retryAfterMilliseconds, type RetryState } from '../../lib/transport/retry';

const now = new Date('2026-03-01T12:00:00Z');
const state = (overrides: Partial<RetryState> = {}): RetryState => ({
	tries: 1,
	left: 120_000,
	random: 1,
	now,
	...overrides,
});
const answer = (status: number, retryAfter?: string) => ({
	response: {
		status,
		headers: (retryAfter ? { 'retry-after': retryAfter } : {}) as Record<string, string>,
	},
});
const failure = (overrides = {}) => ({
	failure: { transient: true, staleSocket: false, ...overrides },
});
const limits = { ...defaultLimits, tries: 10 };
const wait = (outcome: Parameters<typeof nextTry>[0], overrides: Partial<RetryState> = {}) =>
	nextTry(outcome, limits, state(overrides));

describe('the back-off', () => {
	it('doubles with every try', () => {
		expect([1, 2, 3, 4].map((tries) => wait(failure(), { tries }))).toEqual([200, 400, 800, 1600]);
	});

	it('leaves half of it to chance', () => {
		expect([0, 0.5, 1].map((random) => wait(answer(500), { random }))).toEqual([100, 150, 200]);
	});

	it('is longer when the bank throttles without saying for how long', () => {
		expect(wait(answer(429))).toBe(500);
		expect(wait(answer(429), { tries: 3, random: 0 })).toBe(1000);
	});
});

describe('Retry-After', () => {
	it.each([429, 503, 500])('in seconds is waited for after a %i', (status) => {
		expect(wait(answer(status, '5'))).toBe(5_000);
	});

	it('as a date is waited for', () => {
		expect(wait(answer(429, 'Sun, 01 Mar 2026 12:00:07 GMT'))).toBe(7_000);
	});

	it.each(['0', 'Sun, 01 Mar 2026 11:00:00 GMT'])(
		'of %s lets the next try start at once',
		(value) => {
			expect(wait(answer(429, value))).toBe(0);
		},
	);

	it('shorter than the back-off does not shorten it', () => {
		expect(wait(answer(429, '1'), { tries: 3 })).toBe(2_000);
	});

	it.each(['31', '86400', '9'.repeat(400), 'Mon, 02 Mar 2026 12:00:00 GMT'])(
		'of %s is longer than may be waited: no other try',
		(value) => {
			expect(wait(answer(429, value))).toBeUndefined();
		},
	);

	it.each(['', 'soon', '-5', '1.5', 'May 2026', '1e3'])('of %j is not understood', (value) => {
		expect(retryAfterMilliseconds(value, now)).toBeUndefined();
	});
});

describe('another try', () => {
	it('does not start when its wait would outlast the total time', () => {
		expect(wait(failure(), { left: 201 })).toBe(200);
		expect(wait(failure(), { left: 200 })).toBeUndefined();
	});

	it('does not start when the tries are used up', () => {
		expect(wait(failure(), { tries: 10 })).toBeUndefined();
	});

	it('does not start after a failure that will come again', () => {
		expect(wait(failure({ transient: false }))).toBeUndefined();
	});

	it('starts at once after a stale connection, even when one try is the limit', () => {
		const outcome = failure({ staleSocket: true });
		expect(nextTry(outcome, { ...limits, tries: 1 }, state())).toBe(0);
		expect(nextTry(outcome, { ...limits, tries: 1 }, state({ tries: 2 }))).toBeUndefined();
	});

	it.each([200, 201, 204, 302, 400, 401, 403, 404, 409, 413, 422, 501])(
		'does not start after a %i',
		(status) => {
			expect(wait(answer(status, '1'))).toBeUndefined();
		},
	);
});
