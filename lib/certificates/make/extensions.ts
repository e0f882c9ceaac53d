import { createHash, createPublicKey, type KeyObject } from 'node:crypto';

import { derTag, readDer, readDerList } from '../der';
import {
	extensionOids,
	keyPurposes,
	keyUsages,
	psd2Roles,
	psd2Statement,
	qcTypes,
	qcTypeStatement,
	type KeyUsage,
	type Psd2Role,
	type QcType,
} from '../extensions';
import {
	bitString,
	booleanTrue,
	contextString,
	objectId,
	octetString,
	sequence,
	toDer,
	utf8String,
	type Asn1,
} from './asn1';

export type KeyPurpose = keyof typeof keyPurposes;

/** Returns an extension (RFC 5280 §4.1). DER requires that `critical` is absent when it is false. */
export const extension = (name: keyof typeof extensionOids, value: Asn1, critical = false): Asn1 =>
	sequence(
		objectId(extensionOids[name]),
		...(critical ? [booleanTrue()] : []),
		octetString(toDer(value)),
	);

/** Returns KeyUsage. DER requires a named bit list without trailing zero bits (X.690 §11.2.2). */
export function keyUsage(usages: readonly KeyUsage[]): Asn1 {
	const bits = usages.map((usage) => keyUsages.indexOf(usage));
	const octet = bits.reduce((sum, bit) => sum | (0x80 >> bit), 0);
	return extension('keyUsage', bitString(Buffer.of(octet), 7 - Math.max(...bits)), true);
}

/** Returns ExtendedKeyUsage (RFC 5280 §4.2.1.12). */
export const extendedKeyUsage = (purposes: readonly KeyPurpose[], critical = false): Asn1 =>
	extension(
		'extendedKeyUsage',
		sequence(...purposes.map((purpose) => objectId(keyPurposes[purpose]))),
		critical,
	);

/** Returns SubjectKeyIdentifier by method 1 of RFC 5280 §4.2.1.2: SHA-1 of the bits of the public key. */
export function subjectKeyIdentifier(key: KeyObject): Asn1 {
	const der = createPublicKey(key).export({ format: 'der', type: 'spki' });
	const bits = readDerList(readDer(der).content).find(({ tag }) => tag === derTag.bitString)!;
	const digest = createHash('sha1').update(bits.content.subarray(1)).digest();
	return extension('subjectKeyIdentifier', octetString(digest));
}

/** dNSName of GeneralName (RFC 5280 §4.2.1.6) is `[2] IMPLICIT IA5String`. */
export const subjectAltName = (dnsNames: string[]): Asn1 =>
	extension(
		'subjectAltName',
		sequence(...dnsNames.map((name) => contextString(2, Buffer.from(name)))),
	);

/** Returns BasicConstraints of a certificate that is not an authority: `cA` is false by default. */
export const endEntity = (): Asn1 => extension('basicConstraints', sequence(), true);

/** A national competent authority, as in certificates. */
export interface CompetentAuthority {
	/** Country, hyphen, 2 to 8 capital letters. */
	id: string;
	/** In English. */
	name: string;
}

/** The roles of a payment service provider and the authority that granted them. */
export interface Psd2Authorisation {
	roles: Psd2Role[];
	authority: CompetentAuthority;
}

/**
 * Returns the value of qcStatements for PSD2: QcType, then the statement of ETSI TS 119 495 annex A. Each role is a SEQUENCE,
 * in the order of the OIDs, whatever the order of `roles`.
 */
export const qcStatements = (qcType: QcType, { roles, authority }: Psd2Authorisation): Asn1 =>
	sequence(
		sequence(objectId(qcTypeStatement), sequence(objectId(qcTypes[qcType]))),
		sequence(
			objectId(psd2Statement),
			sequence(
				sequence(...inOrder(roles).map(roleOfPsp)),
				utf8String(authority.name),
				utf8String(authority.id),
			),
		),
	);

const roleOfPsp = (role: Psd2Role) => sequence(objectId(psd2Roles[role]), utf8String(role));

const inOrder = (roles: Psd2Role[]) =>
	(Object.keys(psd2Roles) as Psd2Role[]).filter((role) => roles.includes(role));
