import { constants, createHmac, sign, type KeyObject } from 'node:crypto';

import { publicKeyPem } from '../directory/keys';

export type JsonObject = Record<string, unknown>;

/** The parts of a JWS (RFC 7515 §7.1), and the key to sign it with. */
export interface Jws {
	header: JsonObject;
	claims: JsonObject;
	/** Replaces the claims. */
	payload?: string | Buffer;
	/** Algorithm of the signature; independent of the header. */
	alg: keyof typeof signatures;
	key: KeyObject;
}

/** Reads the parts of a JWT; `key` is the one that signed it. */
export function parseJws(jwt: string, key: KeyObject): Jws {
	const [header, claims] = jwt.split('.').slice(0, 2).map(parsed);
	return { header: header!, claims: claims!, alg: header!['alg'] as Jws['alg'], key };
}

/** Signs and returns the compact serialization (RFC 7515 §3.1). */
export function signJws({ header, claims, payload, alg, key }: Jws): string {
	const parts = [JSON.stringify(header), payload ?? JSON.stringify(claims)];
	const signed = parts.map((part) => Buffer.from(part).toString('base64url')).join('.');
	return `${signed}.${signatures[alg](Buffer.from(signed), key).toString('base64url')}`;
}

/** RFC 7518 §3. HS256 uses the text of the public key as its secret. */
const signatures = {
	PS256: (signed: Buffer, key: KeyObject) =>
		sign('sha256', signed, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }),
	RS256: (signed: Buffer, key: KeyObject) => sign('sha256', signed, key),
	HS256: (signed: Buffer, key: KeyObject) =>
		createHmac('sha256', publicKeyPem(key)).update(signed).digest(),
	none: () => Buffer.alloc(0),
};

function parsed(part: string): JsonObject {
	return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as JsonObject;
}
