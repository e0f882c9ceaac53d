import type { KeyObject } from 'node:crypto';
import { domainToASCII } from 'node:url';

import { parameterError } from '../../errors';
import { psd2Roles, type KeyUsage, type Psd2Role, type QcType } from '../extensions';
import { context, integer, objectId, sequence, set, type Asn1 } from './asn1';
import { publicKeyInfo, signedPem } from './certificate';
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
 * Returns a certificate signing request (PKCS#10, RFC 2986) with the requested extensions (RFC 2985 §5.4.2), signed with its
 * own RSA key, PEM.
 *
 * @throws ConfigurationError that names the field that is empty or invalid
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
	assertPlainText(authority.name, 'authorityName');
	return { roles, authority };
}

/** One kind of certificate that a TPP requests, with its subject and its extensions. */
export interface RequestProfile {
	name: string;
	/** The attributes in their order, each with the key of its parameter. */
	subject: Array<{ attribute: SubjectAttribute; field: string; optional?: true }>;
	keyUsage: KeyUsage[];
	/** Absent: the profile forbids the extension. */
	extendedKeyUsage?: { purposes: KeyPurpose[]; critical?: true };
	/** Present: the request also contains roles and competent authority. */
	qcType?: QcType;
	/** The request contains the DNS names of the TPP's servers. */
	hasDnsNames?: true;
}

export type ProfileName = 'obtransport' | 'obsigning' | 'obseal' | 'obwac' | 'qseal' | 'qwac';

const eidasSubject = (commonName: string): RequestProfile['subject'] => [
	{ attribute: 'C', field: 'country' },
	{ attribute: 'O', field: 'legalName' },
	{ attribute: 'organizationIdentifier', field: 'organizationIdentifier' },
	{ attribute: 'CN', field: commonName },
];

/** The subject of the UK directory's certificates from before eIDAS. */
const legacySubject: RequestProfile['subject'] = [
	{ attribute: 'C', field: 'country' },
	{ attribute: 'ST', field: 'state', optional: true },
	{ attribute: 'L', field: 'locality', optional: true },
	{ attribute: 'O', field: 'organization' },
	{ attribute: 'OU', field: 'organisationId' },
	{ attribute: 'CN', field: 'softwareId' },
];

/** Website authentication, with both purposes: the profiles require both even for clients. */
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
 * The profiles by their names in the UK directory's API. Sources: its "eIDAS PSD2 Certificate Signing Request Profiles" 2.2
 * for OBWAC and OBSeal, ETSI TS 119 495 §5.3 for QWAC and QSealC, and issued certificates for the older two.
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
	obseal: { name: 'OBSeal', subject: eidasSubject('organisationId'), ...seal },
	obwac: { name: 'OBWAC', subject: eidasSubject('organisationId'), ...website },
	qseal: { name: 'QSealC', subject: eidasSubject('commonName'), ...seal },
	qwac: { name: 'QWAC', subject: eidasSubject('commonName'), ...website, hasDnsNames: true },
};

/**
 * Returns DNS names as in certificates, each once: in lower case, and beyond ASCII as `xn--…` (RFC 5280 §7.2).
 *
 * @throws ConfigurationError that names the field, for an empty list or an invalid name
 */
export function readDnsNames(names: string[]): string[] {
	if (names.length === 0) {
		throw dnsNameError('There is no DNS name. A QWAC needs at least one.');
	}
	return [...new Set(names.map(asciiName))];
}

function asciiName(name: string): string {
	const ascii = domainToASCII(name.trim());
	if (hostName.test(ascii)) return ascii;
	throw dnsNameError(`"${name}" is not a DNS name such as api.example.com.`);
}

/** Two or more labels of at most 63 characters. The last one begins with a letter, unlike an IP address. */
const hostName =
	/^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

const dnsNameError = (message: string) => parameterError(message, 'dnsNames');

const known = Object.keys(psd2Roles) as Psd2Role[];

/**
 * Returns the roles of a payment service provider, each once, in the order of their OIDs. Accepts a list, or names separated
 * by commas or spaces.
 *
 * @throws ConfigurationError that names the field, for an unknown role or none
 */
export function readRoles(given: unknown): Psd2Role[] {
	const names = (Array.isArray(given) ? given : String(given ?? '').split(/[\s,]+/))
		.map((name) => String(name ?? '').trim())
		.filter(Boolean);
	const unknown = names.find((name) => !known.includes(name as Psd2Role));
	if (unknown) throw roleError(`"${unknown}" is not one of ${known.join(', ')}.`);
	if (names.length > 0) return known.filter((role) => names.includes(role));
	throw roleError('There is no role. Choose the roles that the competent authority has granted.');
}

const roleError = (message: string) => parameterError(message, 'roles');
