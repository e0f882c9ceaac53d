import type { X509Certificate } from 'node:crypto';

import type { DnFormat } from '../banks/profile';
import {
	rawCertificateFields,
	readDerList,
	readDirectoryString,
	readOid,
	type DerElement,
} from './der';

export interface NameAttribute {
	oid: string;
	/** Undefined: the value is not a string. */
	text?: string;
	/** The encoded value. */
	der: Buffer;
}

/** The RDNs in the order of the certificate, usually least specific first. An RDN has one attribute or several. */
export type DistinguishedName = NameAttribute[][];

/** Returns the issuer of the certificate. */
export function issuerName(certificate: X509Certificate): DistinguishedName {
	return readName(rawCertificateFields(certificate).issuer);
}

/** Returns the subject of the certificate. */
export function subjectName(certificate: X509Certificate): DistinguishedName {
	return readName(rawCertificateFields(certificate).subject);
}

/** Returns the organizationIdentifier of the subject, such as `PSDGB-FCA-795791`. */
export function organizationIdentifier(certificate: X509Certificate): string | undefined {
	return subjectName(certificate)
		.flat()
		.find(({ oid }) => oid === organizationIdentifierOid)?.text;
}

/**
 * Returns the name as one string. It also fits `tls_client_auth_subject_dn` (RFC 8705 §2.1.2), because RFC 4514 reads what
 * RFC 2253 writes.
 */
export function writeDistinguishedName(name: DistinguishedName, format: DnFormat): string {
	if (format === 'cnFirst') return cnFirst(name);
	if (format === 'rfc2253Percent')
		return encodeURIComponent(writeDistinguishedName(name, 'rfc2253'));
	const style = styles[format];
	return style
		.order(name)
		.map((attributes) => attributes.map((attribute) => write(attribute, style)).join('+'))
		.join(',');
}

interface Style {
	order: (name: DistinguishedName) => DistinguishedName;
	keyword: (oid: string) => string | undefined;
	/** Characters that are escaped with a backslash. */
	escaped: RegExp;
	hex: (der: Buffer) => string;
}

/** The format of Java's `X500Principal.getName()`: it escapes `=` and `#` everywhere, and every space at both ends. */
const rfc2253: Style = {
	order: (name) => name.toReversed(),
	keyword: (oid) => attributeTypes.find((type) => type.oid === oid)?.rfc2253,
	escaped: /[,=+<>#;"\\]|^ +|(?<! ) +$/g,
	hex: (der) => der.toString('hex'),
};

const styles: Record<Exclude<DnFormat, 'cnFirst' | 'rfc2253Percent'>, Style> = {
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

/** Every format, in the order in which nodes show them. */
export const dnFormats: readonly DnFormat[] = [
	...(Object.keys(styles) as Array<keyof typeof styles>),
	'rfc2253Percent',
	'cnFirst',
];

function write({ oid, text, der }: NameAttribute, { keyword, escaped, hex }: Style): string {
	const type = keyword(oid);
	if (!type || text === undefined) return `${type ?? oid}=#${hex(der)}`;
	const value = text.replace(escaped, (match) => match.replace(/./g, '\\$&'));
	return `${type}=${withoutControls(value)}`;
}

/** Writes control characters as `\XX` (RFC 2253 §2.4), because a header must not contain line ends. */
function withoutControls(text: string): string {
	return text.replace(
		// eslint-disable-next-line no-control-regex -- control characters are what is replaced
		/[\0-\x1f\x7f]/g,
		(control) => `\\${Buffer.from(control).toString('hex').toUpperCase()}`,
	);
}

/** Returns six attribute types without escapes, with `S` for state or province. Of a repeated type, the last counts. */
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

/** The keywords of an attribute type. Absent: the format has none for it. */
export interface AttributeType {
	oid: string;
	/** RFC 2253 §2.3, with UID in its place: the types that Java's X500Principal writes by keyword. */
	rfc2253?: string;
	/** OpenSSL's short name. */
	openssl: string;
}

/** ETSI EN 319 412-1 §5.1.4: `PSDGB-FCA-…`, the authorisation of a TPP. */
export const organizationIdentifierOid = '2.5.4.97';

const attributeTypes: readonly AttributeType[] = [
	{ oid: '2.5.4.3', rfc2253: 'CN', openssl: 'CN' },
	{ oid: '2.5.4.7', rfc2253: 'L', openssl: 'L' },
	{ oid: '2.5.4.8', rfc2253: 'ST', openssl: 'ST' },
	{ oid: '2.5.4.10', rfc2253: 'O', openssl: 'O' },
	{ oid: '2.5.4.11', rfc2253: 'OU', openssl: 'OU' },
	{ oid: '2.5.4.6', rfc2253: 'C', openssl: 'C' },
	{ oid: '2.5.4.9', rfc2253: 'STREET', openssl: 'street' },
	{ oid: '0.9.2342.19200300.100.1.25', rfc2253: 'DC', openssl: 'DC' },
	{ oid: '0.9.2342.19200300.100.1.1', rfc2253: 'UID', openssl: 'UID' },
	{ oid: organizationIdentifierOid, openssl: 'organizationIdentifier' },
	{ oid: '1.2.840.113549.1.9.1', openssl: 'emailAddress' },
	{ oid: '2.5.4.4', openssl: 'SN' },
	{ oid: '2.5.4.5', openssl: 'serialNumber' },
	{ oid: '2.5.4.12', openssl: 'title' },
	{ oid: '2.5.4.15', openssl: 'businessCategory' },
	{ oid: '2.5.4.17', openssl: 'postalCode' },
	{ oid: '2.5.4.42', openssl: 'GN' },
	{ oid: '1.3.6.1.4.1.311.60.2.1.1', openssl: 'jurisdictionL' },
	{ oid: '1.3.6.1.4.1.311.60.2.1.2', openssl: 'jurisdictionST' },
	{ oid: '1.3.6.1.4.1.311.60.2.1.3', openssl: 'jurisdictionC' },
];
