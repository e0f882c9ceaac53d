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
		'Encrypts the private key: at least 12 characters, better a long random text. What is typed here is stored with the workflow; an expression such as <code>{{ $env.KEY_PASSPHRASE }}</code> is not.',
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
