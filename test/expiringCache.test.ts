import { clearCaches, createCache } from '../lib/expiringCache';

const lasting = (value: string) => jest.fn(async () => ({ value, expires: Infinity }));

describe('createCache', () => {
	it('makes a value once for simultaneous and later callers (DS-13)', async () => {
		const cache = createCache<string>();
		const make = lasting('a');
		await Promise.all([cache.get('key', make), cache.get('key', make)]);
		expect(await cache.get('key', make)).toBe('a');
		expect(make).toHaveBeenCalledTimes(1);
	});

	it('replaces an expired value', async () => {
		const cache = createCache<string>();
		await cache.get('key', async () => ({ value: 'old', expires: Date.now() }));
		expect(await cache.get('key', lasting('new'))).toBe('new');
	});

	it('rejects for all callers after a failure, and does not keep it', async () => {
		const cache = createCache<string>();
		const fail = async () => Promise.reject(new Error('no'));
		const both = [cache.get('key', fail), cache.get('key', fail)];
		await expect(Promise.allSettled(both)).resolves.toMatchObject([
			{ status: 'rejected' },
			{ status: 'rejected' },
		]);
		expect(await cache.get('key', lasting('a'))).toBe('a');
	});

	it('forgets a value, but not the one that replaced it', async () => {
		const cache = createCache<string>();
		await cache.get('key', lasting('a'));
		cache.forget('key', 'b');
		expect(await cache.get('key', lasting('c'))).toBe('a');
		cache.forget('key', 'a');
		expect(await cache.get('key', lasting('c'))).toBe('c');
	});

	it('forgets only the values that match', async () => {
		const cache = createCache<string>();
		for (const key of ['a1', 'b1', 'a2']) await cache.get(key, lasting(key));
		cache.forgetWhere((value) => value.startsWith('a'));
		expect(await cache.get('a1', lasting('new'))).toBe('new');
		expect(await cache.get('b1', lasting('new'))).toBe('b1');
		expect(await cache.get('a2', lasting('new'))).toBe('new');
	});

	it('keeps the entries of another cache', async () => {
		const [cache, other] = [createCache<string>(), createCache<string>()];
		await other.get('key', lasting('a'));
		cache.forgetWhere(() => true);
		expect(await other.get('key', lasting('b'))).toBe('a');
	});

	it('drops the oldest entry beyond its size', async () => {
		const cache = createCache<string>(2);
		for (const key of ['a', 'b', 'c']) await cache.get(key, lasting(key));
		expect(await cache.get('b', lasting('new'))).toBe('b');
		expect(await cache.get('a', lasting('new'))).toBe('new');
	});

	it('is cleared with all others', async () => {
		const cache = createCache<string>();
		await cache.get('key', lasting('a'));
		clearCaches();
		expect(await cache.get('key', lasting('b'))).toBe('b');
	});
});

describe('a caller that is canceled', () => {
	/** A value that is made when the test says so. */
	function aPending() {
		let finish = () => {};
		let abandoned: AbortSignal | undefined;
		const made = new Promise<void>((resolve) => (finish = resolve));
		const make = jest.fn(async (signal: AbortSignal) => {
			abandoned = signal;
			await made;
			return { value: 'made', expires: Infinity };
		});
		return { make, finish: () => finish(), isAbandoned: () => abandoned?.aborted };
	}
	const canceled = { code: 'OB_CONNECTION', message: 'The execution was canceled.' };

	it('stops waiting at once, and the others get the value', async () => {
		const cache = createCache<string>();
		const { make, finish, isAbandoned } = aPending();
		const cancel = new AbortController();
		const left = cache.get('key', make, cancel.signal);
		const stays = cache.get('key', make, new AbortController().signal);
		cancel.abort();
		await expect(left).rejects.toMatchObject(canceled);
		expect(isAbandoned()).toBe(false);
		finish();
		expect(await stays).toBe('made');
		expect(make).toHaveBeenCalledTimes(1);
	});

	it('ends the work that nobody else waits for', async () => {
		const cache = createCache<string>();
		const { make, isAbandoned } = aPending();
		const cancels = [new AbortController(), new AbortController()];
		const waiting = cancels.map(({ signal }) => cache.get('key', make, signal));
		for (const cancel of cancels) cancel.abort();
		for (const caller of waiting) await expect(caller).rejects.toMatchObject(canceled);
		expect(isAbandoned()).toBe(true);
	});

	it('leaves abandoned work to its end: the next caller gets its value and makes none', async () => {
		const cache = createCache<string>();
		const { make, finish } = aPending();
		const cancel = new AbortController();
		const left = cache.get('key', make, cancel.signal);
		cancel.abort();
		await expect(left).rejects.toMatchObject(canceled);
		const next = cache.get('key', lasting('second'));
		finish();
		expect(await next).toBe('made');
	});

	it('leaves abandoned work to its end: when it fails, the next caller makes the value', async () => {
		const cache = createCache<string>();
		const cancel = new AbortController();
		const failing = async (abandoned: AbortSignal) =>
			await new Promise<never>((_, reject) =>
				abandoned.addEventListener('abort', () => reject(new Error('ended'))),
			);
		const left = cache.get('key', failing, cancel.signal);
		cancel.abort();
		await expect(left).rejects.toMatchObject(canceled);
		expect(await cache.get('key', lasting('second'))).toBe('second');
	});

	it('before it asks starts no work', async () => {
		const make = lasting('a');
		const get = createCache<string>().get('key', make, AbortSignal.abort());
		await expect(get).rejects.toMatchObject(canceled);
		expect(make).not.toHaveBeenCalled();
	});
});
