import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

import { fieldError, parameterError, type FieldReference } from '../../errors';

const generate = promisify(generateKeyPair);
const keySizes = [2048, 3072, 4096];
/** Characters. */
const minLength = 12;
/** Bytes; the limit of OpenSSL. */
const maxLength = 1024;

/** Generates an RSA key. @throws ConfigurationError for a size other than 2048, 3072 or 4096 bits */
export async function newRsaKey(bits: number): Promise<KeyObject> {
	if (!keySizes.includes(bits)) {
		throw parameterError(
			`A key of ${bits} bits is not supported. Choose 2048, 3072 or 4096 bits.`,
			'keySize',
		);
	}
	const { privateKey } = await generate('rsa', { modulusLength: bits });
	return privateKey;
}

/**
 * Returns the private key as encrypted PKCS#8 (RFC 5958), PEM. The cipher is AES-256-CBC, with a key that PBKDF2 derives from
 * the passphrase (RFC 8018 §6.2).
 *
 * @throws ConfigurationError that names `field`, for a passphrase that `assertPassphrase` rejects
 */
export function encryptedKeyPem(key: KeyObject, passphrase: string, field: FieldReference): string {
	assertPassphrase(passphrase, field);
	return key.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase }).toString();
}

/**
 * Checks the passphrase. Its length compensates for the 2048 rounds of PBKDF2, which node:crypto cannot change.
 *
 * @throws ConfigurationError that names `field`, for less than 12 characters, more than 1024 bytes, or only spaces
 */
export function assertPassphrase(passphrase: string, field: FieldReference): void {
	if ([...passphrase].length < minLength) {
		throw fieldError(
			`The passphrase is shorter than ${minLength} characters. It encrypts the private key.`,
			field,
		);
	}
	if (!passphrase.trim()) {
		throw fieldError('The passphrase consists of spaces only.', field);
	}
	if (Buffer.byteLength(passphrase) > maxLength) {
		throw fieldError(`The passphrase is longer than ${maxLength} bytes.`, field);
	}
}
