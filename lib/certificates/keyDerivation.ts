import * as crypto from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

import { repeatSha1, repeatSha256 } from './repeatDigest';

export type Pkcs12Digest = keyof typeof digestLengths;

/** Bytes. */
export const digestLengths = { sha1: 20, sha256: 32 };

export interface Pkcs12KeyParameters {
	digest: Pkcs12Digest;
	/** As RFC 7292 §B.1 encodes it. */
	passphrase: Buffer;
	salt: Buffer;
	iterations: number;
	/** What to derive, in this order. */
	parts: Pkcs12Part[];
}

export interface Pkcs12Part {
	/** 1 for a key, 2 for an initialisation vector, 3 for a key of a MAC (RFC 7292 §B.3). */
	purpose: 1 | 2 | 3;
	/** Bytes. */
	length: number;
}

/** Rounds that take 30 to 50 ms. Starting a worker takes as much processor time. */
const roundsInline = { sha1: 300_000, sha256: 100_000 };

/** Derives keys as PKCS #12 does (RFC 7292 §B.2), which node:crypto does not offer. Many iterations run in a worker thread. */
export async function pkcs12Keys(parameters: Pkcs12KeyParameters): Promise<Buffer[]> {
	const { digest, iterations, parts } = parameters;
	const digestLength = digestLengths[digest];
	const blocks = parts.reduce((sum, { length }) => sum + Math.ceil(length / digestLength), 0);
	const input = { ...parameters, digestLength };
	const repeat = digest === 'sha1' ? repeatSha1 : repeatSha256;
	if (iterations * blocks <= roundsInline[digest]) {
		return await inTurn(() => derive(crypto, input, repeat));
	}
	const derived = await inWorker('node:crypto', derive, input, repeat);
	return derived.map((part) => Buffer.from(part));
}

let previousTurn: Promise<unknown> = Promise.resolve();

/** Runs the work after all earlier work. The event loop turns in between: a file starts many derivations at once. */
async function inTurn<Result>(work: () => Result): Promise<Result> {
	const turn = previousTurn.then(() => setImmediate()).then(work);
	previousTurn = turn.catch(() => undefined);
	return await turn;
}

/** The function may use nothing from outside: its source runs in a worker, where Buffers arrive as Uint8Arrays. */
function derive(
	{ hash }: Pick<typeof crypto, 'hash'>,
	{
		digest,
		digestLength,
		passphrase,
		salt,
		iterations,
		parts,
	}: Pkcs12KeyParameters & { digestLength: number },
	repeat: (digest: Buffer, times: number) => Buffer,
): Buffer[] {
	const block = 64;
	const filled = (bytes: Uint8Array) =>
		Buffer.alloc(Math.ceil(bytes.length / block) * block, bytes);

	return parts.map(({ purpose, length }) => {
		const input = Buffer.concat([
			salt.length > 0 ? filled(salt) : Buffer.alloc(0),
			passphrase.length > 0 ? filled(passphrase) : Buffer.alloc(0),
		]);
		const diversifier = Buffer.alloc(block, purpose);
		const digests: Buffer[] = [];
		for (let derived = 0; derived < length; derived += digestLength) {
			const first = hash(digest, Buffer.concat([diversifier, input]), 'buffer');
			const last = repeat(first, iterations - 1);
			digests.push(last);
			// Adds the digest, repeated to a block, and 1 to each block of the input (§B.2 step 6C).
			const addend = Buffer.alloc(block, last);
			for (let start = 0; start < input.length; start += block) {
				for (let index = block - 1, carry = 1; index >= 0; index--) {
					const sum = input[start + index]! + addend[index]! + carry;
					input[start + index] = sum & 0xff;
					carry = sum >> 8;
				}
			}
		}
		return Buffer.concat(digests).subarray(0, length);
	});
}

/** Milliseconds. The bound on iterations keeps every file far below it. */
const deadline = 60_000;

/**
 * Runs a function in a worker thread, for work that only synchronous code can do, and returns its result.
 *
 * @param moduleName the module of Node that the function gets as its first argument
 * @param work uses nothing but its arguments, because only its source reaches the thread. Buffers in `input` arrive as
 * Uint8Arrays
 * @param helpers functions that `work` gets as its further arguments, with the same restriction
 * @throws Error when the function throws or takes longer than a minute
 */
export async function inWorker<Input, Result, Helpers extends Array<(...args: never[]) => unknown>>(
	moduleName: 'node:crypto' | 'node:tls',
	work: (module: never, input: Input, ...helpers: Helpers) => Result,
	input: Input,
	...helpers: Helpers
): Promise<Result> {
	const args = [`require(${JSON.stringify(moduleName)})`, 'workerData', ...helpers.map(String)];
	// Some compilers call __name for the functions inside.
	const source = `
		const __name = (named) => named;
		const { parentPort, workerData } = require('node:worker_threads');
		parentPort.postMessage((${String(work)})(${args.join(', ')}));`;
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
