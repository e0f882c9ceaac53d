import type { KeyObject, X509Certificate } from 'node:crypto';

import { ConfigurationError } from '../errors';
import { chainOf, readCertificates } from './chain';
import { readPem, type PemBlock } from './pem';
import { readPfx, uncertified } from './pfx';
import { assertSupportedKey, readPrivateKey } from './privateKey';

/** What the operator pasted: certificate and key as PEM, or both in one PFX file in base64. */
export interface IdentityFields {
	certificate?: string;
	key?: string;
	passphrase?: string;
	pfx?: string;
}

/** The fields as n8n shows them, for error messages. */
export interface IdentityLabels {
	certificate: string;
	key: string;
	passphrase: string;
	pfx: string;
}

export interface Identity {
	certificate: X509Certificate;
	/** PEM: `certificate` first, then each one's issuer as far as they were given. */
	chainPem: string;
	privateKey: KeyObject;
	/** Where it came from. */
	labels: IdentityLabels;
}

/**
 * A certificate with its private key, from the PFX when there is one, else from PEM. `openPfx` may be the reader that also
 * takes outdated files.
 *
 * @throws ConfigurationError that names the field to mend, when something is missing, misplaced, unreadable, does not
 * belong together or is of a kind that no bank takes. No message holds what was pasted.
 */
export function readIdentity(
	fields: IdentityFields,
	labels: IdentityLabels,
	openPfx = readPfx,
): Identity {
	const isPfx = Boolean(fields.pfx?.trim());
	const { certificates, privateKey } = isPfx
		? openPfx(fields.pfx!, fields.passphrase, labels)
		: readPemPair(fields, labels);
	assertSupportedKey(privateKey, isPfx ? labels.pfx : labels.key);
	const certificate = certificates.find((candidate) => candidate.checkPrivateKey(privateKey));
	if (!certificate) throw isPfx ? uncertified(labels) : foreignKey(labels);
	const chain = chainOf(certificate, certificates);
	return { certificate, chainPem: chain.map(String).join(''), privateKey, labels };
}

function foreignKey({ key, certificate }: IdentityLabels): ConfigurationError {
	return new ConfigurationError(
		`${key} does not belong to ${certificate}. Paste the key that the certificate was requested with.`,
		{ field: key },
	);
}

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
