import { createHash } from 'node:crypto';

/** Pseudo-random values. The same keys always give the same value, so any item can be computed alone. */
export interface RandomSource {
	/** Returns an integer n with 0 ≤ n < `below`. */
	number(below: number, ...keys: number[]): number;
	/** Returns one of `values`. */
	pick<Value>(values: readonly Value[], ...keys: number[]): Value;
}

/** Creates a source of pseudo-random values for a seed. */
export function newRandomSource(seed: string): RandomSource {
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
