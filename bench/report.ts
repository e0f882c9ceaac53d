import { toTable } from '../scripts/table';

/** One contestant's figures over all rounds. */
export interface Score {
	contestant: string;
	/** Median, in the unit that the column names. */
	median: number;
	[column: string]: string | number;
}

export const median = (values: number[]): number => {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** Each contestant's median as a multiple of the last one's, which is what the others are measured against. */
export function print(scores: Score[]): void {
	const measure = scores.at(-1)!.median;
	const rows = scores.map(({ contestant, median: value, ...columns }) => ({
		contestant,
		median: Number(value.toPrecision(3)),
		ratio: Number((value / measure).toFixed(2)),
		...columns,
	}));
	say(toTable(rows));
}

export function say(line: string): void {
	process.stdout.write(`${line}\n`);
}
