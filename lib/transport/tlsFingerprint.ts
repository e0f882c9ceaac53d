import { jsonHash } from '../hash';
import type { TlsIdentity } from '../tpp';

/** An identity is made once for an execution. */
const known = new WeakMap<TlsIdentity, string>();

/** Tells apart who we are on the wire and whom we trust: what one learnt, another must not take over. */
export function tlsFingerprint(identity: TlsIdentity): string {
	const fingerprint = known.get(identity) ?? hash(identity);
	known.set(identity, fingerprint);
	return fingerprint;
}

const hash = ({ certificatePem, keyPem, caPem, ignoreSslIssues }: TlsIdentity): string =>
	jsonHash(certificatePem, keyPem, caPem, ignoreSslIssues);
