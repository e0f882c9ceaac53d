import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';

import type { Identity, IdentityReferences } from '../tpp';
import {
	damagedCertificate,
	noCertificate,
	noKey,
	otherKeyPassphrase,
	pfxError,
	severalKeys,
	unreadableKey,
} from './pfxErrors';
import { openPfx } from './pfxContents';
import { decodePfxText } from './pfxText';

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
	keys.filter((key, index) => keys.findIndex((other) => other.equals(key)) === index);
