import { readOutdatedPfx, readPfx } from '../../lib/certificates/pfx';
import { aCertificate, aPfx } from '../support/certificates';
import { fileReferences, parameterField } from '../support/identityReferences';
import { openssl } from './openssl';
import { rejection } from './rejection';

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
	itWithLegacy('is rejected in the credential, and opened for conversion', () => {
		const text = legacy.toString('base64');
		expect(rejection(() => readPfx(text, passphrase, fileReferences)).message).toMatch(
			/outdated algorithm that OpenSSL 3 does not read/,
		);
		const { certificates, privateKey } = readOutdatedPfx(text, passphrase, fileReferences);
		expect(certificates.map(String)).toEqual([identity.certificatePem]);
		expect(privateKey.equals(identity.privateKey)).toBe(true);
	});

	itWithLegacy('does not open with another passphrase', () => {
		const text = legacy.toString('base64');
		expect(rejection(() => readOutdatedPfx(text, 'another', fileReferences)).field).toEqual(
			parameterField('passphrase'),
		);
	});

	itWithLegacy('is rejected after a byte was changed', () => {
		for (const place of [100, 600, 1200, legacy.length - 60]) {
			const changed = Buffer.from(legacy);
			changed[place]! ^= 1;
			const read = () => readOutdatedPfx(changed.toString('base64'), passphrase, fileReferences);
			expect(rejection(read).code).toBe('OB_CONFIGURATION');
		}
	});
});

it('A current PFX file also opens for conversion', () => {
	const read = readOutdatedPfx(aPfx({ identity, passphrase }), passphrase, fileReferences);
	expect(read.privateKey.equals(identity.privateKey)).toBe(true);
});

it('The error for unsupported encryption says how to convert the file', () => {
	const pfx = aPfx({ identity, passphrase, outdated: true });
	expect(rejection(() => readOutdatedPfx(pfx, passphrase, fileReferences)).message).toMatch(
		/-legacy/,
	);
});
