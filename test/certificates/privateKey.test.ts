import { createPrivateKey } from 'node:crypto';
import { inspect } from 'node:util';

import { encryptedKeyPem, newRsaKey } from '../../lib/certificates/privateKey';
import { aPrivateKey } from '../support/certificates';
import { itWithOpenssl, openssl } from './openssl';
import { rejection, thrownBy } from './rejection';
import { parameterField } from '../support/identityReferences';

const passphrase = 'pässwørd of 5 €';
const field = parameterField('keyPassphrase');

describe('An encrypted key', () => {
	const key = encryptedKeyPem(aPrivateKey(), passphrase, field);

	it('opens only with its passphrase', () => {
		expect(createPrivateKey({ key, passphrase }).equals(aPrivateKey())).toBe(true);
		expect(() => createPrivateKey({ key, passphrase: `${passphrase}.` })).toThrow();
		expect(() => createPrivateKey({ key })).toThrow();
	});

	itWithOpenssl('is PKCS#8 with AES-256-CBC and PBKDF2, as OpenSSL reads it', () => {
		const { text } = openssl(['asn1parse', '-in', 'key'], { key });
		expect(text).toMatch(/:PBES2[\s\S]*:PBKDF2[\s\S]*:hmacWithSHA256[\s\S]*:aes-256-cbc/);
		const read = openssl(['pkey', '-in', 'key', '-noout', '-passin', `pass:${passphrase}`], {
			key,
		});
		expect(read.ok).toBe(true);
	});
});

it.each([
	['', /shorter than 12/],
	['12345678901', /shorter than 12/],
	[' '.repeat(12), /spaces only/],
	['x'.repeat(1025), /longer than 1024/],
])('The passphrase "%.8s" is rejected, and the error does not contain it', (refused, message) => {
	const refusing = () => encryptedKeyPem(aPrivateKey(), refused, field);
	expect(rejection(refusing)).toMatchObject({ field, message: expect.stringMatching(message) });
	if (refused) expect(inspect(thrownBy(refusing), { depth: null })).not.toContain(refused);
});

it.each(['123456789012', '  spaces at both ends  '])('The passphrase "%s" is accepted', (taken) => {
	const key = encryptedKeyPem(aPrivateKey(), taken, field);
	expect(createPrivateKey({ key, passphrase: taken }).equals(aPrivateKey())).toBe(true);
});

it.each([2048, 3072])('A new key has %d bits', async (bits) => {
	const { asymmetricKeyType, asymmetricKeyDetails } = await newRsaKey(bits);
	expect([asymmetricKeyType, asymmetricKeyDetails?.modulusLength]).toEqual(['rsa', bits]);
});

it.each([1024, 2049, NaN])('A key of %d bits is rejected', async (bits) => {
	await expect(newRsaKey(bits)).rejects.toMatchObject({
		details: { field: parameterField('keySize') },
	});
});
