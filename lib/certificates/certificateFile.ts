import type { X509Certificate } from 'node:crypto';

import { ConfigurationError } from '../errors';
import { readCertificates } from './certificateChain';
import type { IdentityLabels } from './identity';
import { readPem, type PemBlock } from './pem';
import { pemLabel } from './pemLabel';
import { readOutdatedPfx } from './pfx';

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
	const label = pemLabel(file);
	if (label === 'PKCS12')
		return readOutdatedPfx(file.toString('base64'), passphrase, labels).certificates;
	if (label) return readBlocks([{ label, content: file }], labels.pfx);
	return readCertificateText(file.toString('utf8'), labels.pfx);
}

/** The certificates of PEM, however it was pasted; the same errors. */
export const readCertificateText = (text: string, field: string): X509Certificate[] =>
	readBlocks(readPem(text, field), field);

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
	'PUBLIC KEY': 'a public key',
	PKCS12: 'a PFX file',
	PKCS7: 'a PKCS#7 file',
};

const advice = (label?: string) =>
	label === 'PKCS7' ? ' Convert it with "openssl pkcs7 -print_certs".' : '';
