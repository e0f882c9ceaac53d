import type { KeyObject, X509Certificate } from 'node:crypto';

import { chainOf, isIssuedBy, isSelfSigned, publicKeyOf } from './chain';
import { nameOf, thumbprints } from './facts';
import { sha1JwkThumbprint } from './keyIds';
import { assertSupportedKey } from './privateKey';
import { suitsSigning } from './purpose';

/** `tls` beside RFC 7517's `sig`: what the UK directory's key sets call transport keys. */
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
	/** Label of the field that it came from, for errors. */
	field: string;
	/** In its `x5c`, as far as they issued it. */
	others: X509Certificate[];
	/** Absent: what the certificate is for. */
	use?: KeyUse;
	/** Absent: as the UK directory computes it. */
	keyId?: string;
}

/**
 * The public key of a certificate as JWK (RFC 7517 §4). Its members are listed one by one, so that none of a private key
 * can be among them.
 *
 * @throws ConfigurationError that names the certificate, for a key of a kind that no bank takes
 */
export function publishedKey(published: CertificateToPublish): PublishedKey {
	const { certificate, field, others, use, keyId } = published;
	const publicKey: KeyObject | undefined = publicKeyOf(certificate);
	const name = nameOf(certificate) ?? certificate.fingerprint256;
	assertSupportedKey(publicKey, field, `${field}: the certificate "${name}"`);
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

/** Those that issued none of the others, each once: in a file with its chain, the certificate itself. */
export const endEntitiesOf = (certificates: X509Certificate[]): X509Certificate[] =>
	certificates.filter(
		(certificate, index) =>
			isFirst(certificate, index, certificates) &&
			!certificates.some((other) => !isSelfSigned(other) && isIssuedBy(other, certificate)),
	);

const isFirst = (certificate: X509Certificate, index: number, all: X509Certificate[]): boolean =>
	all.findIndex(({ fingerprint256 }) => fingerprint256 === certificate.fingerprint256) === index;
