// Preparation steps that run once. This file uses no packages, because none may be installed yet.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Performs a step unless it was already performed with the same inputs.
 *
 * @param step.label printed before the step runs
 * @param step.stampFile remembers the inputs of the last run
 * @param step.isComplete whether the result of the last run still exists
 * @param step.inputs files and folders that the step depends on
 * @param step.perform the step itself; receives a function that runs a command
 * @param step.progress optional text that is printed every five seconds while a command runs
 */
export async function step({ label, stampFile, isComplete, inputs, perform, progress }) {
	const fingerprint = hash(inputs);
	if (isComplete && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === fingerprint)
		return;
	const started = Date.now();
	console.error(`${label} …`);
	const onTick = () => console.error(`  … ${seconds(started)}${progress?.() ?? ''}`);
	await perform((command, options) => run(command, { ...options, onTick }));
	mkdirSync(dirname(stampFile), { recursive: true });
	writeFileSync(stampFile, fingerprint);
	console.error(`  done in ${seconds(started)}`);
}

/** Prints a message and exits with code 1. */
export function fail(message) {
	console.error(message);
	process.exit(1);
}

/** Returns the number of packages in a node_modules folder. */
export function packagesIn(folder) {
	if (!existsSync(folder)) return 0;
	const folders = readdirSync(folder).filter((name) => !name.startsWith('.'));
	const scoped = folders.filter((name) => name.startsWith('@'));
	const inScopes = scoped.flatMap((name) => readdirSync(join(folder, name)));
	return folders.length - scoped.length + inScopes.length;
}

/** Runs a command and returns its standard output. Exits when the command fails. */
function run([program, ...args], { onTick, ...options }) {
	return new Promise((resolve) => {
		const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
		const output = [];
		const standardOutput = [];
		child.on('error', ({ message }) => fail(`"${program}" could not be started: ${message}`));
		const timer = setInterval(onTick, 5_000);
		child.stdout.on('data', (chunk) => output.push(chunk) && standardOutput.push(chunk));
		child.stderr.on('data', (chunk) => output.push(chunk));
		child.on('close', (code) => {
			clearInterval(timer);
			if (code === 0) return resolve(Buffer.concat(standardOutput).toString('utf8'));
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
