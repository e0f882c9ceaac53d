type Row = Record<string, string | number>;

/** Returns rows as a plain text table. Columns are those of the first row; numbers are right-aligned. */
export function toTable(rows: Row[]): string {
	const columns = Object.keys(rows[0] ?? {});
	const widths = columns.map((column) =>
		Math.max(column.length, ...rows.map((row) => String(row[column]).length)),
	);
	const line = (cells: Array<string | number>) =>
		cells
			.map((cell, index) => padded(cell, widths[index]!))
			.join('  ')
			.trimEnd();
	const rule = widths.map((width) => '─'.repeat(width)).join('──');
	return [line(columns), rule, ...rows.map((row) => line(columns.map((name) => row[name]!)))].join(
		'\n',
	);
}

const padded = (cell: string | number, width: number): string =>
	typeof cell === 'number' ? String(cell).padStart(width) : cell.padEnd(width);
