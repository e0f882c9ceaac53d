import type { X509Certificate } from 'node:crypto';

import type { DistinguishedNameSpelling } from '../banks/profile';
import { attributeTypes, organizationIdentifierOid } from './attributeTypes';
import { certificateFields } from './certificateFields';
import { readDerList, readOid, type DerElement } from './der';
import { readDirectoryString } from './directoryString';

export interface NameAttribute {
	oid: string;
	/** Undefined when the value is no string. */
	text?: string;
	/** The value as encoded in the certificate. */
	der: Buffer;
}

/** RDNs in the order of the certificate, usually least specific first; each has one attribute or several. */
export type DistinguishedName = NameAttribute[][];

export function issuerName(certificate: X509Certificate): DistinguishedName {
	return readName(certificateFields(certificate).issuer);
}

export function subjectName(certificate: X509Certificate): DistinguishedName {
	return readName(certificateFields(certificate).subject);
}

/** organizationIdentifier of the subject, as in `PSDGB-FCA-795791`; undefined when it has none. */
export function organizationIdentifier(certificate: X509Certificate): string | undefined {
	return subjectName(certificate)
		.flat()
		.find(({ oid }) => oid === organizationIdentifierOid)?.text;
}

/**
 * The name as one string. Also for `tls_client_auth_subject_dn` of RFC 8705 §2.1.2, whose RFC 4514 reads what
 * RFC 2253 writes.
 */
export function writeDistinguishedName(
	name: DistinguishedName,
	spelling: DistinguishedNameSpelling,
): string {
	if (spelling === 'cnFirst') return cnFirst(name);
	const style = styles[spelling];
	return style
		.order(name)
		.map((attributes) => attributes.map((attribute) => write(attribute, style)).join('+'))
		.join(',');
}

interface Style {
	order: (name: DistinguishedName) => DistinguishedName;
	keyword: (oid: string) => string | undefined;
	/** Characters that a backslash precedes. */
	escaped: RegExp;
	hex: (der: Buffer) => string;
}

/** As Java's `X500Principal.getName()`: `=` and `#` are escaped wherever they stand, and every space at either end. */
const rfc2253: Style = {
	order: (name) => name.toReversed(),
	keyword: (oid) => attributeTypes.find((type) => type.oid === oid)?.rfc2253,
	escaped: /[,=+<>#;"\\]|^ +|(?<! ) +$/g,
	hex: (der) => der.toString('hex'),
};

const styles: Record<Exclude<DistinguishedNameSpelling, 'cnFirst'>, Style> = {
	rfc2253,
	rfc2253Text: {
		...rfc2253,
		keyword: (oid) =>
			oid === organizationIdentifierOid ? 'organizationIdentifier' : rfc2253.keyword(oid),
	},
	// `-nameopt esc_2253,esc_ctrl,utf8,dump_unknown,dump_der,sep_comma_plus,sname`
	openssl: {
		order: (name) => name,
		keyword: (oid) => attributeTypes.find((type) => type.oid === oid)?.openssl,
		escaped: /[,+<>;"\\]|^[ #]| $/g,
		hex: (der) => der.toString('hex').toUpperCase(),
	},
};

function write({ oid, text, der }: NameAttribute, { keyword, escaped, hex }: Style): string {
	const type = keyword(oid);
	if (!type || text === undefined) return `${type ?? oid}=#${hex(der)}`;
	const value = text.replace(escaped, (match) => match.replace(/./g, '\\$&'));
	return `${type}=${withoutControls(value)}`;
}

/** RFC 2253 §2.4 allows any character as `\XX`; a line end would not survive in a header. */
function withoutControls(text: string): string {
	return text.replace(
		// eslint-disable-next-line no-control-regex -- control characters are what is replaced
		/[\0-\x1f\x7f]/g,
		(control) => `\\${Buffer.from(control).toString('hex').toUpperCase()}`,
	);
}

/** Six attribute types, nothing escaped, state or province as `S`; of a repeated type the last counts. */
function cnFirst(name: DistinguishedName): string {
	const keywords = { CN: 'CN', O: 'O', OU: 'OU', L: 'L', S: 'ST', C: 'C' };
	return Object.entries(keywords)
		.flatMap(([keyword, type]) => {
			const text = name.flat().findLast(({ oid }) => rfc2253.keyword(oid) === type)?.text;
			return text ? [`${keyword}=${text}`] : [];
		})
		.join(',');
}

function readName(name: DerElement): DistinguishedName {
	return readDerList(name.content).map((attributes) =>
		readDerList(attributes.content).map(readAttribute),
	);
}

function readAttribute(attribute: DerElement): NameAttribute {
	const [type, value] = readDerList(attribute.content);
	return { oid: readOid(type!.content), text: readDirectoryString(value!), der: value!.bytes };
}
