import type { X509Certificate } from 'node:crypto';

import {
	derTag,
	oncePerCertificate,
	rawCertificateFields,
	readDer,
	readDerList,
	readDirectoryString,
	readOid,
	type DerElement,
} from './der';

/** RFC 5280 §4.2.1, RFC 3739 §3.2.6. */
export const extensionOids = {
	subjectKeyIdentifier: '2.5.29.14',
	keyUsage: '2.5.29.15',
	subjectAltName: '2.5.29.17',
	basicConstraints: '2.5.29.19',
	extendedKeyUsage: '2.5.29.37',
	qcStatements: '1.3.6.1.5.5.7.1.3',
} as const;

/** RFC 5280 §4.2.1.12. documentSigning is Microsoft's, and the UK directory's signing certificates have it. */
export const keyPurposes = {
	serverAuth: '1.3.6.1.5.5.7.3.1',
	clientAuth: '1.3.6.1.5.5.7.3.2',
	codeSigning: '1.3.6.1.5.5.7.3.3',
	emailProtection: '1.3.6.1.5.5.7.3.4',
	timeStamping: '1.3.6.1.5.5.7.3.8',
	documentSigning: '1.3.6.1.4.1.311.10.3.12',
	anyExtendedKeyUsage: '2.5.29.37.0',
} as const;

/** ETSI EN 319 412-5 §4.2.3: the purpose of a qualified certificate. */
export const qcTypeStatement = '0.4.0.1862.1.6';
export const qcTypes = {
	esign: '0.4.0.1862.1.6.1',
	eseal: '0.4.0.1862.1.6.2',
	web: '0.4.0.1862.1.6.3',
} as const;

/** ETSI TS 119 495 V1.8.1 §5.2.2 and annex A: the roles of a provider, and the statement that names them. */
export const psd2Statement = '0.4.0.19495.2';
export const psd2Roles = {
	Unspecified: '0.4.0.19495.1.0',
	PSP_AS: '0.4.0.19495.1.1',
	PSP_PI: '0.4.0.19495.1.2',
	PSP_AI: '0.4.0.19495.1.3',
	PSP_IC: '0.4.0.19495.1.4',
	PSP_CB: '0.4.0.19495.1.5',
	PSP_PA: '0.4.0.19495.1.6',
	VOP_RS: '0.4.0.19495.1.51',
	VOP_VS: '0.4.0.19495.1.52',
} as const;

export type Psd2Role = keyof typeof psd2Roles;
export type QcType = keyof typeof qcTypes;

/** KeyUsage (RFC 5280 §4.2.1.3) in the order of its bits. */
export const keyUsages = [
	'digitalSignature',
	'nonRepudiation',
	'keyEncipherment',
	'dataEncipherment',
	'keyAgreement',
	'keyCertSign',
	'cRLSign',
	'encipherOnly',
	'decipherOnly',
] as const;

export type KeyUsage = (typeof keyUsages)[number];

/** Returns what KeyUsage allows. Undefined: the certificate does not have the extension. */
export const keyUsagesOf = oncePerCertificate((certificate): KeyUsage[] | undefined => {
	const extension = valueOf(certificate, 'keyUsage');
	if (!extension) return undefined;
	// The first octet of a BIT STRING is the number of unused bits.
	const [, ...octets] = readDer(extension).content;
	return keyUsages.filter((_, bit) => (octets[bit >> 3] ?? 0) & (0x80 >> (bit & 7)));
});

/** Returns what ExtendedKeyUsage allows, by name or OID. Undefined: the certificate does not have the extension. */
export const extendedKeyUsagesOf = oncePerCertificate((certificate): string[] | undefined => {
	const extension = valueOf(certificate, 'extendedKeyUsage');
	return extension && oidsWithin(readDer(extension)).map(purposeName);
});

const purposeName = (oid: string): string =>
	Object.entries(keyPurposes).find(([, known]) => known === oid)?.[0] ?? oid;

