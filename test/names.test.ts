import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '..');

/** `lib/` and `nodes/` are one program, the embedded bank is another one. */
it.each([[['credentials', 'nodes', 'lib']], [['sandbox']]])(
	'No two exported things of %j have the same name',
	(folders) => {
		const exported = folders
			.flatMap(sources)
			.flatMap((file) =>
				exportedNames(readFileSync(join(root, file), 'utf8')).map((name) => ({ name, file })),
			);
		expect(exported.length).toBeGreaterThan(100);
		expect(namedTwice(exported)).toEqual([]);
	},
);

it('This test sees every kind of export', () => {
	const source = [
		'export const a = 1;',
		'export async function b() {}',
		'export function* c() {}',
		'export abstract class D {}',
		'export interface E {}',
		'export type F = string;',
		'const g = 1;',
	].join('\n');
	expect(exportedNames(source)).toEqual(['a', 'b', 'c', 'D', 'E', 'F']);
});

it('This test finds a name that two files export', () => {
	const twice = [
		{ name: 'a', file: 'x.ts' },
		{ name: 'b', file: 'x.ts' },
		{ name: 'a', file: 'y.ts' },
	];
	expect(namedTwice(twice)).toEqual(['a: x.ts, y.ts']);
});

const exportedNames = (source: string): string[] =>
	[
		...source.matchAll(
			/^export (?:abstract |async )*(?:const|let|function\*?|class|interface|type|enum) (\w+)/gm,
		),
	].map(([, name]) => name!);

interface Export {
	name: string;
	file: string;
}

function namedTwice(exported: Export[]): string[] {
	const files = new Map<string, string[]>();
	for (const { name, file } of exported) files.set(name, [...(files.get(name) ?? []), file]);
	return [...files]
		.filter(([, places]) => new Set(places).size > 1)
		.map(([name, places]) => `${name}: ${places.join(', ')}`);
}

const sources = (folder: string): string[] =>
	readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => `${folder}/${file}`);
