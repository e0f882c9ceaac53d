import { createPublicKey, type KeyObject } from 'node:crypto';

import {
	createLocalJWKSet,
	exportJWK,
	FlattenedSign,
	flattenedVerify,
	type JSONWebKeySet,
	jwtVerify,
	UnsecuredJWT,
} from 'jose';

import type { JwsAlgorithm } from '../../lib/jose/algorithms';
import {
	assertKeyFits,
	detachedProblem,
	signDetached,
	signRequestJwt,
	unsignedRequestJwt,
} from '../../lib/jose/jws';
import { aSigner, rejection } from '../support/builders';
import type { KeyKind } from '../support/certificates';

const iat = 'http://openbanking.org.uk/iat';
const iss = 'http://openbanking.org.uk/iss';
const tan = 'http://openbanking.org.uk/tan';

const signer = aSigner();
const issuer = '0015800001041REAAY/4vOZp3vZ4yIyO9hKsUSmQx';
const now = new Date('2027-02-26T10:00:00.500Z');
const body = '{"Data":{"Name":"Fjord & Sønn"}}';
const terms = { trustAnchor: 'openbanking.org.uk', now };
const signingTerms = { ...terms, signer, kid: 'our-key', issuer };

const headerOf = (value: string): unknown =>
	JSON.parse(Buffer.from(value.split('.')[0]!, 'base64url').toString());

const keySet = async (key: KeyObject, kid = 'bank-key') =>
	createLocalJWKSet({
		keys: [{ ...(await exportJWK(createPublicKey(key))), kid }],
	} as JSONWebKeySet);

describe('signDetached', () => {
	it.each([
		['v3.0', { b64: false, [iat]: 1803636000, [iss]: issuer, crit: ['b64', iat, iss] }],
		[
			'v3.1.0',
			{
				b64: false,
				[iat]: 1803636000,
				[iss]: issuer,
				[tan]: 'openbanking.org.uk',
				crit: ['b64', iat, iss, tan],
			},
		],
		[
			'v3.1.4',
			{ [iat]: 1803636000, [iss]: issuer, [tan]: 'openbanking.org.uk', crit: [iat, iss, tan] },
		],
	] as const)(
		'jose verifies a signature of generation %s, whose iat is never in the future (SG-01, SG-02, SG-07)',
		async (generation, claims) => {
			const value = signDetached(body, { ...signingTerms, generation });
			const [protectedPart, payload, signature] = value.split('.');
			expect(payload).toBe('');
			expect(headerOf(value)).toEqual({
				alg: 'PS256',
				kid: 'our-key',
				typ: 'JOSE',
				cty: 'application/json',
				...claims,
			});
			const isEncoded = generation === 'v3.1.4';
			const verified = await flattenedVerify(
				{
					protected: protectedPart,
					payload: isEncoded ? Buffer.from(body).toString('base64url') : body,
					signature: signature!,
				},
				createPublicKey(signer.privateKey),
				{ algorithms: ['PS256'], crit: { [iat]: true, [iss]: true, [tan]: true } },
			);
			expect(Buffer.from(verified.payload).toString()).toBe(body);
		},
	);

	it('refuses a key that cannot make PS256', async () => {
		const wrong = { ...signingTerms, signer: aSigner('p256'), generation: 'v3.1.4' as const };
		expect(await rejection(() => signDetached(body, wrong))).toMatchObject({
			code: 'OB_CONFIGURATION',
			field: { in: 'credential', key: 'signingKey' },
		});
	});
});

/** A signature that jose makes, as a bank would. */
async function bankSignature(
	header: Record<string, unknown> = {},
	{ text = body, isEncoded = true } = {},
): Promise<string> {
	const jws = await new FlattenedSign(Buffer.from(text))
		.setProtectedHeader({
			alg: 'PS256',
			kid: 'bank-key',
			...(!isEncoded && { b64: false }),
			// Ozone sends fractions of a second.
			[iat]: 1803636000.273,
			[iss]: '0015800001041REAAY',
			[tan]: 'openbanking.org.uk',
			crit: [...(isEncoded ? [] : ['b64']), iat, iss, tan],
			...header,
		})
		.sign(signer.privateKey, { crit: { [iat]: true, [iss]: true, [tan]: true } });
	return `${jws.protected}..${jws.signature}`;
}

