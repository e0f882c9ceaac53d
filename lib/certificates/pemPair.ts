import type { KeyObject, X509Certificate } from 'node:crypto';

import { ConfigurationError } from '../errors';
import { readCertificates } from './certificateChain';
import type { IdentityFields, IdentityLabels } from './identity';
import { readPem, type PemBlock } from './pem';
import { readPrivateKey } from './privateKey';

/** Certificates and private key of the PEM fields, in the order they were pasted. Errors as of `readIdentity`. */
export function readPemPair(
	fields: IdentityFields,
	labels: IdentityLabels,
): { certificates: X509Certificate[]; privateKey: KeyObject } {
	const certificate = readField(fields.certificate, labels.certificate);
	const key = readField(fields.key, labels.key);
	if (certificate.every(isPrivateKey) && key.every(isCertificate)) {
		throw misplaced(labels.certificate, `${labels.certificate} and ${labels.key} are swapped.`);
	}
	return {
		certificates: readCertificates(certificatesOnly(certificate, labels), labels.certificate),
		privateKey: readPrivateKey(onlyPrivateKey(key, labels), fields.passphrase, labels),
	};
}

function readField(text: string | undefined, field: string): PemBlock[] {
	if (!text?.trim()) throw misplaced(field, `${field} is empty. Paste the PEM, or use a PFX file.`);
	return readPem(text, field);
}

function certificatesOnly(blocks: PemBlock[], labels: IdentityLabels): PemBlock[] {
	const other = blocks.find((block) => !isCertificate(block));
	if (!other) return blocks;
	const { what, advice } = pasted(other);
	throw misplaced(
		labels.certificate,
		`${labels.certificate} holds ${what}. ${advice?.(labels) ?? 'Paste only certificates here.'}`,
	);
}

/** Certificates and EC parameters beside the key are what OpenSSL and Windows write; they do no harm. */
function onlyPrivateKey(blocks: PemBlock[], labels: IdentityLabels): PemBlock {
	const [key, ...others] = blocks.filter(isPrivateKey);
	if (!key) {
		throw misplaced(
			labels.key,
			`${labels.key} holds ${pasted(blocks[0]!).what} and no private key. Paste the key that the certificate was requested with.`,
		);
	}
	if (others.length > 0) {
		throw misplaced(labels.key, `${labels.key} holds several private keys. Paste only one.`);
	}
	return key;
}

interface Pasted {
	what: string;
	/** What to do when it is in the place of a certificate. */
	advice?: (labels: IdentityLabels) => string;
}

const publicKey: Pasted = {
	what: 'a public key',
	advice: () => 'Paste the certificate, which holds it.',
};

/** What operators paste, by PEM label. */
const kinds: Record<string, Pasted> = {
	CERTIFICATE: { what: 'a certificate' },
	'CERTIFICATE REQUEST': {
		what: 'a certificate signing request (CSR)',
		advice: () => 'Paste the certificate that was issued for it.',
	},
	'X509 CRL': { what: 'a certificate revocation list (CRL)' },
	'PUBLIC KEY': publicKey,
	'RSA PUBLIC KEY': publicKey,
	PKCS7: {
		what: 'a PKCS#7 file',
		advice: () => 'Convert it with "openssl pkcs7 -print_certs".',
	},
	PKCS12: { what: 'a PFX file', advice: ({ pfx }) => `Paste it into ${pfx}.` },
};

function pasted(block: PemBlock): Pasted {
	if (!isPrivateKey(block)) return kinds[block.label] ?? { what: 'something else' };
	return {
		what: 'a private key',
		advice: ({ key }) => `Paste the certificate here and the key into ${key}.`,
	};
}

function isCertificate({ label }: PemBlock): boolean {
	return label === 'CERTIFICATE';
}

function isPrivateKey({ label }: PemBlock): boolean {
	return label.endsWith('PRIVATE KEY');
}

function misplaced(field: string, message: string): ConfigurationError {
	return new ConfigurationError(message, { field });
}
