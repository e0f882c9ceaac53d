import * as crypto from 'node:crypto';

import { inWorker } from './worker';

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
