export interface Expiring<T> {
	value: T;
	/** Milliseconds since 1970. */
	expires: number;
}

export interface ExpiringCache<T> {
	/** What is stored under `key`, or what `make` makes of it; one `make` for any number of waiting callers. */
	get(key: string, make: () => Promise<Expiring<T>>): Promise<T>;
	forget(key: string): void;
}

interface Entry<T> {
	value: Promise<T>;
	expires: number;
}

const maxEntries = 500;
const all: Array<Map<string, unknown>> = [];

/** Holds at most 500 entries of this process; a failure is not kept. */
export function createCache<T>(): ExpiringCache<T> {
	const entries = new Map<string, Entry<T>>();
	all.push(entries);
	return {
		get(key, make) {
			const known = entries.get(key);
			if (known && known.expires > Date.now()) return known.value;
			const entry = start(make, () => entries.get(key) === entry && entries.delete(key));
			entries.delete(key);
			entries.set(key, entry);
			forgetOldest(entries);
			return entry.value;
		},
		forget: (key) => void entries.delete(key),
	};
}

/** Empties every cache of this process. */
export function clearCaches(): void {
	for (const entries of all) entries.clear();
}

function start<T>(make: () => Promise<Expiring<T>>, onFailure: () => void): Entry<T> {
	const made = make();
	const entry: Entry<T> = { value: made.then(({ value }) => value), expires: Infinity };
	made.then(({ expires }) => (entry.expires = expires), onFailure);
	return entry;
}

function forgetOldest(entries: Map<string, unknown>): void {
	const [oldest] = entries.keys();
	if (entries.size > maxEntries && oldest !== undefined) entries.delete(oldest);
}
