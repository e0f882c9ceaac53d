import * as crypto from 'node:crypto';
import { Worker } from 'node:worker_threads';

export interface Pkcs12KeyParameters {
	/** As RFC 7292 §B.1 encodes it. */
	passphrase: Buffer;
	salt: Buffer;
	iterations: number;
	/** 1 for a key, 2 for an initialisation vector. */
	purpose: 1 | 2;
	/** Bytes. */
	length: number;
}

/** Rounds that take about 10 ms. A worker takes about 30 ms to start. */
const roundsInline = 10_000;

/**
 * Derives a key with SHA-1 as PKCS #12 does (RFC 7292 §B.2), which node:crypto does not offer. Many iterations run in a
 * worker thread.
 */
export async function pkcs12Key(parameters: Pkcs12KeyParameters): Promise<Buffer> {
	const rounds = parameters.iterations * Math.ceil(parameters.length / 20);
	if (rounds <= roundsInline) return derive(crypto, parameters);
	return Buffer.from(await inWorker('node:crypto', derive, parameters));
}

/** The function may use nothing from outside: its source runs in a worker, where Buffers arrive as Uint8Arrays. */
function derive(
	{ hash }: Pick<typeof crypto, 'hash'>,
	{ passphrase, salt, iterations, purpose, length }: Pkcs12KeyParameters,
): Buffer {
	const block = 64;
	const filled = (bytes: Uint8Array) =>
		Buffer.alloc(Math.ceil(bytes.length / block) * block, bytes);
	const input = Buffer.concat([
		salt.length > 0 ? filled(salt) : Buffer.alloc(0),
		passphrase.length > 0 ? filled(passphrase) : Buffer.alloc(0),
	]);
	const diversifier = Buffer.alloc(block, purpose);
	const parts: Buffer[] = [];
	for (let derived = 0; derived < length; derived += 20) {
		let digest = hash('sha1', Buffer.concat([diversifier, input]), 'buffer');
		for (let round = 1; round < iterations; round++) digest = hash('sha1', digest, 'buffer');
		parts.push(digest);
		// Adds the digest, repeated to a block, and 1 to each block of the input (§B.2 step 6C).
		const addend = Buffer.alloc(block, digest);
		for (let start = 0; start < input.length; start += block) {
			for (let index = block - 1, carry = 1; index >= 0; index--) {
				const sum = input[start + index]! + addend[index]! + carry;
				input[start + index] = sum & 0xff;
				carry = sum >> 8;
			}
		}
	}
	return Buffer.concat(parts).subarray(0, length);
}

/** Milliseconds. The bound on iterations keeps every file far below it. */
const deadline = 60_000;

/**
 * Runs a function in a worker thread, for work that only synchronous code can do, and returns its result.
 *
 * @param moduleName the module of Node that the function gets as its first argument
 * @param work uses nothing but its arguments, because only its source reaches the thread. Buffers in `input` arrive as
 * Uint8Arrays
 * @throws Error when the function throws or takes longer than a minute
 */
export async function inWorker<Input, Result>(
	moduleName: 'node:crypto' | 'node:tls',
	work: (module: never, input: Input) => Result,
	input: Input,
): Promise<Result> {
	// Some compilers call __name for the functions inside.
	const source = `
		const __name = (named) => named;
		const { parentPort, workerData } = require('node:worker_threads');
		parentPort.postMessage((${String(work)})(require(${JSON.stringify(moduleName)}), workerData));`;
	const worker = new Worker(source, { eval: true, workerData: input, env: {}, execArgv: [] });
	const timer = setTimeout(() => void worker.terminate(), deadline);
	try {
		return await new Promise<Result>((resolve, reject) => {
			worker.on('message', resolve);
			worker.on('error', reject);
			worker.on('exit', () => reject(new Error('The worker ended without a result')));
		});
	} finally {
		clearTimeout(timer);
		await worker.terminate();
	}
}
