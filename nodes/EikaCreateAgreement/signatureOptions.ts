import type { X509Certificate } from 'node:crypto';

import type { INodeProperties } from 'n8n-workflow';

import type { DistinguishedNameSpelling } from '../../lib/banks/profile';
import { signatureKeyId } from '../../lib/httpSignature/keyId';
import type { Tpp } from '../../lib/tpp';
import type { Item } from '../shared/operation';

/** The documentation asks for the full name and prints it in several ways; what the bank compares is not known. */
export const issuerSpellingOption: INodeProperties = {
	displayName: 'Issuer Name in Key ID',
	name: 'issuerSpelling',
	type: 'options',
	options: [
		{ name: 'CN, O, OU, L, S, C Only', value: 'cnFirst' },
		{ name: 'OpenSSL (Least Specific First)', value: 'openssl' },
		{ name: 'RFC 2253', value: 'rfc2253' },
		{ name: 'RFC 2253 With Readable Organisation ID', value: 'rfc2253Text' },
	],
	default: 'rfc2253',
	description:
		'How the issuer of the signing certificate is spelled in the signature. Try another one when the bank answers SIGNATURE_INVALID.',
};

export function withIssuerSpelling(tpp: Tpp, item: Item): Tpp {
	const { bank } = tpp;
	const issuerSpelling = item.parameter<DistinguishedNameSpelling | ''>(
		'options.issuerSpelling',
		'',
	);
	if (!bank.httpSignature || !issuerSpelling) return tpp;
	return { ...tpp, bank: { ...bank, httpSignature: { ...bank.httpSignature, issuerSpelling } } };
}

const spellings: DistinguishedNameSpelling[] = ['rfc2253', 'rfc2253Text', 'openssl', 'cnFirst'];

/** What the option chooses from, for the certificate at hand. */
export const keyIdsBySpelling = (certificate: X509Certificate): Record<string, string> =>
	Object.fromEntries(
		spellings.map((spelling) => [spelling, signatureKeyId(certificate, spelling)]),
	);
