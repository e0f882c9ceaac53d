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

/** Returns the passphrase and its parameter, for errors. */
export const keyPassphrase = (item: Item): [passphrase: string, field: FieldReference] => [
	secretOf(item, 'keyPassphrase'),
	{ in: 'parameters', key: 'keyPassphrase' },
];
