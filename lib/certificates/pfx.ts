import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';

import type { Identity, IdentityReferences } from '../tpp';
import {
	damaged,
	damagedCertificate,
	noCertificate,
	noKey,
	notBase64,
	otherContent,
	otherKeyPassphrase,
	pfxError,
	severalKeys,
	unreadableKey,
} from './pfxErrors';
import { openPfx } from './pfxContents';
import { assertSize, contentName, decodeBase64, pemLabel } from './pem';

/** The certificates of a PFX file and its private key. */
export interface PfxIdentity extends Pick<Identity, 'privateKey'> {
	certificates: X509Certificate[];
}

/**
 * Returns the certificates and the private key of a PFX file (PKCS #12, RFC 7292) in base64. Also opens files whose
 * encryption OpenSSL 3 no longer reads (RC2, from Windows and older tools).
 *
 * @throws ConfigurationError for a file that is damaged, that the passphrase does not open, that needs too many iterations,
 * whose encryption is not supported, or that has no key or several keys
 */
export async function readPfx(
	text: string,
	passphrase: string | undefined,
	references: IdentityReferences,
): Promise<PfxIdentity> {
	const opening = { pfx: decodePfxText(text, references), passphrase, references };
	const { certificates, keys } = await openPfx(opening);
	const [key, ...others] = distinct(keys.map((der) => privateKeyOf(der, references)));
	if (!key) throw pfxError(noKey, references);
	if (others.length > 0) throw pfxError(severalKeys, references);
	return { certificates: readAll(certificates, references), privateKey: key };
}

/**
 * Returns only the certificates of a PFX file, with or without keys.
 *
 * @throws ConfigurationError like `readPfx`, and for a file without certificates
 */
export async function readPfxCertificates(
	text: string,
	passphrase: string | undefined,
	references: IdentityReferences,
): Promise<X509Certificate[]> {
	const opening = { pfx: decodePfxText(text, references), passphrase, references };
	const { certificates } = await openPfx(opening);
	if (certificates.length === 0) throw pfxError(noCertificate, references);
	return readAll(certificates, references);
}

function readAll(certificates: Buffer[], references: IdentityReferences): X509Certificate[] {
	try {
		return certificates.map((der) => new X509Certificate(der));
	} catch {
		throw pfxError(damagedCertificate, references);
	}
}

/** @param der undefined: the passphrase of the file does not open the key */
function privateKeyOf(der: Buffer | undefined, references: IdentityReferences): KeyObject {
	if (!der) throw pfxError(otherKeyPassphrase, references);
	try {
		return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
	} catch {
		throw pfxError(unreadableKey, references);
	}
}

/** Java and Windows may write one key several times, once for each of its certificates. */
const distinct = (keys: KeyObject[]): KeyObject[] =>
	keys.filter((key, index) => keys.findIndex((other) => isSameKey(other, key)) === index);

/** After `equals` with a key of another type, OpenSSL's next reading of a key fails (Node.js 20, 22 and 24). */
const isSameKey = (one: KeyObject, other: KeyObject): boolean =>
	one.asymmetricKeyType === other.asymmetricKeyType && one.equals(other);

/**
 * Returns the bytes of a PFX file in base64. A data URL, PEM lines and a second layer of base64 around it are removed.
 *
 * @throws ConfigurationError that names what was pasted instead
 */
function decodePfxText(text: string, references: IdentityReferences): Buffer {
	// Base64 is a third longer than the file.
	assertSize({ length: text.length * 0.75 }, references.pfx);
	const bytes = decodeWrapped(text);
	if (!bytes) throw pfxError(notBase64, references);
	const inner = isArmour(bytes) ? decodeWrapped(bytes.toString('latin1')) : bytes;
	if (inner && pemLabel(inner) === 'PKCS12') return inner;
	throw pfxError(problemOf(inner ?? bytes), references);
}

/** Returns the bytes of a PFX file in base64, also with wrapping around it. Undefined: the text is not base64. */
export const decodeWrapped = (text: string): Buffer | undefined =>
	decodeBase64(text.replace(/^\s*data:[^,]*,/, '').replace(/-----[A-Z0-9 ]+-----/g, ''));

const isArmour = (bytes: Buffer): boolean =>
	bytes.subarray(0, 11).equals(Buffer.from('-----BEGIN '));

/** The first octets of other key stores. */
const magicNumbers: Array<[hex: string, content: string, advice: string]> = [
	['feedfeed', 'a Java key store (JKS)', 'keytool'],
	['cececece', 'a Java key store (JCEKS)', 'keytool'],
	['504b0304', 'a ZIP archive', 'Unpack it first.'],
];

const fromJava =
	'Convert it with "keytool -importkeystore -srckeystore old.jks -destkeystore new.p12 -deststoretype pkcs12".';

function problemOf(bytes: Buffer) {
	const start = bytes.subarray(0, 4).toString('hex');
	const other = magicNumbers.find(([hex]) => hex === start);
	if (other) return otherContent(other[1], other[2] === 'keytool' ? fromJava : other[2]);
	const label = pemLabel(bytes);
	if (!label) return damaged;
	return otherContent(
		contentName({ label, content: bytes }),
		'For PEM, choose the format PEM and paste it there.',
	);
}
