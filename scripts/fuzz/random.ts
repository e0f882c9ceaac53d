/** Repeatable random choices. */
export interface Random {
	/** Returns an integer from 0 up to, but not including, `end`. */
	below(end: number): number;
	pick<Value>(values: readonly Value[]): Value;
	/** Returns true once in `times`, on average. */
	oneIn(times: number): boolean;
}

/** Returns the choices that belong to a seed (mulberry32). They are not for secrets. */
export function randomOf(seed: number): Random {
	let state = seed >>> 0;
	const next = (): number => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	const below = (end: number) => Math.floor(next() * end);
	return {
		below,
		pick: (values) => values[below(values.length)]!,
		oneIn: (times) => below(times) === 0,
	};
}
