import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = resolve(__dirname, '..');

/**
 * Modules that a node loads when it first uses them: n8n requires every node file when it starts. Small parts of jose, such as
 * `jose/jwt/decode`, may be imported statically.
 */
const lazy = [
	'zod/v4',
	'oauth4webapi',
	'jose',
	'axios',
	'node-forge',
	'p-map',
	'https-proxy-agent',
	'ibantools',
	'd3-scale',
	'd3-shape',
];

/** Own files that are required when they are first used. */
const onDemand = [
	'nodes/shared/runOperations',
	'nodes/shared/credentialTest',
	'nodes/GetAccounts/runs',
	'nodes/GetAccounts/accountList',
	'nodes/GetAccounts/confirmFunds',
	'nodes/CertificateTools/runs',
	'nodes/CreateConsent/accountConsents',
	'nodes/CreateConsent/fundsConsents',
	'nodes/CreateConsent/paymentConsents',
	'nodes/CreatePayment/runs',
	'nodes/DcrRegister/runs',
	'nodes/EikaCreateAgreement/runs',
	'nodes/GetToken/runs',
	'nodes/ConsentRedirectTrigger/receiveRedirect',
	'credentials/authenticateRequest',
	'lib/banks/profile',
];

const nodeFiles = readdirSync(join(root, 'nodes'), { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('.node.ts'))
	.map((file) => join(root, 'nodes', file));
const entries = [...nodeFiles, join(root, 'credentials/OpenBankingApi.credentials.ts')];

it.each(entries.map((entry) => [entry.slice(root.length + 1), entry]))(
	'%s requires no module that is loaded when it is first used',
	(_, entry) => {
		const { packages, files } = modulesOf(entry);
		expect(packages.filter((path) => lazy.includes(path))).toEqual([]);
		expect(onDemand.filter((file) => files.includes(join(root, `${file}.ts`)))).toEqual([]);
	},
);

it('This test finds a module behind several files', () => {
	expect(modulesOf(join(root, 'lib/banks/profile.ts')).packages).toContain('zod/v4');
});

it('Every file that is required when it is first used exists', () => {
	expect(onDemand.filter((file) => !existsSync(join(root, `${file}.ts`)))).toEqual([]);
});

/** Returns what a file loads when it is required: modules of other packages, and own files. */
function modulesOf(entry: string): { packages: string[]; files: string[] } {
	const modules = new Set<string>();
	const files = new Set([entry]);
	for (const file of files) {
		for (const path of valueImports(readFileSync(file, 'utf8'))) {
			if (path.startsWith('.')) files.add(fileOf(resolve(dirname(file), path)));
			else modules.add(path);
		}
	}
	return { packages: [...modules], files: [...files] };
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
