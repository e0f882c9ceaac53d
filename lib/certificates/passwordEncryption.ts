import { createDecipheriv, pbkdf2, scrypt, type ScryptOptions } from 'node:crypto';
import { promisify } from 'node:util';

import { berMembers, berOctets, berUnsigned, readBer, readOid, type BerElement } from './der';
import { nodeForge } from './forge';
import { pkcs12Keys, type Pkcs12Part } from './keyDerivation';

/**
 * The most rounds of a hash function that the passphrases of one file may need, over all of its parts. NSS and GnuTLS write
 * files with 1,800,000. The limit takes a processor about two seconds.
 */
export const maxIterations = 5_000_000;

const derivePbkdf2 = promisify(pbkdf2);
const deriveScrypt = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** How a key or a part of a PFX file is encrypted with a passphrase. */
export interface PasswordEncryption {
	/** The effort of the key derivation, in rounds of a hash function. */
	iterations: number;
	/** Decrypts a SEQUENCE without blocking the event loop. @throws for another passphrase and for damaged bytes */
	decrypt(bytes: Buffer, passphrase: string): Promise<Buffer>;
}

/** Characters of an algorithm's name or OID in an error. Known OIDs are shorter. */
const maxName = 80;

/** The algorithm is unknown to this package. The message is its name or the beginning of its OID. */
export class UnsupportedAlgorithm extends Error {
	constructor(name: string) {
		super(name.slice(0, maxName));
	}
}

/**
 * Reads an AlgorithmIdentifier of an encryption with a passphrase: PBES2 (RFC 8018 §6.2), or one of PKCS #12
 * (RFC 7292 appendix C).
 *
 * @throws UnsupportedAlgorithm for another one, RangeError for damaged BER
 */
export function readPasswordEncryption(algorithm: BerElement): PasswordEncryption {
	const [oid, parameters] = berMembers(algorithm);
	const name = oidOf(oid);
	if (name === pbes2) return readPbes2(parameters);
	const scheme = pkcs12Schemes[name];
	if (!scheme) throw new UnsupportedAlgorithm(unsupportedNames[name] ?? name);
	const [salt, iterations] = berMembers(required(parameters));
	return pkcs12Encryption(scheme, {
		salt: required(salt).content,
		iterations: unsigned(iterations),
	});
}

/** A function that derives a key, and its effort. */
export interface KeyDerivation {
	iterations: number;
	/** Bytes of the key, if the parameters say so. */
	keyLength: number | undefined;
	derive(passphrase: string, length: number): Promise<Buffer>;
}

/** Reads the parameters of PBKDF2 (RFC 8018 appendix A.2) or scrypt (RFC 7914 §7). @throws like `readPasswordEncryption` */
export function readKeyDerivation(algorithm: BerElement | undefined): KeyDerivation {
	const [oid, parameters] = berMembers(required(algorithm));
	const name = oidOf(oid);
	if (name === '1.2.840.113549.1.5.12') return readPbkdf2(required(parameters));
	if (name === '1.3.6.1.4.1.11591.4.11') return readScrypt(required(parameters));
	throw new UnsupportedAlgorithm(name);
}

/** Returns the OID of an element in dotted decimal. */
export const oidOf = (element: BerElement | undefined): string =>
	readOid(required(element).content);

/** The hash functions of HMAC by OID (RFC 8018 appendix B.1.2). */
export const hmacDigests: Record<string, string> = {
	'1.2.840.113549.2.7': 'sha1',
	'1.2.840.113549.2.8': 'sha224',
	'1.2.840.113549.2.9': 'sha256',
	'1.2.840.113549.2.10': 'sha384',
	'1.2.840.113549.2.11': 'sha512',
	'1.2.840.113549.2.12': 'sha512-224',
	'1.2.840.113549.2.13': 'sha512-256',
};

function readPbkdf2(parameters: BerElement): KeyDerivation {
	const [salt, count, ...optional] = berMembers(parameters);
	const keyLength = optional.find(({ tag }) => tag === 0x02);
	const prf = optional.find(({ tag }) => tag === 0x30);
	const oid = prf ? oidOf(berMembers(prf)[0]) : '1.2.840.113549.2.7';
	const digest = hmacDigests[oid];
	if (!digest) throw new UnsupportedAlgorithm(oid);
	const iterations = unsigned(count);
	if (iterations < 1) throw new RangeError('PBKDF2 without iterations');
	return {
		iterations,
		keyLength: keyLength && unsigned(keyLength),
		derive: (passphrase, length) =>
			derivePbkdf2(passphrase, required(salt).content, iterations, length, digest),
	};
}

