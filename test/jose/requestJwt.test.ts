import { createPublicKey } from 'node:crypto';

import { jwtVerify, UnsecuredJWT } from 'jose';

import type { JwsAlgorithm } from '../../lib/jose/algorithms';
import { assertKeyFits, signRequestJwt, unsignedRequestJwt } from '../../lib/jose/jws';
import { aSigner, rejection } from '../support/builders';
import type { KeyKind } from '../support/certificates';

const claims = { iss: 'software1', scope: 'openid', redirect_uris: ['https://tpp.example/ü'] };

it.each<[JwsAlgorithm, KeyKind]>([
	['PS256', 'rsa-2048'],
	['RS256', 'rsa-2048'],
	['ES256', 'p256'],
])('jose verifies a request JWT of ours, %s with a key %s', async (alg, kind) => {
	const signer = aSigner(kind);
	const jwt = await signRequestJwt(claims, { signer, alg, kid: 'our-key' });
	const { payload, protectedHeader } = await jwtVerify(jwt, createPublicKey(signer.privateKey), {
		algorithms: [alg],
	});
	expect(protectedHeader).toEqual({ alg, kid: 'our-key', typ: 'JWT' });
	expect(payload).toEqual(claims);
});

it('an unsigned request JWT has alg none and an empty signature', async () => {
	const jwt = await unsignedRequestJwt(claims);
	expect(jwt.endsWith('.')).toBe(true);
	expect(UnsecuredJWT.decode(jwt)).toEqual({ payload: claims, header: { alg: 'none' } });
});

describe('assertKeyFits', () => {
	it.each<[KeyKind, JwsAlgorithm]>([
		['rsa-2048', 'PS256'],
		['rsa-2048', 'RS256'],
		['p256', 'ES256'],
	])('accepts a key %s for %s', (kind, alg) => {
		expect(() => assertKeyFits(aSigner(kind), alg)).not.toThrow();
	});

	it.each<[KeyKind, JwsAlgorithm, string]>([
		['rsa-1024', 'PS256', 'an RSA key of 2048 bits or more'],
		['p256', 'PS256', 'an RSA key of 2048 bits or more'],
		['p256', 'RS256', 'an RSA key of 2048 bits or more'],
		['rsa-2048', 'ES256', 'an EC key on the curve P-256'],
		['p384', 'ES256', 'an EC key on the curve P-256'],
	])('refuses a key %s for %s', async (kind, alg, needs) => {
		expect(await rejection(() => assertKeyFits(aSigner(kind), alg))).toEqual({
			code: 'OB_CONFIGURATION',
			message: `The bank expects signatures with ${alg}, which needs ${needs}. The signing key is of another kind.`,
			field: { in: 'credential', key: 'signingKey' },
			tppAction: 'fixCredential',
		});
	});
});
