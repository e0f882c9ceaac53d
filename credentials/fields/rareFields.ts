import type { INodeProperties } from 'n8n-workflow';

import { credentialLabels as labels } from '../../nodes/shared/credentialFields';
import { certificateAuthorities } from './certificateFields';
import { banksWithClients, heading, inEnvironment, publicEnvironments } from './formLayout';

/** Settings that few credentials need. */
export const rareFields: INodeProperties[] = [
	heading('<b>Rare settings.</b> Most credentials do not need them.', 'rareFields'),
	{ ...certificateAuthorities, ...inEnvironment(...publicEnvironments) },
	{
		displayName: labels.ignoreSslIssues,
		name: 'ignoreSslIssues',
		type: 'boolean',
		default: false,
		description:
			"Whether to connect even if the server's certificate is not valid. Anybody on the network can then read and change the data.",
	},
	{
		displayName: labels.keyId,
		name: 'keyId',
		type: 'string',
		default: '',
		description:
			"The kid of the signing key. If empty, it is looked up in the software's key set, or computed as the Open Banking directory does.",
	},
	{
		displayName: labels.softwareId,
		name: 'softwareId',
		type: 'string',
		default: '',
		description:
			'The ID of your software in the directory. If empty, it is read from the software statement.',
	},
	{
		displayName: labels.organisationId,
		name: 'organisationId',
		type: 'string',
		default: '',
		description:
			'The ID of your organisation in the directory. If empty, it is read from the software statement.',
	},
	{
		displayName: labels.clientAuthentication,
		name: 'clientAuthentication',
		type: 'options',
		options: [
			{ name: 'Default of the Bank', value: '' },
			{ name: 'Client Secret (client_secret_basic)', value: 'client_secret_basic' },
			{ name: 'Client Secret in the Body (client_secret_post)', value: 'client_secret_post' },
			{ name: 'Mutual TLS (tls_client_auth)', value: 'tls_client_auth' },
			{ name: 'Signed Assertion (private_key_jwt)', value: 'private_key_jwt' },
		],
		default: '',
		displayOptions: { show: { bank: banksWithClients } },
		description: 'The method with which the client authenticates, as registered at the bank',
	},
	{
		displayName: labels.sessionSecret,
		name: 'sessionSecret',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		description:
			'Encrypts sessions, registrations and states; at least 16 characters. If empty, your signing key (or else your transport key) encrypts them: they no longer open after you replace it.',
	},
	{
		displayName: labels.previousSessionSecret,
		name: 'previousSessionSecret',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		description: 'The Session Secret that you used before. It still decrypts older sessions.',
	},
];
