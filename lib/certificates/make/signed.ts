import { createPublicKey, sign, type KeyObject } from 'node:crypto';

import { writePem } from '../pem';
import { bitString, fromDer, nullValue, objectId, sequence, toDer, type Asn1 } from './asn1';

const sha256WithRsa = '1.2.840.113549.1.1.11';

/** Returns the AlgorithmIdentifier of RSASSA-PKCS1-v1_5 with SHA-256 (RFC 4055 §5). */
export const signatureAlgorithm = (): Asn1 => sequence(objectId(sha256WithRsa), nullValue());

/** Returns the SubjectPublicKeyInfo of a public or private key. */
export const publicKeyInfo = (key: KeyObject): Asn1 =>
	fromDer(createPublicKey(key).export({ format: 'der', type: 'spki' }));

/** Signs the contents and returns them with algorithm and signature as PEM, the form of certificates and requests. */
export function signedPem(toBeSigned: Asn1, key: KeyObject, label: string): string {
	const signature = sign('sha256', toDer(toBeSigned), key);
	const content = toDer(sequence(toBeSigned, signatureAlgorithm(), bitString(signature)));
	return writePem({ label, content });
}
