import { readIdentity } from '../../lib/certificates/identity';
import { readPem } from '../../lib/certificates/pem';
import { readPfx } from '../../lib/certificates/pfx';
import { readPrivateKey } from '../../lib/certificates/privateKey';
import { aCertificate, aPfx } from '../support/certificates';
import { fileReferences, identityReferences, parameterField } from '../support/identityReferences';
import { openssl } from './openssl';
import { asyncRejection } from './rejection';
import { written } from './tools';

const identity = aCertificate();
const passphrase = 'a secret';

/** As OpenSSL with `-legacy` writes it: RC2 of 40 bits around the certificates, 3DES around the key. */
const legacyPfx = () =>
	openssl(['pkcs12', '-export', '-legacy', '-in', 'all', '-passout', `pass:${passphrase}`], {
		all: identity.keyPem + identity.certificatePem,
	});
const { ok, stdout: legacy } = legacyPfx();
/** Not every OpenSSL can still write it. */
const itWithLegacy = ok ? it : it.skip;

describe('A PFX encrypted with RC2', () => {
	itWithLegacy('opens', async () => {
		const text = legacy.toString('base64');
		const { certificates, privateKey } = await readPfx(text, passphrase, fileReferences);
		expect(certificates.map(String)).toEqual([identity.certificatePem]);
		expect(privateKey.equals(identity.privateKey)).toBe(true);
	});

	itWithLegacy('does not open with another passphrase', async () => {
		const text = legacy.toString('base64');
		expect((await asyncRejection(readPfx(text, 'another', fileReferences))).field).toEqual(
			parameterField('passphrase'),
		);
	});

	itWithLegacy('is rejected after a byte was changed', async () => {
		for (const place of [100, 600, 1200, legacy.length - 60]) {
			const changed = Buffer.from(legacy);
			changed[place]! ^= 1;
			const read = readPfx(changed.toString('base64'), passphrase, fileReferences);
			expect((await asyncRejection(read)).code).toBe('OB_CONFIGURATION');
		}
	});
});

describe.each(['PBE-SHA1-RC2-40', 'PBE-SHA1-RC2-128', 'PBE-SHA1-3DES', 'aes-128-cbc'])(
	'A key encrypted with %s',
	(scheme) => {
		/** The padding alone would accept one of 256. */
		const wrong = Array.from({ length: 1500 }, (_, index) => `wrong ${index}`);
		const legacyProvider = ['-provider', 'legacy', '-provider', 'default'];
		const output = ['-passout', `pass:${passphrase}`, '-out', 'out'];

		it('is opened by no wrong passphrase as PEM', async () => {
			const cipher = scheme.startsWith('PBE') ? ['-v1', scheme] : ['-v2', scheme];
			const input = ['-topk8', '-in', 'key', '-iter', '1', ...cipher];
			const pem = written('out', [['openssl', 'pkcs8', ...input, ...legacyProvider, ...output]], {
				key: identity.keyPem,
			}).toString();
			const references = identityReferences('transport');
			const [block] = readPem(pem, references.key);
			expect(
				(await readPrivateKey(block!, passphrase, references)).equals(identity.privateKey),
			).toBe(true);
			for (const other of wrong) {
				const { message } = await asyncRejection(readPrivateKey(block!, other, references));
				expect(message).toBe('The passphrase does not open the private key.');
			}
		});

		it('is opened by no wrong passphrase in a PFX without a MAC', async () => {
			const input = ['-export', '-nomac', '-in', 'all', '-iter', '1'];
			const ciphers = ['-legacy', '-keypbe', scheme, '-certpbe', 'NONE'];
			const text = written('out', [['openssl', 'pkcs12', ...input, ...ciphers, ...output]], {
				all: identity.keyPem + identity.certificatePem,
			}).toString('base64');
			const { privateKey } = await readPfx(text, passphrase, fileReferences);
			expect(privateKey.equals(identity.privateKey)).toBe(true);
			for (const other of wrong) {
				const { message } = await asyncRejection(readPfx(text, other, fileReferences));
				expect(message).toBe('The passphrase does not open the PFX file.');
			}
		});
	},
);

it('A PFX encrypted with RC4 is rejected, and the error says how to convert the file', async () => {
	const pfx = aPfx({ identity, passphrase, outdated: true });
	expect((await asyncRejection(readPfx(pfx, passphrase, fileReferences))).message).toBe(
		'The PFX file is protected with RC4 (128 bits), which is not supported. ' +
			'Convert it: "openssl pkcs12 -legacy -in old.pfx -nodes -out all.pem", then "openssl pkcs12 -export -in all.pem -out new.pfx".',
	);
});

it('A key with an unknown algorithm is rejected, and the error has only the beginning of a long OID', async () => {
	const oid = Buffer.concat([Buffer.of(0x06, 100), Buffer.alloc(100, 0x01)]);
	const algorithm = Buffer.concat([Buffer.of(0x30, oid.length), oid]);
	const members = Buffer.concat([algorithm, Buffer.of(0x04, 1, 0)]);
	const der = Buffer.concat([Buffer.of(0x30, members.length), members]);
	const references = identityReferences('transport');
	const fields = { certificate: identity.certificatePem, key: der.toString('base64'), passphrase };
	const refused = await asyncRejection(readIdentity(fields, { references, now: new Date() }));
	expect(refused.field).toEqual(references.key);
	expect(refused.message).toMatch(
		/^The private key is encrypted with 0\.1\.1[\d.]{75}, which is not supported\./,
	);
});
