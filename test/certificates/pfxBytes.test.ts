import { X509Certificate } from 'node:crypto';

import { readCertificateFile } from '../../lib/certificates/readCertificates';
import { readDer, readDerList } from '../../lib/certificates/der';
import { readPfx, readPfxCertificates } from '../../lib/certificates/pfx';
import { aCertificate, aCertificateAuthority, aPfx } from '../support/certificates';
import { fileReferences, parameterField } from '../support/identityReferences';
import { itWithOpenssl, openssl } from './openssl';
import { asyncRejection } from './rejection';

const authority = aCertificateAuthority();
const identity = aCertificate({ issuer: authority });
const passphrase = 'a secret';

const exported = (pem: string, ...more: string[]) =>
	openssl(['pkcs12', '-export', '-in', 'all', '-passout', `pass:${passphrase}`, ...more], {
		all: pem,
	});

/** Not every OpenSSL can still write RC2. */
const itWithLegacy = exported(identity.keyPem + identity.certificatePem, '-legacy').ok
	? it
	: it.skip;

describe('A certificate signed with RSASSA-PSS', () => {
	const signedWith = (digest: string, salt: string) => {
		const padding = ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', `rsa_pss_saltlen:${salt}`];
		return openssl(
			['req', '-x509', '-new', '-key', 'key', `-${digest}`, ...padding, '-subj', '/CN=pss'],
			{ key: identity.keyPem },
		).stdout.toString();
	};

	itWithOpenssl.each(
		['sha256', 'sha384', 'sha512'].flatMap((digest) => [
			[digest, '20'],
			[digest, 'max'],
		]),
	)('over %s with a salt of %s comes out of a PFX unchanged', async (digest, salt) => {
		const pem = signedWith(digest!, salt!);
		const { raw } = new X509Certificate(pem);
		const { stdout } = exported(identity.keyPem + pem);
		const text = stdout.toString('base64');
		const [certificate] = (await readPfx(text, passphrase, fileReferences)).certificates;
		expect(certificate!.raw.equals(raw)).toBe(true);
		expect(certificate!.verify(certificate!.publicKey)).toBe(true);
	});

	itWithLegacy('is read from an outdated PFX unchanged', async () => {
		const pem = signedWith('sha256', '20');
		const { stdout } = exported(identity.keyPem + pem, '-legacy');
		const text = stdout.toString('base64');
		const [certificate] = (await readPfx(text, passphrase, fileReferences)).certificates;
		expect(certificate!.raw.equals(new X509Certificate(pem).raw)).toBe(true);
	});
});

describe('A PFX without keys', () => {
	const pfx = aPfx({ identity, chain: [authority], passphrase, withoutKey: true });

	it('returns its certificates in their order', async () => {
		const certificates = await readPfxCertificates(pfx, passphrase, fileReferences);
		expect(certificates.map(String)).toEqual([identity.certificatePem, authority.certificatePem]);
	});

	const asOpensslWrites = async (...more: string[]) => {
		const { stdout } = exported(identity.certificatePem, '-nokeys', ...more);
		const text = stdout.toString('base64');
		return (await readPfxCertificates(text, passphrase, fileReferences)).map(String);
	};

	itWithOpenssl('returns the certificates of a file that OpenSSL wrote', async () => {
		expect(await asOpensslWrites()).toEqual([identity.certificatePem]);
	});

	itWithLegacy('returns certificates that are encrypted with RC2', async () => {
		expect(await asOpensslWrites('-legacy')).toEqual([identity.certificatePem]);
	});

	it('is rejected with another passphrase, or after a byte was changed', async () => {
		const changed = Buffer.from(pfx, 'base64');
		changed[changed.length >> 1]! ^= 1;
		const text = changed.toString('base64');
		expect(
			(await asyncRejection(readPfxCertificates(pfx, 'another', fileReferences))).field,
		).toEqual(parameterField('passphrase'));
		expect(
			(await asyncRejection(readPfxCertificates(text, passphrase, fileReferences))).field,
		).toEqual(parameterField('passphrase'));
	});

	it('is rejected without certificates', async () => {
		const empty = aPfx({ identity, passphrase, withoutKey: true, withoutCertificate: true });
		expect(
			(await asyncRejection(readPfxCertificates(empty, passphrase, fileReferences))).message,
		).toBe('The PFX file contains no certificate.');
	});
});

it('The certificates of a PFX with several keys are read', async () => {
	const pfx = aPfx({ identity, passphrase, otherKeys: [authority] });
	expect((await readPfxCertificates(pfx, passphrase, fileReferences)).map(String)).toEqual([
		identity.certificatePem,
	]);
	expect((await asyncRejection(readPfx(pfx, passphrase, fileReferences))).message).toMatch(
		/several/,
	);
});

it.each(['pässwørd €', ' blanks at both ends '])('The passphrase "%s" opens', async (unusual) => {
	const pfx = aPfx({ identity, passphrase: unusual });
	expect((await readPfxCertificates(pfx, unusual, fileReferences)).map(String)).toEqual([
		identity.certificatePem,
	]);
});

it('A PFX of indefinite lengths is read, also with a line end after it', async () => {
	const ber = indefinite(Buffer.from(aPfx({ identity, passphrase }), 'base64'));
	const { privateKey, certificates } = await readPfx(
		ber.toString('base64'),
		passphrase,
		fileReferences,
	);
	expect(privateKey.equals(identity.privateKey)).toBe(true);
	expect(certificates.map(String)).toEqual([identity.certificatePem]);
	const file = Buffer.concat([ber, Buffer.from('\n')]);
	expect((await readCertificateFile(file, passphrase, fileReferences)).map(String)).toEqual([
		identity.certificatePem,
	]);
});

/** As Java and Windows write it: every frame open, the content in pieces. */
function indefinite(pfx: Buffer): Buffer {
	const [version, safe, mac] = readDerList(readDer(pfx).content);
	const [oid, explicit] = readDerList(safe!.content);
	const { content } = readDer(explicit!.content);
	const pieces = content.toString('latin1').match(/[^]{1,100}/g)!;
	const strings = pieces.map((piece) =>
		Buffer.concat([Buffer.of(4, piece.length), Buffer.from(piece, 'latin1')]),
	);
	const open = (tag: number, ...members: Buffer[]) =>
		Buffer.concat([Buffer.of(tag, 0x80), ...members, Buffer.of(0, 0)]);
	const data = open(0x30, oid!.bytes, open(0xa0, open(0x24, ...strings)));
	const [digestInfo, salt, iterations] = readDerList(mac!.content);
	const [algorithm, digest] = readDerList(digestInfo!.content);
	const openDigest = open(0x30, algorithm!.bytes, open(0x24, digest!.bytes));
	const openMac = open(0x30, openDigest, open(0x24, salt!.bytes), iterations!.bytes);
	return open(0x30, version!.bytes, data, openMac);
}
