import type { OperationDescription } from '../../shared/operation';
import { optionsCollection } from '../../shared/fields';

export const addCertificate: OperationDescription = {
	value: 'addCertificate',
	name: 'Add Certificate',
	action: 'Add certificate',
	description:
		'Add another certificate of yours at the bank, for example before the current one expires. Only Salt Edge supports this.',
	toolDescription:
		'Adds another certificate of this software at the bank. Returns added, name, type, and confirmation if a person must confirm it.',
	fields: [
		{
			displayName: 'Certificate',
			name: 'certificateFrom',
			type: 'options',
			options: [
				{ name: 'PEM Text', value: 'text' },
				{ name: 'Signing Certificate From Credential', value: 'signing' },
				{ name: 'Transport Certificate From Credential', value: 'transport' },
			],
			default: 'signing',
			description: 'The certificate to add',
		},
		{
			displayName: 'Certificate PEM',
			name: 'certificatePem',
			type: 'string',
			typeOptions: { rows: 4 },
			required: true,
			default: '={{ $json.certificate }}',
			placeholder: '-----BEGIN CERTIFICATE-----',
			displayOptions: { show: { certificateFrom: ['text'] } },
			description: 'The certificate in PEM format, without a private key',
		},
		optionsCollection([
			{
				displayName: 'Name',
				name: 'name',
				type: 'string',
				default: '',
				placeholder: 'e.g. signing-2027',
				description:
					'Name of the certificate at the bank. Leave empty to use the common name of the certificate.',
			},
			{
				displayName: 'Type',
				name: 'type',
				type: 'options',
				options: [
					{ name: 'QSEAL (Signatures)', value: 'qseal' },
					{ name: 'QWAC (Connections)', value: 'qwac' },
				],
				default: 'qseal',
				description: 'By default, the type is read from the certificate',
			},
		]),
	],
	mustBeSentOnce: true,
	mustKeepOutputs: () => true,
};
