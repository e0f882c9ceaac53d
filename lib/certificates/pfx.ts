import type { KeyObject, X509Certificate } from 'node:crypto';

import type { ConfigurationError } from '../errors';
import { decodeBase64 } from './base64';
import type { IdentityLabels } from './identity';
import { pfxContents, type PfxContents } from './pfxContents';
import {
	foreignKey,
	noCertificate,
	noKey,
	notBase64,
	refusal,
	refusedByOpenSsl,
	severalKeys,
	undecryptable,
	type Refusal,
} from './pfxRefusals';
import { assertSize } from './size';

/** What makes an identity of a PFX file. */
export interface PfxPair {
	certificates: X509Certificate[];
	privateKey: KeyObject;
}

/**
 * Certificates and private key of a PFX file (PKCS#12, RFC 7292) in base64.
 *
 * @throws ConfigurationError for what OpenSSL does not take: damaged, wrong passphrase, outdated encryption, no key or
 * no certificate in it; and for several keys
 */
export function readPfx(
	text: string,
	passphrase: string | undefined,
	labels: IdentityLabels,
): PfxPair {
	const pfx = decode(text, labels);
	const refused = refusedByOpenSsl({ pfx, passphrase });
	if (refused) throw refusal(refused, labels);
	return pairOf(contentsOf({ pfx, passphrase, refused }, labels), labels);
}

/**
 * The same, and also of files whose encryption OpenSSL 3 no longer reads (RC2, as Windows and older tools write it), in
 * order to convert them. OpenSSL checks the MAC before it finds that out; node-forge checks it again.
 *
 * @throws ConfigurationError like `readPfx`
 */
export function readOutdatedPfx(
	text: string,
	passphrase: string | undefined,
	labels: IdentityLabels,
): PfxPair {
	const pfx = decode(text, labels);
	const refused = refusedByOpenSsl({ pfx, passphrase });
	if (refused && refused.stage !== 'decryption') throw refusal(refused, labels);
	return pairOf(contentsOf({ pfx, passphrase, refused }, labels), labels);
}

/**
 * The certificates alone, with or without keys beside them, also of outdated files.
 *
 * @throws ConfigurationError for a file that is damaged, that the passphrase does not open, or that holds none
 */
export function readPfxCertificates(
	text: string,
	passphrase: string | undefined,
	labels: IdentityLabels,
): X509Certificate[] {
	const pfx = decode(text, labels);
	const refused = refusedByOpenSsl({ pfx, passphrase });
	if (refused && !refused.stage) throw refusal(refused, labels);
	const { certificates } = contentsOf({ pfx, passphrase, refused }, labels);
	if (certificates.length > 0) return certificates;
	throw refusal(noCertificate, labels);
}

/** Bytes of a PFX file in base64, as it may have been wrapped; undefined for other text. */
export const decodePfx = (text: string): Buffer | undefined => decodeBase64(withoutWrapping(text));

/** Of a key without its certificate. */
export const uncertified = (labels: IdentityLabels): ConfigurationError =>
	refusal(foreignKey, labels);

function decode(text: string, labels: IdentityLabels): Buffer {
	// Base64 takes a third more.
	assertSize({ length: text.length * 0.75 }, labels.pfx);
	const pfx = decodePfx(text);
	if (!pfx) throw refusal(notBase64, labels);
	return pfx;
}

interface Opening {
	pfx: Buffer;
	passphrase: string | undefined;
	refused: Refusal | undefined;
}

function contentsOf(
	{ pfx, passphrase = '', refused }: Opening,
	labels: IdentityLabels,
): PfxContents {
	try {
		return pfxContents(pfx, passphrase, refused?.stage === 'decryption');
	} catch {
		throw refusal(undecryptable, labels);
	}
}

function pairOf({ certificates, privateKeys }: PfxContents, labels: IdentityLabels): PfxPair {
	const [key, ...others] = privateKeys;
	if (!key) throw refusal(noKey, labels);
	if (others.length > 0) throw refusal(severalKeys, labels);
	try {
		return { certificates, privateKey: key() };
	} catch {
		throw refusal(undecryptable, labels);
	}
}

/** A data URL, or PEM armour, as some tools put around the base64. */
function withoutWrapping(text: string): string {
	return text.replace(/^\s*data:[^,]*,/, '').replace(/-----[A-Z0-9 ]+-----/g, '');
}
