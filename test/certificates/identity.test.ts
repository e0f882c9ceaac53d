import { inspect } from 'node:util';

import { pki } from 'node-forge';

import { readIdentity, type IdentityFields } from '../../lib/certificates/identity';
import { aCertificate, aCertificateAuthority, aPfx, aPrivateKey } from '../support/certificates';
import { identityReferences } from '../support/identityReferences';
import { asyncRejection, errorOf } from './rejection';

const references = identityReferences('transport');
const context = { references, now: new Date('2026-01-01T00:00:00Z') };
const root = aCertificateAuthority({ subject: [['CN', 'Root CA']] });
const intermediate = aCertificateAuthority({
	subject: [['CN', 'Issuing CA']],
	issuer: root,
	privateKey: aPrivateKey('rsa-2048', 'intermediate'),
});
const leaf = aCertificate({ issuer: intermediate });
const leafFields = { certificate: leaf.certificatePem, key: leaf.keyPem };
const passphrase = 'correct horse battery staple';
const described = { 'rsa-1024': 'rsa, 1024 bits', p384: 'ec, secp384r1', ed25519: 'ed25519' };

function encryptedKey(type: 'pkcs1' | 'pkcs8' = 'pkcs8'): string {
	const encryption = { cipher: 'aes-256-cbc', passphrase };
	return leaf.privateKey.export({ format: 'pem', type: type as 'pkcs8', ...encryption }).toString();
}

describe('readIdentity', () => {
	it('reads a certificate with its key', async () => {
		const identity = await readIdentity(leafFields, context);
		expect(identity).toEqual({
			certificate: expect.objectContaining({ fingerprint256: leaf.certificate.fingerprint256 }),
			chainPem: leaf.certificatePem,
			privateKey: expect.anything(),
			references,
		});
		expect(identity.privateKey.equals(leaf.privateKey)).toBe(true);
	});

	it.each<[string, IdentityFields]>([
		['on one line each', mapped(leafFields, (pem) => pem.replace(/\n/g, ' '))],
		['with \\n typed out', mapped(leafFields, (pem) => pem.replace(/\n/g, '\\n'))],
		['with a PKCS#8 key and its passphrase', { ...leafFields, key: encryptedKey(), passphrase }],
		[
			'with a PKCS#1 key and its passphrase',
			{ ...leafFields, key: encryptedKey('pkcs1'), passphrase },
		],
		['with a passphrase that the key does not need', { ...leafFields, passphrase }],
		[
			'with the certificate beside the key',
			{ ...leafFields, key: leaf.certificatePem + leaf.keyPem },
		],
	])('reads PEM %s', async (_, fields) => {
		expect((await readIdentity(fields, context)).chainPem).toBe(leaf.certificatePem);
	});

	it('reads an EC key on P-256 as OpenSSL writes it, after its parameters', async () => {
		const ec = aCertificate({ privateKey: aPrivateKey('p256') });
		const sec1 = ec.privateKey.export({ format: 'pem', type: 'sec1' });
		const parameters =
			'-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n';
		const fields = { certificate: ec.certificatePem, key: `${parameters}${sec1}` };
		expect((await readIdentity(fields, context)).chainPem).toBe(ec.certificatePem);
	});

	it.each([
		['leaf first', [leaf, intermediate, root]],
		['root first', [root, intermediate, leaf]],
		[
			'with a certificate twice and a foreign one',
			[leaf, root, leaf, aCertificate(), intermediate],
		],
	])('puts a chain pasted %s in the order of TLS (TL-20)', async (_, pasted) => {
		const certificate = pasted.map(({ certificatePem }) => certificatePem).join('');
		expect(await readIdentity({ ...leafFields, certificate }, context)).toMatchObject({
			certificate: { fingerprint256: leaf.certificate.fingerprint256 },
			chainPem: [leaf, intermediate, root].map(({ certificatePem }) => certificatePem).join(''),
		});
	});

	it('distinguishes issuers of the same name by their keys', async () => {
		const namesake = aCertificateAuthority({
			subject: [['CN', 'Issuing CA']],
			privateKey: aPrivateKey('rsa-2048', 'namesake'),
		});
		const certificate = [leaf, namesake, intermediate].map((one) => one.certificatePem).join('');
		expect((await readIdentity({ ...leafFields, certificate }, context)).chainPem).toBe(
			leaf.certificatePem + intermediate.certificatePem,
		);
	});
});

