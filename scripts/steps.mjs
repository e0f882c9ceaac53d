// Preparation steps that run once. This file uses no packages, because none may be installed yet.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statfsSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Performs a step unless it was already performed with the same inputs.
 *
 * @param step.label printed before the step runs
 * @param step.stampFile remembers the inputs of the last run
 * @param step.isComplete whether the result of the last run still exists
 * @param step.inputs files and folders that the step depends on
 * @param step.perform the step itself; receives a function that runs a command
 * @param step.progress optional text for the progress, which is printed while a command runs; receives the megabytes that
 *   were written to the disk so far
 */
export async function step({ label, stampFile, isComplete, inputs, perform, progress }) {
	const fingerprint = hash(inputs);
	if (isComplete && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === fingerprint)
		return;
	const started = Date.now();
	console.error(`${label} …`);
	let free = freeBytes();
	let written = 0;
	const onTick = () => {
		// A step may first delete what the last one wrote, and other programs delete files meanwhile.
		free = Math.max(free, freeBytes());
		written = Math.max(written, megabytes(free));
		report(`  … ${seconds(started)}${progress?.(written) ?? ''}`);
	};
	await perform((command, options) => run(command, { ...options, onTick }));
	mkdirSync(dirname(stampFile), { recursive: true });
	writeFileSync(stampFile, fingerprint);
	endReport();
	console.error(`  done in ${seconds(started)}`);
}

/** Prints a message and exits with code 1. */
export function fail(message) {
	endReport();
	console.error(message);
	process.exit(1);
}

/** Runs a command and returns its standard output. Exits when the command fails. */
function run([program, ...args], { onTick, ...options }) {
	return new Promise((resolve) => {
		const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
		const output = [];
		const standardOutput = [];
		child.on('error', ({ message }) => fail(`"${program}" could not be started: ${message}`));
		const timer = setInterval(onTick, process.stderr.isTTY ? 1_000 : 5_000);
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

/** Prints progress: in a terminal in one line that moves, elsewhere as lines. */
function report(text) {
	if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
	else console.error(text);
}

function endReport() {
	if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
}

/** Counting a folder of 100,000 files takes too long, so the disk's free space shows how much was written. */
function freeBytes() {
	const { bavail, bsize } = statfsSync('.');
	return bavail * bsize;
}

function megabytes(freeBefore) {
	return Math.max(0, Math.round((freeBefore - freeBytes()) / 1e6));
}

function seconds(since) {
	return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
