import {
	createHash,
	createPublicKey,
	generateKeyPairSync,
	type KeyObject,
	X509Certificate,
} from 'node:crypto';

import { exportJWK } from 'jose';

import {
	certificateFacts,
	dates,
	serialNumberHex,
	sha1JwkThumbprint,
} from '../../lib/certificates/facts';
import { aCertificate, aCertificateAuthority, aPrivateKey } from '../support/certificates';
import { itWithOpenssl, openssl } from './openssl';

const now = new Date('2026-03-01T12:00:00Z');
const authority = aCertificateAuthority();
const identity = aCertificate({
	issuer: authority,
	serialNumber: '00f1e2d3c4',
	notBefore: new Date('2026-01-01T00:00:00Z'),
	notAfter: new Date('2026-03-31T12:00:00Z'),
	keyUsage: ['digitalSignature', 'nonRepudiation'],
	subject: [
		['C', 'NO', 'printable'],
		['O', 'Bærum "Økonomi", AS'],
		['organizationIdentifier', 'PSDNO-FSA-933012867'],
		['CN', 'example-tpp'],
	],
});
const facts = certificateFacts(identity.certificate, now);

describe('Facts of a certificate', () => {
	it('contain its subject in every format that banks ask for', () => {
		expect(facts.subject).toEqual({
			rfc2253: expect.stringMatching(/^CN=example-tpp,2\.5\.4\.97=#0c13\w+,O=Bærum/),
			rfc2253Text: expect.stringMatching(
				/^CN=example-tpp,organizationIdentifier=PSDNO-FSA-933012867,O=Bærum \\"Økonomi\\"\\, AS,C=NO$/,
			),
			openssl: expect.stringMatching(/^C=NO,O=Bærum/),
			rfc2253Percent:
				'CN%3Dexample-tpp%2C2.5.4.97%3D%230c135053444e4f2d4653412d393333303132383637%2CO%3DB%C3%A6rum%20%5C%22%C3%98konomi%5C%22%5C%2C%20AS%2CC%3DNO',
			cnFirst: 'CN=example-tpp,O=Bærum "Økonomi", AS,C=NO',
		});
		expect(facts.issuer?.rfc2253).toBe('CN=Test Issuing CA,O=Test Trust Services,C=NO');
	});

	it('contain the identifier, the serial number in both formats, and the dates', () => {
		expect(facts).toMatchObject({
			organizationIdentifier: 'PSDNO-FSA-933012867',
			serialNumber: { hex: 'F1E2D3C4', decimal: '4058174404' },
			notBefore: '2026-01-01T00:00:00.000Z',
			notAfter: '2026-03-31T12:00:00.000Z',
			daysLeft: 30,
			status: 'valid',
		});
	});

	itWithOpenssl('contain the thumbprints that OpenSSL computes', () => {
		const printed = (digest: string) =>
			openssl(['x509', '-in', 'pem', '-noout', '-fingerprint', digest], {
				pem: identity.certificatePem,
			})
				.text.trim()
				.replace(/^.*=/, '')
				.replace(/:/g, '');
		expect([facts.sha1, facts.sha256]).toEqual([printed('-sha1'), printed('-sha256')]);
		expect(Buffer.from(facts.x5t, 'base64url').toString('hex').toUpperCase()).toBe(facts.sha1);
		expect(Buffer.from(facts['x5t#S256'], 'base64url').toString('hex').toUpperCase()).toBe(
			facts.sha256,
		);
	});

	it('contain the kid of the directory, which depends only on the key', async () => {
		const { e, kty, n } = await exportJWK(identity.certificate.publicKey);
		const sha1 = createHash('sha1').update(`{"e":"${e}","kty":"${kty}","n":"${n}"}`);
		expect(facts.kid).toBe(sha1.digest('base64url'));
		const renewed = aCertificate({ issuer: authority, serialNumber: '4a01' });
		expect(certificateFacts(renewed.certificate, now).kid).toBe(facts.kid);
	});

	it('describe the key and its purpose', () => {
		expect(facts).toMatchObject({
			key: { type: 'rsa', size: 2048 },
			selfSigned: false,
			keyUsage: ['digitalSignature', 'nonRepudiation'],
			extendedKeyUsage: undefined,
			usableFor: ['Mutual TLS (transport certificate)', 'Signatures (signing certificate)'],
		});
	});

	it('describe a website certificate as usable for TLS', () => {
		const website = aCertificate({
			keyUsage: ['digitalSignature'],
			extendedKeyUsage: ['clientAuth', 'serverAuth'],
			privateKey: aPrivateKey('p256'),
		});
		expect(certificateFacts(website.certificate, now)).toMatchObject({
			key: { type: 'ec', curve: 'prime256v1' },
			selfSigned: true,
			extendedKeyUsage: ['clientAuth', 'serverAuth'],
			usableFor: ['Mutual TLS (transport certificate)'],
		});
	});

	it('describe an authority as usable for issuing', () => {
		expect(certificateFacts(authority.certificate, now).usableFor).toEqual([
			'Issuing certificates (CA certificate)',
		]);
	});

	it('do not call a certificate self-signed if another key signed it', () => {
		const impostor = aCertificate({ issuer: authority, subject: authoritySubject });
		expect(certificateFacts(impostor.certificate, now).selfSigned).toBe(false);
		expect(impostor.certificate.subject).toBe(impostor.certificate.issuer);
	});

	it('exist for keys that banks do not accept', () => {
		const weak = aCertificate({ privateKey: aPrivateKey('rsa-1024') });
		const edwards = aCertificate({ issuer: authority, privateKey: aPrivateKey('ed25519') });
		expect(certificateFacts(weak.certificate, now).key?.size).toBe(1024);
		expect(certificateFacts(edwards.certificate, now).key?.type).toBe('ed25519');
	});
});

/** A certificate as a careless issuer would make it; its signature no longer fits. */
function altered(certificate: X509Certificate, from: string, to: string): X509Certificate {
	const [before, after] = [from, to].map((hex) => Buffer.from(hex, 'hex').toString('latin1'));
	const der = certificate.raw.toString('latin1');
	expect(der).toContain(before!);
	return new X509Certificate(Buffer.from(der.replace(before!, after!), 'latin1'));
}

const hexOf = (text: string) => Buffer.from(text).toString('hex');

describe('Facts of an odd certificate', () => {
	it('write a negative serial number with its sign', () => {
		const { certificate } = aCertificate({ serialNumber: 'fb' });
		expect(certificateFacts(certificate, now).serialNumber).toEqual({ hex: '-5', decimal: '-5' });
	});

	it('leave out a date that cannot be read, and nothing else', () => {
		const { certificate } = aCertificate();
		const odd = altered(certificate, hexOf('20450101000000Z'), hexOf('20451301000000Z'));
		expect(certificateFacts(odd, now)).toMatchObject({
			notBefore: '2025-01-01T00:00:00.000Z',
			notAfter: undefined,
			daysLeft: undefined,
			status: 'unreadable',
			subject: { cnFirst: expect.stringContaining('CN=example-tpp') },
			key: { type: 'rsa' },
		});
	});

	it('leave out a key of an unknown algorithm', () => {
		const odd = altered(aCertificate().certificate, '2a864886f70d010101', '2a864886f70d010163');
		expect(certificateFacts(odd, now)).toMatchObject({
			key: undefined,
			kid: undefined,
			selfSigned: false,
			usableFor: [],
			status: 'valid',
		});
	});

	it('leave out a usage whose length reaches beyond its end', () => {
		const { certificate } = aCertificate({ keyUsage: ['digitalSignature'] });
		const odd = altered(certificate, '0603551d0f040403020080', '0603551d0f0404030f0080');
		expect(certificateFacts(odd, now)).toMatchObject({
			keyUsage: undefined,
			usableFor: [],
			status: 'valid',
		});
	});

	it.each<[string, KeyObject]>([
		['RSA-PSS', generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey],
		['brainpool', generateKeyPairSync('ec', { namedCurve: 'brainpoolP256r1' }).privateKey],
	])('have neither kid nor purpose for a key of the kind %s', (_, privateKey) => {
		const { certificate } = aCertificate({ issuer: authority, privateKey });
		const odd = certificateFacts(certificate, now);
		expect(odd).toMatchObject({ kid: undefined, usableFor: [], key: { supported: false } });
	});

	it('are without purpose for keys that banks do not accept', () => {
		for (const kind of ['rsa-1024', 'p384', 'ed25519'] as const) {
			const { certificate } = aCertificate({
				issuer: authority,
				privateKey: aPrivateKey(kind),
			});
			expect(certificateFacts(certificate, now).usableFor).toEqual([]);
		}
	});
});

const authoritySubject: NonNullable<Parameters<typeof aCertificate>[0]>['subject'] = [
	['C', 'NO', 'printable'],
	['O', 'Test Trust Services'],
	['CN', 'Test Issuing CA'],
];

it.each([
	['2025-12-31T23:59:59Z', 'notYetValid', 89],
	['2026-01-01T00:00:00Z', 'valid', 89],
	['2026-03-31T12:00:00Z', 'valid', 0],
	['2026-03-31T12:00:01Z', 'expired', -1],
])('At %s the certificate is %s, with %d days left', (at, status, daysLeft) => {
	const { certificate } = identity;
	expect(dates(new X509Certificate(certificate.raw), new Date(at))).toMatchObject({
		status,
		daysLeft,
	});
});

const { certificate, privateKey } = aCertificate();

describe('sha1JwkThumbprint', () => {
	it('hashes the required members of an RSA key in alphabetical order', () => {
		const { n } = createPublicKey(privateKey).export({ format: 'jwk' });
		const json = `{"e":"AQAB","kty":"RSA","n":"${n}"}`;
		expect(sha1JwkThumbprint(privateKey)).toBe(createHash('sha1').update(json).digest('base64url'));
	});

	it('hashes the required members of an EC key in alphabetical order', () => {
		const key = aPrivateKey('p256');
		const { x, y } = createPublicKey(key).export({ format: 'jwk' });
		const json = `{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`;
		expect(sha1JwkThumbprint(key)).toBe(createHash('sha1').update(json).digest('base64url'));
	});

	it('is the same for the public and the private key, and has 27 characters', () => {
		const kid = sha1JwkThumbprint(privateKey);
		expect(kid).toMatch(/^[\w-]{27}$/);
		expect(sha1JwkThumbprint(certificate.publicKey)).toBe(kid);
	});
});

describe('serialNumberHex', () => {
	it.each([
		['6aeb4444fbaad267', '6AEB4444FBAAD267'],
		['0a0b', 'A0B'],
		['00ff', 'FF'],
		['00', '0'],
		['fb', '-5'],
		['ff00', '-100'],
	])('writes %s as %s', (serialNumber, written) => {
		expect(serialNumberHex(aCertificate({ serialNumber }).certificate)).toBe(written);
	});
});
