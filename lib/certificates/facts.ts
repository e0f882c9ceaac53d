import { createHash, createPublicKey, type KeyObject, type X509Certificate } from 'node:crypto';

import type { DnFormat } from '../banks/profile';
import { isSelfSigned } from './chain';
import {
	dnFormats,
	issuerName,
	organizationIdentifier,
	subjectName,
	writeDistinguishedName,
	type DistinguishedName,
} from './distinguishedName';
import { dnsNamesOf, extendedKeyUsagesOf, keyUsagesOf, qualifiedStatements } from './extensions';
import { isSupportedKey } from './privateKey';
import { usableFor, whyUnusable } from './purpose';
import { daysLeft, isUnreadable } from './validity';

/**
 * Returns all facts of a certificate that banks and directories ask for. Never throws, because the operator wants to see
 * invalid dates, keys and purposes, too. A fact that cannot be read is undefined.
 */
export const certificateFacts = (certificate: X509Certificate, now: Date) => ({
	subject: readable(() => inEveryFormat(subjectName(certificate))),
	issuer: readable(() => inEveryFormat(issuerName(certificate))),
	organizationIdentifier: readable(() => organizationIdentifier(certificate)),
	psd2: readable(() => qualifiedStatements(certificate)),
	serialNumber: readable(() => serialNumbers(certificate)),
	...dates(certificate, now),
	...thumbprints(certificate),
	// Kinds of keys without JWK, such as DSA, have none.
	kid: readable(() => sha1JwkThumbprint(certificate.publicKey)),
	key: readable(() => keyFacts(certificate)),
	selfSigned: readable(() => isSelfSigned(certificate)),
	keyUsage: readable(() => keyUsagesOf(certificate)),
	extendedKeyUsage: readable(() => extendedKeyUsagesOf(certificate)),
	dnsNames: readable(() => dnsNamesOf(certificate)),
	usableFor: readable(() => usableFor(certificate)) ?? [],
	unusableBecause: readable(() => whyUnusable(certificate)),
});

/** Returns the subject on one line. Undefined: it cannot be read. */
export const nameOf = (certificate: X509Certificate): string | undefined =>
	readable(() => writeDistinguishedName(subjectName(certificate), 'rfc2253Text'));

/** Returns dates, days left and status. A date that cannot be read is left out. */
export function dates(certificate: X509Certificate, now: Date) {
	const [from, to] = [new Date(certificate.validFrom), new Date(certificate.validTo)];
	return {
		notBefore: readable(() => from.toISOString()),
		notAfter: readable(() => to.toISOString()),
		daysLeft: isUnreadable(to) ? undefined : daysLeft(certificate, now),
		status: statusAt(now, from, to),
	};
}

function statusAt(now: Date, from: Date, to: Date) {
	if (isUnreadable(from) || isUnreadable(to)) return 'unreadable';
	if (now > to) return 'expired';
	return now < from ? 'notYetValid' : 'valid';
}

/** Returns the hashes of the certificate. `x5t` and `x5t#S256` are those of RFC 7515 §4.1.7 and §4.1.8. */
export function thumbprints({ raw }: X509Certificate) {
	const [sha1, sha256] = ['sha1', 'sha256'].map((name) => createHash(name).update(raw).digest());
	return {
		sha1: sha1!.toString('hex').toUpperCase(),
		sha256: sha256!.toString('hex').toUpperCase(),
		x5t: sha1!.toString('base64url'),
		'x5t#S256': sha256!.toString('base64url'),
	};
}

/** Returns undefined for a fact that cannot be read, so that it does not hide the others. */
function readable<Fact>(read: () => Fact): Fact | undefined {
	try {
		return read();
	} catch {
		return undefined;
	}
}

const inEveryFormat = (name: DistinguishedName) =>
	Object.fromEntries(
		dnFormats.map((format) => [format, writeDistinguishedName(name, format)]),
	) as Record<DnFormat, string>;

function serialNumbers(certificate: X509Certificate) {
	const hex = serialNumberHex(certificate);
	const [, sign, digits] = /^(-?)(.*)$/.exec(hex)!;
	return { hex, decimal: `${sign}${BigInt(`0x${digits}`)}` };
}

function keyFacts({ publicKey }: X509Certificate) {
	const { modulusLength, namedCurve } = publicKey.asymmetricKeyDetails ?? {};
	return {
		type: publicKey.asymmetricKeyType,
		size: modulusLength,
		curve: namedCurve,
		supported: isSupportedKey(publicKey),
	};
}

/**
 * Returns the `kid` as the Open Banking directory computes it: RFC 7638 with SHA-1, base64url. The directory's guide says
 * certificate thumbprint, but its key sets contain this value. The key is a public or private RSA or EC key.
 */
export function sha1JwkThumbprint(key: KeyObject): string {
	const publicKey = key.type === 'private' ? createPublicKey(key) : key;
	const { kty, e, n, crv, x, y } = publicKey.export({ format: 'jwk' });
	// RFC 7638 §3.2: only the required members, in alphabetical order.
	const members = kty === 'RSA' ? { e, kty, n } : { crv, kty, x, y };
	return createHash('sha1').update(JSON.stringify(members)).digest('base64url');
}

/**
 * Returns the serial number in upper-case hexadecimal, without colons and leading zeros. Some issuers have used negative
 * numbers, against RFC 5280 §4.1.2.2.
 */
export function serialNumberHex(certificate: X509Certificate): string {
	return certificate.serialNumber
		.replace(/:/g, '')
		.toUpperCase()
		.replace(/^(-?)0+(?=.)/, '$1');
}
