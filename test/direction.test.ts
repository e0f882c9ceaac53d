import { readdirSync, readFileSync } from 'node:fs';
import { join, normalize, resolve } from 'node:path';

const root = resolve(__dirname, '..');

const ground = [
	'lib/jose/algorithms',
	'lib/banks',
	'lib/tpp',
	'lib/errors',
	'lib/expiringCache',
	'lib/hash',
	'lib/requirements',
];
const middle = ['lib/responses', 'lib/certificates', 'lib/transport', ...ground];
const upper = ['lib/jose', 'lib/httpSignature', ...middle];
const lib = ['lib/operations', 'lib/oauth', ...upper];

/** What each folder may import beside itself. Arrows never turn back. */
const mayImport: Record<string, string[]> = {
	credentials: ['nodes/shared', ...lib, 'n8n'],
	'nodes/*': ['nodes/shared', ...lib, 'n8n'],
	'nodes/shared': [...lib, 'n8n'],
	'lib/operations': ['lib/oauth', ...upper],
	'lib/oauth': ['lib/jose', ...middle],
	'lib/jose': middle,
	'lib/httpSignature': middle,
	'lib/responses': ['lib/transport', ...ground],
	'lib/certificates': ground,
	'lib/transport': ground,
	'lib/expiringCache': [],
	'lib/hash': [],
	'lib/requirements': ['lib/banks', 'lib/tpp', 'lib/errors'],
	'lib/tpp': ['lib/banks', 'lib/jose/algorithms'],
	'lib/banks': ['lib/jose/algorithms'],
	'lib/errors': [],
	sandbox: ['lib/banks/profile'],
};

it('Every import goes in the direction of the architecture', () => {
	const files = ['credentials', 'nodes', 'lib', 'sandbox'].flatMap(sources);
	expect(files.flatMap((file) => violations(file, readFileSync(join(root, file), 'utf8')))).toEqual(
		[],
	);
});

it.each([
	['lib/transport/send.ts', "import { seal } from '../jose/seal';", 'lib/jose/seal'],
	['lib/jose/seal.ts', "import { x } from '../oauth/session';", 'lib/oauth/session'],
	['lib/banks/zopa.ts', "import type { Tpp } from '../tpp';", 'lib/tpp'],
	['lib/tpp.ts', "export * from './errors';", 'lib/errors'],
	['lib/oauth/a.ts', "await import('n8n-workflow');", 'n8n-workflow'],
	['nodes/GetToken/a.ts', "import { b } from '../DcrRegister/b';", 'nodes/DcrRegister/b'],
	['nodes/shared/a.ts', "import {\n\tb,\n} from '../GetToken/b';", 'nodes/GetToken/b'],
	['sandbox/a.ts', "import { zopa } from '../lib/banks/zopa';", 'lib/banks/zopa'],
	['sandbox/a.ts', "import { BankProfile } from '../lib/banks/profile';", 'lib/banks/profile'],
])('This test refuses in %s: %s', (file, source, target) => {
	expect(violations(file, source)).toEqual([`${file} imports ${target}`]);
});

it('This test accepts what a folder may import', () => {
	const source = "import { a } from './a';\nimport { Tpp } from '../tpp';\nimport 'jose';";
	expect(violations('lib/jose/seal.ts', source)).toEqual([]);
	const type = "import type { BankProfile } from '../lib/banks/profile';";
	expect(violations('sandbox/a.ts', type)).toEqual([]);
});

function violations(file: string, source: string): string[] {
	const allowed = mayImport[folderOf(file)] ?? mayImport[folderOf(file).replace(/\w+$/, '*')] ?? [];
	return imports(file, source)
		.filter(({ target, isType }) => {
			if (file.startsWith('sandbox') && target.startsWith('lib') && !isType) return true;
			return ![folderOf(file), ...allowed].some((folder) => isIn(folder, target));
		})
		.map(({ target }) => `${file} imports ${target}`);
}

/** Own files by their path from the root, n8n's packages by name; other packages are left out. */
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

/** `lib/jose`, `nodes/GetToken`, but `sandbox` as a whole. */
function folderOf(file: string): string {
	const [top, second = ''] = file.replace(/\.ts$/, '').split('/');
	return top === 'lib' || top === 'nodes' ? `${top}/${second}` : top!;
}

const isIn = (folder: string, target: string) =>
	folder === 'n8n' ? target.startsWith('n8n') : `${target}/`.startsWith(`${folder}/`);

function sources(folder: string): string[] {
	return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => `${folder}/${file}`);
}
