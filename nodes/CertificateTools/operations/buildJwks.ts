import type { OperationDescription } from '../../shared/operation';
import { sourceFields } from '../fields';

export const buildJwks: OperationDescription = {
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
};
