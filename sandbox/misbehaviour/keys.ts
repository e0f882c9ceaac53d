import { createSecretKey, generateKeyPairSync, randomBytes } from 'node:crypto';

import { json } from '../http/response';
import { status, text, type Case, type Cases, type JsonChange } from './case';
import type { JsonObject } from './jws';
import { keysOf } from './otherKey';

/** Cases for the bank's keys (RFC 7517 §4 and §5). */
export const keyCases: Cases = {
	'DS-05-keys': keys('redirect 302', status(302, { location: 'https://127.0.0.1:1/' })),
	'DS-11-404': keys('status 404', status(404)),
	'DS-11-500': keys('status 500', status(500)),
	'DS-11-broken': keys('broken JSON', text('{"')),
	'DS-11-empty': keys('an empty object', text('{}')),
	'DS-11-object': keys('keys an object', text('{"keys":{}}')),
	'DS-11-members': keys('members that are not objects', text('{"keys":[null,7,"key"]}')),
	'DS-14': keys('keys of other kinds before the correct one', (correct) =>
		json(200, { keys: [...otherKinds(), ...keysOf(correct)] }),
	),
	'DS-15-use': eachKey('use a number', { use: 7 }),
	'DS-15-alg': eachKey('alg a number', { alg: 7 }),
	'DS-15-key_ops': eachKey('key_ops a string', { key_ops: 'verify' }),
	'no-keys': keys('no key at all', text('{"keys":[]}')),
};

function keys(description: string, change: JsonChange): Case {
	return { description: `keys: ${description}`, keys: change };
}

function eachKey(description: string, change: JsonObject): Case {
	return keys(description, (correct) =>
		json(200, { keys: keysOf(correct).map((key) => ({ ...key, ...change })) }),
	);
}

function otherKinds(): JsonObject[] {
	const { publicKey: curve } = generateKeyPairSync('ec', { namedCurve: 'P-521' });
	const { publicKey: encryption } = generateKeyPairSync('rsa', { modulusLength: 2048 });
	return [
		{ ...encryption.export({ format: 'jwk' }), use: 'enc', kid: 'encryption' },
		{ ...curve.export({ format: 'jwk' }), use: 'sig', kid: 'curve' },
		{ ...createSecretKey(randomBytes(32)).export({ format: 'jwk' }), kid: 'secret' },
		{ kty: 'ABC', kid: 'unknown kind' },
	];
}
