import { execFileSync } from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import Module from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { createWorkflowEngine } from './workflowEngine';

interface PackageJson {
	name: string;
	dependencies: Record<string, string>;
	n8n: { nodes: string[]; credentials: string[] };
}

interface Packed {
	filename: string;
	size: number;
	files: Array<{ path: string }>;
}

/** Must not be in the package: keys, tests, and source maps, which contain paths of this machine. */
const unwanted = /\.(pem|key|p12|pfx|env|map|test\.js)$|(^|\/)(test|sandbox|scripts|bench)\//;

/** Packs the package, installs it into an empty folder and loads it there like n8n. */
async function main(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'packed-'));
	try {
		const packed = pack(folder);
		assertNone('files that must not be in the package', unwantedFiles(packed));
		const installed = install(folder, packed);
		const manifest = readManifest(installed);
		const { loaded } = await load(installed);
		assertNone('dependencies that do not load', unloadable(installed));
		assertNone('nodes that did not load', missing(installed, manifest.n8n.nodes, loaded.nodes));
		assertNone(
			'credentials that did not load',
			missing(installed, manifest.n8n.credentials, loaded.credentials),
		);
		printLine(
			`${packed.filename} (${Math.round(packed.size / 1024)} kB, ${packed.files.length} files) loads in n8n-core with ${[...loaded.nodes, ...loaded.credentials].join(', ')}`,
		);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function pack(folder: string): Packed {
	const output = npm(['pack', '--json', '--pack-destination', folder], '.');
	const [packed] = JSON.parse(output) as Packed[];
	if (!packed) throw new Error('npm pack created no file.');
	return packed;
}

const unwantedFiles = ({ files }: Packed): string[] =>
	files.map(({ path }) => path).filter((path) => unwanted.test(path));

/** Installs the package like n8n: runtime dependencies only, no install scripts, n8n's own n8n-workflow. */
function install(folder: string, { filename }: Packed): string {
	writeFileSync(join(folder, 'package.json'), '{ "name": "empty", "private": true }');
	npm(['install', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', `./${filename}`], folder);
	const installed = join(folder, 'node_modules', readManifest('.').name);
	if (!existsSync(installed)) throw new Error('The installed package was not found.');
	return installed;
}

/** Loads the package. Only n8n-workflow comes from the host, so undeclared dependencies are not found. */
async function load(packageFolder: string) {
	const host = join(packageFolder, '../../host');
	mkdirSync(host);
	symlinkSync(resolve('node_modules/n8n-workflow'), join(host, 'n8n-workflow'));
	process.env.NODE_PATH = host;
	(Module as unknown as { _initPaths(): void })._initPaths();
	return await createWorkflowEngine({ packageFolder, credentials: {}, standIns: {} });
}

/** Returns dependencies that cannot be loaded, including those that nodes load only when needed. */
function unloadable(packageFolder: string): string[] {
	const requireThere = Module.createRequire(join(packageFolder, 'dist/nodes/'));
	return Object.keys(readManifest(packageFolder).dependencies).filter((name) => {
		try {
			requireThere(name);
			return false;
		} catch {
			return true;
		}
	});
}

/** Returns the files whose node or credential was not loaded. */
function missing(packageFolder: string, files: string[], loaded: string[]): string[] {
	const requireThere = Module.createRequire(join(packageFolder, 'package.json'));
	return files.filter((file) => {
		const [Type] = Object.values(requireThere(`./${file}`) as Record<string, new () => Loadable>);
		const { name, description } = new Type!();
		return !loaded.includes(description?.name ?? name!);
	});
}

/** A node has its type in `description.name`, a credential in `name`. */
interface Loadable {
	name?: string;
	description?: { name: string };
}

function assertNone(description: string, found: string[]): void {
	if (found.length > 0) throw new Error(`There are ${description}: ${found.join(', ')}`);
}

const readManifest = (folder: string) =>
	JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageJson;

const npm = (args: string[], cwd: string): string =>
	execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

function printLine(line: string): void {
	process.stdout.write(`${line}\n`);
}

void main();
