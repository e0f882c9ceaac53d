import type { INodeProperties } from 'n8n-workflow';

/** The fields that choose where certificates come from. */
export const sourceFields: INodeProperties[] = [
	{
		displayName: 'Source',
		name: 'source',
		type: 'options',
		options: [
			{
				name: 'Credential',
				value: 'credential',
				description:
					'The transport and the signing certificate of the credential, also expired ones',
			},
			{ name: 'Input File', value: 'file', description: 'A PEM, DER or PFX file' },
			{ name: 'PEM Text', value: 'text', description: 'Certificates that you paste below' },
		],
		default: 'credential',
		description: 'Where the certificates come from',
	},
	{
		displayName: 'PEM',
		name: 'pem',
		type: 'string',
		typeOptions: { rows: 5 },
		required: true,
		default: '',
		placeholder: '-----BEGIN CERTIFICATE-----',
		displayOptions: { show: { source: ['text'] } },
		description: 'One or more certificates. A private key is not needed.',
	},
	{
		displayName: 'Input Binary Field',
		name: 'binaryField',
		type: 'string',
		required: true,
		default: 'data',
		displayOptions: { show: { source: ['file'] } },
		description: 'Name of the input field that contains the file',
	},
	{
		displayName: 'Passphrase',
		name: 'passphrase',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		displayOptions: { show: { source: ['file'] } },
		description:
			'Passphrase of a PFX file. n8n stores it with the workflow unless you enter an expression.',
	},
];

/** The passphrase that encrypts every private key in the output. */
export const keyPassphraseField: INodeProperties = {
	displayName: 'Key Passphrase',
	name: 'keyPassphrase',
	type: 'string',
	typeOptions: { password: true },
	required: true,
	default: '',
	description:
		'Encrypts the private key; at least 12 characters. n8n stores what you type with the workflow; use an expression such as <code>{{ $env.KEY_PASSPHRASE }}</code> to avoid that.',
};

export const keySizeOption: INodeProperties = {
	displayName: 'Key Size',
	name: 'keySize',
	type: 'options',
	options: [
		{ name: '2048 Bits', value: 2048 },
		{ name: '3072 Bits', value: 3072 },
		{ name: '4096 Bits', value: 4096 },
	],
	default: 2048,
	description: 'Size of the RSA key',
};

/** Days before the expiry of a certificate. */
export const defaultThreshold = 90;
