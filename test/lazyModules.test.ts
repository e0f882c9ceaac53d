import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = resolve(__dirname, '..');

/** Modules that a node loads when it first uses them: n8n requires every node file when it starts. */
const lazy = ['zod', 'oauth4webapi'];

const entries = readdirSync(join(root, 'nodes'), { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('.node.ts'))
	.map((file) => join(root, 'nodes', file));

it.each(entries.map((entry) => [entry.slice(root.length + 1), entry]))(
	'%s requires no module that is loaded when it is first used',
	(_, entry) => {
		expect(packagesOf(entry).filter((name) => lazy.includes(name))).toEqual([]);
	},
);

it('This test finds a package behind several files', () => {
	expect(packagesOf(join(root, 'lib/banks/readProfile.ts'))).toContain('zod');
});

/** Returns the packages that a file loads when it is required, its own imports included. */
function packagesOf(entry: string): string[] {
	const packages = new Set<string>();
	const files = new Set([entry]);
	for (const file of files) {
		for (const path of valueImports(readFileSync(file, 'utf8'))) {
			if (path.startsWith('.')) files.add(fileOf(resolve(dirname(file), path)));
			else packages.add(path.split('/')[0]!);
		}
	}
	return [...packages];
}

/** Returns what is imported statically, without types. */
function valueImports(source: string): string[] {
	const statements = source.matchAll(
		/^(?:import|export)\s+(?!type\b)(?:([^'";]*?)\bfrom\s*)?'([^']+)'/gm,
	);
	return [...statements]
		.filter(([, names]) => names === undefined || !onlyTypes(names))
		.map(([, , path]) => path!);
}

function onlyTypes(names: string): boolean {
	const specifiers = /^\{([^}]*)\}\s*$/.exec(names.trim())?.[1];
	return (
		specifiers !== undefined &&
		specifiers
			.split(',')
			.map((specifier) => specifier.trim())
			.filter(Boolean)
			.every((specifier) => specifier.startsWith('type '))
	);
}

const fileOf = (path: string) => (existsSync(`${path}.ts`) ? `${path}.ts` : `${path}/index.ts`);
