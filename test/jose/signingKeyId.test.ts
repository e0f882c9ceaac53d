import { createPublicKey, type KeyObject } from 'node:crypto';

import { calculateJwkThumbprint } from 'jose';

import { sha1JwkThumbprint } from '../../lib/certificates/facts';
import { ConnectionError } from '../../lib/errors';
import { clearCaches } from '../../lib/expiringCache';
import { signingKeyId } from '../../lib/jose/signingKeyId';
import type { TlsIdentity } from '../../lib/tpp';
import {
	aConnection,
	aSend,
	aSigner,
	aSoftwareStatement,
	aTpp,
	noNetwork,
	type ResponseParts,
} from '../support/builders';
import { aPrivateKey } from '../support/certificates';

const endpoint = 'https://keystore.example/software1.jwks';
const softwareStatement = aSoftwareStatement({ software_jwks_endpoint: endpoint });
const signer = aSigner('rsa-2048', { keyId: undefined });
const computed = sha1JwkThumbprint(createPublicKey(signer.privateKey));

beforeEach(clearCaches);
afterEach(() => jest.restoreAllMocks());

/** Requested once with a short timeout, because the computed ID is usually right. All callers share the response. */
const lookup = { method: 'GET', url: endpoint, idempotent: false, timeout: 3000 };

const publicJwk = (key: KeyObject) => createPublicKey(key).export({ format: 'jwk' });
const foreign = publicJwk(aPrivateKey('rsa-2048', 'foreign'));

const directory = (parts: () => ResponseParts) => aSend(parts);
const keyId = async (send = directory(() => ({ json: { keys: [] } })), ours = signer) =>
	await signingKeyId(aConnection(aTpp({ softwareStatement }), send), ours);

describe('signingKeyId', () => {
	it('is the one of the credential, without a look at the directory', async () => {
		expect(await signingKeyId(aConnection(aTpp({ softwareStatement }), noNetwork), aSigner())).toBe(
			'our-key',
		);
	});

	it.each(['rsa-2048', 'p256'] as const)('is that of our %s key in the JWKS', async (kind) => {
		const ours = aSigner(kind, { keyId: undefined });
		const keys = [
			null,
			{ ...foreign, kid: 'foreign' },
			{ ...publicJwk(ours.privateKey), kid: 'published' },
		];
		expect(
			await keyId(
				directory(() => ({ json: { keys } })),
				ours,
			),
		).toBe('published');
	});

	it('is looked up once in ten minutes', async () => {
		const keys = [{ ...publicJwk(signer.privateKey), kid: 'published' }];
		const send = directory(() => ({ json: { keys } }));
		const start = Date.now();
		await Promise.all([keyId(send), keyId(send)]);
		jest.spyOn(Date, 'now').mockImplementation(() => start + 590_000);
		await keyId(send);
		expect(send.requests).toEqual([lookup]);
	});

	it.each<[string, TlsIdentity]>([
		['trusts another authority', { caPem: 'another' }],
		['ignores SSL issues', { ignoreSslIssues: true }],
		['shows another certificate', { certificatePem: 'another', keyPem: 'its key' }],
	])('is not taken over from a credential that %s', async (_, tls) => {
		const keyIdBy = async (identity: TlsIdentity, kid: string) => {
			const keys = [{ ...publicJwk(signer.privateKey), kid }];
			const tpp = aTpp({ softwareStatement, tls: identity });
			const send = directory(() => ({ json: { keys } }));
			return await signingKeyId(aConnection(tpp, send), signer);
		};
		expect(await keyIdBy(tls, 'forged')).toBe('forged');
		expect(await keyIdBy({}, 'published')).toBe('published');
		expect(await keyIdBy({ ...tls }, 'later')).toBe('forged');
		expect(await keyIdBy({}, 'later')).toBe('published');
	});

	it.each<[string, () => ResponseParts]>([
		['does not hold our key', () => ({ json: { keys: [{ ...foreign, kid: 'foreign' }] } })],
		['holds our key without kid', () => ({ json: { keys: [publicJwk(signer.privateKey)] } })],
		[
			'holds our key with a kid that is no text',
			() => ({ json: { keys: [{ ...publicJwk(signer.privateKey), kid: 7 }] } }),
		],
		['is not found', () => ({ status: 404 })],
		['is HTML', () => ({ text: '<html>' })],
		['holds no list', () => ({ json: { keys: 'none' } })],
		[
			'does not come',
			() => {
				throw new ConnectionError('No response');
			},
		],
	])('is computed when the JWKS %s', async (_, parts) => {
		const send = directory(parts);
		expect(await keyId(send)).toBe(computed);
		expect(send.requests).toEqual([lookup]);
	});

	it('is looked up again a minute after it had to be computed', async () => {
		const keys: unknown[] = [];
		const send = directory(() => ({ json: { keys } }));
		const start = Date.now();
		expect(await keyId(send)).toBe(computed);
		keys.push({ ...publicJwk(signer.privateKey), kid: 'published' });
		expect(await keyId(send)).toBe(computed);
		jest.spyOn(Date, 'now').mockImplementation(() => start + 61_000);
		expect(await keyId(send)).toBe('published');
	});

	it('is computed without a software statement: a thumbprint as of RFC 7638, but by SHA-1', async () => {
		const id = await signingKeyId(aConnection(aTpp(), noNetwork), signer);
		expect(id).toBe(computed);
		expect(id).toMatch(/^[\w-]{27}$/);
		expect(id).not.toBe(await calculateJwkThumbprint(publicJwk(signer.privateKey)));
	});
});
