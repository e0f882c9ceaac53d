import type { INodeProperties } from 'n8n-workflow';

import { credentialLabels as labels } from '../../nodes/shared/credentialFields';
import { banksWithClients, heading, idsWhere } from './formLayout';

const softwareStatement: INodeProperties = {
	displayName: labels.softwareStatement,
	name: 'softwareStatement',
	type: 'string',
	typeOptions: { rows: 4 },
	default: '',
	placeholder: 'e.g. eyJhbGciOiJQUzI1NiIs…',
	description:
		'The software statement assertion (SSA), a JWT that the directory issued for your software',
};

const registeringBanks = idsWhere(({ registration }) => registration.via === 'dcr');

/** Registration by API needs the software statement. A registered client does not. */
const softwareStatementFields: INodeProperties[] = [
	{
		...softwareStatement,
		required: true,
		displayOptions: { show: { bank: registeringBanks, clientId: [''] } },
	},
	{
		...softwareStatement,
		displayOptions: { show: { bank: registeringBanks }, hide: { clientId: [''] } },
	},
	{ ...softwareStatement, displayOptions: { hide: { bank: registeringBanks } } },
];

/** Without OAuth, a bank has no clients. */
const forClients = { displayOptions: { show: { bank: banksWithClients } } };

/** The software of the TPP, and its client at the bank. */
export const oauthClientFields: INodeProperties[] = [
	heading('<b>Your software at the bank</b>', 'softwareHeading'),
	...softwareStatementFields,
	{
		displayName: labels.redirectUri,
		name: 'redirectUri',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://n8n.example.com/webhook/open-banking',
		description:
			'The URL to which the bank redirects the PSU, as registered at the bank. If empty, the first one in the software statement is used.',
	},
	{
		displayName: labels.clientId,
		name: 'clientId',
		type: 'string',
		default: '',
		...forClients,
		description: 'The ID of your client at the bank. Leave it empty until you are registered.',
	},
	{
		displayName: labels.clientSecret,
		name: 'clientSecret',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		...forClients,
		description: 'The secret of your client, if it authenticates with one',
	},
];
