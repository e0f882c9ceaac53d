import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import type { Place } from './secretSearch';

const maximumOutput = 1024 ** 3;

/** Returns every file below a folder and every column of its SQLite databases. Does not follow links. */
export function placesIn(folder: string, node: string): Place[] {
	const files = readdirSync(folder, { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile())
		.map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
		.map((name) => ({ name, content: readFileSync(join(folder, name)) }));
	// After reading the files, because opening a database changes its journal.
	const columns = files
		.filter(({ content }) => content.subarray(0, 15).toString() === 'SQLite format 3')
		.flatMap(({ name }) => columnsOf(name, { file: join(folder, name), node }));
	return [...files, ...columns];
}

/** Returns whole values: in the file, a value may be split between pages. */
function columnsOf(name: string, { file, node }: { file: string; node: string }): Place[] {
	const options = { maxBuffer: maximumOutput, env: { ...process.env, NODE_OPTIONS: '' } };
	const printed = execFileSync(node, ['--no-warnings', '-e', readColumns, file], options);
	const columns = JSON.parse(printed.toString()) as Record<string, string>;
	return Object.entries(columns).map(([column, content]) => ({
		name: `${name} ${column}`,
		content: Buffer.from(content, 'base64'),
	}));
}

/** Runs in the Node.js of n8n, which supports SQLite. */
const readColumns = `
	const { DatabaseSync } = require('node:sqlite');
	const database = new DatabaseSync(process.argv[1]);
	const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
	const columns = {};
	for (const { name } of tables) {
		for (const row of database.prepare('SELECT * FROM "' + name + '"').all()) {
			for (const [column, value] of Object.entries(row)) {
				const bytes = value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(String(value));
				(columns[name + '.' + column] ??= []).push(bytes, Buffer.from('\\n'));
			}
		}
	}
	const encoded = (parts) => Buffer.concat(parts).toString('base64');
	process.stdout.write(
		JSON.stringify(Object.fromEntries(Object.entries(columns).map(([name, parts]) => [name, encoded(parts)]))),
	);
`;

/** Returns the output of pg_dump, and the bytes of what it prints in hexadecimal. */
export function placesInDump(dump: Buffer): Place[] {
	const binary = dump.toString('latin1').match(/\\\\x[0-9a-f]+/g) ?? [];
	const bytes = binary.map((hex) => Buffer.from(hex.slice(3), 'hex'));
	return [
		{ name: 'PostgreSQL', content: dump },
		{ name: 'PostgreSQL, binary columns', content: Buffer.concat(bytes) },
	];
}
