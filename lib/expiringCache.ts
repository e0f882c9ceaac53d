export interface Expiring<T> {
	value: T;
	/** Milliseconds since 1970. */
	expires: number;
}

export interface ExpiringCache<T> {
	/** Returns the value under `key`. Calls `make` when there is none, once for all callers that wait at the same time. */
	get(key: string, make: () => Promise<Expiring<T>>): Promise<T>;
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
}

const allCaches: Array<Map<string, unknown>> = [];

/** Creates a cache of this process with at most `size` entries. It does not keep failures. */
export function createCache<T>(size = 500): ExpiringCache<T> {
	const entries = new Map<string, Entry<T>>();
	allCaches.push(entries);
	return {
		get(key, make) {
			const existing = entries.get(key);
			if (existing && !hasExpired(existing)) return existing.value;
			const entry = start(make, () => entries.get(key) === entry && entries.delete(key));
			entries.delete(key);
			entries.set(key, entry);
			dropOldest(entries, size);
			return entry.value;
		},
		put(key, resolved) {
			entries.delete(key);
			entries.set(key, { value: Promise.resolve(resolved.value), resolved });
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

function start<T>(make: () => Promise<Expiring<T>>, onFailure: () => void): Entry<T> {
	const made = make();
	const entry: Entry<T> = { value: made.then(({ value }) => value) };
	made.then((resolved) => (entry.resolved = resolved), onFailure);
	return entry;
}

const hasExpired = ({ resolved }: Entry<unknown>) =>
	resolved !== undefined && resolved.expires <= Date.now();

/** Also drops expired entries at the start of the map, because they may hold tokens. */
function dropOldest(entries: Map<string, Entry<unknown>>, size: number): void {
	for (const [key, entry] of entries) {
		if (entries.size <= size && !hasExpired(entry)) return;
		entries.delete(key);
	}
}
