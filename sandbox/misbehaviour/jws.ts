import { constants, createHmac, sign, type KeyObject } from 'node:crypto';

import { publicKeyPem } from '../directory/keys';
import type { JsonObject } from './case';

/** A JWS taken apart (RFC 7515 §7.1), and what it is to be signed with. */
export interface Jws {
	header: JsonObject;
	claims: JsonObject;
	/** What stands in place of the claims. */
	payload?: string | Buffer;
	/** Whatever the header says. */
	alg: keyof typeof signatures;
	key: KeyObject;
}

/** The parts of a JWT that `key` has signed. */
export function opened(jwt: string, key: KeyObject): Jws {
	const [header, claims] = jwt.split('.').slice(0, 2).map(parsed);
	return { header: header!, claims: claims!, alg: header!['alg'] as Jws['alg'], key };
}

/** Compact serialization (RFC 7515 §3.1). */
export function sealed({ header, claims, payload, alg, key }: Jws): string {
	const parts = [JSON.stringify(header), payload ?? JSON.stringify(claims)];
	const signed = parts.map((part) => Buffer.from(part).toString('base64url')).join('.');
	return `${signed}.${signatures[alg](Buffer.from(signed), key).toString('base64url')}`;
}

/** RFC 7518 §3; the MAC is made with the public key's text for a secret. */
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
