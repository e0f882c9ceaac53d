import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

import {
	fieldError,
	parameterError,
	type ConfigurationError,
	type FieldReference,
} from '../errors';
import type { IdentityReferences } from '../tpp';
import { derTag, readBer, readDer, readDerList } from './der';
import { maxIterations, readEncryptedKey, UnsupportedAlgorithm } from './passwordEncryption';
import { writePem, type PemBlock } from './pem';

/**
 * Returns the private key of a PEM block. The derivation of its key does not block the event loop.
 *
 * @throws ConfigurationError for a damaged key, a wrong or missing passphrase, and an encryption that is not supported
 */
export async function readPrivateKey(
	block: PemBlock,
	passphrase: string | undefined,
	references: IdentityReferences,
): Promise<KeyObject> {
	if (isEncrypted(block) && !passphrase) {
		throw fieldError('The private key is encrypted. Enter its passphrase.', references.passphrase);
	}
	if (block.label !== 'ENCRYPTED PRIVATE KEY') return parseKey(block, passphrase, references);
	const { encryption, encrypted } = readEncryption(block, references);
	if (encryption.iterations > maxIterations) throw tooManyIterations(references);
	const content = await encryption.decrypt(encrypted, passphrase!).catch(() => {
		throw wrongPassphrase(references);
	});
	return parseKey({ label: 'PRIVATE KEY', content }, undefined, references);
}

function parseKey(
	block: PemBlock,
	passphrase: string | undefined,
	references: IdentityReferences,
): KeyObject {
	try {
		return createPrivateKey({ key: writePem(block), passphrase });
	} catch {
		throw isEncrypted(block) ? undecryptable(block, references) : unreadable(references);
	}
}

function readEncryption(block: PemBlock, references: IdentityReferences) {
	try {
		return readEncryptedKey(readBer(block.content));
	} catch (error) {
		throw error instanceof UnsupportedAlgorithm
			? unsupportedEncryption(error.message, references)
			: unreadable(references);
	}
}

/** Returns whether PS256, RS256 or ES256 can use the public or private key (RFC 7518 §3.3 to §3.5). */
export function isSupportedKey(key: KeyObject): boolean {
	const { asymmetricKeyType, asymmetricKeyDetails } = key;
	const { modulusLength = 0, namedCurve } = asymmetricKeyDetails ?? {};
	if (asymmetricKeyType === 'rsa') return modulusLength >= 2048;
	return asymmetricKeyType === 'ec' && namedCurve === 'prime256v1' && !hasExplicitCurve(key);
}

/**
 * Returns whether an EC key has the parameters of its curve in place of the curve's name. OpenSSL reads such keys, but RFC 5480
 * §2.1.1 forbids them in certificates, and TLS libraries refuse them.
 */
function hasExplicitCurve(key: KeyObject): boolean {
	const publicKey = key.type === 'private' ? createPublicKey(key) : key;
	const spki = publicKey.export({ format: 'der', type: 'spki' });
	const [algorithm] = readDerList(readDer(spki).content);
	const [, parameters] = readDerList(algorithm!.content);
	return parameters?.tag === derTag.sequence;
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

/** Returns the kind and size of a key, in words. */
export function kindOf(key: KeyObject | undefined): string {
	const { modulusLength = 0, namedCurve } = key?.asymmetricKeyDetails ?? {};
	const isExplicit = key?.asymmetricKeyType === 'ec' && hasExplicitCurve(key);
	if (isExplicit) return 'ec with explicit curve parameters in place of the name of its curve';
	const size = namedCurve ?? (modulusLength > 0 ? `${modulusLength} bits` : undefined);
	return [key?.asymmetricKeyType ?? 'of an unknown kind', size].filter(Boolean).join(', ');
}

function isEncrypted({ label, encryption }: PemBlock): boolean {
	return label === 'ENCRYPTED PRIVATE KEY' || encryption !== undefined;
}

const wrongPassphrase = ({ passphrase }: IdentityReferences): ConfigurationError =>
	fieldError('The passphrase does not open the private key.', passphrase);

/** The ciphers of `DEK-Info` that OpenSSL 3 still has. For others it reports no more than for a wrong passphrase. */
const currentCipher = /DEK-Info: (AES-(128|192|256)-CBC|DES-EDE3-CBC),/;

function undecryptable(
	{ encryption = '' }: PemBlock,
	references: IdentityReferences,
): ConfigurationError {
	const [, cipher = ''] = /DEK-Info: ([^,]{1,80})/.exec(encryption) ?? [];
	return currentCipher.test(encryption)
		? wrongPassphrase(references)
		: unsupportedEncryption(cipher, references);
}

/** @param name the algorithm, or its OID */
const unsupportedEncryption = (name: string, { key }: IdentityReferences): ConfigurationError =>
	fieldError(
		`The private key is encrypted with ${name}, which is not supported. Convert it: ` +
			'"openssl pkcs8 -topk8 -v2 aes-256-cbc -provider legacy -provider default -in old.key -out new.key".',
		key,
	);

const tooManyIterations = ({ key }: IdentityReferences): ConfigurationError =>
	fieldError(
		`The private key needs more than ${maxIterations.toLocaleString('en')} iterations to decrypt, which is the limit. ` +
			'Convert it: "openssl pkcs8 -topk8 -iter 100000 -in old.key -out new.key".',
		key,
	);

function unreadable(references: IdentityReferences): ConfigurationError {
	return fieldError(
		'The private key is damaged, or in a format that OpenSSL does not read. ' +
			'Copy the whole key again, or convert it with "openssl pkcs8 -topk8".',
		references.key,
	);
}

/** A private key as PKCS #8, not encrypted. */
export interface KeyEncodings {
	pem: string;
	der: Buffer;
}

const encodings = new WeakMap<KeyObject, KeyEncodings>();

/** Returns the encodings of a private key. They are made once as long as the key is kept. */
export function keyEncodings(key: KeyObject): KeyEncodings {
	const known = encodings.get(key) ?? encode(key);
	encodings.set(key, known);
	return known;
}

const encode = (key: KeyObject): KeyEncodings => ({
	pem: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
	der: key.export({ type: 'pkcs8', format: 'der' }),
});

const generate = promisify(generateKeyPair);
const keySizes = [2048, 3072, 4096];
/** Characters of the passphrase of a key that is written. */
const minPassphraseLength = 12;
/** Bytes of it; the limit of OpenSSL. */
const maxPassphraseLength = 1024;

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
	if ([...passphrase].length < minPassphraseLength) {
		throw fieldError(
			`The passphrase is shorter than ${minPassphraseLength} characters. It encrypts the private key.`,
			field,
		);
	}
	if (!passphrase.trim()) {
		throw fieldError('The passphrase consists of spaces only.', field);
	}
	if (Buffer.byteLength(passphrase) > maxPassphraseLength) {
		throw fieldError(`The passphrase is longer than ${maxPassphraseLength} bytes.`, field);
	}
}
