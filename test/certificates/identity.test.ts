import { inspect } from 'node:util';

import { pki } from 'node-forge';

import { readIdentity, type IdentityFields } from '../../lib/certificates/identity';
import { aCertificate, aCertificateAuthority, aPfx, aPrivateKey } from '../support/certificates';
import { rejection, thrownBy } from './rejection';

const labels = {
	certificate: 'Transport Certificate',
	key: 'Transport Private Key',
	passphrase: 'Transport Passphrase',
	pfx: 'Transport PFX',
};
const root = aCertificateAuthority({ subject: [['CN', 'Root CA']] });
const intermediate = aCertificateAuthority({
	subject: [['CN', 'Issuing CA']],
	issuer: root,
	privateKey: aPrivateKey('rsa-2048', 'intermediate'),
});
const leaf = aCertificate({ issuer: intermediate });
const pair = { certificate: leaf.certificatePem, key: leaf.keyPem };
const passphrase = 'correct horse battery staple';
const described = { 'rsa-1024': 'rsa, 1024 bits', p384: 'ec, secp384r1', ed25519: 'ed25519' };

function encryptedKey(type: 'pkcs1' | 'pkcs8' = 'pkcs8'): string {
	const encryption = { cipher: 'aes-256-cbc', passphrase };
	return leaf.privateKey.export({ format: 'pem', type: type as 'pkcs8', ...encryption }).toString();
}

describe('readIdentity', () => {
	it('pairs a certificate with its key', () => {
		const identity = readIdentity(pair, labels);
		expect(identity).toEqual({
			certificate: expect.objectContaining({ fingerprint256: leaf.certificate.fingerprint256 }),
			chainPem: leaf.certificatePem,
			privateKey: expect.anything(),
			labels,
		});
		expect(identity.privateKey.equals(leaf.privateKey)).toBe(true);
	});

	it.each<[string, IdentityFields]>([
		['on one line each', mapped(pair, (pem) => pem.replace(/\n/g, ' '))],
		['with \\n typed out', mapped(pair, (pem) => pem.replace(/\n/g, '\\n'))],
		['with a PKCS#8 key and its passphrase', { ...pair, key: encryptedKey(), passphrase }],
		['with a PKCS#1 key and its passphrase', { ...pair, key: encryptedKey('pkcs1'), passphrase }],
		['with a passphrase that the key does not need', { ...pair, passphrase }],
		['with the certificate beside the key', { ...pair, key: leaf.certificatePem + leaf.keyPem }],
	])('reads PEM %s', (_, fields) => {
		expect(readIdentity(fields, labels).chainPem).toBe(leaf.certificatePem);
	});

	it('reads an EC key on P-256 as OpenSSL writes it, after its parameters', () => {
		const ec = aCertificate({ privateKey: aPrivateKey('p256') });
		const sec1 = ec.privateKey.export({ format: 'pem', type: 'sec1' });
		const parameters =
			'-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n';
		const fields = { certificate: ec.certificatePem, key: `${parameters}${sec1}` };
		expect(readIdentity(fields, labels).chainPem).toBe(ec.certificatePem);
	});

	it.each([
		['leaf first', [leaf, intermediate, root]],
		['root first', [root, intermediate, leaf]],
		[
			'with a certificate twice and a foreign one',
			[leaf, root, leaf, aCertificate(), intermediate],
		],
	])('puts a chain pasted %s in the order of TLS', (_, pasted) => {
		const certificate = pasted.map(({ certificatePem }) => certificatePem).join('');
		expect(readIdentity({ ...pair, certificate }, labels)).toMatchObject({
			certificate: { fingerprint256: leaf.certificate.fingerprint256 },
			chainPem: [leaf, intermediate, root].map(({ certificatePem }) => certificatePem).join(''),
		});
	});

	it('tells issuers of the same name apart by their keys', () => {
		const namesake = aCertificateAuthority({
			subject: [['CN', 'Issuing CA']],
			privateKey: aPrivateKey('rsa-2048', 'namesake'),
		});
		const certificate = [leaf, namesake, intermediate].map((one) => one.certificatePem).join('');
		expect(readIdentity({ ...pair, certificate }, labels).chainPem).toBe(
			leaf.certificatePem + intermediate.certificatePem,
		);
	});
});

