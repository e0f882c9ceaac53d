import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { JsonObject } from './jws';

import { kidOf, publicHalf } from '../directory/keys';

let made: KeyObject | undefined;

/** Returns an RSA key that is not the bank's; always the same one within this process. */
export function otherKey(): KeyObject {
	made ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
	return made;
}

/** Returns the public key as a JWK of a JWK Set (RFC 7517 §4). */
export function publicJwk(key: KeyObject): JsonObject {
	return { ...publicHalf(key).export({ format: 'jwk' }), kid: kidOf(key), use: 'sig' };
}

/** Returns the keys of a JWK Set (RFC 7517 §5). */
export function keysOf(set: JsonObject): JsonObject[] {
	return set['keys'] as JsonObject[];
}
