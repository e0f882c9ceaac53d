export interface Expiring<T> {
	value: T;
	/** Milliseconds since 1970. */
	expires: number;
}

export interface ExpiringCache<T> {
	/** What is stored under `key`, or what `make` makes of it; one `make` for any number of waiting callers. */
	get(key: string, make: () => Promise<Expiring<T>>): Promise<T>;
	/** Stores it in place of what was there. */
	put(key: string, expiring: Expiring<T>): void;
	/** What is stored under `key` and has not expired. */
	find(key: string): T | undefined;
	/** Drops what is stored under `key`, unless it is no longer `value`. */
	forget(key: string, value: T): void;
	/** Drops every value that `matches`. */
	forgetWhere(matches: (value: T) => boolean): void;
}

interface Entry<T> {
	value: Promise<T>;
	/** Once it is made. */
	made?: Expiring<T>;
}

const all: Array<Map<string, unknown>> = [];

/** Holds at most `size` entries of this process; a failure is not kept. */
export function createCache<T>(size = 500): ExpiringCache<T> {
	const entries = new Map<string, Entry<T>>();
	all.push(entries);
	return {
		get(key, make) {
			const known = entries.get(key);
			if (known && !hasExpired(known)) return known.value;
			const entry = start(make, () => entries.get(key) === entry && entries.delete(key));
			entries.delete(key);
			entries.set(key, entry);
			forgetOldest(entries, size);
			return entry.value;
		},
		put(key, made) {
			entries.delete(key);
			entries.set(key, { value: Promise.resolve(made.value), made });
			forgetOldest(entries, size);
		},
		find(key) {
			const known = entries.get(key);
			return known && !hasExpired(known) ? known.made?.value : undefined;
		},
		forget(key, value) {
			if (entries.get(key)?.made?.value === value) entries.delete(key);
		},
		forgetWhere(matches) {
			for (const [key, { made }] of entries) {
				if (made && matches(made.value)) entries.delete(key);
			}
		},
	};
}

/** Empties every cache of this process. */
export function clearCaches(): void {
	for (const entries of all) entries.clear();
}

function start<T>(make: () => Promise<Expiring<T>>, onFailure: () => void): Entry<T> {
	const made = make();
	const entry: Entry<T> = { value: made.then(({ value }) => value) };
	made.then((expiring) => (entry.made = expiring), onFailure);
	return entry;
}

const hasExpired = ({ made }: Entry<unknown>) => made !== undefined && made.expires <= Date.now();

/** Also those at the head that have expired: they may hold tokens. */
function forgetOldest(entries: Map<string, Entry<unknown>>, size: number): void {
	for (const [key, entry] of entries) {
		if (entries.size <= size && !hasExpired(entry)) return;
		entries.delete(key);
	}
}
