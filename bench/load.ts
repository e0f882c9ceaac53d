import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';

import { spread } from './measure';
import { columnsOf, type Row } from './report';

/** Libraries that a node should load only when it first uses them. */
const heavyLibraries = [
	'axios',
	'https-proxy-agent',
	'ibantools',
	'jose',
	'node-forge',
	'oauth4webapi',
	'p-map',
	'zod',
];

const rounds = 9;

/** Measures, in a new process each time, how long n8n takes to require the files of the built package. */
export function measureLoad(): Row[] {
	const files = packageFiles();
	// The first process only fills the file cache.
	const [, ...measured] = Array.from({ length: rounds + 1 }, () => loadOnce(files));
	const loaded = heavyLibraries.filter((name) => measured[0]!.packages.includes(name));
	const times = measured.map(({ milliseconds }) => milliseconds);
	return [
		{
			what: `All ${files.length} node and credential files, required beside n8n-workflow`,
			...columnsOf(spread(times), 'ms'),
			target: 'at most 60 ms',
		},
		{
			what: 'Files that are read for it',
			median: String(measured[0]!.files),
			range: '',
			target: '',
		},
		{
			what: 'Large libraries that are required with them',
			median: loaded.join(', ') || 'none',
			range: '',
			target: '',
		},
	];
}

/** Returns CPU model, number of cores and Node.js version of this machine. */
export function machine(): string {
	const cores = cpus();
	const model = cores[0]?.model.trim() ?? 'unknown CPU';
	return `${model}, ${cores.length} cores, Node.js ${process.version}`;
}

/** Returns the absolute paths of the files that package.json names to n8n. */
function packageFiles(): string[] {
	const { n8n } = JSON.parse(readFileSync('package.json', 'utf8')) as {
		n8n: { nodes: string[]; credentials: string[] };
	};
	return [...n8n.credentials, ...n8n.nodes].map((file) => resolve(file));
}

interface Loaded {
	milliseconds: number;
	/** Number of files that were loaded. */
	files: number;
	/** npm packages that were loaded. */
	packages: string[];
}

function loadOnce(files: string[]): Loaded {
	// The loader of TypeScript is not part of what n8n does.
	const env = { ...process.env, NODE_OPTIONS: '' };
	const printed = execFileSync(process.execPath, ['--no-warnings', '-e', program, ...files], {
		encoding: 'utf8',
		env,
	});
	return JSON.parse(printed) as Loaded;
}

/**
 * Runs in the new process. `require.cache` also lists the ES modules that were loaded by `require`. Where n8n installs the
 * package, the package has its own copies of its libraries: a copy that n8n-workflow loaded here does not count.
 */
const program = `
	require('n8n-workflow');
	const heavy = ${JSON.stringify(heavyLibraries)};
	const packageOf = (path) =>
		/.*[\\\\/]node_modules[\\\\/]((?:@[^\\\\/]+[\\\\/])?[^\\\\/]+)/.exec(path)?.[1];
	for (const path of Object.keys(require.cache)) {
		if (heavy.includes(packageOf(path))) delete require.cache[path];
	}
	const before = new Set(Object.keys(require.cache));
	const started = performance.now();
	for (const file of process.argv.slice(1)) require(file);
	const milliseconds = performance.now() - started;
	const loaded = Object.keys(require.cache).filter((path) => !before.has(path));
	const packages = [...new Set(loaded.map(packageOf))].filter(Boolean);
	process.stdout.write(JSON.stringify({ milliseconds, files: loaded.length, packages }));
`;
