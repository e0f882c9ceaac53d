import type { INodeProperties } from 'n8n-workflow';

/** Options for details that the bank's documentation leaves open or describes in several ways. */
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
		description: 'Hash algorithm of the Digest header',
	},
	{
		displayName: 'Issuer Name Format in Key ID',
		name: 'dnFormat',
		type: 'options',
		options: [
			{ name: 'CN, O, OU, L, S, C Only', value: 'cnFirst' },
			{ name: 'OpenSSL (Least Specific First)', value: 'openssl' },
			{ name: 'RFC 2253', value: 'rfc2253' },
			{ name: 'RFC 2253 with Readable Organisation ID', value: 'rfc2253Text' },
			{ name: 'RFC 2253, Percent-Encoded', value: 'rfc2253Percent' },
		],
		default: 'rfc2253',
		description:
			'How to write the issuer of the signing certificate in the signature. Try another format if the bank responds with SIGNATURE_INVALID.',
	},
	{
		displayName: 'PSU Corporate ID',
		name: 'psuCorporateId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 910000012',
		description: 'Value of the signed header PSU-Corporate-ID. Leave empty to omit the header.',
	},
	{
		displayName: 'PSU ID',
		name: 'psuId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 13039319955',
		description: 'Value of the signed header PSU-ID. Leave empty to omit the header.',
	},
	{
		displayName: 'Signature Header Encoding',
		name: 'encodedWord',
		type: 'options',
		options: [
			{ name: 'Always', value: 'always' },
			{ name: 'Only When Not ASCII', value: 'whenNotAscii' },
		],
		default: 'whenNotAscii',
		description:
			'When to encode the Signature header as a MIME encoded word. The documentation requires it for a header that is not ASCII, but its example encodes an ASCII header.',
	},
	{
		displayName: 'TPP Redirect URI',
		name: 'tppRedirectUri',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://n8n.example.com/webhook/open-banking/eika',
		description: 'Value of the signed header TPP-Redirect-URI. Leave empty to omit the header.',
	},
];
