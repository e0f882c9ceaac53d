import { X509Certificate } from 'node:crypto';

import {
	pfxFileText,
	readAuthorities,
	readCertificateFile,
} from '../../lib/certificates/readCertificates';
import { readIdentity } from '../../lib/certificates/identity';
import { readPfx } from '../../lib/certificates/pfx';
import { whyUnusable } from '../../lib/certificates/purpose';
import { aCertificate, aCertificateAuthority, aPfx } from '../support/certificates';
import { credentialField, fileReferences, identityReferences } from '../support/identityReferences';
import { asyncRejection, errorOf, rejection } from './rejection';
import { followAdvice, written } from './tools';

/** Certificates and keys as authorities, operating systems and email programs hand them out. */

const authority = aCertificateAuthority();
const identity = aCertificate({ issuer: authority });
const passphrase = 'a passphrase';
const references = identityReferences('transport');
const context = { references, now: new Date('2026-01-01T00:00:00Z') };
const files = {
	'old.key': identity.keyPem,
	'cert.pem': identity.certificatePem,
	'ca.pem': authority.certificatePem,
};
const legacy = ['-provider', 'legacy', '-provider', 'default'];
const p7b = (...options: string[]): Buffer => {
	const inputs = ['-nocrl', '-certfile', 'cert.pem', '-certfile', 'ca.pem', '-out', 'out'];
	return written('out', [['openssl', 'crl2pkcs7', ...inputs, ...options]], files);
};

describe('CA Certificates', () => {
	const ca = credentialField('ca');
	const request = () =>
		written(
			'out',
			[['openssl', 'req', '-new', '-key', 'old.key', '-subj', '/CN=x', '-out', 'out']],
			files,
		).toString();

	it('are read from PEM and from a p7b file (K-03)', () => {
		const both = identity.certificatePem + authority.certificatePem;
		expect(readAuthorities(both, ca)).toBe(both);
		expect(readAuthorities(p7b().toString(), ca)).toBe(both);
		expect(readAuthorities(p7b('-outform', 'DER').toString('base64'), ca)).toBe(both);
	});

	it.each([
		['a private key', () => identity.keyPem],
		['a certificate signing request (CSR)', request],
		['a private key', () => authority.certificatePem + identity.keyPem],
	])('that are %s are named (K-03)', (name, text) => {
		expect(rejection(() => readAuthorities(text(), ca))).toEqual({
			code: 'OB_CONFIGURATION',
			field: ca,
			message: `There is ${name} where the certificates of authorities belong. Paste only certificates here.`,
		});
	});

	it('that lost a line are refused (K-03)', () => {
		const lines = authority.certificatePem.split('\n');
		const damaged = lines.filter((_, index) => index !== 5).join('\n');
		expect(rejection(() => readAuthorities(damaged, ca))).toMatchObject({
			field: ca,
			message: expect.stringMatching(/^The certificate is damaged or incomplete|something else/),
		});
	});
});

it.each([
	['PEM', () => p7b()],
	['DER', () => p7b('-outform', 'DER')],
])('The certificates of a p7b file of %s are read (K-04)', async (_, make) => {
	const read = await readCertificateFile(make(), undefined, fileReferences);
	expect(read.map(String)).toEqual([identity.certificatePem, authority.certificatePem]);
	const fields = { certificate: make().toString('base64'), key: identity.keyPem };
	expect((await readIdentity(fields, context)).chainPem).toBe(
		identity.certificatePem + authority.certificatePem,
	);
});

