import type { INodeProperties } from 'n8n-workflow';

import { optionsCollection } from '../shared/fields';
import type { Operation } from '../shared/operation';
import { defaultThreshold, keyPassphraseField, keySizeOption, sourceFields } from './fields';
import { requestFields } from './requestFields';

/** Loaded when an operation first runs, as in `nodes/shared/onDemand.ts`. */
const runs = () => require('./runs') as typeof import('./runs');

const subjectOption = (
	displayName: string,
	name: string,
	description: string,
): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	description,
});

const selfSignedFields: INodeProperties[] = [
	{
		displayName: 'Common Name',
		name: 'commonName',
		type: 'string',
		default: '',
		placeholder: 'e.g. example-tpp',
		description: 'Leave empty to use the software ID in the credential',
	},
	keyPassphraseField,
	{
		displayName: 'Validity (Days)',
		name: 'days',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 3650 },
		default: 365,
		description: 'How long the certificates are valid',
	},
	optionsCollection([
		{
			displayName: 'Country',
			name: 'country',
			type: 'string',
			default: 'GB',
			description: 'Two-letter country code',
		},
		keySizeOption,
		subjectOption('Locality', 'locality', 'Usually the city'),
		subjectOption('Organization', 'organization', 'Name of your company'),
		subjectOption(
			'Organizational Unit',
			'organizationalUnit',
			'By default, the organisation ID in the credential, if any',
		),
		subjectOption('State or Province', 'state', 'Full name, not an abbreviation'),
	]),
];

const pfxFields: INodeProperties[] = [
	{
		displayName: 'PFX Source',
		name: 'pfxSource',
		type: 'options',
		options: [
			{ name: 'Base64 Text', value: 'text' },
			{ name: 'Credential', value: 'credential' },
			{ name: 'Input File', value: 'file' },
		],
		default: 'file',
		description: 'Where the PFX file (.pfx or .p12) comes from',
	},
	{
		displayName: 'Input Binary Field',
		name: 'binaryField',
		type: 'string',
		required: true,
		default: 'data',
		displayOptions: { show: { pfxSource: ['file'] } },
		description: 'Name of the input field that contains the file',
	},
	{
		displayName: 'PFX in Base64',
		name: 'pfx',
		type: 'string',
		typeOptions: { password: true, rows: 4 },
		required: true,
		default: '',
		displayOptions: { show: { pfxSource: ['text'] } },
		description:
			'The file in Base64. n8n stores it with the workflow unless you enter an expression.',
	},
	{
		displayName: 'Certificate',
		name: 'use',
		type: 'options',
		options: [
			{ name: 'Signing', value: 'signing' },
			{ name: 'Transport', value: 'transport' },
		],
		default: 'transport',
		displayOptions: { show: { pfxSource: ['credential'] } },
		description: 'Which PFX file of the credential to convert',
	},
	{
		displayName: 'Passphrase',
		name: 'passphrase',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		displayOptions: { show: { pfxSource: ['file', 'text'] } },
		description:
			'Passphrase of the PFX file. n8n stores it with the workflow unless you enter an expression.',
	},
	keyPassphraseField,
];

export const certificateOperations: Operation[] = [
	{
		value: 'inspect',
		name: 'Inspect Certificates',
		action: 'Inspect certificates',
		description:
			'Show names in every format that banks ask for, PSD2 roles, dates, thumbprints and purpose of certificates',
		fields: sourceFields,
		run: (item) => runs().runInspect(item),
	},
	{
		value: 'checkExpiry',
		name: 'Check Certificate Expiry',
		action: 'Check certificate expiry',
		description:
			'Show how many days each certificate is still valid, for example to send a reminder in time',
		fields: [
			...sourceFields,
			{
				displayName: 'Days Before Expiry',
				name: 'threshold',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: defaultThreshold,
				description:
					'Report a certificate as expiring soon if it has fewer days left. Some banks reject certificates with fewer than 90 days left.',
			},
		],
		run: (item) => runs().runCheckExpiry(item),
	},
	{
		value: 'generateRequest',
		name: 'Generate Key and CSR',
		action: 'Generate key and certificate signing request',
		description:
			'Create an encrypted private key and the certificate signing request (CSR) for a directory or trust service',
		fields: requestFields,
		run: (item) => runs().runGenerateRequest(item),
	},
	{
		value: 'generateSelfSignedPair',
		name: 'Generate Self-Signed Certificates',
		action: 'Generate self-signed certificates',
		description:
			'Create a transport and a signing certificate with encrypted keys, for sandboxes that accept self-signed certificates',
		fields: selfSignedFields,
		run: (item) => runs().runGenerateSelfSignedCertificates(item),
	},
	{
		value: 'buildJwks',
		name: 'Build JWKS',
		action: 'Build JSON web key set',
		description:
			'Create a key set (JWKS) from the public keys of certificates, as data and as a file',
		fields: [
			...sourceFields,
			{
				displayName: 'Use',
				name: 'use',
				type: 'options',
				options: [
					{ name: 'From Certificate', value: '' },
					{ name: 'Signing', value: 'sig', description: 'The value <code>sig</code>' },
					{ name: 'Transport', value: 'tls', description: 'The value <code>tls</code>' },
				],
				default: '',
				displayOptions: { show: { source: ['file', 'text'] } },
				description: 'The <code>use</code> of the keys in the key set',
			},
		],
		run: (item) => runs().runBuildJwks(item),
	},
	{
		value: 'convertPfx',
		name: 'Convert PFX to PEM',
		action: 'Convert PFX file to PEM',
		description: 'Convert a PFX file to PEM files: certificate, chain and encrypted private key',
		fields: pfxFields,
		run: (item) => runs().runConvertPfx(item),
	},
];
