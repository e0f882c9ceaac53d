import { toTable } from '../scripts/table';

/** The figures of one candidate over all rounds. */
export interface Score {
	candidate: string;
	/** In the unit that the column `unit` names. */
	median: number;
	[column: string]: string | number;
}

export const median = (values: number[]): number => {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** Prints the scores as a table. `ratio` compares each median with that of the last candidate. */
export function printScores(scores: Score[]): void {
	const reference = scores.at(-1)!.median;
	const rows = scores.map(({ candidate, median: value, ...columns }) => ({
		candidate,
		median: Number(value.toPrecision(3)),
		ratio: Number((value / reference).toFixed(2)),
		...columns,
	}));
	printLine(toTable(rows));
}

export function printLine(line: string): void {
	process.stdout.write(`${line}\n`);
}
