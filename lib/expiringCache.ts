import { canceledError } from './errors';

export interface Expiring<T> {
	value: T;
	/** Milliseconds since 1970. */
	expires: number;
}

export interface ExpiringCache<T> {
	/**
	 * Returns the value under `key`. Calls `make` when there is none, once for all callers that wait at the same time.
	 *
	 * @param canceled aborted when this caller no longer waits. The signal for `make` is aborted when nobody waits any more.
	 * @throws ConnectionError when `canceled` is aborted; whatever `make` throws
	 */
	get(
		key: string,
		make: (abandoned: AbortSignal) => Promise<Expiring<T>>,
		canceled?: AbortSignal,
	): Promise<T>;
	/** Stores a value and replaces the previous one. */
	put(key: string, expiring: Expiring<T>): void;
	/** Returns the value under `key`, unless it has expired or is not ready yet. */
	find(key: string): T | undefined;
	/** Removes the value under `key`, if it is still `value`. */
	forget(key: string, value: T): void;
	/** Removes every value that matches. */
	forgetWhere(matches: (value: T) => boolean): void;
}

interface Entry<T> {
	value: Promise<T>;
	/** Set when the promise has resolved. */
	resolved?: Expiring<T>;
	/** Callers that wait for the value. */
	waiting: number;
	/** Aborted when all of them were canceled. */
	abandoned: AbortController;
}

const allCaches: Array<Map<string, unknown>> = [];

/** Creates a cache of this process with at most `size` entries. It does not keep failures. */
export function createCache<T>(size = 500): ExpiringCache<T> {
	const entries = new Map<string, Entry<T>>();
	allCaches.push(entries);
	return {
		async get(key, make, canceled) {
			if (canceled?.aborted) throw canceledError();
			// What was abandoned may still come to its end, and must not be made twice at the same time.
			while (isEnding(entries.get(key))) await entries.get(key)?.value.catch(() => undefined);
			if (canceled?.aborted) throw canceledError();
			const existing = entries.get(key);
			if (existing && !hasExpired(existing)) return await waitFor(existing, canceled);
			const entry = start(make, () => entries.get(key) === entry && entries.delete(key));
			entries.delete(key);
			entries.set(key, entry);
			dropOldest(entries, size);
			return await waitFor(entry, canceled);
		},
		put(key, resolved) {
			const value = Promise.resolve(resolved.value);
			entries.delete(key);
			entries.set(key, { value, resolved, waiting: 0, abandoned: new AbortController() });
			dropOldest(entries, size);
		},
		find(key) {
			const existing = entries.get(key);
			return existing && !hasExpired(existing) ? existing.resolved?.value : undefined;
		},
		forget(key, value) {
			if (entries.get(key)?.resolved?.value === value) entries.delete(key);
		},
		forgetWhere(matches) {
			for (const [key, { resolved }] of entries) {
				if (resolved && matches(resolved.value)) entries.delete(key);
			}
		},
	};
}

/** Empties every cache of this process. */
export function clearCaches(): void {
	for (const entries of allCaches) entries.clear();
}

function start<T>(
	make: (abandoned: AbortSignal) => Promise<Expiring<T>>,
	onFailure: () => void,
): Entry<T> {
	const abandoned = new AbortController();
	const made = make(abandoned.signal);
	const value = made.then(({ value }) => value);
	const entry: Entry<T> = { value, waiting: 0, abandoned };
	made.then((resolved) => (entry.resolved = resolved), onFailure);
	return entry;
}

/** Waits for the value, or until the caller is canceled. */
async function waitFor<T>(entry: Entry<T>, canceled?: AbortSignal): Promise<T> {
	entry.waiting++;
	return await new Promise<T>((resolve, reject) => {
		const leave = () => {
			entry.waiting--;
			if (entry.waiting === 0) entry.abandoned.abort();
			reject(canceledError());
		};
		canceled?.addEventListener('abort', leave);
		const stay = () => canceled?.removeEventListener('abort', leave);
		entry.value.then(
			(value) => (stay(), resolve(value)),
			(error: unknown) => (stay(), reject(error)),
		);
	});
}

const isEnding = (entry?: Entry<unknown>) =>
	entry?.abandoned.signal.aborted === true && entry.resolved === undefined;

const hasExpired = ({ resolved }: Entry<unknown>) =>
	resolved !== undefined && resolved.expires <= Date.now();

/** Also drops expired entries at the start of the map, because they may hold tokens. */
function dropOldest(entries: Map<string, Entry<unknown>>, size: number): void {
	for (const [key, entry] of entries) {
		if (entries.size <= size && !hasExpired(entry)) return;
		entries.delete(key);
	}
}
