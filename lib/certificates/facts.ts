import { createHash, type X509Certificate } from 'node:crypto';

import type { DistinguishedNameSpelling } from '../banks/profile';
import { isSelfSigned } from './certificateChain';
import {
	issuerName,
	organizationIdentifier,
	subjectName,
	writeDistinguishedName,
	type DistinguishedName,
} from './distinguishedName';
import { serialNumberHex, sha1JwkThumbprint } from './keyIds';
import { qualifiedStatements } from './psd2';
import { dnsNamesOf, extendedKeyUsagesOf, keyUsagesOf, usableFor } from './usages';
import { daysLeft } from './validity';

/**
 * All that banks and directories ask about a certificate. Never throws because of its dates, key or purpose: those are
 * what the operator wants to see.
 */
export const certificateFacts = (certificate: X509Certificate, now: Date) => ({
	subject: everySpelling(subjectName(certificate)),
	issuer: everySpelling(issuerName(certificate)),
	organizationIdentifier: organizationIdentifier(certificate),
	psd2: qualifiedStatements(certificate),
	serialNumber: serialNumbers(certificate),
	...dates(certificate, now),
	...thumbprints(certificate),
	kid: keyId(certificate),
	key: keyFacts(certificate),
	selfSigned: isSelfSigned(certificate),
	keyUsage: keyUsagesOf(certificate),
	extendedKeyUsage: extendedKeyUsagesOf(certificate),
	dnsNames: dnsNamesOf(certificate),
	usableFor: usableFor(certificate),
});

/** Days until it expires, and where it stands between its dates. */
export function dates(certificate: X509Certificate, now: Date) {
	const [from, to] = [new Date(certificate.validFrom), new Date(certificate.validTo)];
	return {
		notBefore: from.toISOString(),
		notAfter: to.toISOString(),
		daysLeft: daysLeft(certificate, now),
		status: now > to ? 'expired' : now < from ? 'notYetValid' : 'valid',
	};
}

/** `x5t` and `x5t#S256` are RFC 7515 §4.1.7 and §4.1.8. */
export function thumbprints({ raw }: X509Certificate) {
	const [sha1, sha256] = ['sha1', 'sha256'].map((name) => createHash(name).update(raw).digest());
	return {
		sha1: sha1!.toString('hex').toUpperCase(),
		sha256: sha256!.toString('hex').toUpperCase(),
		x5t: sha1!.toString('base64url'),
		'x5t#S256': sha256!.toString('base64url'),
	};
}

const spellings: DistinguishedNameSpelling[] = ['rfc2253', 'rfc2253Text', 'openssl', 'cnFirst'];

const everySpelling = (name: DistinguishedName) =>
	Object.fromEntries(
		spellings.map((spelling) => [spelling, writeDistinguishedName(name, spelling)]),
	) as Record<DistinguishedNameSpelling, string>;

function serialNumbers(certificate: X509Certificate) {
	const hex = serialNumberHex(certificate);
	return { hex, decimal: BigInt(`0x${hex}`).toString() };
}

function keyFacts({ publicKey }: X509Certificate) {
	const { modulusLength, namedCurve } = publicKey.asymmetricKeyDetails ?? {};
	return { type: publicKey.asymmetricKeyType, size: modulusLength, curve: namedCurve };
}

/** Undefined for kinds of keys that have no JWK, such as DSA. */
function keyId({ publicKey }: X509Certificate): string | undefined {
	try {
		return sha1JwkThumbprint(publicKey);
	} catch {
		return undefined;
	}
}