const problemOf = async (
	value: string,
	generation: 'v3.0' | 'v3.1.0' | 'v3.1.4' = 'v3.1.4',
	bytes = body,
) =>
	await detachedProblem(value, Buffer.from(bytes), {
		...terms,
		generation,
		key: await keySet(signer.privateKey),
	});

describe('detachedProblem', () => {
	it('accepts signatures that jose makes, in every generation (SG-08)', async () => {
		expect(await problemOf(await bankSignature())).toBeUndefined();
		const unencoded = await bankSignature({}, { isEncoded: false });
		expect(await problemOf(unencoded, 'v3.1.0')).toBeUndefined();
		const withoutAnchor = await bankSignature(
			{ [tan]: undefined, crit: ['b64', iat, iss] },
			{ isEncoded: false },
		);
		expect(await problemOf(withoutAnchor, 'v3.0')).toBeUndefined();
	});

	it('says what is wrong with a signature (SG-09)', async () => {
		const valid = await bankSignature();
		expect(await problemOf(valid, 'v3.1.4', `${body} `)).toBe('does not match the response');
		expect(await problemOf(await bankSignature({ kid: 'other' }))).toBe(
			'was made with a key that the bank does not publish',
		);
		expect(await problemOf(await bankSignature({ [iat]: 1803636031.6 }))).toBe(
			'was made in the future',
		);
		expect(await problemOf(await bankSignature({ [iat]: { toString: 1 } }))).toBe(
			'was made in the future',
		);
		expect(await problemOf(await bankSignature({ [tan]: { toString: 1 } }))).toBe(
			'has the trust anchor "{"toString":1}" instead of "openbanking.org.uk"',
		);
		expect(await problemOf(await bankSignature({ [tan]: 'bank.example' }))).toBe(
			'has the trust anchor "bank.example" instead of "openbanking.org.uk"',
		);
		expect(await problemOf(await bankSignature({ crit: [iat, iss] }))).toBe(
			`does not name ${tan} as critical`,
		);
	});

	it.each([
		['an unknown name', { crit: [iat, iss, tan, 'exp'], exp: 1 }, 'ERR_JOSE_NOT_SUPPORTED'],
		['no name', { crit: [] }, 'ERR_JWS_INVALID'],
		['a name of nothing', { crit: [iat, iss, tan, 'b64'] }, 'ERR_JWS_INVALID'],
	])('does not accept %s in crit (SG-11)', async (_, header, code) => {
		const [, , signature] = (await bankSignature()).split('.');
		const claims = { alg: 'PS256', kid: 'bank-key', [iat]: 1803636000, [iss]: 'b', [tan]: 't' };
		const text = JSON.stringify({ ...claims, ...header });
		const value = `${Buffer.from(text).toString('base64url')}..${signature}`;
		expect(await problemOf(value)).toBe(`is not a valid JWS (${code})`);
	});

	it('does not accept b64 false without its name in crit (SG-12)', async () => {
		const value = await bankSignature({ b64: false, crit: [iat, iss, tan] });
		expect(await problemOf(value, 'v3.1.0')).toBe('is not a valid JWS (ERR_JWS_INVALID)');
	});

	it.each(['', 'header.body.signature', '..', 'a..b..c', 'a..'])(
		'does not accept "%s"',
		async (value) => {
			expect(await problemOf(value)).toBe('is not a detached JWS');
		},
	);

	it('does not accept a header that is not JSON', async () => {
		expect(await problemOf('AAAA..AAAA')).toBe('is not a valid JWS (ERR_JWS_INVALID)');
	});
});

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
