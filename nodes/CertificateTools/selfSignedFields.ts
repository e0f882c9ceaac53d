import type { INodeProperties } from 'n8n-workflow';

import { keyPassphraseField, keySizeOption } from './keyFields';

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

/** What the panel asks for a self-signed pair. */
export const selfSignedFields: INodeProperties[] = [
	{
		displayName: 'Common Name',
		name: 'commonName',
		type: 'string',
		default: '',
		placeholder: 'e.g. example-tpp',
		description: 'Leave empty to take the software ID of the credential',
	},
	keyPassphraseField,
	{
		displayName: 'Valid Days',
		name: 'days',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 3650 },
		default: 365,
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Country',
				name: 'country',
				type: 'string',
				default: 'GB',
				description: 'Two letters',
			},
			keySizeOption,
			subjectOption('Locality', 'locality', 'The city, for example'),
			subjectOption('Organization', 'organization', 'Name of the TPP'),
			subjectOption(
				'Organizational Unit',
				'organizationalUnit',
				'By default the organisation ID of the credential, where it has one',
			),
			subjectOption('State or Province', 'state', 'Written out'),
		],
	},
];
