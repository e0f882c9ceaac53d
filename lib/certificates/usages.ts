import type { X509Certificate } from 'node:crypto';

import { publicKeyOf } from './certificateChain';
import { certificateFields } from './certificateFields';
import { readDer } from './der';
import { extensionOids, keyPurposes, keyUsages, type KeyUsage } from './oids';
import { isSupportedKey } from './privateKey';
import { suitsSigning, suitsTransport } from './purpose';

/** What KeyUsage allows; undefined when the certificate does not say. */
export function keyUsagesOf(certificate: X509Certificate): KeyUsage[] | undefined {
	const extension = certificateFields(certificate).extensions.get(extensionOids.keyUsage);
	if (!extension) return undefined;
	// A BIT STRING begins with the number of bits that do not count.
	const [, ...octets] = readDer(extension).content;
	return keyUsages.filter((_, bit) => (octets[bit >> 3] ?? 0) & (0x80 >> (bit & 7)));
}

/** What ExtendedKeyUsage allows, by name where it has one here; undefined when the certificate does not say. */
export function extendedKeyUsagesOf(certificate: X509Certificate): string[] | undefined {
	const names = Object.entries(keyPurposes);
	// Node names it after the older extension, and hands out the OIDs.
	return (certificate.keyUsage as string[] | undefined)?.map(
		(oid) => names.find(([, known]) => known === oid)?.[0] ?? oid,
	);
}

/** DNS names of subjectAltName. */
export const dnsNamesOf = ({ subjectAltName = '' }: X509Certificate): string[] =>
	[...subjectAltName.matchAll(/(?:^|, )DNS:([^,"]+)/g)].map(([, name]) => name!);

/** What a TPP can do with the certificate, in words; nothing, where banks do not take its kind of key. */
export function usableFor(certificate: X509Certificate): string[] {
	if (certificate.ca && keyUsagesOf(certificate)?.includes('keyCertSign')) {
		return ['Issuing certificates (CA certificate)'];
	}
	const key = publicKeyOf(certificate);
	if (!key || !isSupportedKey(key)) return [];
	return [
		...(suitsTransport(certificate) ? ['Mutual TLS (transport certificate)'] : []),
		...(suitsSigning(certificate) ? ['Signatures (signing certificate)'] : []),
	];
}