function readScrypt(parameters: BerElement): KeyDerivation {
	const [salt, ...numbers] = berMembers(parameters);
	const [N = 0, r = 0, p = 0, keyLength] = numbers.map(unsigned);
	return {
		// Measured: a unit of N·r·p costs as much as two rounds of PBKDF2.
		iterations: 2 * N * r * p,
		keyLength,
		derive: (passphrase, length) =>
			deriveScrypt(passphrase, required(salt).content, length, { N, r, p, maxmem: 256 * N * r }),
	};
}

const pbes2 = '1.2.840.113549.1.5.13';

/** OIDs of ciphers in CBC mode, with OpenSSL's name and the length of the key in bytes. */
const cbcCiphers: Record<string, { cipher: string; keyLength: number }> = {
	'2.16.840.1.101.3.4.1.2': { cipher: 'aes-128-cbc', keyLength: 16 },
	'2.16.840.1.101.3.4.1.22': { cipher: 'aes-192-cbc', keyLength: 24 },
	'2.16.840.1.101.3.4.1.42': { cipher: 'aes-256-cbc', keyLength: 32 },
	'1.2.840.113549.3.7': { cipher: 'des-ede3-cbc', keyLength: 24 },
	'1.2.392.200011.61.1.1.1.2': { cipher: 'camellia-128-cbc', keyLength: 16 },
	'1.2.392.200011.61.1.1.1.3': { cipher: 'camellia-192-cbc', keyLength: 24 },
	'1.2.392.200011.61.1.1.1.4': { cipher: 'camellia-256-cbc', keyLength: 32 },
};

/** The passphrase is UTF-8 (RFC 8018 §3). */
function readPbes2(parameters: BerElement | undefined): PasswordEncryption {
	const [derivation, scheme] = berMembers(required(parameters));
	const { iterations, derive } = readKeyDerivation(derivation);
	const [oid, iv] = berMembers(required(scheme));
	const known = cbcCiphers[oidOf(oid)];
	if (!known) throw new UnsupportedAlgorithm(unsupportedNames[oidOf(oid)] ?? oidOf(oid));
	const { cipher, keyLength } = known;
	return {
		iterations,
		async decrypt(bytes, passphrase) {
			const key = await derive(passphrase, keyLength);
			return asSequence(decipher(cipher, { key, iv: required(iv).content }, bytes));
		},
	};
}

interface Pkcs12Scheme {
	keyLength: number;
	decipher(secrets: Secrets, bytes: Buffer): Buffer;
}

interface Secrets {
	key: Buffer;
	iv: Buffer;
}

/**
 * Checks what was decrypted: a PrivateKeyInfo (RFC 5958 §2) or SafeContents (RFC 7292 §4.1). The padding alone fits one of
 * 256 wrong keys.
 */
function asSequence(decrypted: Buffer): Buffer {
	const element = readBer(decrypted);
	if (element.tag !== 0x30) throw new RangeError('Not a SEQUENCE');
	berMembers(element);
	return decrypted;
}

function decipher(cipher: string, { key, iv }: Secrets, bytes: Buffer): Buffer {
	const operation = createDecipheriv(cipher, key, iv);
	return Buffer.concat([operation.update(bytes), operation.final()]);
}

const tripleDes = (secrets: Secrets, bytes: Buffer) => decipher('des-ede3-cbc', secrets, bytes);

/** OpenSSL 3 has RC2 only in its legacy provider, which Node does not load. */
const rc2 =
	(bits: number) =>
	({ key, iv }: Secrets, bytes: Buffer): Buffer => {
		const forge = nodeForge();
		const cipher = forge.rc2.createDecryptionCipher(key.toString('latin1'), bits);
		cipher.start(iv.toString('latin1'));
		cipher.update(forge.util.createBuffer(bytes.toString('latin1')));
		if (!cipher.finish(() => true)) throw new RangeError('Not whole blocks');
		return withoutPadding(Buffer.from(cipher.output.getBytes(), 'latin1'));
	};

