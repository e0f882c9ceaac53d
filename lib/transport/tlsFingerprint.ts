import { jsonHash } from '../hash';
import type { TlsIdentity } from '../tpp';

/** Computed once for each identity object. */
const fingerprints = new WeakMap<TlsIdentity, string>();

/**
 * Returns a hash of the client certificate, its key and the trusted authorities. It is part of the keys of caches and of
 * the connection pool, so that nothing is shared between two identities.
 */
export function tlsFingerprint(identity: TlsIdentity): string {
	const fingerprint = fingerprints.get(identity) ?? hash(identity);
	fingerprints.set(identity, fingerprint);
	return fingerprint;
}

const hash = ({ certificatePem, keyPem, caPem, ignoreSslIssues }: TlsIdentity): string =>
	jsonHash(certificatePem, keyPem, caPem, ignoreSslIssues);
