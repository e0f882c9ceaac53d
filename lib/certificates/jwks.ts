import type { KeyObject, X509Certificate } from 'node:crypto';

import type { FieldReference } from '../errors';
import { chainOf, isIssuedBy, isSelfSigned, publicKeyOf } from './chain';
import { nameOf, sha1JwkThumbprint, thumbprints } from './facts';
import { assertSupportedKey } from './privateKey';
import { suitsSigning } from './purpose';

/** RFC 7517's `sig`, and `tls`, the UK directory's value for transport keys. */
export type KeyUse = 'sig' | 'tls';

export interface PublishedKey {
	kty: string;
	e?: string;
	n?: string;
	crv?: string;
	x?: string;
	y?: string;
	kid: string;
	use: KeyUse;
	x5c: string[];
	x5t: string;
	'x5t#S256': string;
}

export interface CertificateToPublish {
	certificate: X509Certificate;
	/** The field that it comes from, for errors. */
	field: FieldReference;
	/** The candidates for its `x5c`: the certificates that issued it. */
	others: X509Certificate[];
	/** Absent: according to the certificate. */
	use?: KeyUse;
	/** Absent: computed as the UK directory does. */
	keyId?: string;
}

/**
 * Returns the public key of a certificate as JWK (RFC 7517 §4). Its members are listed one by one, so that no member of a
 * private key can be among them.
 *
 * @throws ConfigurationError that names the certificate, for a key of a kind that banks do not accept
 */
export function publishedKey(published: CertificateToPublish): PublishedKey {
	const { certificate, field, others, use, keyId } = published;
	const publicKey: KeyObject | undefined = publicKeyOf(certificate);
	const name = nameOf(certificate) ?? certificate.fingerprint256;
	assertSupportedKey(publicKey, field, `The key of the certificate "${name}"`);
	const { kty, e, n, crv, x, y } = publicKey.export({ format: 'jwk' });
	const { x5t, 'x5t#S256': x5tS256 } = thumbprints(certificate);
	return {
		kty: kty!,
		...(kty === 'RSA' ? { e, n } : { crv, x, y }),
		kid: keyId ?? sha1JwkThumbprint(publicKey),
		use: use ?? (suitsSigning(certificate) ? 'sig' : 'tls'),
		x5c: chainOf(certificate, others).map(({ raw }) => raw.toString('base64')),
		x5t,
		'x5t#S256': x5tS256,
	};
}

/** Returns the same text for certificates with the same key. */
export function publicKeyId(certificate: X509Certificate): string {
	const key = publicKeyOf(certificate);
	// OpenSSL does not know the kind of key.
	if (!key) return certificate.fingerprint256;
	return key.export({ format: 'der', type: 'spki' }).toString('base64');
}

/** Returns the certificates that issued none of the others, each once: without its chain, the certificate itself. */
export const endEntitiesOf = (certificates: X509Certificate[]): X509Certificate[] =>
	certificates.filter(
		(certificate, index) =>
			isFirst(certificate, index, certificates) &&
			!certificates.some((other) => !isSelfSigned(other) && isIssuedBy(other, certificate)),
	);

const isFirst = (certificate: X509Certificate, index: number, all: X509Certificate[]): boolean =>
	all.findIndex(({ fingerprint256 }) => fingerprint256 === certificate.fingerprint256) === index;