describe('readIdentity rejects', () => {
	const stranger = aPrivateKey('rsa-2048', 'stranger').export({ format: 'pem', type: 'pkcs8' });
	const publicKey = leaf.certificate.publicKey.export({ format: 'pem', type: 'spki' });
	const cases: Array<[string, IdentityFields, keyof typeof references, string]> = [
		['nothing', {}, 'certificate', 'The field is empty. Paste the PEM, or use a PFX file.'],
		[
			'only a certificate',
			{ ...leafFields, key: ' ' },
			'key',
			'The field is empty. Paste the PEM, or use a PFX file.',
		],
		[
			'swapped certificate and key',
			{ certificate: leafFields.key, key: leafFields.certificate },
			'certificate',
			'The certificate and the private key are swapped.',
		],
		[
			'a private key in both fields',
			{ ...leafFields, certificate: leafFields.key },
			'certificate',
			'There is a private key where a certificate belongs. Paste the key into the field for the private key.',
		],
		[
			'a private key beside the certificate',
			{ ...leafFields, certificate: leafFields.certificate + leafFields.key },
			'certificate',
			'There is a private key where a certificate belongs. Paste the key into the field for the private key.',
		],
		[
			'a public key for a certificate',
			{ ...leafFields, certificate: publicKey.toString() },
			'certificate',
			'There is a public key where a certificate belongs. Paste the certificate that contains it.',
		],
		[
			'a signing request for a certificate',
			{ ...leafFields, certificate: aSigningRequest() },
			'certificate',
			'There is a certificate signing request (CSR) where a certificate belongs. Paste the certificate that was issued for it.',
		],
		[
			'a PFX file for a certificate',
			{ ...leafFields, certificate: aPfx() },
			'certificate',
			'There is a PFX file where a certificate belongs. Choose the format PFX and paste it there.',
		],
		[
			'a certificate in both fields',
			{ ...leafFields, key: leafFields.certificate },
			'key',
			'There is a certificate where the private key belongs. Paste the key that the certificate was requested with.',
		],
		[
			'two keys',
			{ ...leafFields, key: `${leafFields.key}${stranger}` },
			'key',
			'There are several private keys. Paste only one.',
		],
		[
			'a certificate that is cut short',
			{ ...leafFields, certificate: pem('CERTIFICATE', leaf.certificate.raw.subarray(0, 400)) },
			'certificate',
			'The certificate is damaged or incomplete. Copy the whole certificate again.',
		],
		[
			'a key that is cut short',
			{
				...leafFields,
				key: pem('PRIVATE KEY', Buffer.from(leafFields.key, 'base64').subarray(0, 400)),
			},
			'key',
			'The private key is damaged, or in a format that OpenSSL does not read. ' +
				'Copy the whole key again, or convert it with "openssl pkcs8 -topk8".',
		],
		[
			'an encrypted key without a passphrase',
			{ ...leafFields, key: encryptedKey() },
			'passphrase',
			'The private key is encrypted. Enter its passphrase.',
		],
		[
			'an encrypted key of the old kind without a passphrase',
			{ ...leafFields, key: encryptedKey('pkcs1') },
			'passphrase',
			'The private key is encrypted. Enter its passphrase.',
		],
		[
			'a wrong passphrase',
			{ ...leafFields, key: encryptedKey(), passphrase: 'a wrong passphrase' },
			'passphrase',
			'The passphrase does not open the private key.',
		],
		[
			'a key of another certificate',
			{ ...leafFields, key: stranger.toString() },
			'key',
			'The private key does not belong to the certificate. Paste the key that the certificate was requested with.',
		],
		...(['rsa-1024', 'p384', 'ed25519'] as const).map(
			(kind): [string, IdentityFields, 'key', string] => [
				`a key of the kind ${kind}`,
				{
					...leafFields,
					key: aPrivateKey(kind).export({ format: 'pem', type: 'pkcs8' }).toString(),
				},
				'key',
				`The private key is of a kind that banks do not accept (${described[kind]}). Use RSA of 2048 bits or more, or EC on P-256.`,
			],
		),
	];

	it.each(cases)('%s', async (_, fields, field, message) => {
		expect(await asyncRejection(readIdentity(fields, context))).toEqual({
			code: 'OB_CONFIGURATION',
			field: references[field],
			message,
		});
	});

	it.each(cases)('%s, and the error contains no pasted text', async (_, fields) => {
		const shown = inspect(await errorOf(readIdentity(fields, context)), { depth: null });
		const pasted = Object.values(fields)
			.flatMap((text) => text.split('\n'))
			.filter((line) => line.length > 8 && !line.startsWith('-----'));
		expect(pasted.filter((line) => shown.includes(line))).toEqual([]);
	});
});

function mapped(fields: typeof leafFields, change: (pem: string) => string): IdentityFields {
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