/** Removes the padding of 8-byte blocks (RFC 8018 §6.1.1). node-forge would accept nearly every last octet. */
function withoutPadding(bytes: Buffer): Buffer {
	const length = bytes.at(-1) ?? 0;
	const end = bytes.length - length;
	const isPadding = bytes.subarray(end).every((octet) => octet === length);
	if (length < 1 || length > 8 || !isPadding)
		throw new RangeError('Not the padding of 8-byte blocks');
	return bytes.subarray(0, end);
}

/** RFC 7292 appendix C. Triple DES with two keys uses the first one again as the third. */
const pkcs12Schemes: Record<string, Pkcs12Scheme> = {
	'1.2.840.113549.1.12.1.3': { keyLength: 24, decipher: tripleDes },
	'1.2.840.113549.1.12.1.4': {
		keyLength: 16,
		decipher: ({ key, iv }, bytes) =>
			tripleDes({ key: Buffer.concat([key, key.subarray(0, 8)]), iv }, bytes),
	},
	'1.2.840.113549.1.12.1.5': { keyLength: 16, decipher: rc2(128) },
	'1.2.840.113549.1.12.1.6': { keyLength: 5, decipher: rc2(40) },
};

/** The names of algorithms that tools once wrote and that this package does not decrypt. */
const unsupportedNames: Record<string, string> = {
	'1.2.840.113549.1.12.1.1': 'RC4 (128 bits)',
	'1.2.840.113549.1.12.1.2': 'RC4 (40 bits)',
	'1.2.840.113549.1.5.1': 'MD2 and DES',
	'1.2.840.113549.1.5.3': 'MD5 and DES',
	'1.2.840.113549.1.5.4': 'MD2 and RC2',
	'1.2.840.113549.1.5.6': 'MD5 and RC2',
	'1.2.840.113549.1.5.10': 'SHA-1 and DES',
	'1.2.840.113549.1.5.11': 'SHA-1 and RC2',
	'1.2.840.113549.3.2': 'RC2',
	'1.3.14.3.2.7': 'DES',
};

function pkcs12Encryption(
	scheme: Pkcs12Scheme,
	parameters: { salt: Buffer; iterations: number },
): PasswordEncryption {
	const decrypt = async (bytes: Buffer, passphrase: Buffer) => {
		const parts: Pkcs12Part[] = [
			{ purpose: 1, length: scheme.keyLength },
			{ purpose: 2, length: 8 },
		];
		const [key, iv] = await pkcs12Keys({ ...parameters, digest: 'sha1', passphrase, parts });
		return asSequence(scheme.decipher({ key: required(key), iv: required(iv) }, bytes));
	};
	return {
		iterations: parameters.iterations,
		async decrypt(bytes, passphrase) {
			const [encoded, other] = encodedPassphrases(passphrase);
			if (!other) return await decrypt(bytes, encoded);
			return await decrypt(bytes, encoded).catch(() => decrypt(bytes, other));
		},
	};
}

/**
 * Returns the passphrase as RFC 7292 §B.1 asks: UTF-16, big-endian, with two zero octets at the end. Tools encode the empty
 * passphrase like this or, as NULL, as nothing.
 */
export function encodedPassphrases(passphrase: string | undefined): [Buffer, Buffer?] {
	const encoded = Buffer.from(`${passphrase ?? ''}\0`, 'utf16le').swap16();
	return passphrase ? [encoded] : [encoded, Buffer.alloc(0)];
}

const unsigned = (element: BerElement | undefined): number => berUnsigned(required(element));

function required<Value>(value: Value | undefined): Value {
	if (value === undefined) throw new RangeError('An element is missing');
	return value;
}

/** Reads an EncryptedPrivateKeyInfo (RFC 5958 §3): how it is encrypted, and the encrypted bytes. */
export function readEncryptedKey(element: BerElement): {
	encryption: PasswordEncryption;
	encrypted: Buffer;
} {
	const [algorithm, encrypted] = berMembers(element);
	return {
		encryption: readPasswordEncryption(required(algorithm)),
		encrypted: berOctets(required(encrypted)),
	};
}
