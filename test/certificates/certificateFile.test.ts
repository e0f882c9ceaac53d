import { readCertificateFile, readCertificateText } from '../../lib/certificates/certificateFile';
import { aCertificate, aCertificateAuthority, aPfx } from '../support/certificates';
import { itWithOpenssl, openssl } from './openssl';
import { rejection } from './rejection';

const labels = { certificate: 'File', key: 'File', passphrase: 'Passphrase', pfx: 'File' };
const authority = aCertificateAuthority();
const identity = aCertificate({ issuer: authority });
const chain = identity.certificatePem + authority.certificatePem;

const readFile = (file: Buffer, passphrase?: string) =>
	readCertificateFile(file, passphrase, labels).map(String);

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
	])('%s gives its certificates', (_, file, expected) => {
		expect(readFile(file).join('')).toBe(expected);
	});

	it('of PFX gives its certificates with its passphrase', () => {
		const file = Buffer.from(
			aPfx({ identity, chain: [authority], passphrase: 'secret' }),
			'base64',
		);
		expect(readFile(file, 'secret').sort()).toEqual(
			[identity.certificatePem, authority.certificatePem].sort(),
		);
		expect(rejection(() => readFile(file, 'other')).field).toBe('Passphrase');
	});

	itWithOpenssl('that OpenSSL exported gives its certificates', () => {
		const { stdout } = openssl(['pkcs12', '-export', '-in', 'all', '-passout', 'pass:secret'], {
			all: identity.keyPem + identity.certificatePem,
		});
		expect(readFile(stdout, 'secret')).toEqual([identity.certificatePem]);
	});
});

it.each([
	['a private key', identity.keyPem, /holds a private key and no certificate/],
	['prose', 'not a certificate', /holds no PEM/],
	['nothing', '', /holds no PEM/],
	['a damaged certificate', identity.certificatePem.replace(/^MII./m, 'AAAA'), /File/],
])('Text with %s is refused by the name of its field', (_, text, message) => {
	expect(rejection(() => readCertificateText(text, 'File'))).toEqual({
		code: 'OB_CONFIGURATION',
		field: 'File',
		message: expect.stringMatching(message),
	});
});

itWithOpenssl('A PKCS#7 file is refused with how to convert it', () => {
	const { text } = openssl(['crl2pkcs7', '-nocrl', '-certfile', 'pem'], {
		pem: identity.certificatePem,
	});
	expect(rejection(() => readFile(Buffer.from(text))).message).toMatch(/openssl pkcs7/);
});
