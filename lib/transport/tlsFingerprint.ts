import { createHash } from 'node:crypto';

import type { TlsIdentity } from '../tpp';

/** An identity is made once for an execution. */
const known = new WeakMap<TlsIdentity, string>();

/** Tells apart who we are on the wire and whom we trust: what one learnt, another must not take over. */
export function tlsFingerprint(identity: TlsIdentity): string {
	const fingerprint = known.get(identity) ?? hash(identity);
	known.set(identity, fingerprint);
	return fingerprint;
}

function hash({ certificatePem, keyPem, caPem, ignoreSslIssues }: TlsIdentity): string {
	const parts = JSON.stringify([certificatePem, keyPem, caPem, ignoreSslIssues]);
	return createHash('sha256').update(parts).digest('base64url');
}
