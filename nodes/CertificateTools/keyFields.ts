import type { INodeProperties } from 'n8n-workflow';

import type { FieldReference } from '../../lib/errors';
import type { Item } from '../shared/operation';
import { secretOf } from './parameters';

/** The passphrase that encrypts every private key in the output. */
export const keyPassphraseField: INodeProperties = {
	displayName: 'Key Passphrase',
	name: 'keyPassphrase',
	type: 'string',
	typeOptions: { password: true },
	required: true,
	default: '',
	description:
		'The passphrase that encrypts the private key: at least 12 characters, preferably a long random text. n8n stores it with the workflow, unless it is an expression such as <code>{{ $env.KEY_PASSPHRASE }}</code>.',
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
	description: 'The size of the RSA key',
};

/** Returns the passphrase and its parameter, for errors. */
export const keyPassphrase = (item: Item): [passphrase: string, field: FieldReference] => [
	secretOf(item, 'keyPassphrase'),
	{ in: 'parameters', key: 'keyPassphrase' },
];