describe('readIdentity rejects', () => {
	const stranger = aPrivateKey('rsa-2048', 'stranger').export({ format: 'pem', type: 'pkcs8' });
	const publicKey = leaf.certificate.publicKey.export({ format: 'pem', type: 'spki' });
	const cases: Array<[string, IdentityFields, keyof typeof labels, string]> = [
		[
			'nothing',
			{},
			'certificate',
			'Transport Certificate is empty. Paste the PEM, or use a PFX file.',
		],
		[
			'a certificate alone',
			{ ...pair, key: ' ' },
			'key',
			'Transport Private Key is empty. Paste the PEM, or use a PFX file.',
		],
		[
			'certificate and key in each other’s field',
			{ certificate: pair.key, key: pair.certificate },
			'certificate',
			'Transport Certificate and Transport Private Key are swapped.',
		],
		[
			'a private key in both fields',
			{ ...pair, certificate: pair.key },
			'certificate',
			'Transport Certificate holds a private key. Paste the certificate here and the key into Transport Private Key.',
		],
		[
			'a private key beside the certificate',
			{ ...pair, certificate: pair.certificate + pair.key },
			'certificate',
			'Transport Certificate holds a private key. Paste the certificate here and the key into Transport Private Key.',
		],
		[
			'a public key for a certificate',
			{ ...pair, certificate: publicKey.toString() },
			'certificate',
			'Transport Certificate holds a public key. Paste the certificate, which holds it.',
		],
		[
			'a signing request for a certificate',
			{ ...pair, certificate: aSigningRequest() },
			'certificate',
			'Transport Certificate holds a certificate signing request (CSR). Paste the certificate that was issued for it.',
		],
		[
			'a PFX file for a certificate',
			{ ...pair, certificate: aPfx() },
			'certificate',
			'Transport Certificate holds a PFX file. Paste it into Transport PFX.',
		],
		[
			'a certificate in both fields',
			{ ...pair, key: pair.certificate },
			'key',
			'Transport Private Key holds a certificate and no private key. Paste the key that the certificate was requested with.',
		],
		[
			'two keys',
			{ ...pair, key: `${pair.key}${stranger}` },
			'key',
			'Transport Private Key holds several private keys. Paste only one.',
		],
		[
			'a certificate that is cut short',
			{ ...pair, certificate: pem('CERTIFICATE', leaf.certificate.raw.subarray(0, 400)) },
			'certificate',
			'Transport Certificate holds a certificate that is damaged or cut short. Copy it again, whole.',
		],
		[
			'a key that is cut short',
			{ ...pair, key: pem('PRIVATE KEY', Buffer.from(pair.key, 'base64').subarray(0, 400)) },
			'key',
			'Transport Private Key holds a private key that is damaged or in a format OpenSSL does not read. ' +
				'Copy it again, whole, or rewrite it with "openssl pkcs8 -topk8".',
		],
		[
			'an encrypted key without a passphrase',
			{ ...pair, key: encryptedKey() },
			'passphrase',
			'Transport Private Key is encrypted. Enter its passphrase in Transport Passphrase.',
		],
		[
			'an encrypted key of the old kind without a passphrase',
			{ ...pair, key: encryptedKey('pkcs1') },
			'passphrase',
			'Transport Private Key is encrypted. Enter its passphrase in Transport Passphrase.',
		],
		[
			'a wrong passphrase',
			{ ...pair, key: encryptedKey(), passphrase: 'a wrong passphrase' },
			'passphrase',
			'Transport Passphrase does not open Transport Private Key. If it is the right passphrase, the encryption is ' +
				'outdated: rewrite the key with "openssl pkcs8 -topk8 -v2 aes-256-cbc".',
		],
		[
			'a key of another certificate',
			{ ...pair, key: stranger.toString() },
			'key',
			'Transport Private Key does not belong to Transport Certificate. Paste the key that the certificate was requested with.',
		],
		...(['rsa-1024', 'p384', 'ed25519'] as const).map(
			(kind): [string, IdentityFields, 'key', string] => [
				`a key of the kind ${kind}`,
				{ ...pair, key: aPrivateKey(kind).export({ format: 'pem', type: 'pkcs8' }).toString() },
				'key',
				`Transport Private Key holds a key that banks do not take (${described[kind]}). Use RSA of 2048 bits or more, or EC on P-256.`,
			],
		),
	];

	it.each(cases)('%s', (_, fields, field, message) => {
		expect(rejection(() => readIdentity(fields, labels))).toEqual({
			code: 'OB_CONFIGURATION',
			field: labels[field],
			message,
		});
	});

	it.each(cases)('%s, and repeats nothing of what was pasted', (_, fields) => {
		const shown = inspect(
			thrownBy(() => readIdentity(fields, labels)),
			{ depth: null },
		);
		const pasted = Object.values(fields)
			.flatMap((text) => text.split('\n'))
			.filter((line) => line.length > 8 && !line.startsWith('-----'));
		expect(pasted.filter((line) => shown.includes(line))).toEqual([]);
	});
});

function mapped(fields: typeof pair, change: (pem: string) => string): IdentityFields {
	return { certificate: change(fields.certificate), key: change(fields.key) };
}

function pem(label: string, content: Buffer): string {
	return `-----BEGIN ${label}-----\n${content.toString('base64')}\n-----END ${label}-----\n`;
}

function aSigningRequest(): string {
	const request = pki.createCertificationRequest();
	request.publicKey = pki.publicKeyFromPem(
		leaf.certificate.publicKey.export({ format: 'pem', type: 'spki' }).toString(),
	);
	request.setSubject([{ shortName: 'CN', value: 'x' }]);
	request.sign(pki.privateKeyFromPem(leaf.keyPem));
	return pki.certificationRequestToPem(request);
}
