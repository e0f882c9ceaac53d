import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, normalize, resolve } from 'node:path';

const root = resolve(__dirname, '..');

const ground = [
	'lib/jose/algorithms',
	'lib/banks',
	'lib/tpp',
	'lib/errors',
	'lib/secretTexts',
	'lib/requirements',
	'lib/hash',
	'lib/expiringCache',
	'lib/calendar',
	'lib/html',
	'lib/currency',
];
const network = ['lib/certificates', 'lib/transport', ...ground];
const responses = ['lib/responses', ...network];
const protocols = ['lib/oauth', 'lib/jose', 'lib/httpSignature', ...responses];
const lib = ['lib/operations', 'lib/report', ...protocols];

/** What each folder or file may import besides itself. No import goes in the opposite direction. */
const mayImport: Record<string, string[]> = {
	credentials: ['nodes/shared', ...lib, 'n8n'],
	'nodes/*': ['nodes/shared', ...lib, 'n8n'],
	'nodes/shared': [...lib, 'n8n'],
	'lib/operations': protocols,
	'lib/oauth': ['lib/jose', ...responses],
	'lib/jose': responses,
	'lib/httpSignature': responses,
	'lib/responses': network,
	'lib/certificates': ground,
	'lib/transport': ground,
	'lib/requirements': ['lib/banks', 'lib/tpp', 'lib/errors'],
	'lib/tpp': ['lib/banks', 'lib/jose/algorithms', 'lib/errors'],
	'lib/banks': ['lib/jose/algorithms'],
	// The table of algorithms is vocabulary: the bank profile and the TPP name algorithms, too.
	'lib/jose/algorithms': [],
	'lib/errors': ['lib/secretTexts'],
	'lib/secretTexts': [],
	'lib/html': [],
	'lib/currency': [],
	'lib/report': ['lib/html', 'lib/currency', 'lib/calendar', 'lib/responses/json'],
	'lib/hash': [],
	'lib/calendar': [],
	'lib/expiringCache': ['lib/errors'],
	sandbox: ['lib/banks/profile'],
};

const roots = ['credentials', 'nodes', 'lib', 'sandbox'];

it('Every import goes in the direction of the architecture', () => {
	expect(roots.flatMap(sources).flatMap((file) => violations(file, read(file)))).toEqual([]);
});

it.each([
	['lib/transport/send.ts', "import { seal } from '../jose/seal';", 'lib/jose/seal'],
	['lib/jose/seal.ts', "import { x } from '../oauth/session';", 'lib/oauth/session'],
	['lib/banks/zopa.ts', "import type { Tpp } from '../tpp';", 'lib/tpp'],
	['lib/errors.ts', "export * from './tpp';", 'lib/tpp'],
	['lib/oauth/a.ts', "await import('n8n-workflow');", 'n8n-workflow'],
	['lib/transport/a.ts', "import { b } from '../responses/b';", 'lib/responses/b'],
	['lib/certificates/a.ts', "import { b } from '../transport/b';", 'lib/transport/b'],
	['lib/banks/a.ts', "import { b } from '../jose/b';", 'lib/jose/b'],
	['lib/jose/algorithms.ts', "import { b } from './b';", 'lib/jose/b'],
	['nodes/GetToken/a.ts', "import { b } from '../DcrRegister/b';", 'nodes/DcrRegister/b'],
	['nodes/shared/a.ts', "import {\n\tb,\n} from '../GetToken/b';", 'nodes/GetToken/b'],
	['sandbox/a.ts', "import { zopa } from '../lib/banks/zopa';", 'lib/banks/zopa'],
	['sandbox/a.ts', "import { BankProfile } from '../lib/banks/profile';", 'lib/banks/profile'],
])('This test rejects in %s: %s', (file, source, target) => {
	expect(violations(file, source)).toEqual([`${file} imports ${target}`]);
});

it('This test accepts what a folder may import', () => {
	const source = "import { a } from './a';\nimport { Tpp } from '../tpp';\nimport 'jose';";
	expect(violations('lib/jose/seal.ts', source)).toEqual([]);
	const type = "import type { BankProfile } from '../lib/banks/profile';";
	expect(violations('sandbox/a.ts', type)).toEqual([]);
	const table = "import { algorithms } from '../jose/algorithms';";
	expect(violations('lib/banks/profile.ts', table)).toEqual([]);
});

