import { readFileSync, writeFileSync } from 'node:fs';

import { format, resolveConfig } from 'prettier';

import { toTable } from '../scripts/table';
import type { Spread } from './measure';

export type Row = Record<string, string | number>;

/** A table of results. */
export interface Table {
	title: string;
	/** A sentence about what was measured. */
	note: string;
	rows: Row[];
}

/** Returns the columns of a spread. */
export const columnsOf = ({ median, least, most }: Spread, unit: string): Row => ({
	median: `${readable(median)} ${unit}`,
	range: `${readable(least)} to ${readable(most)}`,
});

/** Returns a number with three significant digits. */
export const readable = (value: number): string =>
	value >= 1000 ? Math.round(value).toLocaleString('en-GB') : String(Number(value.toPrecision(3)));

export function printLine(line: string): void {
	process.stdout.write(`${line}\n`);
}

export function printTable({ title, note, rows }: Table): void {
	printLine(`\n${title}. ${note}`);
	printLine(toTable(rows));
}

const page = 'docs/performance.md';

/** Replaces the section *Results* of the page about performance. */
export async function writeResults(tables: Table[], machine: string): Promise<void> {
	const date = new Date().toLocaleDateString('en-GB', {
		day: 'numeric',
		month: 'long',
		year: 'numeric',
	});
	const section = [
		'## Results',
		`\`npm run bench -- --markdown\` wrote this section on ${date}. Machine: ${machine}.`,
		...tables.flatMap(({ title, note, rows }) => [`### ${title}`, note, toMarkdown(rows)]),
	].join('\n\n');
	const old = readFileSync(page, 'utf8');
	const text = old.replace(/^## Results$[\s\S]*?(?=^## )/m, () => `${section}\n\n`);
	if (text === old) throw new Error(`${page} has no section "Results" before another one.`);
	const settings = await resolveConfig(page);
	writeFileSync(page, await format(text, { ...settings, filepath: page }));
}

function toMarkdown(rows: Row[]): string {
	const columns = Object.keys(rows[0] ?? {});
	const line = (cells: Array<string | number>) => `| ${cells.join(' | ')} |`;
	return [
		line(columns),
		line(columns.map(() => '---')),
		...rows.map((row) => line(columns.map((column) => row[column]!))),
	].join('\n');
}