describe('The advice for', () => {
	const follow = (message: string, result: string, given: Record<string, Buffer>): Buffer =>
		followAdvice(message, { result, given, passphrase });

	it.each<[string, string[]]>([
		['MD5 and DES', ['pkcs8', '-topk8', '-v1', 'PBE-MD5-DES', ...legacy]],
		['RC2', ['pkcs8', '-topk8', '-v2', 'rc2-cbc', ...legacy]],
		['DES-CBC', ['rsa', '-traditional', '-des', ...legacy]],
	])('a key that is encrypted with %s works as printed (K-04)', async (name, command) => {
		const protect = ['-in', 'old.key', '-out', 'out', '-passout', `pass:${passphrase}`];
		const old = written('out', [['openssl', ...command, ...protect]], files);
		const fields = { certificate: identity.certificatePem, key: old.toString(), passphrase };
		const { message, field } = await asyncRejection(readIdentity(fields, context));
		expect(field).toEqual(references.key);
		expect(message).toContain(`encrypted with ${name}, which is not supported`);
		const key = follow(message, 'new.key', { 'old.key': old }).toString();
		const converted = await readIdentity({ ...fields, key }, context);
		expect(converted.privateKey.equals(identity.privateKey)).toBe(true);
	});

	it.each(['PBE-SHA1-RC4-128', 'PBE-SHA1-RC4-40'])(
		'a PFX file with %s works as printed (K-04)',
		async (scheme) => {
			const options = ['-keypbe', scheme, '-certpbe', scheme, '-passout', `pass:${passphrase}`];
			const inputs = ['-legacy', '-inkey', 'old.key', '-in', 'cert.pem', '-out', 'out'];
			const old = written('out', [['openssl', 'pkcs12', '-export', ...inputs, ...options]], files);
			const read = readPfx(old.toString('base64'), passphrase, fileReferences);
			const { message } = await asyncRejection(read);
			expect(message).toMatch(/protected with RC4/);
			const pfx = follow(message, 'new.pfx', { 'old.pfx': old });
			const converted = await readPfx(pfx.toString('base64'), passphrase, fileReferences);
			expect(converted.privateKey.equals(identity.privateKey)).toBe(true);
		},
	);
});

it.each(['PBE-SHA1-RC2-40', 'PBE-SHA1-RC2-128', 'PBE-SHA1-2DES', 'PBE-SHA1-3DES'])(
	'A PFX file and a key with %s open (K-04)',
	async (scheme) => {
		const options = ['-keypbe', scheme, '-certpbe', scheme, '-passout', `pass:${passphrase}`];
		const inputs = ['-legacy', '-inkey', 'old.key', '-in', 'cert.pem', '-out', 'out'];
		const pfx = written('out', [['openssl', 'pkcs12', '-export', ...inputs, ...options]], files);
		const read = await readPfx(pfx.toString('base64'), passphrase, fileReferences);
		expect(read.privateKey.equals(identity.privateKey)).toBe(true);
		expect(read.certificates.map(String)).toEqual([identity.certificatePem]);
	},
);

it('Of an expired and a valid certificate for one key, the valid one is taken (K-08)', async () => {
	const expired = aCertificate({ issuer: authority, notAfter: new Date('2025-06-01T00:00:00Z') });
	const pfx = aPfx({ identity: expired, chain: [identity], passphrase });
	expect((await readIdentity({ pfx, passphrase }, context)).chainPem).toBe(identity.certificatePem);
	const certificate = expired.certificatePem + identity.certificatePem;
	const pasted = await readIdentity({ certificate, key: identity.keyPem }, context);
	expect(pasted.chainPem).toBe(identity.certificatePem);
	const long = { ...context, now: new Date('2050-01-01T00:00:00Z') };
	expect(
		(
			await readIdentity(
				{ pfx: aPfx({ identity: expired, chain: [identity], passphrase }), passphrase },
				long,
			)
		).chainPem,
	).toBe(identity.certificatePem);
});

it('An error about a file or a parameter asks to fix the request (K-09)', async () => {
	const file = Buffer.from(aPfx({ identity, passphrase }), 'base64');
	const wrong = await errorOf(readCertificateFile(file, 'another', fileReferences));
	expect(wrong.tppAction).toBe('fixRequest');
	const prose = await errorOf(readCertificateFile(Buffer.from('prose'), '', fileReferences));
	expect(prose.tppAction).toBe('fixRequest');
	const entered = { pfx: file.toString('base64'), passphrase: 'another' };
	expect((await errorOf(readIdentity(entered, context))).tppAction).toBe('fixCredential');
});

