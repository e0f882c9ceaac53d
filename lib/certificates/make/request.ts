import type { KeyObject } from 'node:crypto';

import { context, integer, objectId, sequence, set, type Asn1 } from './asn1';
import { readDnsNames } from './dnsNames';
import {
	extendedKeyUsage,
	extension,
	keyUsage,
	subjectAltName,
	subjectKeyIdentifier,
} from './extensions';
import type { RequestProfile } from './profiles';
import { qcStatements, type Psd2Authorisation } from './qcStatements';
import { readRoles } from './roles';
import { publicKeyInfo, signedPem } from './signed';
import { subjectFrom, type SubjectAttribute } from './subject';
import { assertPlainText } from './text';

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
