import { generateKeyPairSync, type KeyObject } from 'node:crypto';

import { kidOf, publicHalf } from '../directory/keys';
import type { JsonObject } from './case';

let made: KeyObject | undefined;

/** An RSA key that is not the bank's; the same as long as this process lives. */
export function otherKey(): KeyObject {
	made ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
	return made;
}

/** The public half as a JWK Set holds it (RFC 7517 §4). */
export function publicJwk(key: KeyObject): JsonObject {
	return { ...publicHalf(key).export({ format: 'jwk' }), kid: kidOf(key), use: 'sig' };
}

/** The members of a JWK Set (RFC 7517 §5). */
export function keysOf(set: JsonObject): JsonObject[] {
	return set['keys'] as JsonObject[];
}
