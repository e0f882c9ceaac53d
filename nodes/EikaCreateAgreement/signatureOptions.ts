import type { X509Certificate } from 'node:crypto';

import type { INodeProperties } from 'n8n-workflow';

import type { DigestAlgorithm, DnFormat, HttpSignatureRules } from '../../lib/banks/profile';
import { signatureKeyId } from '../../lib/httpSignature/keyId';
import type { AgreementRequestSettings } from '../../lib/operations/agreements/createAgreement';
import type { Tpp } from '../../lib/tpp';
import type { Item } from '../shared/operation';

/** The documentation leaves these open, or prints them in several ways; what the bank compares is not known. */
export const signatureOptions: INodeProperties[] = [
	{
		displayName: 'Digest Algorithm',
		name: 'digestAlgorithm',
		type: 'options',
		options: [
			{ name: 'SHA-256', value: 'SHA-256' },
			{ name: 'SHA-512', value: 'SHA-512' },
		],
		default: 'SHA-256',
	},
	{
		displayName: 'Encode Signature',
		name: 'encodedWord',
		type: 'options',
		options: [
			{ name: 'Always', value: 'always' },
			{ name: 'When It Is Not ASCII', value: 'whenNotAscii' },
		],
		default: 'whenNotAscii',
		description:
			'When the Signature header is wrapped as a MIME encoded word. The documentation asks for it where the header is not ASCII; its example wraps one that is.',
	},
	{
		displayName: 'Issuer Name in Key ID',
		name: 'dnFormat',
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
	},
	{
		displayName: 'PSU Corporate ID',
		name: 'psuCorporateId',
		type: 'string',
		default: '',
		description: 'Sent as PSU-Corporate-ID and signed',
	},
	{
		displayName: 'PSU ID',
		name: 'psuId',
		type: 'string',
		default: '',
		description: 'Sent as PSU-ID and signed',
	},
	{
		displayName: 'TPP Redirect URI',
		name: 'tppRedirectUri',
		type: 'string',
		default: '',
		description: 'Sent as TPP-Redirect-URI and signed',
	},
];

interface SignatureOptions {
	digestAlgorithm?: DigestAlgorithm;
	encodedWord?: HttpSignatureRules['encodedWord'];
	dnFormat?: DnFormat;
	psuCorporateId?: string;
	psuId?: string;
	tppRedirectUri?: string;
}

/** The TPP with the bank's signature rules as the options change them. */
export function withSignatureOptions(tpp: Tpp, item: Item): Tpp {
	const { bank } = tpp;
	if (!bank.httpSignature) return tpp;
	const { digestAlgorithm, encodedWord, dnFormat } = item.parameter<SignatureOptions>(
		'options',
		{},
	);
	const httpSignature = {
		...bank.httpSignature,
		...(digestAlgorithm && { digestAlgorithm }),
		...(encodedWord && { encodedWord }),
		...(dnFormat && { dnFormat }),
	};
	return { ...tpp, bank: { ...bank, httpSignature } };
}

export function psuHeaders(item: Item): AgreementRequestSettings['psuHeaders'] {
	const { psuCorporateId, psuId, tppRedirectUri } = item.parameter<SignatureOptions>('options', {});
	return {
		...(psuId && { 'PSU-ID': psuId }),
		...(psuCorporateId && { 'PSU-Corporate-ID': psuCorporateId }),
		...(tppRedirectUri && { 'TPP-Redirect-URI': tppRedirectUri }),
	};
}

const spellings: DnFormat[] = ['rfc2253', 'rfc2253Text', 'openssl', 'cnFirst'];

/** What *Issuer Name in Key ID* chooses from, for the certificate at hand. */
export const keyIdsByDnFormat = (certificate: X509Certificate): Record<string, string> =>
	Object.fromEntries(
		spellings.map((spelling) => [spelling, signatureKeyId(certificate, spelling)]),
	);