describe('A PFX file with a MAC that not every OpenSSL reads', () => {
	it.each(['none', 'pbmac1'] as const)('(%s) opens on every Node.js (K-10)', async (mac) => {
		const pfx = aPfx({ identity, passphrase, mac });
		const read = await readPfx(pfx, passphrase, fileReferences);
		expect(read.privateKey.equals(identity.privateKey)).toBe(true);
		expect((await asyncRejection(readPfx(pfx, 'another', fileReferences))).field).toEqual(
			fileReferences.passphrase,
		);
	});

	it('(pbmac1) is refused when its contents were changed (K-10)', async () => {
		const pfx = Buffer.from(aPfx({ identity, passphrase, mac: 'pbmac1' }), 'base64');
		// Inside the encrypted key.
		const place = pfx.length - 200;
		pfx[place] = pfx[place]! ^ 1;
		const read = readPfx(pfx.toString('base64'), passphrase, fileReferences);
		expect((await asyncRejection(read)).code).toBe('OB_CONFIGURATION');
	});
});

describe('Instead of a PFX file in base64', () => {
	const refused = async (text: string) =>
		(await asyncRejection(readIdentity({ pfx: text, passphrase }, context))).message;

	it('a Java key store is named (K-11)', async () => {
		const generate = ['-genkeypair', '-keyalg', 'RSA', '-alias', 'own', '-dname', 'CN=x'];
		const store = [
			'-keystore',
			'out.jks',
			'-storetype',
			'JKS',
			'-storepass',
			passphrase,
			'-keypass',
			passphrase,
		];
		const jks = written('out.jks', [['keytool', ...generate, ...store]]);
		expect(await refused(jks.toString('base64'))).toMatch(
			/^There is a Java key store \(JKS\) where a PFX file belongs\. Convert it with "keytool -importkeystore/,
		);
	});

	it.each([
		['a certificate', identity.certificatePem],
		['a private key', identity.keyPem],
		['a certificate', Buffer.from(identity.certificatePem).toString('base64')],
	])('%s is named (K-11)', async (name, text) => {
		expect(await refused(text)).toBe(
			`There is ${name} where a PFX file belongs. For PEM, choose the format PEM and paste it there.`,
		);
	});

	it('base64 of a PFX file with BEGIN and END lines is read (K-11)', async () => {
		const pfx = aPfx({ identity, passphrase });
		const armoured = `-----BEGIN PKCS12-----\n${pfx}\n-----END PKCS12-----\n`;
		const twice = Buffer.from(armoured).toString('base64');
		expect((await readPfx(twice, passphrase, fileReferences)).certificates).toHaveLength(1);
	});
});

it('An EC key with explicit curve parameters is named when it is read (F-16)', async () => {
	const curve = ['-name', 'prime256v1', '-genkey', '-noout', '-param_enc', 'explicit'];
	const key = written('out', [['openssl', 'ecparam', ...curve, '-out', 'out']]);
	const request = ['req', '-x509', '-new', '-key', 'ec.key', '-subj', '/CN=x', '-out', 'out'];
	const certificate = written('out', [['openssl', ...request]], { 'ec.key': key }).toString();
	const read = readIdentity({ certificate, key: key.toString() }, context);
	expect(await asyncRejection(read)).toEqual({
		code: 'OB_CONFIGURATION',
		field: references.key,
		message:
			'The private key is of a kind that banks do not accept (ec with explicit curve parameters in place of the name of its curve). Use RSA of 2048 bits or more, or EC on P-256.',
	});
	expect(whyUnusable(new X509Certificate(certificate))).toMatch(/explicit curve parameters/);
});

it('The advice for a file mentions the file (K-12)', async () => {
	const read = readPfx(pfxFileText(Buffer.from('no PFX')), '', { ...fileReferences, isFile: true });
	const { message } = await asyncRejection(read);
	expect(message).toBe(
		'This is not a PFX file, or it is damaged. Export it again, and transfer it as a binary file.',
	);
	expect(message).not.toMatch(/paste/i);
});
