import { createPrivateKey, X509Certificate } from 'node:crypto';

import { CompactSign, compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import type { IDataObject, INode, INodeExecutionData, IRun } from 'n8n-workflow';
import forge from 'node-forge';

import { ConfigurationError } from '../../lib/errors';
import { presentError, toNodeError } from '../../nodes/shared/nodeError';
import { openssl } from '../certificates/openssl';
import {
	aCertificate,
	aCertificateAuthority,
	aPfx,
	aPrivateKey,
	type IssuedCertificate,
} from '../support/certificates';
import { aChain, anEngine, errorOf, itemsOf } from '../support/workflow';

const day = 86_400_000;
const fromNow = (days: number) => new Date(Date.now() + days * day);
const passphrase = 'correct horse battery';
const keyPassphrase = passphrase;
/** n8n itself refuses required fields that are left empty, but not expressions that turn out so. */
const nothing = '={{ "" }}';

const authority = aCertificateAuthority();
const transport = aCertificate({
	issuer: authority,
	keyUsage: ['digitalSignature'],
	extendedKeyUsage: ['clientAuth'],
	notAfter: fromNow(-3),
});
const signing = aCertificate({
	issuer: authority,
	privateKey: aPrivateKey('rsa-2048', 'signing'),
	keyUsage: ['digitalSignature', 'nonRepudiation'],
	qcType: 'seal',
	notAfter: fromNow(40),
});

/** An unsigned SSA: what is read of it here is what it says. */
const softwareStatement = [
	{ alg: 'none' },
	{ software_id: 'software-1', org_id: 'organisation-1' },
	{},
]
	.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
	.join('.');

const credential = {
	bank: 'zopa',
	environment: 'sandbox',
	transportCertificate: transport.certificatePem + authority.certificatePem,
	signingCertificate: signing.certificatePem,
	keyId: 'published-as',
	softwareStatement,
};

/** As OpenSSL with `-legacy` writes it; not every OpenSSL can still. */
const outdated = openssl(
	['pkcs12', '-export', '-legacy', '-in', 'all', '-passout', `pass:${passphrase}`],
	{ all: signing.keyPem + signing.certificatePem },
);
const itWithLegacy = outdated.ok ? it : it.skip;
const outdatedCredential = {
	bank: 'zopa',
	signingFormat: 'pfx',
	signingPfx: outdated.stdout.toString('base64'),
	signingPassphrase: passphrase,
};

interface Settings {
	input?: IDataObject[];
	credential?: IDataObject | null;
	onError?: 'continueRegularOutput';
	/** A file that every input item carries. */
	file?: Buffer;
}

async function runTool(parameters: IDataObject, settings: Settings = {}): Promise<IRun> {
	const engine = await anEngine({
		credential: settings.credential ?? credential,
		input: settings.input,
	});
	const workflow = aChain({
		name: 'Tool',
		type: 'certificates',
		parameters,
		onError: settings.onError,
	});
	for (const node of workflow.nodes) {
		if (settings.credential === null) delete node.credentials;
	}
	if (settings.file) workflow.pinData = pinned(settings.file);
	return await engine.run(workflow);
}

/** With pinned data a file comes out of the trigger. */
const pinned = (file: Buffer) => ({
	Start: [
		{
			json: {},
			binary: { data: { data: file.toString('base64'), mimeType: 'application/octet-stream' } },
		},
	],
});

const items = async (...args: Parameters<typeof runTool>): Promise<INodeExecutionData[]> =>
	itemsOf(await runTool(...args), 'Tool');

const jsons = async (...args: Parameters<typeof runTool>): Promise<IDataObject[]> =>
	(await items(...args)).map(({ json }) => json);

async function failure(...args: Parameters<typeof runTool>) {
	const error = errorOf(await runTool(...args), 'Tool');
	if (!error) throw new Error('The tool did not fail.');
	return error;
}

/** Content of a file of an item, and the name under which it is downloaded. */
function fileOf({ binary }: INodeExecutionData, property: string) {
	const file = binary?.[property];
	if (!file) throw new Error(`There is no file "${property}".`);
	return { name: file.fileName, text: Buffer.from(file.data, 'base64').toString() };
}

const text = (pem: string) => ({ source: 'text', pem });

describe('Inspect', () => {
	it('shows every certificate of the credential without any settings, also expired ones', async () => {
		const found = await jsons({});
		expect(found.map(({ source, status, usableFor }) => ({ source, status, usableFor }))).toEqual([
			{
				source: 'Transport Certificate',
				status: 'expired',
				usableFor: ['Mutual TLS (transport certificate)'],
			},
			{
				source: 'Transport Certificate',
				status: 'valid',
				usableFor: ['Issuing certificates (CA certificate)'],
			},
			{
				source: 'Signing Certificate',
				status: 'valid',
				usableFor: ['Signatures (signing certificate)'],
			},
		]);
	});

	it('shows the certificates of a PFX in the credential', async () => {
		const found = await jsons(
			{},
			{
				credential: {
					bank: 'zopa',
					signingFormat: 'pfx',
					signingPfx: aPfx({ identity: signing, passphrase }),
					signingPassphrase: passphrase,
				},
			},
		);
		expect(found).toMatchObject([{ source: 'Signing Certificate', psd2: { qcTypes: ['eseal'] } }]);
	});

	it.each(['inspect', 'checkExpiry', 'buildJwks'])(
		'reads a PFX with only certificates, and keeps the spaces of its passphrase, for %s',
		async (operation) => {
			const found = await jsons(
				{ operation },
				{
					credential: {
						bank: 'zopa',
						transportFormat: 'pfx',
						transportPfx: aPfx({ identity: transport, passphrase: ' secret ', withoutKey: true }),
						transportPassphrase: ' secret ',
					},
				},
			);
			expect(found).toHaveLength(1);
		},
	);

	itWithLegacy('reads an outdated PFX of the credential', async () => {
		const found = await jsons({}, { credential: outdatedCredential });
		expect(found).toMatchObject([{ source: 'Signing Certificate', psd2: { qcTypes: ['eseal'] } }]);
	});

	it('shows a certificate with an unknown kind of key beside the others', async () => {
		const odd = Buffer.from(
			signing.certificate.raw
				.toString('latin1')
				.replace('\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01', '\x2a\x86\x48\x86\xf7\x0d\x01\x01\x63'),
			'latin1',
		);
		const pem = new X509Certificate(odd).toString() + authority.certificatePem;
		const [first, second] = await jsons(text(pem));
		expect(first).toMatchObject({ usableFor: [], psd2: { qcTypes: ['eseal'] } });
		expect(second).toMatchObject({ key: { type: 'rsa', supported: true } });
		const error = await failure({ operation: 'buildJwks', ...text(pem) });
		expect(error.message).toMatch(
			/^The key of the certificate "CN=example-tpp,.*of an unknown kind.* Check "PEM"\.$/,
		);
	});

	it('reads PEM text without a credential', async () => {
		const parameters = text(signing.certificatePem);
		const [found] = await jsons(parameters, { credential: null });
		expect(found).toMatchObject({ source: 'PEM', subject: { cnFirst: expect.any(String) } });
	});

	it.each<[string, Buffer]>([
		['PEM', Buffer.from(signing.certificatePem)],
		['DER', signing.certificate.raw],
		['PFX', Buffer.from(aPfx({ identity: signing, passphrase }), 'base64')],
	])('reads a file of %s', async (_, file) => {
		const [found] = await jsons({ source: 'file', passphrase }, { file, credential: null });
		expect(found?.serialNumber).toMatchObject({
			hex: signing.certificate.serialNumber.toUpperCase(),
		});
	});
});

describe('Check Expiry', () => {
	const checked = (certificate: IssuedCertificate, threshold?: number) =>
		jsons({
			operation: 'checkExpiry',
			...text(certificate.certificatePem),
			...(threshold !== undefined && { threshold }),
		});

	it('reports expired certificates, and those that expire within 90 days, as items', async () => {
		expect(await jsons({ operation: 'checkExpiry' })).toMatchObject([
			{ source: 'Transport Certificate', daysLeft: -4, status: 'expired', expiresSoon: true },
			{ source: 'Transport Certificate', status: 'valid', expiresSoon: false },
			{ source: 'Signing Certificate', daysLeft: 39, status: 'valid', expiresSoon: true },
		]);
	});

	it('uses the days that the operator entered', async () => {
		expect(await checked(signing, 39)).toMatchObject([{ expiresSoon: false }]);
		expect(await checked(signing, 40)).toMatchObject([{ expiresSoon: true }]);
	});

	it('uses 90 days for an empty expression', async () => {
		for (const threshold of ['={{ null }}', '={{ "" }}']) {
			const parameters = { operation: 'checkExpiry', ...text(signing.certificatePem), threshold };
			expect(await jsons(parameters)).toMatchObject([{ expiresSoon: true }]);
		}
	});

	it('reports a certificate that is not valid yet', async () => {
		const future = aCertificate({ notBefore: fromNow(5), notAfter: fromNow(400) });
		expect(await checked(future)).toMatchObject([{ status: 'notYetValid', expiresSoon: false }]);
	});
});

describe('Generate Key and CSR', () => {
	const parameters = {
		operation: 'generateRequest',
		legalName: 'Example TPP Ltd',
		keyPassphrase,
	};

	it('makes an OBWAC request from a name, a passphrase and the credential’s organisation', async () => {
		const [item] = await items(parameters);
		expect(item!.json).toMatchObject({
			profile: 'obwac',
			subject: {
				C: 'GB',
				O: 'Example TPP Ltd',
				organizationIdentifier: 'PSDGB-OB-Unknownorganisation-1',
				CN: 'organisation-1',
			},
			roles: ['PSP_AI'],
			authority: { id: 'GB-FCA' },
		});
		const csr = fileOf(item!, 'csr');
		expect(csr).toEqual({ name: 'obwac.csr', text: item!.json.csr });
		expect(forge.pki.certificationRequestFromPem(csr.text).verify()).toBe(true);
	});

	it('outputs the key of the request, encrypted with only this passphrase', async () => {
		const [item] = await items({ ...parameters, options: { keySize: 3072 } });
		const { name, text: key } = fileOf(item!, 'key');
		expect([name, key]).toEqual([
			'obwac.key',
			expect.stringMatching(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/),
		]);
		expect(() => createPrivateKey({ key, passphrase: 'another one' })).toThrow();
		const { n } = createPrivateKey({ key, passphrase }).export({ format: 'jwk' });
		const { publicKey } = forge.pki.certificationRequestFromPem(fileOf(item!, 'csr').text);
		const modulus = (publicKey as forge.pki.rsa.PublicKey).n.toString(16);
		expect(Buffer.from(n!, 'base64url').toString('hex')).toBe(modulus);
		expect(modulus).toHaveLength(3072 / 4);
	});

	it('makes a QWAC request with DNS names for a TPP of another country', async () => {
		const [item] = await jsons(
			{
				...parameters,
				profile: 'qwac',
				dnsNames: 'api.example.no, www.example.no',
				authority: 'NO-FSA',
				authorisationNumber: 933012867,
				roles: ['PSP_AI', 'PSP_PI'],
			},
			{ credential: null },
		);
		expect(item).toMatchObject({
			subject: {
				C: 'NO',
				organizationIdentifier: 'PSDNO-FSA-933012867',
				CN: 'api.example.no',
			},
			authority: { id: 'NO-FSA', name: 'The Financial Supervisory Authority of Norway' },
		});
	});

	it('accepts an authority that is not in the list, and a given identifier', async () => {
		const [item] = await jsons({
			...parameters,
			profile: 'qseal',
			authority: 'other',
			authorityId: 'LV-LB',
			authorityName: 'Latvijas Banka',
			options: { organizationIdentifier: 'NTRLV-40003000000', commonName: 'Example Seal' },
		});
		expect(item).toMatchObject({
			subject: { C: 'LV', organizationIdentifier: 'NTRLV-40003000000', CN: 'Example Seal' },
			authority: { id: 'LV-LB', name: 'Latvijas Banka' },
		});
	});

	it('accepts a whole identifier as the number', async () => {
		const [item] = await jsons({ ...parameters, authorisationNumber: 'PSDGB-FCA-795791' });
		expect(item?.subject).toMatchObject({ organizationIdentifier: 'PSDGB-FCA-795791' });
	});

	it('shows the contents of the request: roles once and in order, names as they are encoded', async () => {
		const [item] = await items({
			...parameters,
			profile: 'qwac',
			authorisationNumber: '1',
			dnsNames: 'WWW.Bærum.example www.bærum.example',
			roles: '={{ ["PSP_AI", "PSP_AS", "PSP_AI"] }}',
		});
		expect(item!.json).toMatchObject({
			roles: ['PSP_AS', 'PSP_AI'],
			subject: { CN: 'www.xn--brum-voa.example' },
		});
		const { subject } = forge.pki.certificationRequestFromPem(fileOf(item!, 'csr').text);
		expect(subject.getField('CN').value).toBe('www.xn--brum-voa.example');
	});

	it('shows no attribute that the request does not have', async () => {
		const [item] = await jsons({ ...parameters, profile: 'obsigning' });
		expect(Object.keys(item?.subject as object)).toEqual(['C', 'O', 'OU', 'CN']);
	});

	it.each(['obtransport', 'obsigning'])(
		'makes an %s request from only a passphrase',
		async (profile) => {
			const [item] = await jsons({ operation: 'generateRequest', profile, keyPassphrase });
			expect(item?.subject).toMatchObject({
				C: 'GB',
				O: 'OpenBanking',
				OU: 'organisation-1',
				CN: 'software-1',
			});
			expect(item).not.toHaveProperty('roles');
		},
	);

	it('makes a new key for each item', async () => {
		const [one, other] = await jsons(parameters, { input: [{}, {}] });
		expect(one?.kid).not.toBe(other?.kid);
	});

	it.each<[string, IDataObject, RegExp]>([
		['no legal name', { legalName: nothing }, /^The value is missing\..* Check "Legal Name"\.$/],
		[
			'a short passphrase',
			{ keyPassphrase: 'short' },
			/^The passphrase is shorter than 12 characters.* Check "Key Passphrase"/,
		],
		[
			'no passphrase',
			{ keyPassphrase: nothing },
			/^The passphrase is shorter than 12 characters.* Check "Key Passphrase"/,
		],
		[
			'an unknown profile',
			{ profile: 'qsign' },
			/does not have the certificate type "qsign"\. Check "Certificate Type"\.$/,
		],
		['an unknown authority', { authority: 'XX-YYY' }, /"XX-YYY" is not in the list/],
		[
			'an authority without an ID',
			{ authority: 'other', authorityId: nothing, authorityName: 'A' },
			/^"" is not the ID of an authority\..* Check "Authority ID"\.$/,
		],
		[
			'an authority without a name',
			{ authority: 'other', authorityId: 'NO-FSA', authorityName: nothing },
			/^The name of the authority is missing\. Check "Authority Name"\.$/,
		],
		[
			'a QSealC without a number',
			{ profile: 'qseal' },
			/^The authorisation number is missing\..* Check "Authorisation Number"\.$/,
		],
		[
			'a QWAC without DNS names',
			{ profile: 'qwac', authorisationNumber: '1', dnsNames: nothing },
			/^There is no DNS name\..* Check "DNS Names"\.$/,
		],
		[
			'an identifier of another form',
			{ options: { organizationIdentifier: 'FCA 795791' } },
			/^"FCA 795791" is not an organisation identifier\..* Check "Organization Identifier"\.$/,
		],
		['no roles', { roles: [] }, /^There is no role\..* Check "Roles"\.$/],
		[
			'an empty expression for roles',
			{ roles: '={{ null }}' },
			/^There is no role\..* Check "Roles"\.$/,
		],
		[
			'an unknown role',
			{ roles: '={{ ["PSP_XX"] }}' },
			/^"PSP_XX" is not one of.* Check "Roles"\.$/,
		],
		[
			'UK',
			{ options: { country: 'UK' } },
			/^"UK" is not a country code\. Use GB.* Check "Country"\.$/,
		],
		[
			'the number of another authority',
			{ authorisationNumber: 'PSDNO-FSA-1' },
			/^"PSDNO-FSA-1" does not begin with PSDGB-FCA-.* Check "Authorisation Number"\.$/,
		],
		[
			'a line end in a name',
			{ legalName: 'A\nB' },
			/^The text contains a control character\..* Check "Legal Name"\.$/,
		],
		[
			'a passphrase of spaces',
			{ keyPassphrase: ' '.repeat(12) },
			/^The passphrase consists of spaces only\. Check "Key Passphrase"\.$/,
		],
		[
			'a key of 1024 bits',
			{ options: { keySize: 1024 } },
			/^A key of 1024 bits is not supported\..* Check "Key Size"\.$/,
		],
		[
			'a country in full',
			{ options: { country: 'Norway' } },
			/^"Norway" is not a country code\. Use two capital.* Check "Country"\.$/,
		],
	])('rejects %s', async (_, change, message) => {
		const error = await failure({ ...parameters, ...change });
		expect(error.message).toMatch(message);
	});
});

describe('Generate Self-Signed Certificates', () => {
	const parameters = { operation: 'generateSelfSignedPair', keyPassphrase };

	it('makes two certificates with their keys from only a passphrase', async () => {
		const [item] = await items(parameters);
		for (const use of ['transport', 'signing']) {
			const certificate = new X509Certificate(fileOf(item!, `${use}Certificate`).text);
			const key = fileOf(item!, `${use}Key`);
			expect(key.name).toBe(`${use}.key`);
			expect(certificate.checkPrivateKey(createPrivateKey({ key: key.text, passphrase }))).toBe(
				true,
			);
			expect(certificate.subject).toBe('C=GB\nOU=organisation-1\nCN=software-1');
		}
		expect(item!.json).toMatchObject({
			transport: { selfSigned: true, usableFor: ['Mutual TLS (transport certificate)'] },
			signing: { selfSigned: true, usableFor: ['Signatures (signing certificate)'] },
		});
	});

	it('makes them from a Common Name, whatever the software statement', async () => {
		const damaged = { credential: { ...credential, softwareStatement: 'damaged' } };
		const [item] = await items({ ...parameters, commonName: 'tpp' }, damaged);
		const certificate = new X509Certificate(fileOf(item!, 'signingCertificate').text);
		expect(certificate.subject).toBe('C=GB\nCN=tpp');
		const error = await failure(parameters, damaged);
		expect(error.message).toMatch(/Software Statement/i);
	});

	it('makes certificates that the credential accepts, as Build JWKS shows', async () => {
		const [item] = await items(
			{ ...parameters, commonName: 'tpp', days: 30 },
			{ credential: null },
		);
		const files = ['transportCertificate', 'transportKey', 'signingCertificate', 'signingKey'];
		const made = Object.fromEntries(files.map((name) => [name, fileOf(item!, name).text]));
		const [jwks] = await jsons(
			{ operation: 'buildJwks' },
			{ credential: { bank: 'zopa', ...made, transportPassphrase: passphrase } },
		);
		expect(jwks?.keys).toMatchObject([{ use: 'tls' }, { use: 'sig' }]);
	});

	it.each<[string, IDataObject, RegExp]>([
		['no name and no credential', {}, /^The value is missing\..* Check "Common Name"\.$/],
		[
			'no days',
			{ commonName: 'tpp', days: 0 },
			/^"0" is not a whole number of days.* Check "Validity \(Days\)"\.$/,
		],
		[
			'a short passphrase',
			{ commonName: 'tpp', keyPassphrase: 'short' },
			/^The passphrase is shorter than 12 characters.* Check "Key Passphrase"/,
		],
	])('rejects %s', async (_, change, message) => {
		const error = await failure({ ...parameters, ...change }, { credential: null });
		expect(error.message).toMatch(message);
	});
});

describe('Build JWKS', () => {
	it('publishes both keys of the credential, and verifies what the signing key signed', async () => {
		const [item] = await items({ operation: 'buildJwks' });
		const { name, text: file } = fileOf(item!, 'data');
		expect(name).toBe('jwks.json');
		expect(JSON.parse(file)).toEqual(item!.json);
		const { keys } = item!.json as unknown as JSONWebKeySet;
		expect(keys).toMatchObject([{ use: 'tls' }, { use: 'sig', kid: 'published-as' }]);
		expect(keys[0]?.x5c).toHaveLength(2);
		const jws = await new CompactSign(Buffer.from('text'))
			.setProtectedHeader({ alg: 'PS256', kid: 'published-as' })
			.sign(signing.privateKey);
		const { payload } = await compactVerify(jws, createLocalJWKSet({ keys }));
		expect(Buffer.from(payload).toString()).toBe('text');
	});

	it('publishes one key of a credential with a foreign certificate in its chain', async () => {
		const stray = aCertificate({ privateKey: aPrivateKey('p256') }).certificatePem;
		const signingCertificate = signing.certificatePem + stray;
		const [jwks] = await jsons(
			{ operation: 'buildJwks' },
			{ credential: { bank: 'zopa', signingCertificate } },
		);
		expect(jwks?.keys).toEqual([expect.objectContaining({ kty: 'RSA', use: 'sig' })]);
	});

	it('publishes a pasted certificate for the selected use, without the key beside it', async () => {
		const pem =
			aCertificate().certificatePem + aPrivateKey().export({ format: 'pem', type: 'pkcs8' });
		const [item] = await jsons({ operation: 'buildJwks', ...text(pem), use: 'tls' });
		const [key] = item?.keys as IDataObject[];
		expect(Object.keys(key!).sort()).toEqual(
			['e', 'kid', 'kty', 'n', 'use', 'x5c', 'x5t', 'x5t#S256'].sort(),
		);
		expect(key?.use).toBe('tls');
	});
});

describe('Convert PFX to PEM', () => {
	const pfx = aPfx({ identity: signing, chain: [authority], passphrase });
	const parameters = { operation: 'convertPfx', passphrase, keyPassphrase: 'another passphrase' };

	it.each<[string, IDataObject, Settings]>([
		['a file', {}, { file: Buffer.from(pfx, 'base64'), credential: null }],
		['base64', { pfxSource: 'text', pfx }, { credential: null }],
		[
			'the credential',
			{ pfxSource: 'credential', use: 'signing' },
			{
				credential: {
					bank: 'zopa',
					signingFormat: 'pfx',
					signingPfx: pfx,
					signingPassphrase: passphrase,
				},
			},
		],
	])('reads certificate, chain and key from %s', async (_, change, settings) => {
		const [item] = await items({ ...parameters, ...change }, settings);
		expect(fileOf(item!, 'certificate')).toEqual({
			name: 'certificate.pem',
			text: signing.certificatePem,
		});
		expect(fileOf(item!, 'chain')).toEqual({ name: 'chain.pem', text: authority.certificatePem });
		const key = fileOf(item!, 'key').text;
		expect(() => createPrivateKey({ key, passphrase })).toThrow();
		expect(
			createPrivateKey({ key, passphrase: 'another passphrase' }).equals(signing.privateKey),
		).toBe(true);
	});

	it.each([
		['a file of base64', { file: Buffer.from(pfx) }],
		['a file of base64 in lines', { file: Buffer.from(pfx.replace(/.{64}/g, '$&\r\n')) }],
	])('reads them from %s', async (_, settings) => {
		const [item] = await items(parameters, settings);
		expect(fileOf(item!, 'certificate').text).toBe(signing.certificatePem);
	});

	itWithLegacy('reads them from an outdated PFX of the credential', async () => {
		const change = { pfxSource: 'credential', use: 'signing' };
		const [item] = await items({ ...parameters, ...change }, { credential: outdatedCredential });
		expect(fileOf(item!, 'certificate').text).toBe(signing.certificatePem);
	});

	it('opens with a passphrase of the credential that begins with a space', async () => {
		const [item] = await items(
			{ ...parameters, pfxSource: 'credential', use: 'signing' },
			{
				credential: {
					bank: 'zopa',
					signingFormat: 'pfx',
					signingPfx: aPfx({ identity: signing, passphrase: ' secret' }),
					signingPassphrase: ' secret',
				},
			},
		);
		expect(fileOf(item!, 'certificate').text).toBe(signing.certificatePem);
	});

	it('outputs no chain file for a PFX without chain', async () => {
		const alone = aPfx({ identity: signing, passphrase });
		const [item] = await items({ ...parameters, pfxSource: 'text', pfx: alone });
		expect(Object.keys(item!.binary!)).toEqual(['certificate', 'key']);
	});

	it.each<[string, IDataObject, RegExp]>([
		[
			'a wrong passphrase',
			{ pfx, passphrase: 'wrong' },
			/^The passphrase does not open the PFX file\. Check "Passphrase"\.$/,
		],
		['an empty field', { pfx: ' ' }, /^The PFX is missing\. Check "PFX in Base64"\.$/],
		[
			'several keys',
			{ pfx: aPfx({ identity: signing, otherKeys: [authority], passphrase }) },
			/^The PFX file contains several private keys\..* Check "PFX in Base64"\.$/,
		],
		[
			'no PFX',
			{ pfx: btoa('something else') },
			/^This is not a PFX file.* Check "PFX in Base64"\.$/,
		],
		[
			'a short new passphrase',
			{ pfx, keyPassphrase: 'short' },
			/^The passphrase is shorter than 12 characters.* Check "Key Passphrase"/,
		],
		[
			'a credential of PEM',
			{ pfxSource: 'credential' },
			/^The credential contains no transport PFX\. Check "Transport PFX" in the credential\.$/,
		],
	])('rejects %s', async (_, change, message) => {
		const error = await failure({ ...parameters, pfxSource: 'text', ...change });
		expect(error.message).toMatch(message);
	});
});

describe('Every source', () => {
	it.each<[string, IDataObject, Settings, RegExp]>([
		[
			'no credential',
			{},
			{ credential: null },
			/^The node has no credential\..* Check "Source"\.$/,
		],
		[
			'a credential without certificates',
			{},
			{ credential: { bank: 'zopa' } },
			/^The credential contains neither.* Check "Transport Certificate" in the credential\.$/,
		],
		['text that is not PEM', text('prose'), {}, /^The text is not PEM\..* Check "PEM"\.$/],
		[
			'a key alone',
			text(signing.keyPem),
			{},
			/^There is a private key where a certificate belongs\. Check "PEM"\.$/,
		],
		[
			'an unknown source',
			{ source: 'directory' },
			{},
			/does not have the source "directory"\. Check "Source"\.$/,
		],
		[
			'no file',
			{ source: 'file' },
			{},
			/^The input item has no file "data"\. Check "Input Binary Field"\.$/,
		],
		[
			'a file of another kind',
			{ source: 'file' },
			{ file: Buffer.from('prose') },
			/^The text is not PEM\..* Check "Input Binary Field"\.$/,
		],
	])('rejects %s', async (_, parameters, settings, message) => {
		const error = await failure(parameters, settings);
		expect(error.message).toMatch(message);
	});

	it('outputs an error item when the node continues on errors', async () => {
		const [item] = await jsons(text('prose'), { onError: 'continueRegularOutput' });
		expect(item).toMatchObject({
			error: expect.stringMatching(/The text is not PEM/),
			details: { code: 'OB_CONFIGURATION', field: 'PEM' },
		});
	});
});

describe('What n8n stores of an execution', () => {
	const stored = async (parameters: IDataObject, settings?: Settings) => {
		const { data } = await runTool(parameters, settings);
		return JSON.stringify(data.resultData.runData).replaceAll('\\n', '');
	};
	const bodyOf = (pem: string) => pem.replace(/-----[^-]+-----|\s/g, '').slice(10, 70);

	it.each<[string, IDataObject]>([
		['self-signed certificates', { operation: 'generateSelfSignedPair', keyPassphrase }],
		['a request', { operation: 'generateRequest', legalName: 'TPP', keyPassphrase }],
		['a failure', { operation: 'generateRequest', legalName: nothing, keyPassphrase }],
		[
			'a conversion',
			{
				operation: 'convertPfx',
				pfxSource: 'text',
				pfx: aPfx({ identity: signing, passphrase }),
				passphrase,
				keyPassphrase: `${passphrase}!`,
			},
		],
		['a key for a certificate', text(signing.keyPem)],
		[
			'a key beside a certificate that is rejected',
			{
				operation: 'buildJwks',
				...text(signing.keyPem + aCertificate({ privateKey: aPrivateKey('p384') }).certificatePem),
			},
		],
	])('contains neither passphrase nor unencrypted key after %s', async (_, parameters) => {
		const data = await stored(parameters);
		expect(data).not.toContain(passphrase);
		expect(data).not.toContain(bodyOf(signing.keyPem));
		const files = [...data.matchAll(/"data":"([\w+/=]+)"/g)].map(([, file]) => atob(file!));
		expect(files.join('')).not.toMatch(/BEGIN (RSA |EC )?PRIVATE KEY/);
		expect(files.join('')).not.toContain(passphrase);
	});

	it('contains no secret field of a node that failed', () => {
		const parameters = {
			pem: 'secret',
			certificatePem: 'secret',
			pfx: 'secret',
			passphrase: 'secret',
			keyPassphrase: 'secret',
			operation: 'inspect',
		};
		const node = { name: 'Tool', parameters } as unknown as INode;
		const { node: shown } = toNodeError(presentError(new ConfigurationError('no'), []), node, 0);
		expect(shown.parameters).toEqual({ operation: 'inspect' });
	});
});
