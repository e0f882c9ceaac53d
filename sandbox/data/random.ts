import { createHash } from 'node:crypto';

/** A number for every tuple of keys, the same each time: any item can be drawn without those before it. */
export interface Draws {
	/** 0 ≤ n < `below`. */
	number(below: number, ...keys: number[]): number;
	/** One of `values`. */
	pick<Value>(values: readonly Value[], ...keys: number[]): Value;
}

export function drawsFrom(seed: string): Draws {
	const start = createHash('sha256').update(seed).digest().readUInt32BE();
	const number = (below: number, ...keys: number[]): number =>
		Math.floor((keys.reduce(mix, start) / 2 ** 32) * below);
	return { number, pick: (values, ...keys) => values[number(values.length, ...keys)]! };
}

// MurmurHash3: one block and the finaliser, per key.
function mix(hash: number, key: number): number {
	let block = Math.imul(key ^ (key >>> 16), 0xcc9e2d51);
	block = Math.imul((block << 15) | (block >>> 17), 0x1b873593);
	let mixed = hash ^ block;
	mixed = (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
	mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
	mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
	return (mixed ^ (mixed >>> 16)) >>> 0;
}
