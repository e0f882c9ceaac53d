import { createPublicKey } from 'node:crypto';

import { jwtVerify } from 'jose';

import type { DynamicRegistration } from '../../../lib/banks/profile';
import { zopa } from '../../../lib/banks/zopa';
import { clearCaches } from '../../../lib/expiringCache';
import {
	deleteRegistrationRequest,
	getRegistrationRequest,
	previewRegistration,
	registerClientRequest,
	updateRegistrationRequest,
} from '../../../lib/operations/registration/registerClient';
import type { Tpp } from '../../../lib/tpp';
import {
	aBank,
	aConnection,
	aSend,
	aSoftwareStatement,
	aTpp,
	rejection,
} from '../../support/builders';

beforeEach(clearCaches);

const tpp = (changes: Partial<Tpp> = {}) =>
	aTpp({
		bank: zopa,
		addresses: zopa.environments.sandbox!,
		softwareStatement: aSoftwareStatement(),
		...changes,
	});

const endpoint =
	'https://rs1.openbanking-sandbox.zopa.com/dynamic-client-registration/v3.2/register';
const headers = { 'Content-Type': 'application/jwt', Accept: 'application/json' };

const verified = async (body: string | undefined, { signer }: Tpp) =>
	await jwtVerify(body!, createPublicKey(signer!.privateKey), { algorithms: ['PS256'] });

describe('registerClientRequest', () => {
	it('posts a request JWT that jose verifies, once (DC-07, DC-08)', async () => {
		const connection = aConnection(tpp());
		const before = Math.floor(Date.now() / 1000);
		const { body, ...request } = await registerClientRequest(connection, {});
		expect(request).toEqual({ method: 'POST', url: endpoint, headers, sentOnce: 'registration' });
		const { protectedHeader, payload } = await verified(body, connection.tpp);
		expect(protectedHeader).toEqual({ alg: 'PS256', kid: 'our-key', typ: 'JWT' });
		expect(payload).toEqual({
			...(await previewRegistration(connection, {})).claims,
			iat: payload.iat,
			exp: payload.iat! + 3600,
			jti: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/),
		});
		expect(payload.iat).toBeGreaterThanOrEqual(before);
		expect(payload.iat).toBeLessThanOrEqual(Date.now() / 1000);
	});

	it.each(['application/jose', 'application/json'] as const)(
		'posts and puts the JWT as %s where the profile says so (B-08)',
		async (contentType) => {
			const registration = { ...(zopa.registration as DynamicRegistration), contentType };
			const connection = aConnection(tpp({ bank: { ...zopa, registration } }));
			const requests = [
				await registerClientRequest(connection, {}),
				await updateRegistrationRequest(connection, 'client-1', {}),
			];
			for (const request of requests) {
				expect(request.headers).toEqual({ ...headers, 'Content-Type': contentType });
				await verified(request.body, connection.tpp);
			}
		},
	);

	it('is signed with the algorithm of the settings (C-17)', async () => {
		const connection = aConnection(tpp());
		const settings = { requestSigningAlg: 'RS256' } as const;
		const { body } = await registerClientRequest(connection, settings);
		const key = createPublicKey(connection.tpp.signer!.privateKey);
		const { protectedHeader } = await jwtVerify(body!, key, { algorithms: ['RS256'] });
		expect(protectedHeader.alg).toBe('RS256');
		expect((await previewRegistration(connection, settings)).header.alg).toBe('RS256');
	});

	it('is previewed with the header that is signed', async () => {
		expect((await previewRegistration(aConnection(tpp()), {})).header).toEqual({
			alg: 'PS256',
			kid: 'our-key',
			typ: 'JWT',
		});
	});

	it('needs a signing certificate', async () => {
		const connection = aConnection(tpp({ signer: undefined }));
		expect(await rejection(() => registerClientRequest(connection, {}))).toEqual({
			code: 'OB_CONFIGURATION',
			message: 'There is no signing certificate with its key, and this request must be signed.',
			field: { in: 'credential', key: 'signingCertificate' },
			tppAction: 'fixCredential',
		});
	});

	describe('finds the endpoint in the discovery document', () => {
		const issuer = 'https://auth.bank.example';
		const discovering = (metadata: object) =>
			aConnection(
				tpp({ bank: aBank(), addresses: { issuer } }),
				aSend(() => ({ json: { issuer, ...metadata } })),
			);

		it.each([
			[{ registration_endpoint: 'https://rs.example/register' }, 'https://rs.example/register'],
			[
				{
					registration_endpoint: 'https://rs.example/register',
					mtls_endpoint_aliases: { registration_endpoint: 'https://mtls.example/register' },
				},
				'https://mtls.example/register',
			],
		])('of %j', async (metadata, url) => {
			expect((await registerClientRequest(discovering(metadata), {})).url).toBe(url);
		});

		it('and reports when there is none (DC-23)', async () => {
			expect(await rejection(() => registerClientRequest(discovering({}), {}))).toEqual({
				code: 'OB_CONFIGURATION',
				message:
					"The bank's discovery document has no registration_endpoint. Ask the bank how it registers clients.",
				field: { in: 'credential', key: 'bank' },
				tppAction: 'contactBank',
			});
		});
	});
});

describe('updateRegistrationRequest', () => {
	it('sends all claims again (DC-14)', async () => {
		const connection = aConnection(tpp());
		const { body, ...request } = await updateRegistrationRequest(connection, 'client-1', {
			scope: 'openid',
		});
		expect(request).toEqual({
			method: 'PUT',
			url: `${endpoint}/client-1`,
			headers,
			sentOnce: 'registrationUpdate',
		});
		const { payload } = await verified(body, connection.tpp);
		const { claims } = await previewRegistration(connection, { scope: 'openid' });
		expect(Object.keys(payload).sort()).toEqual(Object.keys(claims).sort());
		expect(payload.scope).toBe('openid');
	});
});

describe('Requests about a client', () => {
	it('have its URL below the endpoint', async () => {
		const connection = aConnection(tpp());
		expect([
			await getRegistrationRequest(connection, 'client/1'),
			await deleteRegistrationRequest(connection, 'client/1'),
		]).toEqual([
			{
				method: 'GET',
				url: `${endpoint}/client%2F1`,
				headers: { Accept: 'application/json' },
			},
			{
				method: 'DELETE',
				url: `${endpoint}/client%2F1`,
				sentOnce: 'registrationDeletion',
			},
		]);
	});

	it('do not have another URL', async () => {
		expect(await rejection(() => deleteRegistrationRequest(aConnection(tpp()), '..'))).toEqual({
			code: 'OB_CONFIGURATION',
			message: '".." is not a valid client ID.',
			field: { in: 'credential', key: 'clientId' },
			tppAction: 'fixCredential',
		});
	});
});
