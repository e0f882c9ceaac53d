import type { INodeProperties } from 'n8n-workflow';

import type { OperationDescription } from '../../shared/operation';
import { optionsCollection } from '../../shared/fields';
import { keyPassphraseField, keySizeOption } from '../fields';

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

export const generateSelfSignedCertificates: OperationDescription = {
	value: 'generateSelfSignedPair',
	name: 'Generate Self-Signed Certificates',
	action: 'Generate self-signed certificates',
	description:
		'Create a transport and a signing certificate with encrypted keys, for sandboxes that accept self-signed certificates',
	fields: selfSignedFields,
};
