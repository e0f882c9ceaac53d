import type { INodeProperties } from 'n8n-workflow';

import type { Item } from '../shared/operation';
import { secretOf } from './parameters';

const label = 'Key Passphrase';

/** What every private key that leaves the node is encrypted with. */
export const keyPassphraseField: INodeProperties = {
	displayName: label,
	name: 'keyPassphrase',
	type: 'string',
	typeOptions: { password: true },
	required: true,
	default: '',
	description:
		'Encrypts the private key with AES-256, and is all that protects it (PBKDF2 makes only 2,048 rounds of it): at least 12 characters, better a long random one. What is typed here is stored with the workflow. To avoid that, use an expression such as <code>{{ $env.KEY_PASSPHRASE }}</code>.',
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
	description: 'Of the RSA key',
};

/** The passphrase with the label of its field, as lib wants it. */
export const keyPassphrase = (item: Item): [passphrase: string, field: string] => [
	secretOf(item, 'keyPassphrase'),
	label,
];
