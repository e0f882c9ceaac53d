import { createHmac, timingSafeEqual } from 'node:crypto';
import * as tls from 'node:tls';

import { berMembers, berOctets, berUnsigned, type BerElement } from './der';
import {
	encodedPassphrases,
	hmacDigests,
	oidOf,
	readKeyDerivation,
	UnsupportedAlgorithm,
	type KeyDerivation,
} from './passwordEncryption';
import {
	digestLengths,
	inWorker,
	pkcs12Keys,
	type Pkcs12Digest,
	type Pkcs12Part,
} from './keyDerivation';

/** How the integrity of a PFX file is protected (RFC 7292 §4, RFC 9579 for PBMAC1). */
export interface PfxMac {
	/** The effort of the key derivation, in rounds of a hash function. */
	iterations: number;
	/**
	 * Returns whether the file is unchanged and the passphrase opens it.
	 *
	 * @param file.totalIterations of the whole file, because OpenSSL also decrypts it
	 */
	matches(file: MacFile, passphrase: string | undefined): Promise<boolean>;
}

export interface MacFile {
	pfx: Buffer;
	/** The content that the MAC protects. */
	content: Buffer;
	/** Infinity: it could not be decrypted, so its inner iterations are unknown. */
	totalIterations: number;
}

/** The hash functions that OpenSSL 3.0 has for the classic MAC. */
const digests: Record<string, string> = {
	'1.2.840.113549.2.5': 'md5',
	'1.3.14.3.2.26': 'sha1',
	'2.16.840.1.101.3.4.2.1': 'sha256',
	'2.16.840.1.101.3.4.2.2': 'sha384',
	'2.16.840.1.101.3.4.2.3': 'sha512',
	'2.16.840.1.101.3.4.2.4': 'sha224',
	'2.16.840.1.101.3.4.2.5': 'sha512-224',
	'2.16.840.1.101.3.4.2.6': 'sha512-256',
};

/** Reads MacData. @throws UnsupportedAlgorithm for another algorithm, RangeError for damaged BER */
export function readPfxMac(macData: BerElement): PfxMac {
	const [digestInfo, salt, count] = berMembers(macData);
	const [algorithm, digest] = berMembers(digestInfo!);
	const [oid, parameters] = berMembers(algorithm!);
	const name = oidOf(oid);
	if (name === '1.2.840.113549.1.5.14') return readPbmac1(parameters!, digest!.content);
	if (!digests[name]) throw new UnsupportedAlgorithm(name);
	const iterations = count ? berUnsigned(count) : 1;
	const hash = digests[name];
	if (hash !== 'sha1' && hash !== 'sha256') return { iterations, matches: classicMacMatches };
	return classicMac({ digest: hash, salt: berOctets(salt!), iterations }, berOctets(digest!));
}

/** Bytes: the block size of SHA-512. The time to derive a key grows with its length. */
const maxMacKeyLength = 128;

/** PBMAC1 (RFC 8018 §7.1, RFC 9579): only the newest versions of OpenSSL check it, so it is checked here. */
function readPbmac1(parameters: BerElement, expected: Buffer): PfxMac {
	const [derivation, scheme] = berMembers(parameters);
	const { iterations, keyLength, derive }: KeyDerivation = readKeyDerivation(derivation);
	const [oid] = berMembers(scheme!);
	const digest = hmacDigests[oidOf(oid)];
	if (!digest) throw new UnsupportedAlgorithm(oidOf(oid));
	// RFC 9579 §4: the length of the key must be present.
	if (!keyLength || keyLength > maxMacKeyLength) {
		throw new RangeError('PBMAC1 without a usable key length');
	}
	return {
		iterations,
		async matches({ content }, passphrase = '') {
			const key = await derive(passphrase, keyLength);
			return isHmac({ digest, key, expected }, content);
		},
	};
}

/** The classic MAC (RFC 7292 appendix A) with the digests that tools use. OpenSSL would decrypt the whole file, too. */
function classicMac(
	parameters: { digest: Pkcs12Digest; salt: Buffer; iterations: number },
	expected: Buffer,
): PfxMac {
	const { digest } = parameters;
	const isMacWith = async (content: Buffer, passphrase: Buffer): Promise<boolean> => {
		const parts: Pkcs12Part[] = [{ purpose: 3, length: digestLengths[digest] }];
		const [key] = await pkcs12Keys({ ...parameters, passphrase, parts });
		return isHmac({ digest, key: key!, expected }, content);
	};
	return {
		iterations: parameters.iterations,
		async matches({ content }, passphrase) {
			const [encoded, other] = encodedPassphrases(passphrase);
			if (await isMacWith(content, encoded)) return true;
			return other !== undefined && (await isMacWith(content, other));
		},
	};
}

function isHmac(
	{ digest, key, expected }: { digest: string; key: Buffer; expected: Buffer },
	content: Buffer,
): boolean {
	const actual = createHmac(digest, key).update(content).digest();
	return actual.length === expected.length && timingSafeEqual(actual, expected);
}

/** OpenSSL needs 35 to 50 ms for them. Starting a worker takes as much processor time. */
const iterationsInline = 300_000;

/** Lets OpenSSL check a classic MAC with another digest, whose key derivation node:crypto does not offer. */
async function classicMacMatches(
	{ pfx, totalIterations }: MacFile,
	passphrase: string | undefined,
): Promise<boolean> {
	const input = { pfx, passphrase };
	const error =
		totalIterations <= iterationsInline
			? openSslError(tls, input)
			: await inWorker('node:tls', openSslError, input);
	return error === undefined || isAfterMac.test(error);
}

/** Errors that OpenSSL reports only after it has checked the MAC. It does not know every algorithm that we do. */
const isAfterMac = /unsupported|from PFX data|key too small|md too weak|cipherfinal|decrypt/i;

/** The function may use nothing from outside: its source runs in a worker. Returns undefined if OpenSSL opens the file. */
function openSslError(
	{ createSecureContext }: Pick<typeof tls, 'createSecureContext'>,
	{ pfx, passphrase }: { pfx: Buffer; passphrase: string | undefined },
): string | undefined {
	try {
		// Without `ca`, OpenSSL would also parse the public authorities again.
		createSecureContext({ pfx: Buffer.from(pfx), passphrase, ca: [] });
		return undefined;
	} catch (error) {
		return String(error);
	}
}
