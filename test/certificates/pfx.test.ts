import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';

import { clearCaches } from '../../lib/expiringCache';
import { readIdentity, type IdentityFields } from '../../lib/certificates/identity';
import {
	aCertificate,
	aCertificateAuthority,
	aPfx,
	aPrivateKey,
	type PfxOptions,
} from '../support/certificates';
import { identityReferences } from '../support/identityReferences';
import { asyncRejection, errorOf } from './rejection';

const references = identityReferences('signing');
const context = { references, now: new Date('2026-01-01T00:00:00Z') };
const authority = aCertificateAuthority();
const identity = aCertificate({ issuer: authority });
const passphrase = 'correct horse battery staple';

const aPssKey = () => generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey;

function fieldsOf(options: PfxOptions = {}): IdentityFields {
	return {
		pfx: aPfx({ identity, passphrase, ...options }),
		passphrase: options.passphrase ?? passphrase,
	};
}

describe('readIdentity with a PFX file', () => {
	it('reads the certificate, its chain and the key unchanged', async () => {
		const read = await readIdentity(fieldsOf({ chain: [authority] }), context);
		expect(read.certificate.raw).toEqual(identity.certificate.raw);
		expect(read.chainPem).toBe(identity.certificatePem + authority.certificatePem);
		expect(read.privateKey.equals(identity.privateKey)).toBe(true);
	});

	it('reads an EC key and its certificate', async () => {
		const ec = aCertificate({ privateKey: aPrivateKey('p256') });
		const read = await readIdentity(fieldsOf({ identity: ec }), context);
		expect(read.chainPem).toBe(ec.certificatePem);
		expect(read.privateKey.equals(ec.privateKey)).toBe(true);
	});

	it.each(['pässwørd €', ''])('opens with the passphrase "%s"', async (unusual) => {
		expect((await readIdentity(fieldsOf({ passphrase: unusual }), context)).chainPem).toBe(
			identity.certificatePem,
		);
	});

	it.each<[string, (base64: string) => string]>([
		['in lines', (base64) => base64.replace(/.{76}/g, '$&\r\n')],
		['as a data URL', (base64) => `data:application/x-pkcs12;base64,${base64}`],
		['in armour', (base64) => `-----BEGIN PKCS12-----\n${base64}\n-----END PKCS12-----\n`],
	])('reads base64 %s', async (_, wrap) => {
		const { pfx } = fieldsOf();
		expect((await readIdentity({ pfx: wrap(pfx!), passphrase }, context)).chainPem).toBe(
			identity.certificatePem,
		);
	});

	it('prefers the PFX to PEM', async () => {
		expect(
			(await readIdentity({ ...fieldsOf(), certificate: 'x', key: 'x' }, context)).chainPem,
		).toBe(identity.certificatePem);
	});
});

describe('readIdentity rejects', () => {
	const noPfx =
		'This is not a PFX file, or it is damaged. Paste the output of "openssl base64 -A -in file.pfx".';
	const wrongPassphrase = 'The passphrase does not open the PFX file.';
	const cases: Array<[string, IdentityFields, keyof typeof references, string]> = [
		[
			'text other than base64',
			{ pfx: 'file.pfx', passphrase },
			'pfx',
			'The PFX file is not base64. Paste the output of "openssl base64 -A -in file.pfx".',
		],
		['base64 of something else', { pfx: btoa('something else'), passphrase }, 'pfx', noPfx],
		[
			'a certificate',
			{ pfx: identity.certificatePem, passphrase },
			'pfx',
			'There is a certificate where a PFX file belongs. For PEM, choose the format PEM and paste it there.',
		],
		['half a file', { pfx: fieldsOf().pfx!.slice(0, 1000), passphrase }, 'pfx', noPfx],
		[
			'a wrong passphrase',
			{ ...fieldsOf(), passphrase: 'not this one' },
			'passphrase',
			wrongPassphrase,
		],
		['no passphrase', { ...fieldsOf(), passphrase: undefined }, 'passphrase', wrongPassphrase],
		[
			'a file without a key',
			fieldsOf({ withoutKey: true }),
			'pfx',
			'The PFX file contains no private key. Export it again with the key.',
		],
		[
			'a file without a certificate',
			fieldsOf({ withoutCertificate: true }),
			'pfx',
			'The PFX file contains no certificate for its key. Export it again with the certificate.',
		],
		[
			'a key with the certificate of another',
			fieldsOf({ identity: { ...identity, privateKey: aPrivateKey('rsa-2048', 'stranger') } }),
			'pfx',
			'The PFX file contains no certificate for its key. Export it again with the certificate.',
		],
		[
			'a key encrypted with RC4',
			fieldsOf({ outdated: true }),
			'pfx',
			'The PFX file is protected with RC4 (128 bits), which is not supported. ' +
				'Convert it: "openssl pkcs12 -legacy -in old.pfx -nodes -out all.pem", then "openssl pkcs12 -export -in all.pem -out new.pfx".',
		],
		[
			'two keys',
			fieldsOf({ otherKeys: [aCertificate({ privateKey: aPrivateKey('p256') })] }),
			'pfx',
			'The PFX file contains several private keys. Export it again with only one.',
		],
		[
			'an RSA-PSS key',
			fieldsOf({
				identity: aCertificate({ issuer: authority, privateKey: aPssKey() }),
			}),
			'pfx',
			'The private key is of a kind that banks do not accept (rsa-pss, 2048 bits). Use RSA of 2048 bits or more, or EC on P-256.',
		],
		[
			'more than a megabyte',
			{ pfx: 'A'.repeat(1_400_000), passphrase },
			'pfx',
			'It is larger than 1 MB, so it contains more than certificates and keys.',
		],
		[
			'a key on P-384',
			fieldsOf({ identity: aCertificate({ privateKey: aPrivateKey('p384') }) }),
			'pfx',
			'The private key is of a kind that banks do not accept (ec, secp384r1). Use RSA of 2048 bits or more, or EC on P-256.',
		],
	];

	it.each(cases)('%s', async (_, fields, field, message) => {
		expect(await asyncRejection(readIdentity(fields, context))).toEqual({
			code: 'OB_CONFIGURATION',
			field: references[field],
			message,
		});
	});

	it('two keys of different types, and reads the next file', async () => {
		const otherKeys = [aCertificate({ privateKey: aPrivateKey('p256') })];
		const [several, next] = [fieldsOf({ otherKeys }), fieldsOf({ chain: [authority] })];
		clearCaches();
		const refused = await asyncRejection(readIdentity(several, context));
		expect(refused.message).toContain('several private keys');
		const read = await readIdentity(next, context);
		expect(read.privateKey.equals(identity.privateKey)).toBe(true);
	});

	it('a file that was changed after its export (TL-11)', async () => {
		const bytes = Buffer.from(fieldsOf().pfx!, 'base64');
		bytes[Math.floor(bytes.length / 2)]! ^= 1;
		expect(
			await asyncRejection(readIdentity({ pfx: bytes.toString('base64'), passphrase }, context)),
		).toEqual({
			code: 'OB_CONFIGURATION',
			field: references.passphrase,
			message: wrongPassphrase,
		});
	});

	it.each(cases)('%s, and the error contains no pasted text', async (_, fields) => {
		const shown = inspect(await errorOf(readIdentity(fields, context)), { depth: null });
		const pasted = [fields.passphrase, fields.pfx?.slice(0, 64), fields.pfx?.slice(-64)];
		// "file.pfx" is also what the advice calls the file.
		const secrets = pasted.filter((text) => text && text !== 'file.pfx');
		expect(secrets.filter((text) => shown.includes(text!))).toEqual([]);
	});
});
