import { createHash, createPublicKey, type KeyObject, type X509Certificate } from 'node:crypto';

/**
 * Returns the `kid` as the Open Banking directory computes it: RFC 7638 with SHA-1, base64url. The directory's guide says
 * certificate thumbprint, but its key sets contain this value. The key is a public or private RSA or EC key.
 */
export function sha1JwkThumbprint(key: KeyObject): string {
	const publicKey = key.type === 'private' ? createPublicKey(key) : key;
	const { kty, e, n, crv, x, y } = publicKey.export({ format: 'jwk' });
	// RFC 7638 §3.2: only the required members, in alphabetical order.
	const members = kty === 'RSA' ? { e, kty, n } : { crv, kty, x, y };
	return createHash('sha1').update(JSON.stringify(members)).digest('base64url');
}

/**
 * Returns the serial number in upper-case hexadecimal, without colons and leading zeros. Some issuers have used negative
 * numbers, against RFC 5280 §4.1.2.2.
 */
export function serialNumberHex(certificate: X509Certificate): string {
	return certificate.serialNumber
		.replace(/:/g, '')
		.toUpperCase()
		.replace(/^(-?)0+(?=.)/, '$1');
}
