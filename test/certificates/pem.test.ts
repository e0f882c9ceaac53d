import { createPrivateKey } from 'node:crypto';

import { readPem, writePem } from '../../lib/certificates/pem';
import { aCertificate, aCertificateAuthority, aPrivateKey } from '../support/certificates';
import { rejection } from './rejection';
import { credentialField } from '../support/identityReferences';

const authority = aCertificateAuthority();
const { certificatePem: pem, certificate, privateKey } = aCertificate({ issuer: authority });
const encryption = { cipher: 'aes-256-cbc', passphrase: 'a passphrase' };
const field = credentialField('transportCertificate');

const repaired = (text: string) => readPem(text, field).map(writePem).join('');

describe('readPem', () => {
	it.each([
		['as it should be', pem],
		['with CRLF', pem.replace(/\n/g, '\r\n')],
		['with \\n typed out', pem.replace(/\n/g, '\\n')],
		['with \\r\\n typed out', pem.replace(/\n/g, '\\r\\n')],
		['with \\n escaped twice, as JSON in JSON', pem.replace(/\n/g, '\\\\n')],
		['on one line, spaces for line ends', pem.replace(/\n/g, ' ')],
		['on one line, nothing for line ends', pem.replace(/\n/g, '')],
		['with line ends for spaces', pem.replace(/ /g, '\n')],
		['without its last line end', pem.trimEnd()],
		['within white space', `\n\t  ${pem}\n\n `],
		['with a byte order mark', `\ufeff${pem}`],
		['in quotes', JSON.stringify(pem)],
		['below the text that OpenSSL writes', `Bag Attributes\n    friendlyName: x\n${pem}`],
		[
			'in lines of 76 columns',
			pem.replace(/([A-Za-z0-9+/=]{64})\n/g, '$1').replace(/.{76}/g, '$&\n'),
		],
		['with typographic dashes (K-11)', pem.replace(/-----/g, '–––––')],
		['with dashes for two hyphens each (K-11)', pem.replace(/-----/g, '——-')],
		['as base64 of the PEM (K-11)', Buffer.from(pem).toString('base64')],
		['as bare base64', certificate.raw.toString('base64')],
		['as bare base64 without padding', certificate.raw.toString('base64').replace(/=+$/, '')],
		['named in another way', pem.replace(/CERTIFICATE/g, 'X.509 Certificate_1')],
		['named as OpenSSL of old did', pem.replace(/CERTIFICATE/g, 'X509 CERTIFICATE')],
	])('restores a certificate pasted %s (TL-09)', (_, pasted) => {
		expect(repaired(pasted)).toBe(pem);
	});

	it('keeps every block of a chain in its order', () => {
		const chain = pem + authority.certificatePem;
		expect(repaired(chain.replace(/\n/g, ' '))).toBe(chain);
	});

	it.each([
		['PKCS#8', privateKey.export({ format: 'der', type: 'pkcs8' })],
		['PKCS#1', privateKey.export({ format: 'der', type: 'pkcs1' })],
		['SEC 1', aPrivateKey('p256').export({ format: 'der', type: 'sec1' })],
		['encrypted PKCS#8', privateKey.export({ format: 'der', type: 'pkcs8', ...encryption })],
	])('recognises bare base64 of a %s key by its structure', (_, der) => {
		const key = repaired(der.toString('base64'));
		expect(() => createPrivateKey({ key, passphrase: encryption.passphrase })).not.toThrow();
	});

	it('keeps the encryption headers of a key that OpenSSL encrypted before PKCS#8', () => {
		const key = privateKey.export({ format: 'pem', type: 'pkcs1', ...encryption }).toString();
		expect(repaired(key.replace(/\n+/g, ' '))).toBe(key);
	});

	const half = 499_900;
	it.each<[string, string]>([
		['spaces behind BEGIN', `-----BEGIN${' '.repeat(2 * half)}`],
		['words behind BEGIN', `-----BEGIN ${'A '.repeat(half)}`],
		['spaces behind END', `-----BEGIN A-----x-----END${' '.repeat(2 * half)}`],
		['line ends typed out', '\\'.repeat(2 * half)],
		['padding', `${'='.repeat(2 * half)}A`],
		['hyphens', '-'.repeat(2 * half)],
		['dashes', `${'–'.repeat(2 * half)}x`],
		['spaces behind dashes', `-----${' '.repeat(2 * half)}`],
	])('rejects a megabyte of %s in linear time', (_, pasted) => {
		expect(rejection(() => repaired(pasted)).field).toEqual(field);
	});

	it('rejects more than a megabyte', () => {
		expect(rejection(() => repaired(pem.repeat(1000))).message).toMatch(/larger than 1 MB/);
	});

	it('rejects different labels and quotes at most 40 characters of each', () => {
		const long = 'A'.repeat(1000);
		const pasted = `-----BEGIN ${long}-----\nMAA=\n-----END CERTIFICATE-----`;
		expect(rejection(() => repaired(pasted))).toEqual({
			code: 'OB_CONFIGURATION',
			field,
			message: `The PEM cannot be read. Its line BEGIN ${long.slice(0, 40)} is followed by END CERTIFICATE. Use the whole file.`,
		});
	});

	const damaged = 'The PEM cannot be read.';
	it.each([
		[
			'text',
			'my certificate',
			'The text is not PEM. Use the whole file with its BEGIN and END lines.',
		],
		[
			'base64 of something else',
			Buffer.from('some text').toString('base64'),
			'The text is not PEM. Use the whole file with its BEGIN and END lines.',
		],
		[
			'PEM without its END line',
			pem.slice(0, 400),
			`${damaged} It has a BEGIN line without its END line, or the reverse. Use the whole file.`,
		],
		[
			'PEM without its BEGIN line',
			pem.slice(40),
			`${damaged} It has a BEGIN line without its END line, or the reverse. Use the whole file.`,
		],
		[
			'lines that do not match',
			pem.replace('END CERTIFICATE', 'END PRIVATE KEY'),
			`${damaged} Its line BEGIN CERTIFICATE is followed by END PRIVATE KEY. Use the whole file.`,
		],
		[
			'base64 with a foreign character',
			pem.replace('MII', 'M*I'),
			`${damaged} Its base64 is damaged or incomplete. Copy the whole file again.`,
		],
	])('rejects %s', (_, pasted, message) => {
		expect(rejection(() => repaired(pasted))).toEqual({
			code: 'OB_CONFIGURATION',
			field,
			message,
		});
	});
});
