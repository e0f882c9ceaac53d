import { X509Certificate, type KeyObject } from 'node:crypto';

import { fieldError, type FieldReference } from '../errors';
import { berMembers, readBer, type BerElement } from './der';
import { contentName, readPem, type PemBlock } from './pem';

/**
 * Returns the certificates of PEM blocks and of PKCS #7 files among them.
 *
 * @throws ConfigurationError that names `field`, for a damaged certificate
 */
export function readCertificates(blocks: PemBlock[], field: FieldReference): X509Certificate[] {
	try {
		return blocks.flatMap(certificatesIn).map((der) => new X509Certificate(der));
	} catch {
		throw fieldError(
			'The certificate is damaged or incomplete. Copy the whole certificate again.',
			field,
		);
	}
}

/** Returns whether `readCertificates` finds certificates in the block. */
export const hasCertificates = ({ label }: PemBlock): boolean =>
	label === 'CERTIFICATE' || label === 'PKCS7';

const certificatesIn = ({ label, content }: PemBlock): Buffer[] =>
	label === 'PKCS7' ? certificatesInPkcs7(content) : [content];

/**
 * Returns the certificates of authorities from pasted PEM or PKCS #7, as PEM.
 *
 * @throws ConfigurationError that names `field` and what is there instead
 */
export function readAuthorities(text: string, field: FieldReference): string {
	const blocks = readPem(text, field);
	const other = blocks.find((block) => !hasCertificates(block));
	if (other) {
		throw fieldError(
			`There is ${contentName(other)} where the certificates of authorities belong. Paste only certificates here.`,
			field,
		);
	}
	return readCertificates(blocks, field).map(String).join('');
}

/**
 * Returns the chain in the order of a TLS Certificate message (RFC 8446 §4.4.2): `leaf`, then the issuer of each, as far as
 * `certificates` contain them. Other certificates are left out.
 */
export function chainOf(leaf: X509Certificate, certificates: X509Certificate[]): X509Certificate[] {
	const chain = [leaf];
	for (let last = leaf; ; last = chain.at(-1)!) {
		const issuer = certificates.find(
			(candidate) => !includes(chain, candidate) && isIssuedBy(last, candidate),
		);
		if (!issuer) return chain;
		chain.push(issuer);
	}
}

/** Returns whether the names match and the issuer's key has signed the certificate. */
export function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
	return certificate.checkIssued(issuer) && isSignedWith(certificate, issuer);
}

/** Returns whether its own key has signed the certificate. It need not be a CA certificate. */
export const isSelfSigned = (certificate: X509Certificate): boolean =>
	certificate.subject === certificate.issuer && isSignedWith(certificate, certificate);

function isSignedWith(certificate: X509Certificate, issuer: X509Certificate): boolean {
	const key = publicKeyOf(issuer);
	return key !== undefined && certificate.verify(key);
}

/** Returns the public key. Undefined: OpenSSL does not know the kind of key. */
export function publicKeyOf(certificate: X509Certificate): KeyObject | undefined {
	try {
		return certificate.publicKey;
	} catch {
		return undefined;
	}
}

function includes(chain: X509Certificate[], certificate: X509Certificate): boolean {
	return chain.some(({ fingerprint256 }) => fingerprint256 === certificate.fingerprint256);
}

/** `[0]` around the content of a ContentInfo, and around the certificates in SignedData. */
const context0 = 0xa0;

/**
 * Returns the certificates of a PKCS #7 file (.p7b, RFC 2315 §9.1), which authorities hand out with their chain. Its
 * signatures are not used.
 *
 * @throws RangeError for another structure
 */
function certificatesInPkcs7(der: Buffer): Buffer[] {
	const [, wrapped] = berMembers(readBer(der));
	const signedData = wrapped && berMembers(wrapped)[0];
	if (!signedData) throw new RangeError('Not PKCS #7');
	return berMembers(signedData).filter(isCertificates).flatMap(certificateBytes);
}

const isCertificates = ({ tag }: BerElement): boolean => tag === context0;

/** An attribute certificate has another tag than a SEQUENCE. */
const certificateBytes = (set: BerElement): Buffer[] =>
	berMembers(set).flatMap(({ tag, bytes }) => (tag === 0x30 ? [bytes] : []));