/** Returns the DNS names of subjectAltName. */
export const dnsNamesOf = ({ subjectAltName = '' }: X509Certificate): string[] =>
	[...subjectAltName.matchAll(/(?:^|, )DNS:([^,"]+)/g)].map(([, name]) => name!);

/** The contents of qcStatements (ETSI TS 119 495 annex A, ETSI EN 319 412-5 §4.2.3). */
export interface QualifiedStatements {
	qcTypes: QcType[];
	/** By name. A role that this version does not know is an OID. */
	roles: string[];
	authorityName?: string;
	authorityId?: string;
}

/**
 * Returns the contents of qcStatements. Issuers nest the statements differently and banks decide by the OIDs, so OIDs at any
 * depth count, also inside explicit tags and SETs. Undefined: the certificate has no qcStatements, or they cannot be read.
 */
export const qualifiedStatements = oncePerCertificate(
	(certificate): QualifiedStatements | undefined => {
		const extension = valueOf(certificate, 'qcStatements');
		if (!extension) return undefined;
		try {
			const root = readDer(extension);
			const [authorityName, authorityId] = authorityOf(root);
			return {
				qcTypes: namesWithin(root, qcTypes),
				roles: [...namesWithin(root, psd2Roles), ...unknownRoles(root)],
				authorityName,
				authorityId,
			};
		} catch {
			return undefined;
		}
	},
);

/** Returns the encoded value of an extension. Undefined: the certificate does not have the extension. */
const valueOf = (
	certificate: X509Certificate,
	name: keyof typeof extensionOids,
): Buffer | undefined => rawCertificateFields(certificate).extensions.get(extensionOids[name]);

function namesWithin<Name extends string>(root: DerElement, table: Record<Name, string>): Name[] {
	const oids = oidsWithin(root);
	return (Object.keys(table) as Name[]).filter((name) => oids.includes(table[name]));
}

const roleArc = '0.4.0.19495.1.';

const unknownRoles = (root: DerElement): string[] =>
	oidsWithin(root).filter(
		(oid) => oid.startsWith(roleArc) && !(Object.values(psd2Roles) as string[]).includes(oid),
	);

/**
 * Returns name and id of the authority: the two strings beside the roles, not those inside them. Empty: there are not two, so
 * it is unclear which is which.
 */
function authorityOf(root: DerElement): Array<string | undefined> {
	const statement = [root, ...elementsWithin(root)].find(isPsd2Statement);
	const information = statement && withoutExplicitTags(readDerList(statement.content)[1]);
	if (!information || !isConstructed(information)) return [];
	const strings = readDerList(information.content)
		.map(withoutExplicitTags)
		.flatMap((member) => (member && !isConstructed(member) ? [readDirectoryString(member)] : []));
	return strings.length === 2 ? strings : [];
}

/** Some issuers add an explicit tag such as `[0]` that the specification does not have. */
function withoutExplicitTags(element: DerElement | undefined): DerElement | undefined {
	const isExplicit = element && (element.tag & 0xe0) === 0xa0;
	return isExplicit ? withoutExplicitTags(readDer(element.content)) : element;
}

const isConstructed = ({ tag }: DerElement): boolean => (tag & 0x20) !== 0;

function isPsd2Statement({ tag, content }: DerElement): boolean {
	if (tag !== derTag.sequence) return false;
	const [first] = readDerList(content);
	return first?.tag === derTag.oid && readOid(first.content) === psd2Statement;
}

function elementsWithin(element: DerElement): DerElement[] {
	if (!isConstructed(element)) return [];
	return readDerList(element.content).flatMap((member) => [member, ...elementsWithin(member)]);
}

const oidsWithin = (root: DerElement): string[] =>
	elementsWithin(root)
		.filter(({ tag }) => tag === derTag.oid)
		.map(({ content }) => readOid(content));
