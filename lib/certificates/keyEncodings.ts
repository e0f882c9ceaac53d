import type { KeyObject } from 'node:crypto';

/** A private key as PKCS #8, not encrypted. */
export interface KeyEncodings {
	pem: string;
	der: Buffer;
}

const encodings = new WeakMap<KeyObject, KeyEncodings>();

/** Returns the encodings of a private key. They are made once as long as the key is kept. */
export function keyEncodings(key: KeyObject): KeyEncodings {
	const known = encodings.get(key) ?? encode(key);
	encodings.set(key, known);
	return known;
}

const encode = (key: KeyObject): KeyEncodings => ({
	pem: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
	der: key.export({ type: 'pkcs8', format: 'der' }),
});
