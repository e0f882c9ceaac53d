import { createPublicKey, randomBytes, sign, type KeyObject } from 'node:crypto';

import { parameterError } from '../../errors';
import type { KeyUsage } from '../extensions';
import { writePem } from '../pem';
import {
	bitString,
	context,
	fromDer,
	integer,
	nullValue,
	objectId,
	sequence,
	time,
	toDer,
	type Asn1,
} from './asn1';
import {
	endEntity,
	extendedKeyUsage,
	keyUsage,
	subjectKeyIdentifier,
	type KeyPurpose,
} from './extensions';
import { subjectFrom, type SubjectEntry } from './subject';

export type CertificateUse = 'transport' | 'signing';

export interface SelfSignedContents {
	use: CertificateUse;
	subject: SubjectEntry[];
	days: number;
	now: Date;
}

/** The purposes of the UK directory's older certificates, so that transport and signing can be told apart. */
const purposes: Record<CertificateUse, { usages: KeyUsage[]; extended: KeyPurpose[] }> = {
	transport: { usages: ['digitalSignature'], extended: ['clientAuth', 'serverAuth'] },
	signing: { usages: ['digitalSignature', 'nonRepudiation'], extended: ['documentSigning'] },
};

const hour = 60 * 60 * 1000;
const maxDays = 3650;

/**
 * Returns a certificate that its own RSA key signs (RFC 5280 §4.1), PEM. It is valid from an hour ago, because clocks differ.
 *
 * @throws ConfigurationError that names the field that is empty or invalid
 */
export function makeSelfSigned(contents: SelfSignedContents, key: KeyObject): string {
	const { use, days, now } = contents;
	assertDays(days);
	const { usages, extended } = purposes[use];
	const name = subjectFrom(contents.subject);
	const extensions = [
		endEntity(),
		keyUsage(usages),
		extendedKeyUsage(extended),
		subjectKeyIdentifier(key),
	];
	const toBeSigned = sequence(
		version3(),
		integer(serialNumber()),
		signatureAlgorithm(),
		name,
		sequence(
			time(new Date(now.getTime() - hour)),
			time(new Date(now.getTime() + days * 24 * hour)),
		),
		name,
		publicKeyInfo(key),
		context(3, sequence(...extensions)),
	);
	return signedPem(toBeSigned, key, 'CERTIFICATE');
}

const version3 = (): Asn1 => context(0, integer(Buffer.of(2)));

/** Returns a positive number of at most 20 octets (RFC 5280 §4.1.2.2). The first octet avoids leading zeros. */
const serialNumber = (): Buffer => Buffer.concat([Buffer.of(0x4f), randomBytes(15)]);

function assertDays(days: number): void {
	if (Number.isInteger(days) && days >= 1 && days <= maxDays) return;
	throw parameterError(`"${days}" is not a whole number of days from 1 to ${maxDays}.`, 'days');
}

/** Signs the contents and returns them with algorithm and signature as PEM, the form of certificates and requests. */
export function signedPem(toBeSigned: Asn1, key: KeyObject, label: string): string {
	const signature = sign('sha256', toDer(toBeSigned), key);
	const content = toDer(sequence(toBeSigned, signatureAlgorithm(), bitString(signature)));
	return writePem({ label, content });
}

const sha256WithRsa = '1.2.840.113549.1.1.11';

/** Returns the AlgorithmIdentifier of RSASSA-PKCS1-v1_5 with SHA-256 (RFC 4055 §5). */
const signatureAlgorithm = (): Asn1 => sequence(objectId(sha256WithRsa), nullValue());

/** Returns the SubjectPublicKeyInfo of a public or private key. */
export const publicKeyInfo = (key: KeyObject): Asn1 =>
	fromDer(createPublicKey(key).export({ format: 'der', type: 'spki' }));
