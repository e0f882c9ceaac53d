import {
	pfxFileText,
	readCertificateFile,
	readCertificateText,
} from '../../lib/certificates/readCertificates';
import { aCertificate, aCertificateAuthority, aPfx } from '../support/certificates';
import { fileReferences, parameterField } from '../support/identityReferences';
import { itWithOpenssl, openssl } from './openssl';
import { asyncRejection, rejection } from './rejection';

const authority = aCertificateAuthority();
const identity = aCertificate({ issuer: authority });
const chain = identity.certificatePem + authority.certificatePem;

const readFile = async (file: Buffer, passphrase?: string) =>
	(await readCertificateFile(file, passphrase, fileReferences)).map(String);

describe('A file', () => {
	it.each<[string, Buffer, string]>([
		['of PEM', Buffer.from(chain), chain],
		['of PEM with a key before it', Buffer.from(identity.keyPem + chain), chain],
		['of DER', identity.certificate.raw, identity.certificatePem],
		[
			'of base64',
			Buffer.from(identity.certificate.raw.toString('base64')),
			identity.certificatePem,
		],
		[
			'of DER with a line end behind it',
			Buffer.concat([identity.certificate.raw, Buffer.from('\r\n')]),
			identity.certificatePem,
		],
		['of UTF-16', Buffer.from(`\ufeff${chain}`, 'utf16le'), chain],
		['of UTF-16 without a mark', Buffer.from(chain, 'utf16le'), chain],
		['of UTF-16, big end first', Buffer.from(`\ufeff${chain}`, 'utf16le').swap16(), chain],
	])('%s is read', async (_, file, expected) => {
		expect((await readFile(file)).join('')).toBe(expected);
	});

	it('of PFX is read with its passphrase', async () => {
		const file = Buffer.from(
			aPfx({ identity, chain: [authority], passphrase: 'secret' }),
			'base64',
		);
		expect((await readFile(file, 'secret')).sort()).toEqual(
			[identity.certificatePem, authority.certificatePem].sort(),
		);
		expect((await asyncRejection(readFile(file, 'other'))).field).toEqual(
			parameterField('passphrase'),
		);
	});

	it.each<[string, (base64: string) => string]>([
		['base64', (base64) => base64],
		['base64 in lines', (base64) => base64.replace(/.{64}/g, '$&\r\n')],
		['armour', (base64) => `-----BEGIN PKCS12-----\n${base64}\n-----END PKCS12-----\n`],
	])('of PFX in %s is read, and its bytes are returned for conversion', async (_, wrap) => {
		const pfx = aPfx({ identity, passphrase: 'secret' });
		const file = Buffer.from(wrap(pfx));
		expect(await readFile(file, 'secret')).toEqual([identity.certificatePem]);
		expect(pfxFileText(file)).toBe(pfx);
		expect(pfxFileText(Buffer.from(pfx, 'base64'))).toBe(pfx);
	});

	it('of more than a megabyte is rejected', async () => {
		expect((await asyncRejection(readFile(Buffer.alloc(1_000_001)))).message).toMatch(
			/larger than 1 MB/,
		);
	});

	itWithOpenssl('that OpenSSL exported is read', async () => {
		const { stdout } = openssl(['pkcs12', '-export', '-in', 'all', '-passout', 'pass:secret'], {
			all: identity.keyPem + identity.certificatePem,
		});
		expect(await readFile(stdout, 'secret')).toEqual([identity.certificatePem]);
	});
});

it.each([
	['a private key', identity.keyPem, /There is a private key where a certificate belongs/],
	['prose', 'not a certificate', /is not PEM/],
	['nothing', '', /is not PEM/],
	[
		'a damaged certificate',
		identity.certificatePem.replace(/^MII./m, 'AAAA'),
		/where a certificate belongs|damaged/,
	],
])('Text with %s is rejected with the name of its field', (_, text, message) => {
	expect(rejection(() => readCertificateText(text, fileReferences.pfx))).toEqual({
		code: 'OB_CONFIGURATION',
		field: parameterField('binaryField'),
		message: expect.stringMatching(message),
	});
});

describe('A certificate revocation list', () => {
	const configuration = `[ca]
default_ca = own
[own]
database = index
default_md = sha256
default_crl_days = 30
`;
	const aRevocationList = () =>
		openssl(['ca', '-gencrl', '-config', 'own', '-keyfile', 'key', '-cert', 'pem'], {
			own: configuration,
			index: '',
			key: authority.keyPem,
			pem: authority.certificatePem,
		}).stdout;

	itWithOpenssl('is rejected by its name, as PEM and as DER', async () => {
		const pem = aRevocationList();
		expect(pem.toString()).toMatch(/BEGIN X509 CRL/);
		const der = openssl(['crl', '-in', 'crl', '-outform', 'DER'], { crl: pem }).stdout;
		for (const file of [pem, der]) {
			expect((await asyncRejection(readFile(file))).message).toMatch(
				/There is a certificate revocation list \(CRL\) where a certificate belongs/,
			);
		}
	});
});
