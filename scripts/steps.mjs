// What has to be done once before something can run. Plain Node without packages: there may be none yet.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Does its work once for the same inputs.
 *
 * `mark` is the file that remembers it; `done` says whether the result is still there; `work` does it, and is told how to
 * run a command and show, every five seconds, what `progress` says.
 */
export async function step({ says, mark, done, inputs, work, progress }) {
	const fingerprint = hash(inputs);
	if (done && existsSync(mark) && readFileSync(mark, 'utf8') === fingerprint) return;
	const started = Date.now();
	console.error(`${says} …`);
	const tick = () => console.error(`  … ${seconds(started)}${progress?.() ?? ''}`);
	await work((command, options) => run(command, { ...options, tick }));
	mkdirSync(dirname(mark), { recursive: true });
	writeFileSync(mark, fingerprint);
	console.error(`  done in ${seconds(started)}`);
}

export function fail(message) {
	console.error(message);
	process.exit(1);
}

/** Packages in a node_modules folder. */
export function packagesIn(folder) {
	if (!existsSync(folder)) return 0;
	const folders = readdirSync(folder).filter((name) => !name.startsWith('.'));
	const scoped = folders.filter((name) => name.startsWith('@'));
	const inScopes = scoped.flatMap((name) => readdirSync(join(folder, name)));
	return folders.length - scoped.length + inScopes.length;
}

/** Gives what the command wrote to standard output. */
function run([program, ...args], { tick, ...options }) {
	return new Promise((resolve) => {
		const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
		const output = [];
		const answer = [];
		child.on('error', ({ message }) => fail(`"${program}" could not be started: ${message}`));
		const timer = setInterval(tick, 5_000);
		child.stdout.on('data', (chunk) => output.push(chunk) && answer.push(chunk));
		child.stderr.on('data', (chunk) => output.push(chunk));
		child.on('close', (code) => {
			clearInterval(timer);
			if (code === 0) return resolve(Buffer.concat(answer).toString('utf8'));
			process.stderr.write(Buffer.concat(output));
			return fail(`\n"${program} ${args.join(' ')}" failed with exit code ${code}.`);
		});
	});
}

function hash(paths) {
	const digest = createHash('sha256');
	for (const file of paths.flatMap(filesBelow).sort()) {
		digest.update(file).update(readFileSync(file));
	}
	return digest.digest('hex');
}

function filesBelow(path) {
	if (!existsSync(path)) return [];
	if (statSync(path).isFile()) return [path];
	return readdirSync(path, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

function seconds(since) {
	return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
