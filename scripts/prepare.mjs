// Brings a clone to the point where everything else can run: packages installed as the lock file says, package built.
// Plain Node without packages: this runs before there are any.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const oldestNode = [20, 19];
const marks = '.cache/prepared';
const sources = [
	'credentials',
	'nodes',
	'lib',
	'icons',
	'tsconfig.json',
	'gulpfile.js',
	'package.json',
];

assertNode();
await step('install', {
	says: 'Installing about 1,000 packages (530 MB)',
	done: existsSync('node_modules/.package-lock.json'),
	inputs: ['package-lock.json'],
	command: ['npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']],
	progress: () => `, ${packagesPresent()} packages in place`,
});
await step('build', {
	says: 'Building the package',
	done: existsSync('dist/nodes'),
	inputs: ['package-lock.json', ...sources],
	command: ['npm', ['run', 'build']],
});

/** Does its work once for the same inputs. */
async function step(name, { says, done, inputs, command, progress }) {
	const mark = join(marks, name);
	const fingerprint = hash(inputs);
	if (done && existsSync(mark) && readFileSync(mark, 'utf8') === fingerprint) return;
	const started = Date.now();
	console.error(`${says} …`);
	await run(command, () => console.error(`  … ${seconds(started)}${progress?.() ?? ''}`));
	mkdirSync(marks, { recursive: true });
	writeFileSync(mark, fingerprint);
	console.error(`  done in ${seconds(started)}`);
}

function run([program, args], onTick) {
	return new Promise((resolve) => {
		const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
		const output = [];
		child.on('error', ({ message }) => fail(`"${program}" could not be started: ${message}`));
		const timer = setInterval(onTick, 5_000);
		child.stdout.on('data', (chunk) => output.push(chunk));
		child.stderr.on('data', (chunk) => output.push(chunk));
		child.on('close', (code) => {
			clearInterval(timer);
			if (code === 0) return resolve();
			process.stderr.write(Buffer.concat(output));
			return fail(`\n"${program} ${args.join(' ')}" failed with exit code ${code}.`);
		});
	});
}

function hash(paths) {
	const digest = createHash('sha256');
	for (const file of paths.flatMap(filesBelow).sort())
		digest.update(file).update(readFileSync(file));
	return digest.digest('hex');
}

function filesBelow(path) {
	if (!existsSync(path)) return [];
	const entries = readdirSync('.', { withFileTypes: true }).find(({ name }) => name === path);
	if (entries?.isFile()) return [path];
	return readdirSync(path, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

function assertNode() {
	const [major, minor] = process.versions.node.split('.').map(Number);
	const [oldestMajor, oldestMinor] = oldestNode;
	if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
	console.error(
		`Node.js ${oldestNode.join('.')} or newer is needed; this is ${process.versions.node}.`,
	);
	process.exit(1);
}

function packagesPresent() {
	if (!existsSync('node_modules')) return 0;
	const folders = readdirSync('node_modules').filter((name) => !name.startsWith('.'));
	const scoped = folders.filter((name) => name.startsWith('@'));
	const inScopes = scoped.flatMap((name) => readdirSync(join('node_modules', name)));
	return folders.length - scoped.length + inScopes.length;
}

function fail(message) {
	console.error(message);
	process.exit(1);
}

function seconds(since) {
	return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
