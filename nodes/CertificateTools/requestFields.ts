import type { INodeProperties } from 'n8n-workflow';

import { requestProfiles } from '../../lib/certificates/make/request';
import { competentAuthorities } from '../../lib/certificates/make/subject';
import { keyPassphraseField } from './keyFields';
import { directory, eidas, legacy, requestOptions } from './requestOptions';

/** Value of Competent Authority that asks for one that the table does not have. */
export const otherAuthority = 'other';

const authorities = [
	...competentAuthorities.map(({ country, id }) => ({ name: `${country} (${id})`, value: id })),
	{ name: 'Other (Enter Below)', value: otherAuthority },
];

const shown = (...profile: string[]) => ({ displayOptions: { show: { profile } } });

/** What the panel asks for a request: of each profile only what it is made of. */
export const requestFields: INodeProperties[] = [
	{
		displayName: 'Profile',
		name: 'profile',
		type: 'options',
		options: Object.entries(requestProfiles).map(([value, { name }]) => ({ name, value })),
		default: 'obwac',
		description:
			'The kind of certificate: OBWAC, QWAC and OB Transport open connections, the others sign',
	},
	{
		displayName: 'Legal Name',
		name: 'legalName',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Example TPP Ltd',
		...shown(...eidas),
		description: 'As the register of the competent authority has it',
	},
	{
		displayName: 'Organisation ID',
		name: 'organisationId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 001580000103UAbAAM',
		...shown(...directory),
		description: 'Of the Open Banking directory; leave empty to take that of the credential',
	},
	{
		displayName: 'Software ID',
		name: 'softwareId',
		type: 'string',
		default: '',
		...shown(...legacy),
		description:
			'Of the software statement in the directory; leave empty to take that of the credential',
	},
	{
		displayName: 'DNS Names',
		name: 'dnsNames',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. api.example.com',
		...shown('qwac'),
		description: 'Separated by spaces or commas',
	},
	{
		displayName: 'Competent Authority',
		name: 'authority',
		type: 'options',
		options: authorities,
		default: 'GB-FCA',
		...shown(...eidas),
		description: 'That has authorised the TPP',
	},
	{
		displayName: 'Authority ID',
		name: 'authorityId',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. NO-FSA',
		displayOptions: { show: { profile: eidas, authority: [otherAuthority] } },
	},
	{
		displayName: 'Authority Name',
		name: 'authorityName',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. The Financial Supervisory Authority of Norway',
		displayOptions: { show: { profile: eidas, authority: [otherAuthority] } },
		description: 'In English, as the authority writes it',
	},
	{
		displayName: 'Authorisation Number',
		name: 'authorisationNumber',
		type: 'string',
		default: '',
		placeholder: 'e.g. 795791',
		...shown(...eidas),
		description:
			'In the register of the competent authority. Leave empty for an OBWAC or OBSeal of the directory’s sandbox.',
	},
	{
		displayName: 'Roles',
		name: 'roles',
		type: 'multiOptions',
		options: [
			{ name: 'Account Information (PSP_AI)', value: 'PSP_AI' },
			{ name: 'Account Servicing (PSP_AS)', value: 'PSP_AS' },
			{ name: 'Issuing of Card-Based Payment Instruments (PSP_IC)', value: 'PSP_IC' },
			{ name: 'Payment Initiation (PSP_PI)', value: 'PSP_PI' },
		],
		default: ['PSP_AI'],
		...shown(...eidas),
		description: 'That the competent authority has granted',
	},
	keyPassphraseField,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: requestOptions,
	},
];