it('No imports form a cycle, including imports of types', () => {
	const graph = new Map(roots.flatMap(sources).map((file) => [file, ownImports(file, read(file))]));
	expect(cyclesIn(graph)).toEqual([]);
});

it('This test finds a cycle of any length', () => {
	const graph = new Map([
		['start.ts', ['a.ts', 'end.ts']],
		['a.ts', ['b.ts']],
		['b.ts', ['c.ts', 'end.ts']],
		['c.ts', ['a.ts']],
		['end.ts', []],
		['self.ts', ['self.ts']],
	]);
	expect(cyclesIn(graph)).toEqual(['a.ts → b.ts → c.ts → a.ts', 'self.ts → self.ts']);
});

it('This test sees every kind of import', () => {
	const source = [
		"import type { A } from './errors';",
		"export * from './tpp.js';",
		"export type B = import('./banks').B;",
		"import 'jose';",
	].join('\n');
	expect(ownImports('lib/x.ts', source)).toEqual([
		'lib/errors.ts',
		'lib/tpp.ts',
		'lib/banks/index.ts',
	]);
});

/** Files that a file imports, by their path from the root. */
function ownImports(file: string, source: string): string[] {
	return imports(file, source)
		.map(({ target }) => target.replace(/\.js$/, ''))
		.map((target) =>
			[`${target}.ts`, `${target}/index.ts`].find((path) => existsSync(join(root, path))),
		)
		.filter((target) => target !== undefined);
}

/** Returns a cycle for each import that leads back to a file on the path to it. */
function cyclesIn(graph: Map<string, string[]>): string[] {
	const finished = new Set<string>();
	const visit = (file: string, path: string[]): string[] => {
		const start = path.indexOf(file);
		if (start >= 0) return [[...path.slice(start), file].join(' → ')];
		if (finished.has(file)) return [];
		const cycles = (graph.get(file) ?? []).flatMap((target) => visit(target, [...path, file]));
		finished.add(file);
		return cycles;
	};
	return [...graph.keys()].flatMap((file) => visit(file, []));
}

function violations(file: string, source: string): string[] {
	const owner = ownerOf(file);
	const allowed = [owner, ...(mayImport[owner] ?? mayImport[owner.replace(/\w+$/, '*')] ?? [])];
	return imports(file, source)
		.filter(({ target, isType }) => {
			if (file.startsWith('sandbox') && target.startsWith('lib') && !isType) return true;
			return !allowed.some((folder) => isIn(folder, target));
		})
		.map(({ target }) => `${file} imports ${target}`);
}

/** Own files have their path from the root, n8n's packages their name. Other packages are left out. */
function imports(file: string, source: string) {
	const statements = source.matchAll(
		/\b(import|export)\b(\s+type\b)?(?:[^'";]*?\bfrom\s*|\s*\(?\s*)'([^']+)'/g,
	);
	return [...statements]
		.map(([, , type, path]) => ({ isType: type !== undefined, path: path! }))
		.filter(({ path }) => /^(\.|n8n)/.test(path))
		.map(({ isType, path }) => ({
			isType,
			target: path.startsWith('.') ? normalize(join(file, '..', path)) : path,
		}));
}

/** The file itself if it has a row of its own, or its folder: `lib/jose`, `nodes/GetToken`, `sandbox`. */
function ownerOf(file: string): string {
	const path = file.replace(/\.ts$/, '');
	if (path in mayImport) return path;
	const [top, second = ''] = path.split('/');
	return top === 'lib' || top === 'nodes' ? `${top}/${second}` : top!;
}

const isIn = (folder: string, target: string) =>
	folder === 'n8n' ? target.startsWith('n8n') : `${target}/`.startsWith(`${folder}/`);

const read = (file: string) => readFileSync(join(root, file), 'utf8');

function sources(folder: string): string[] {
	return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => `${folder}/${file}`);
}
