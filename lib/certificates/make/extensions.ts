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
	contextString,
	objectId,
	octetString,
	sequence,
	toDer,
	truth,
	utf8String,
	type Asn1,
} from './asn1';
import type { CompetentAuthority } from './subject';

export type KeyPurpose = keyof typeof keyPurposes;

/** Extension (RFC 5280 §4.1): `critical` is left out where it is false, as DER wants. */
export const extension = (name: keyof typeof extensionOids, value: Asn1, critical = false): Asn1 =>
	sequence(
		objectId(extensionOids[name]),
		...(critical ? [truth()] : []),
		octetString(toDer(value)),
	);

/** KeyUsage: trailing zero bits are left out, as DER wants of a named bit list (X.690 §11.2.2). */
export function keyUsage(usages: readonly KeyUsage[]): Asn1 {
	const bits = usages.map((usage) => keyUsages.indexOf(usage));
	const octet = bits.reduce((sum, bit) => sum | (0x80 >> bit), 0);
	return extension('keyUsage', bitString(Buffer.of(octet), 7 - Math.max(...bits)), true);
}

export const extendedKeyUsage = (purposes: readonly KeyPurpose[], critical = false): Asn1 =>
	extension(
		'extendedKeyUsage',
		sequence(...purposes.map((purpose) => objectId(keyPurposes[purpose]))),
		critical,
	);

/** RFC 5280 §4.2.1.2, method 1: SHA-1 over the bits of the public key. */
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

/** Not an authority: `cA` is false by default and so left out. */
export const endEntity = (): Asn1 => extension('basicConstraints', sequence(), true);
/** What a payment service provider is authorised to be, and by whom. */
export interface Psd2Authorisation {
	roles: Psd2Role[];
	authority: CompetentAuthority;
}

/**
 * Value of the extension qcStatements for PSD2: QcType, then the statement of ETSI TS 119 495 annex A. Each role is a
 * SEQUENCE of its own, in the order of the OIDs, whatever the order of `roles`.
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
