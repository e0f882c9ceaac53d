import type { KeyObject, X509Certificate } from 'node:crypto';

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
