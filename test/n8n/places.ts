import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import type { Place } from './secretSearch';

const plenty = 1024 ** 3;

/** Every file below a folder, byte for byte, and every column of its SQLite databases. Links are not followed. */
export function placesIn(folder: string, node: string): Place[] {
	const files = readdirSync(folder, { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile())
		.map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
		.map((name) => ({ name, content: readFileSync(join(folder, name)) }));
	// Only now: whoever opens a database tidies its journal up.
	const columns = files
		.filter(({ content }) => content.subarray(0, 15).toString() === 'SQLite format 3')
		.flatMap(({ name }) => columnsOf(name, { file: join(folder, name), node }));
	return [...files, ...columns];
}

/** A value may lie in the file in pieces, for it spans pages; here it is whole. */
function columnsOf(name: string, { file, node }: { file: string; node: string }): Place[] {
	const options = { maxBuffer: plenty, env: { ...process.env, NODE_OPTIONS: '' } };
	const printed = execFileSync(node, ['--no-warnings', '-e', readColumns, file], options);
	const columns = JSON.parse(printed.toString()) as Record<string, string>;
	return Object.entries(columns).map(([column, content]) => ({
		name: `${name} ${column}`,
		content: Buffer.from(content, 'base64'),
	}));
}

/** For the Node.js that comes with n8n, which reads SQLite. */
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

/** What pg_dump prints, and what it prints in hexadecimal as the bytes that it is. */
export function placesInDump(dump: Buffer): Place[] {
	const binary = dump.toString('latin1').match(/\\\\x[0-9a-f]+/g) ?? [];
	const bytes = binary.map((hex) => Buffer.from(hex.slice(3), 'hex'));
	return [
		{ name: 'PostgreSQL', content: dump },
		{ name: 'PostgreSQL, binary columns', content: Buffer.concat(bytes) },
	];
}
