import type { X509Certificate } from 'node:crypto';

import { ConfigurationError } from '../errors';
import { readCertificates } from './chain';
import { readDer } from './der';
import type { IdentityLabels } from './identity';
import { assertSize, pemLabel, readPem, type PemBlock } from './pem';
import { decodePfx, readPfxCertificates } from './pfx';

/**
 * The certificates of a file: PEM, DER, base64 of it, or PFX, outdated ones, too. What stands beside them, such as a key, is left out.
 *
 * @throws ConfigurationError that names the field, when there is no certificate in it or it cannot be read
 */
export function readCertificateFile(
	file: Buffer,
	passphrase: string | undefined,
	labels: IdentityLabels,
): X509Certificate[] {
	assertSize(file, labels.pfx);
	const blocks = blocksOf(file, labels.pfx);
	const pfx = blocks.find(({ label }) => label === 'PKCS12');
	if (!pfx) return readBlocks(blocks, labels.pfx);
	return readPfxCertificates(pfx.content.toString('base64'), passphrase, labels);
}

/** The certificates of PEM, however it was pasted; the same errors. */
export const readCertificateText = (text: string, field: string): X509Certificate[] =>
	readBlocks(readPem(text, field), field);

/** A PFX file in base64, whether the file is the PFX itself or base64 already. */
export const pfxFileText = (file: Buffer): string =>
	(decodePfx(decodeFile(file)) ?? file).toString('base64');

function blocksOf(file: Buffer, field: string): PemBlock[] {
	const label = pemLabel(file);
	if (!label) return readPem(decodeFile(file), field);
	// Behind DER a line end may stand; a PFX file in BER has no length to cut it by.
	return [{ label, content: label === 'PKCS12' ? file : readDer(file).bytes }];
}

function readBlocks(blocks: PemBlock[], field: string): X509Certificate[] {
	const certificates = blocks.filter(({ label }) => label === 'CERTIFICATE');
	if (certificates.length > 0) return readCertificates(certificates, field);
	throw new ConfigurationError(
		`${field} holds ${what(blocks[0]?.label)} and no certificate.${advice(blocks[0]?.label)}`,
		{ field, tppAction: 'fixRequest' },
	);
}

function what(label = ''): string {
	if (label.endsWith('PRIVATE KEY')) return 'a private key';
	return names[label] ?? 'something else';
}

const names: Record<string, string> = {
	'CERTIFICATE REQUEST': 'a certificate signing request (CSR)',
	'X509 CRL': 'a certificate revocation list (CRL)',
	'PUBLIC KEY': 'a public key',
	PKCS12: 'a PFX file',
	PKCS7: 'a PKCS#7 file',
};

const advice = (label?: string) =>
	label === 'PKCS7' ? ' Convert it with "openssl pkcs7 -print_certs".' : '';
/**
 * Text of a file: UTF-8, or UTF-16 as Windows' own tools write it, told by its byte order mark or by the zeros between
 * the letters.
 */
export function decodeFile(file: Buffer): string {
	const [first, second] = file;
	const isLittleEndian = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0);
	const isBigEndian = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0);
	const whole = file.subarray(0, file.length - (file.length % 2));
	if (isLittleEndian) return whole.toString('utf16le');
	if (isBigEndian) return Buffer.from(whole).swap16().toString('utf16le');
	return file.toString('utf8');
}
