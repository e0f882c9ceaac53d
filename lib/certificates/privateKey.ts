import { createPrivateKey, type KeyObject } from 'node:crypto';

import { ConfigurationError } from '../errors';
import type { IdentityLabels } from './identity';
import { writePem, type PemBlock } from './pem';

/** The private key of a PEM block. @throws ConfigurationError when it cannot be read, or its passphrase is wrong or missing */
export function readPrivateKey(
	block: PemBlock,
	passphrase: string | undefined,
	labels: IdentityLabels,
): KeyObject {
	if (isEncrypted(block) && !passphrase) {
		throw new ConfigurationError(
			`${labels.key} is encrypted. Enter its passphrase in ${labels.passphrase}.`,
			{ field: labels.passphrase },
		);
	}
	try {
		return createPrivateKey({ key: writePem(block), passphrase });
	} catch {
		throw isEncrypted(block) ? undecryptable(labels) : unreadable(labels);
	}
}

/** Whether PS256, RS256 or ES256 can use a key, of either half (RFC 7518 §3.3 to §3.5). */
export function isSupportedKey({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
	const { modulusLength = 0, namedCurve } = asymmetricKeyDetails ?? {};
	if (asymmetricKeyType === 'rsa') return modulusLength >= 2048;
	return asymmetricKeyType === 'ec' && namedCurve === 'prime256v1';
}

/**
 * `holder`: what the message says of where the key is. A key that OpenSSL does not know is undefined.
 *
 * @throws ConfigurationError that names the field, for keys that are not supported
 */
export function assertSupportedKey(
	key: KeyObject | undefined,
	field: string,
	holder = field,
): asserts key {
	if (key && isSupportedKey(key)) return;
	throw new ConfigurationError(
		`${holder} holds a key that banks do not take (${kindOf(key)}). Use RSA of 2048 bits or more, or EC on P-256.`,
		{ field },
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

/** OpenSSL 3 answers a wrong passphrase and a cipher it has dropped with overlapping codes. */
function undecryptable(labels: IdentityLabels): ConfigurationError {
	return new ConfigurationError(
		`${labels.passphrase} does not open ${labels.key}. If it is the right passphrase, the encryption is outdated: ` +
			'rewrite the key with "openssl pkcs8 -topk8 -v2 aes-256-cbc".',
		{ field: labels.passphrase },
	);
}

function unreadable(labels: IdentityLabels): ConfigurationError {
	return new ConfigurationError(
		`${labels.key} holds a private key that is damaged or in a format OpenSSL does not read. ` +
			'Copy it again, whole, or rewrite it with "openssl pkcs8 -topk8".',
		{ field: labels.key },
	);
}
