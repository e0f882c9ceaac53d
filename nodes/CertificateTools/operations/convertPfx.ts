import type { INodeProperties } from 'n8n-workflow';

import type { OperationDescription } from '../../shared/operation';
import { keyPassphraseField } from '../fields';

const fields: INodeProperties[] = [
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

export const convertPfx: OperationDescription = {
	value: 'convertPfx',
	name: 'Convert PFX to PEM',
	action: 'Convert PFX file to PEM',
	description: 'Convert a PFX file to PEM files: certificate, chain and encrypted private key',
	fields,
};
