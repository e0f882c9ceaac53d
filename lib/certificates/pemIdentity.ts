import type { KeyObject, X509Certificate } from 'node:crypto';

import { fieldError, type FieldReference } from '../errors';
import type { IdentityReferences } from '../tpp';
import { hasCertificates, readCertificates } from './chain';
import { contentName, readPem, type PemBlock } from './pem';
import { readPrivateKey } from './privateKey';

/** The pasted PEM: certificate with its chain, and private key. */
export interface PemFields {
	certificate?: string;
	key?: string;
	passphrase?: string;
}

/** Returns certificates and private key of the PEM fields, in the order of the text. Errors like `readIdentity`. */
export async function readPemIdentity(
	fields: PemFields,
	references: IdentityReferences,
): Promise<{ certificates: X509Certificate[]; privateKey: KeyObject }> {
	const certificate = readField(fields.certificate, references.certificate);
	const key = readField(fields.key, references.key);
	if (certificate.every(isPrivateKey) && key.every(hasCertificates)) {
		throw fieldError('The certificate and the private key are swapped.', references.certificate);
	}
	return {
		certificates: readCertificates(
			certificatesOnly(certificate, references),
			references.certificate,
		),
		privateKey: await readPrivateKey(
			onlyPrivateKey(key, references),
			fields.passphrase,
			references,
		),
	};
}

function readField(text: string | undefined, field: FieldReference): PemBlock[] {
	if (!text?.trim())
		throw fieldError('The field is empty. Paste the PEM, or use a PFX file.', field);
	return readPem(text, field);
}

function certificatesOnly(blocks: PemBlock[], references: IdentityReferences): PemBlock[] {
	const other = blocks.find((block) => !hasCertificates(block));
	if (!other) return blocks;
	throw fieldError(
		`There is ${contentName(other)} where a certificate belongs. ${adviceFor(other)}`,
		references.certificate,
	);
}

/** Returns the only private key. OpenSSL and Windows write certificates and EC parameters beside it. */
function onlyPrivateKey(blocks: PemBlock[], references: IdentityReferences): PemBlock {
	const [key, ...others] = blocks.filter(isPrivateKey);
	if (!key) {
		throw fieldError(
			`There is ${contentName(blocks[0]!)} where the private key belongs. Paste the key that the certificate was requested with.`,
			references.key,
		);
	}
	if (others.length > 0) {
		throw fieldError('There are several private keys. Paste only one.', references.key);
	}
	return key;
}

/** How to get to the certificate, by the label of what was pasted instead. */
const certificateAdvice: Record<string, string> = {
	'CERTIFICATE REQUEST': 'Paste the certificate that was issued for it.',
	'PUBLIC KEY': 'Paste the certificate that contains it.',
	'RSA PUBLIC KEY': 'Paste the certificate that contains it.',
	PKCS12: 'Choose the format PFX and paste it there.',
};

function adviceFor(block: PemBlock): string {
	if (isPrivateKey(block)) return 'Paste the key into the field for the private key.';
	return certificateAdvice[block.label] ?? 'Paste only certificates here.';
}

function isPrivateKey({ label }: PemBlock): boolean {
	return label.endsWith('PRIVATE KEY');
}
