import type { KeyObject } from 'node:crypto';
import { domainToASCII } from 'node:url';

import { parameterError } from '../../errors';
import { psd2Roles, type Psd2Role } from '../extensions';
import { context, integer, objectId, sequence, set, type Asn1 } from './asn1';
import { publicKeyInfo, signedPem } from './certificate';
import {
	extendedKeyUsage,
	extension,
	keyUsage,
	qcStatements,
	subjectAltName,
	subjectKeyIdentifier,
	type Psd2Authorisation,
} from './extensions';
import type { RequestProfile } from './profiles';
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
