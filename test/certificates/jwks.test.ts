import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

import { CompactSign, compactVerify, createLocalJWKSet, importJWK, importX509 } from 'jose';

import { endEntitiesOf, publishedKey } from '../../lib/certificates/jwks';
import { aCertificate, aCertificateAuthority, aPrivateKey } from '../support/certificates';
import { rejection } from './rejection';
import { parameterField } from '../support/identityReferences';

const authority = aCertificateAuthority();
const seal = aCertificate({
	issuer: authority,
	keyUsage: ['digitalSignature', 'nonRepudiation'],
	qcType: 'seal',
});
const publish = (identity = seal, change: object = {}) =>
	publishedKey({
		certificate: identity.certificate,
		field: parameterField('pem'),
		others: [authority.certificate],
		...change,
	});

const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

describe('A published key', () => {
	it.each([
		['RSA', seal, 'PS256'],
		['EC', aCertificate({ privateKey: aPrivateKey('p256') }), 'ES256'],
	])('of type %s verifies with jose what its private key signed', async (kty, identity, alg) => {
		const key = publish(identity);
		const jws = await new CompactSign(Buffer.from('text'))
			.setProtectedHeader({ alg, kid: key.kid })
			.sign(identity.privateKey);
		const { payload } = await compactVerify(jws, createLocalJWKSet({ keys: [key] }));
		expect([key.kty, Buffer.from(payload).toString()]).toEqual([kty, 'text']);
	});

	it('contains no member of a private key', () => {
		const keys = [publish(), publish(aCertificate({ privateKey: aPrivateKey('p256') }))];
		const members = keys.flatMap((key) => Object.keys(key));
		expect(members.filter((member) => privateMembers.includes(member))).toEqual([]);
	});

	it('contains its certificate with its issuers, and both thumbprints', async () => {
		const { x5c, x5t, 'x5t#S256': x5tS256, ...key } = publish();
		const [leaf, issuer] = x5c.map((der) => Buffer.from(der, 'base64'));
		expect([leaf, issuer]).toEqual([seal.certificate.raw, authority.certificate.raw]);
		const hex = (text: string) => Buffer.from(text, 'base64url').toString('hex').toUpperCase();
		const plain = (fingerprint: string) => fingerprint.replace(/:/g, '');
		expect(hex(x5t)).toBe(plain(seal.certificate.fingerprint));
		expect(hex(x5tS256)).toBe(plain(seal.certificate.fingerprint256));
		const ours = createPublicKey({ key: key as never, format: 'jwk' });
		expect(ours.equals(seal.certificate.publicKey)).toBe(true);
		await importJWK(key, 'PS256');
		await importX509(seal.certificatePem, 'PS256');
	});

	it('has the use of its certificate, or the given one', () => {
		const website = aCertificate({ keyUsage: ['digitalSignature'], qcType: 'website' });
		expect([publish().use, publish(website).use]).toEqual(['sig', 'tls']);
		expect(publish(seal, { use: 'tls' }).use).toBe('tls');
	});

	it('has the given key ID', () => {
		expect(publish(seal, { keyId: 'ours' }).kid).toBe('ours');
		expect(publish().kid).toMatch(/^[\w-]{27}$/);
	});

	it.each<[string, KeyObject, RegExp]>([
		['Ed25519', aPrivateKey('ed25519'), /\(ed25519\)/],
		['P-384', aPrivateKey('p384'), /\(ec, secp384r1\)/],
		['RSA of 1024 bits', aPrivateKey('rsa-1024'), /\(rsa, 1024 bits\)/],
		[
			'RSA-PSS',
			generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey,
			/\(rsa-pss, 2048 bits\)/,
		],
		[
			'brainpool',
			generateKeyPairSync('ec', { namedCurve: 'brainpoolP256r1' }).privateKey,
			/\(ec, brainpoolP256r1\)/,
		],
	])('of the kind %s is rejected with the name of its certificate', (_, privateKey, kind) => {
		const odd = aCertificate({ issuer: authority, privateKey });
		const { field, message } = rejection(() => publish(odd));
		expect(field).toEqual(parameterField('pem'));
		expect(message).toMatch(
			/^The key of the certificate "CN=example-tpp,O=Example TPP,C=GB" is of a kind/,
		);
		expect(message).toMatch(kind);
	});
});

describe('End entities', () => {
	it('of a file with a chain are the certificates that issued none', () => {
		const certificates = [authority.certificate, seal.certificate];
		expect(endEntitiesOf(certificates)).toEqual([seal.certificate]);
	});

	it('are listed once, however often they were pasted', () => {
		expect(endEntitiesOf([seal.certificate, seal.certificate])).toEqual([seal.certificate]);
	});

	it('are both of two self-signed certificates of one key and name', () => {
		const [one, other] = [aCertificate(), aCertificate()];
		expect(endEntitiesOf([one.certificate, other.certificate])).toHaveLength(2);
	});
});
