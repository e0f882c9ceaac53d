import { createPrivateKey, type KeyObject } from 'node:crypto';

import { fieldError, type ConfigurationError, type FieldReference } from '../errors';
import type { IdentityReferences } from '../tpp';
import { writePem, type PemBlock } from './pem';

/** Returns the private key of a PEM block. @throws ConfigurationError for a damaged key, and a wrong or missing passphrase */
export function readPrivateKey(
	block: PemBlock,
	passphrase: string | undefined,
	references: IdentityReferences,
): KeyObject {
	if (isEncrypted(block) && !passphrase) {
		throw fieldError('The private key is encrypted. Enter its passphrase.', references.passphrase);
	}
	try {
		return createPrivateKey({ key: writePem(block), passphrase });
	} catch {
		throw isEncrypted(block) ? undecryptable(references) : unreadable(references);
	}
}

/** Returns whether PS256, RS256 or ES256 can use the public or private key (RFC 7518 §3.3 to §3.5). */
export function isSupportedKey({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
	const { modulusLength = 0, namedCurve } = asymmetricKeyDetails ?? {};
	if (asymmetricKeyType === 'rsa') return modulusLength >= 2048;
	return asymmetricKeyType === 'ec' && namedCurve === 'prime256v1';
}

/**
 * Checks that banks accept the kind of key.
 *
 * @param key undefined: OpenSSL does not know the kind
 * @param subject the beginning of the error, such as `The private key`
 * @throws ConfigurationError that names `field`, for other keys
 */
export function assertSupportedKey(
	key: KeyObject | undefined,
	field: FieldReference,
	subject = 'The private key',
): asserts key {
	if (key && isSupportedKey(key)) return;
	throw fieldError(
		`${subject} is of a kind that banks do not accept (${kindOf(key)}). Use RSA of 2048 bits or more, or EC on P-256.`,
		field,
	);
}

function kindOf(key: KeyObject | undefined): string {
	const { modulusLength = 0, namedCurve } = key?.asymmetricKeyDetails ?? {};
	const size = namedCurve ?? (modulusLength > 0 ? `${modulusLength} bits` : undefined);
	return [key?.asymmetricKeyType ?? 'of an unknown kind', size].filter(Boolean).join(', ');
}

function isEncrypted({ label, encryption }: PemBlock): boolean {
	return label === 'ENCRYPTED PRIVATE KEY' || encryption !== undefined;
}

/** OpenSSL 3 has the same error codes for a wrong passphrase and for a cipher that it no longer supports. */
function undecryptable(references: IdentityReferences): ConfigurationError {
	return fieldError(
		'The passphrase does not open the private key. If the passphrase is right, the encryption is outdated: ' +
			'convert the key with "openssl pkcs8 -topk8 -v2 aes-256-cbc".',
		references.passphrase,
	);
}

function unreadable(references: IdentityReferences): ConfigurationError {
	return fieldError(
		'The private key is damaged, or in a format that OpenSSL does not read. ' +
			'Copy the whole key again, or convert it with "openssl pkcs8 -topk8".',
		references.key,
	);
}
