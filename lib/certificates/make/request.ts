import type { KeyObject } from 'node:crypto';
import { domainToASCII } from 'node:url';

import { ConfigurationError } from '../../errors';
import { psd2Roles, type KeyUsage, type Psd2Role, type QcType } from '../extensions';
import { context, integer, objectId, sequence, set, type Asn1 } from './asn1';
import {
	extendedKeyUsage,
	extension,
	keyUsage,
	qcStatements,
	subjectAltName,
	subjectKeyIdentifier,
	type KeyPurpose,
	type Psd2Authorisation,
} from './extensions';
import { publicKeyInfo, signedPem } from './signed';
import { assertPlainText, subjectFrom, type SubjectAttribute } from './subject';

export interface RequestContents {
	profile: RequestProfile;
	subject: Partial<Record<SubjectAttribute, string>>;
	/** For the profiles that have qcStatements. */
	authorisation?: Psd2Authorisation;
	/** For the profiles that have DNS names. */
	dnsNames: string[];
}

const extensionRequest = '1.2.840.113549.1.9.14';

/**
 * A certificate signing request (PKCS#10, RFC 2986) with the extensions it asks for (RFC 2985 §5.4.2), signed with the
 * RSA key it is for; PEM.
 *
 * @throws ConfigurationError that names the field which the profile needs and which is empty or unfit
 */
export function makeRequest(contents: RequestContents, key: KeyObject): string {
	const { profile, subject } = contents;
	const entries = profile.subject.map((row) => ({ ...row, value: subject[row.attribute] }));
	const information = sequence(
		integer(Buffer.of(0)),
		subjectFrom(entries),
		publicKeyInfo(key),
		context(0, sequence(objectId(extensionRequest), set(requestedExtensions(contents, key)))),
	);
	return signedPem(information, key, 'CERTIFICATE REQUEST');
}

function requestedExtensions(contents: RequestContents, key: KeyObject): Asn1 {
	const { profile, authorisation, dnsNames } = contents;
	const { qcType, hasDnsNames } = profile;
	const { purposes = [], critical } = profile.extendedKeyUsage ?? {};
	return sequence(
		keyUsage(profile.keyUsage),
		...(purposes.length > 0 ? [extendedKeyUsage(purposes, critical)] : []),
		subjectKeyIdentifier(key),
		...(hasDnsNames ? [subjectAltName(readDnsNames(dnsNames))] : []),
		...(qcType ? [extension('qcStatements', qcStatements(qcType, withRoles(authorisation)))] : []),
	);
}

function withRoles(authorisation?: Psd2Authorisation): Psd2Authorisation {
	const roles = readRoles(authorisation?.roles);
	const { authority } = authorisation!;
	assertPlainText(authority.name, 'Authority Name');
	return { roles, authority };
}

/** One kind of certificate that a TPP requests: what its subject and its extensions are made of. */
export interface RequestProfile {
	name: string;
	/** In their order, each with the field of the panel that fills it. */
	subject: Array<{ attribute: SubjectAttribute; field: string; optional?: true }>;
	keyUsage: KeyUsage[];
	/** Absent: the profile forbids the extension. */
	extendedKeyUsage?: { purposes: KeyPurpose[]; critical?: true };
	/** With it the request carries roles and competent authority, too. */
	qcType?: QcType;
	/** Carries the DNS names of the TPP's servers. */
	hasDnsNames?: true;
}

export type ProfileName = 'obtransport' | 'obsigning' | 'obseal' | 'obwac' | 'qseal' | 'qwac';
const eidasSubject = (commonName: string): RequestProfile['subject'] => [
	{ attribute: 'C', field: 'Country' },
	{ attribute: 'O', field: 'Legal Name' },
	{ attribute: 'organizationIdentifier', field: 'Organization Identifier' },
	{ attribute: 'CN', field: commonName },
];

