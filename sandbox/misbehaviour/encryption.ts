import { constants, createCipheriv, publicEncrypt, randomBytes, type KeyObject } from 'node:crypto';

import { publicHalf } from '../directory/keys';
import type { Cases } from './case';
import { signJws, type JsonObject } from './jws';
import { otherKey } from './otherKey';

/** Cases for encrypted id_tokens (OpenID Connect Core §10.2; RFC 7516), also for clients that did not register for them. */
export const encryptionCases: Cases = {
	'RV-31-altered': {
		description: 'encrypted id_token: one byte of the content altered',
		encryptedIdToken: (jwe) => withPart(jwe, 3, altered),
	},
	'RV-31-dir': {
		description: 'encrypted id_token: alg dir',
		encryptedIdToken: (jwe) => withPart(jwe, 0, headerWith({ alg: 'dir' })),
	},
	'RV-31-enc': {
		description: 'encrypted id_token: enc is not the registered one',
		encryptedIdToken: (jwe) => withPart(jwe, 0, headerWith({ enc: 'A128GCM' })),
	},
	'RV-31-foreign': {
		description: 'encrypted id_token: encrypted with the key of another party',
		encryptedIdToken: (jwe) => encryptedTo(otherKey(), 'e30.e30.e30', headerOf(jwe)),
	},
	'RV-32': {
		description: 'encrypted id_token: alg RSA1_5',
		encryptedIdToken: (jwe) => withPart(jwe, 0, headerWith({ alg: 'RSA1_5' })),
	},
	'RV-33': {
		description: 'id_token: encrypted although the client did not register for it',
		idToken: (token) =>
			encryptedTo(otherKey(), signJws(token), { alg: 'RSA-OAEP', enc: 'A256GCM', cty: 'JWT' }),
	},
};

function withPart(jwe: string, at: number, change: (part: string) => string): string {
	return jwe
		.split('.')
		.map((part, index) => (index === at ? change(part) : part))
		.join('.');
}

/** Alters the first character, of which every bit is significant. */
function altered(part: string): string {
	return `${part.startsWith('A') ? 'B' : 'A'}${part.slice(1)}`;
}

function headerOf(jwe: string): JsonObject {
	return JSON.parse(Buffer.from(jwe.split('.')[0]!, 'base64url').toString()) as JsonObject;
}

function headerWith(members: JsonObject): (part: string) => string {
	return (part) => encoded(JSON.stringify({ ...headerOf(part), ...members }));
}

/** Encrypts with A256GCM (RFC 7516 §5.1), whatever the header says. */
function encryptedTo(key: KeyObject, text: string, header: JsonObject): string {
	const [cek, iv] = [randomBytes(32), randomBytes(12)];
	const protectedHeader = encoded(JSON.stringify(header));
	const padding = constants.RSA_PKCS1_OAEP_PADDING;
	const cipher = createCipheriv('aes-256-gcm', cek, iv).setAAD(Buffer.from(protectedHeader));
	const content = Buffer.concat([cipher.update(text), cipher.final()]);
	const encryptedKey = publicEncrypt({ key: publicHalf(key), padding }, cek);
	return [protectedHeader, ...[encryptedKey, iv, content, cipher.getAuthTag()].map(encoded)].join(
		'.',
	);
}

function encoded(bytes: Buffer | string): string {
	return Buffer.from(bytes as Buffer).toString('base64url');
}
