import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

import { ConfigurationError } from '../../errors';

const generate = promisify(generateKeyPair);
const keySizes = [2048, 3072, 4096];
const shortest = 12;
/** Bytes that OpenSSL takes. */
const longest = 1024;

/** A new RSA key. @throws ConfigurationError for a size that is not 2048, 3072 or 4096 bits */
export async function newRsaKey(bits: number): Promise<KeyObject> {
	if (!keySizes.includes(bits)) {
		throw new ConfigurationError(`Key Size is not one of ${keySizes.join(', ')}.`, {
			field: 'Key Size',
			tppAction: 'fixRequest',
		});
	}
	const { privateKey } = await generate('rsa', { modulusLength: bits });
	return privateKey;
}

/**
 * A private key as it may leave the process: PKCS#8 (RFC 5958), encrypted with AES-256-CBC under a key that PBKDF2
 * derives from the passphrase (RFC 8018 §6.2); PEM.
 *
 * @throws ConfigurationError that names `field`, for a passphrase that `assertPassphrase` refuses
 */
export function encryptedKeyPem(key: KeyObject, passphrase: string, field: string): string {
	assertPassphrase(passphrase, field);
	return key.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase }).toString();
}

/**
 * The length is what makes up for the 2048 rounds of PBKDF2, which node:crypto has no setting for.
 *
 * @throws ConfigurationError that names `field` and not the passphrase, when it is shorter than 12 characters, too long
 * or nothing but blanks
 */
export function assertPassphrase(passphrase: string, field: string): void {
	if ([...passphrase].length < shortest) {
		throw new ConfigurationError(
			`${field} is shorter than ${shortest} characters. A private key leaves this node only encrypted.`,
			{ field, tppAction: 'fixRequest' },
		);
	}
	if (!passphrase.trim()) {
		throw new ConfigurationError(`${field} holds nothing but blanks.`, {
			field,
			tppAction: 'fixRequest',
		});
	}
	if (Buffer.byteLength(passphrase) > longest) {
		throw new ConfigurationError(`${field} is longer than ${longest} bytes.`, {
			field,
			tppAction: 'fixRequest',
		});
	}
}
