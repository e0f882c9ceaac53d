import { createHash, createPrivateKey, randomUUID, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { extensionsOf, issueCertificate, subjectOf } from '../../sandbox/directory/certificates';
import { newRsaKey } from '../../sandbox/directory/keys';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { rfc2253, sendSigned, type Signing } from './eikaTpp';
import { call, type Reply } from './tpp';

let bank: EmbeddedBank;
beforeAll(async () => {
	bank = await startEmbeddedBank();
});
afterAll(() => bank.stop());

const agreement = (overrides: object = {}, engagement: object = {}) => ({
	owner: '310000019',
	name: 'Fjord & Sønn AS',
	engagements: [
		{
			customer: '13039319955',
			account: { iban: 'NO9386011117947' },
			roles: ['VIEW', 'REGISTER'],
			registerLimit: 100_000,
			approvalLimit: 0,
			...engagement,
		},
	],
	...overrides,
});

/** A signed request for an agreement, or a wrong one where the test asks for it. */
const post = (signing: Partial<Signing> = {}): Promise<Reply> =>
	sendSigned(bank, '/v1/sandbox/agreements', {
		method: 'POST',
		body: JSON.stringify(agreement()),
		...signing,
	});

const refusedAs = (status: number, code: string) => ({
	status,
	json: { tppMessages: [{ category: 'ERROR', code, text: expect.any(String) }] },
});

describe('an agreement', () => {
	it('is refused the second time with the same X-Request-ID (B-18)', async () => {
		const headers = { 'x-request-id': randomUUID() };
		expect(await post({ headers })).toMatchObject({ status: 201 });
		expect(await post({ headers })).toMatchObject({
			status: 400,
			json: { tppMessages: [{ code: 'FORMAT_ERROR', path: 'x-request-id' }] },
		});
	});

	it('is created with its engagements and links', async () => {
		const { status, json, headers } = await post({ headers: { 'x-request-id': 'TEST_1' } });
		const self = `${bank.banks.eika.agreements}/${json.id}`;
		expect(status).toBe(201);
		expect(headers['x-request-id']).toBe('TEST_1');
		expect(json).toEqual({
			id: expect.any(String),
			name: 'Fjord & Sønn AS',
			owner: '310000019',
			engagements: [
				{
					id: expect.any(String),
					customer: '13039319955',
					name: 'Kari Nordmann',
					account: { bban: '86011117947', iban: 'NO9386011117947' },
					roles: ['VIEW', 'REGISTER'],
					accessRights: true,
					paymentRights: true,
					transferRights: false,
					registerLimit: 100_000,
					approvalLimit: 0,
				},
			],
			_links: {
				self: { href: self, verbs: [] },
				engagements: { href: `${self}/engagements`, verbs: ['POST'] },
			},
		});
	});

	it.each([
		[['VIEW'], false],
		[['REGISTER'], false],
		[['REGISTER', 'VIEW'], true],
		[['OWNER', 'DISPOSAL', 'APPROVE', 'INTERNAL_TRANSFER', 'SALARY'], false],
	])('with the roles %j has access rights: %s', async (roles, accessRights) => {
		const { json } = await post({ body: JSON.stringify(agreement({}, { roles })) });
		expect(json.engagements[0]).toMatchObject({ roles, accessRights });
	});

	it.each<[string, object]>([
		['an owner', agreement({ owner: undefined })],
		['a name', agreement({ name: undefined })],
		['engagements', agreement({ engagements: undefined })],
		['a customer', agreement({}, { customer: undefined })],
		['an account', agreement({}, { account: undefined })],
		['an IBAN', agreement({}, { account: {} })],
		['an IBAN that adds up', agreement({}, { account: { iban: 'NO9386011117948' } })],
		['roles', agreement({}, { roles: undefined })],
		['known roles', agreement({}, { roles: ['VIEW', 'ADMIN'] })],
		['a register limit', agreement({}, { registerLimit: undefined })],
		['a register limit of 32 bits', agreement({}, { registerLimit: 2 ** 31 })],
		['a whole approval limit', agreement({}, { approvalLimit: 1.5 })],
		['a numeric approval limit', agreement({}, { approvalLimit: '1' })],
		['an object', []],
	])('is refused without %s', async (_, body) => {
		expect(await post({ body: JSON.stringify(body) })).toMatchObject(
			refusedAs(400, 'FORMAT_ERROR'),
		);
	});

	it('is refused when it is not JSON', async () => {
		expect(await post({ body: '{' })).toMatchObject(refusedAs(400, 'FORMAT_ERROR'));
	});
});

describe('a signature is accepted', () => {
	it.each<[string, Partial<Signing>]>([
		['over a SHA-512 digest', { digest: 'sha512' }],
		['with a space after every comma', { write: (header) => header.replaceAll('",', '", ') }],
		['with header names in title case', { signedHeaders: 'Date Digest X-Request-ID' }],
		['in another order', { signedHeaders: 'x-request-id date digest' }],
		['with one more header', { signedHeaders: 'date digest x-request-id content-type' }],
		[
			'MIME encoded',
			{ write: (header) => `=?utf-8?B?${Buffer.from(header).toString('base64')}?=` },
		],
		[
			'with the names of RFC 2253 as text',
			{
				issuer:
					'CN=Sandbox Issuing CA,organizationIdentifier=PSDGB-OB-SANDBOX,O=Open Banking Sandbox,C=GB',
			},
		],
		[
			'with the names in the order of OpenSSL',
			{
				issuer:
					'C = GB, O = Open Banking Sandbox, organizationIdentifier = PSDGB-OB-SANDBOX, CN = Sandbox Issuing CA',
			},
		],
		['with spaces percent-encoded', { issuer: '' }],
	])('%s', async (_, signing) => {
		const issuer = signing.issuer === '' ? rfc2253().replaceAll(' ', '%20') : signing.issuer;
		expect(await post({ ...signing, issuer })).toMatchObject({ status: 201 });
	});

	it('with the serial number in lower case and with leading zeros', async () => {
		const { serialNumber } = new X509Certificate(bank.tpp.signingCertificate);
		const spelled = `00${serialNumber.toLowerCase()}`;
		expect(await post({ serialNumber: spelled })).toMatchObject({ status: 201 });
	});

	it('over the PSU’s headers when they are sent', async () => {
		const headers = { 'psu-id': '13039319955', 'tpp-redirect-uri': 'https://n8n.example.com/' };
		const signedHeaders = 'date digest x-request-id psu-id tpp-redirect-uri';
		expect(await post({ headers, signedHeaders })).toMatchObject({ status: 201 });
	});
});

describe('a signature is refused as invalid', () => {
	it.each<[string, Partial<Signing>]>([
		['without date', { signedHeaders: 'digest x-request-id' }],
		['without digest', { signedHeaders: 'date x-request-id' }],
		['without x-request-id', { signedHeaders: 'date digest' }],
		['without a PSU header that is sent', { headers: { 'psu-id': '1' } }],
		['without psu-corporate-id that is sent', { headers: { 'psu-corporate-id': '1' } }],
		['without tpp-redirect-uri that is sent', { headers: { 'tpp-redirect-uri': 'https://a/' } }],
		['with a header that is not sent', { signedHeaders: 'date digest x-request-id psu-id' }],
		['with a header twice', { signedHeaders: 'date digest x-request-id date' }],
		['with another algorithm', { algorithm: 'rsa-sha512' }],
		['with another serial number', { serialNumber: '1234' }],
		['with another issuer', { issuer: 'CN=Somebody,O=Open Banking Sandbox,C=GB' }],
		['with a part of the issuer', { issuer: 'CN=Sandbox Issuing CA' }],
		['with no keyId', { write: (header) => header.replace(/keyId="[^"]*",/, '') }],
		['with a parameter twice', { write: (header) => `${header},algorithm="rsa-sha256"` }],
		['that is no header of its kind', { write: () => 'abc' }],
		[
			'with one letter changed',
			{ write: (header) => header.replace(/signature="./, 'signature="_') },
		],
	])('%s', async (_, signing) => {
		expect(await post(signing)).toMatchObject(refusedAs(401, 'SIGNATURE_INVALID'));
	});

	it('of another key', async () => {
		expect(await post({ key: bank.tpp.transportKey })).toMatchObject(
			refusedAs(401, 'SIGNATURE_INVALID'),
		);
	});

	it('when the body is not the one of the digest', async () => {
		const digest = `SHA-256=${createHash('sha256').update('other').digest('base64')}`;
		expect(await post({ headers: { digest } })).toMatchObject(refusedAs(401, 'SIGNATURE_INVALID'));
	});

	it('when the headers are listed in another order than they were signed', async () => {
		const signedHeaders = 'date digest x-request-id accept';
		const reply = await post({
			signedHeaders,
			headers: { accept: 'application/json' },
			write: (header) => header.replace('x-request-id accept', 'accept x-request-id'),
		});
		expect(reply).toMatchObject(refusedAs(401, 'SIGNATURE_INVALID'));
	});
});

describe('a header that is missing', () => {
	it.each([
		['x-request-id', 400, 'FORMAT_ERROR'],
		['digest', 400, 'FORMAT_ERROR'],
		['tpp-signature-certificate', 401, 'CERTIFICATE_MISSING'],
		['signature', 401, 'SIGNATURE_MISSING'],
		['date', 401, 'SIGNATURE_INVALID'],
	])('%s gets status %s %s', async (name, status, code) => {
		expect(await post({ headers: { [name]: undefined } })).toMatchObject(refusedAs(status, code));
	});
});

describe('a date', () => {
	it.each<[string, string]>([
		['ten minutes ago', new Date(Date.now() - 600_000).toUTCString()],
		['in ten minutes', new Date(Date.now() + 600_000).toUTCString()],
		['in another format', new Date().toISOString()],
	])('%s is refused', async (_, date) => {
		expect(await post({ headers: { date } })).toMatchObject(refusedAs(400, 'TIMESTAMP_INVALID'));
	});
});

describe('a certificate', () => {
	const issued = async (days: number, kind: 'obseal' | 'obwac' = 'obseal', trusted = true) => {
		const key = await newRsaKey();
		const authority = trusted
			? createPrivateKey(readFileSync(join(bank.home, 'bank/ca.key')))
			: await newRsaKey();
		const subject = subjectOf('Sandbox Issuing CA', 'Open Banking Sandbox', 'PSDGB-OB-SANDBOX');
		const holder = subjectOf('TPP', 'TPP');
		const extensions = extensionsOf[kind]();
		return {
			certificate: issueCertificate(
				{ subject: holder, key, extensions, days },
				{ subject, key: authority },
			),
			key: key.export({ type: 'pkcs8', format: 'pem' }) as string,
		};
	};

	it('that the authority issued is accepted from every holder', async () => {
		expect(await post(await issued(1))).toMatchObject({ status: 201 });
	});

	it('that has expired is refused', async () => {
		expect(await post(await issued(-0.5))).toMatchObject(refusedAs(401, 'CERTIFICATE_EXPIRED'));
	});

	it('of another authority with the same name is refused', async () => {
		expect(await post(await issued(1, 'obseal', false))).toMatchObject(
			refusedAs(401, 'CERTIFICATE_INVALID'),
		);
	});

	it('that is no seal is refused', async () => {
		expect(await post(await issued(1, 'obwac'))).toMatchObject(
			refusedAs(401, 'CERTIFICATE_INVALID'),
		);
	});

	it.each(['abc', 'bm90IGEgY2VydGlmaWNhdGU=', '-----BEGIN CERTIFICATE-----'])(
		'in the header as %j is refused',
		async (value) => {
			const headers = { 'tpp-signature-certificate': value };
			expect(await post({ headers })).toMatchObject(refusedAs(401, 'CERTIFICATE_INVALID'));
		},
	);
});

describe('the path', () => {
	it('is for POST only', async () => {
		for (const method of ['GET', 'PUT', 'DELETE']) {
			expect(await call(bank, bank.banks.eika.agreements, { method })).toMatchObject(
				refusedAs(405, 'SERVICE_INVALID'),
			);
		}
	});
});
