import { X509Certificate, type KeyObject } from 'node:crypto';

import { ConfigurationError } from '../errors';
import { writePem, type PemBlock } from './pem';

/** The certificates of PEM blocks. @throws ConfigurationError that names `field`, for one that OpenSSL cannot read */
export function readCertificates(blocks: PemBlock[], field: string): X509Certificate[] {
	return blocks.map((block) => {
		try {
			return new X509Certificate(writePem(block));
		} catch {
			throw new ConfigurationError(
				`${field} holds a certificate that is damaged or cut short. Copy it again, whole.`,
				{ field },
			);
		}
	});
}

/**
 * `leaf`, then the issuer of each, as far as `certificates` reach: the order of a TLS Certificate message (RFC 8446
 * §4.4.2). What does not belong to the chain is left out.
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

/** Whether the names fit and the issuer's key has signed it. */
export function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
	return certificate.checkIssued(issuer) && isSignedWith(certificate, issuer);
}

/** Whether its own key has signed it; it need not be allowed to sign others. */
export const isSelfSigned = (certificate: X509Certificate): boolean =>
	certificate.subject === certificate.issuer && isSignedWith(certificate, certificate);

function isSignedWith(certificate: X509Certificate, issuer: X509Certificate): boolean {
	const key = publicKeyOf(issuer);
	return key !== undefined && certificate.verify(key);
}

/** Undefined for a kind of key that OpenSSL does not know. */
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