/** Of the UK directory's certificates from before eIDAS. */
const legacySubject: RequestProfile['subject'] = [
	{ attribute: 'C', field: 'Country' },
	{ attribute: 'ST', field: 'State or Province', optional: true },
	{ attribute: 'L', field: 'Locality', optional: true },
	{ attribute: 'O', field: 'Organization' },
	{ attribute: 'OU', field: 'Organisation ID' },
	{ attribute: 'CN', field: 'Software ID' },
];

/** Website authentication: both purposes, because one who is client only is still requested like this. */
const website = {
	keyUsage: ['digitalSignature'],
	extendedKeyUsage: { purposes: ['clientAuth', 'serverAuth'] },
	qcType: 'web',
} satisfies Partial<RequestProfile>;
const seal = {
	keyUsage: ['digitalSignature', 'nonRepudiation'],
	qcType: 'eseal',
} satisfies Partial<RequestProfile>;
/**
 * By the names that the UK directory's API gives them. OBWAC and OBSeal as in its "eIDAS PSD2 Certificate Signing
 * Request Profiles" 2.2; QWAC and QSealC as ETSI TS 119 495 §5.3; the older two as the directory issued them.
 */
export const requestProfiles: Record<ProfileName, RequestProfile> = {
	obsigning: {
		name: 'OB Signing (Legacy)',
		subject: legacySubject,
		keyUsage: ['digitalSignature', 'nonRepudiation'],
		extendedKeyUsage: { purposes: ['documentSigning'] },
	},
	obtransport: {
		name: 'OB Transport (Legacy)',
		subject: legacySubject,
		keyUsage: ['digitalSignature'],
		extendedKeyUsage: { purposes: ['serverAuth', 'clientAuth'], critical: true },
	},
	obseal: { name: 'OBSeal', subject: eidasSubject('Organisation ID'), ...seal },
	obwac: { name: 'OBWAC', subject: eidasSubject('Organisation ID'), ...website },
	qseal: { name: 'QSealC', subject: eidasSubject('Common Name'), ...seal },
	qwac: { name: 'QWAC', subject: eidasSubject('Common Name'), ...website, hasDnsNames: true },
};

const field = 'DNS Names';
/**
 * DNS names as a certificate holds them, each once: in small letters, and beyond ASCII as `xn--…` (RFC 5280 §7.2).
 *
 * @throws ConfigurationError that names the field, when there is none or one is no host name
 */
export function readDnsNames(names: string[]): string[] {
	if (names.length === 0) {
		throw unfitDnsName('DNS Names is empty. A QWAC is issued for at least one name.');
	}
	return [...new Set(names.map(asciiName))];
}

function asciiName(name: string): string {
	const ascii = domainToASCII(name.trim());
	if (hostName.test(ascii)) return ascii;
	throw unfitDnsName(`DNS Names: "${name}" is not a name such as api.example.com.`);
}

const hostName =
	/^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const unfitDnsName = (message: string) =>
	new ConfigurationError(message, { field, tppAction: 'fixRequest' });
const known = Object.keys(psd2Roles) as Psd2Role[];
/**
 * Roles of a payment service provider, each once, in the order of their OIDs, as they are encoded. Takes a list or
 * names separated by commas or spaces.
 *
 * @throws ConfigurationError that names what is no role, or when there is none
 */
export function readRoles(given: unknown): Psd2Role[] {
	const names = (Array.isArray(given) ? given : String(given ?? '').split(/[\s,]+/))
		.map((name) => String(name ?? '').trim())
		.filter(Boolean);
	const unknown = names.find((name) => !known.includes(name as Psd2Role));
	if (unknown) throw unfitRole(`Roles: "${unknown}" is not one of ${known.join(', ')}.`);
	if (names.length > 0) return known.filter((role) => names.includes(role));
	throw unfitRole('Roles is empty. Choose those that the competent authority has granted.');
}

const unfitRole = (message: string) =>
	new ConfigurationError(message, { field: 'Roles', tppAction: 'fixRequest' });
