import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deserialize, serialize } from 'node:v8';

/**
 * Returns what was saved under the name, or else the initial value. Later changes of the returned value are saved when the
 * embedded bank stops.
 */
export type Keep = <Value extends object>(name: string, initial: Value) => Value;

/** What the banks remember from one start to the next: registrations, consents, tokens, and the ledger of secrets. */
export interface Memory {
	/** Returns the part of one bank. */
	of(prefix: string): Keep;
	/** Writes everything to the home directory. */
	save(): void;
}

interface Saved {
	format: number;
	address: string;
	values: Map<string, object>;
}

/** Raised when the shape of a value changes. Values of another format are not read. */
const format = 1;

const fileIn = (home: string) => join(home, 'bank/memory.bin');

/** Opens the memory of a home directory. Registrations contain the address, so at another one the memory is empty. */
export function openMemory(home: string, address: string): Memory {
	const saved = read(fileIn(home));
	const isUsable = saved?.format === format && saved.address === address;
	const former = isUsable ? saved.values : new Map<string, object>();
	const values = new Map<string, object>();
	return {
		of:
			(prefix) =>
			<Value extends object>(name: string, initial: Value) => {
				const key = `${prefix}/${name}`;
				const value = (former.get(key) ?? initial) as Value;
				values.set(key, value);
				return value;
			},
		save: () => write(fileIn(home), { format, address, values }),
	};
}

/** Keeps nothing, for parts that run without a home directory. */
export const keepNothing: Keep = (_, initial) => initial;

/** Deletes the memory of a home directory. */
export const clearMemory = (home: string): void => rmSync(fileIn(home), { force: true });

function read(path: string): Saved | undefined {
	try {
		return deserialize(readFileSync(path)) as Saved;
	} catch {
		// Absent, incomplete, or written by a newer Node.js.
		return undefined;
	}
}

/** Replaces the file as a whole, readable only by the owner, because it contains tokens. */
function write(path: string, saved: Saved): void {
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(`${path}.new`, serialize(saved), { mode: 0o600 });
	renameSync(`${path}.new`, path);
}
