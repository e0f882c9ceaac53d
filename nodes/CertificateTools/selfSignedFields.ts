import type { INodeProperties } from 'n8n-workflow';

import { optionsCollection } from '../shared/optionsCollection';
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

/** The fields for self-signed certificates. */
export const selfSignedFields: INodeProperties[] = [
	{
		displayName: 'Common Name',
		name: 'commonName',
		type: 'string',
		default: '',
		placeholder: 'e.g. example-tpp',
		description: 'If empty, it is the software ID of the credential',
	},
	keyPassphraseField,
	{
		displayName: 'Valid Days',
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
			description: 'Two capital letters',
		},
		keySizeOption,
		subjectOption('Locality', 'locality', 'The city'),
		subjectOption('Organization', 'organization', 'The name of the TPP'),
		subjectOption(
			'Organizational Unit',
			'organizationalUnit',
			'If empty, it is the organisation ID of the credential',
		),
		subjectOption('State or Province', 'state', 'The full name'),
	]),
];
