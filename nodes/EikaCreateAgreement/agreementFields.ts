import type { INodeProperties } from 'n8n-workflow';

import {
	engagementRoles,
	readAgreementInput,
	type Agreement,
	type Engagement,
} from '../../lib/operations/agreements/agreement';
import type { Item } from '../shared/operation';
import { readJsonEngagements, toEngagement, type EnteredEngagement } from './engagements';
import { signatureOptions } from './signatureOptions';

/** Of one row, in the order in which one thinks of it. */
const engagementFields: INodeProperties[] = [
	{
		displayName: 'Customer',
		name: 'customer',
		type: 'string',
		default: '',
		placeholder: 'e.g. 13039319955',
		description: 'The PSU who is to see the account when giving consent',
	},
	{
		displayName: 'IBAN',
		name: 'iban',
		type: 'string',
		default: '',
		placeholder: 'e.g. NO93 8601 1117 947',
		description: 'An account of the corporation, not of the PSU',
	},
	{
		displayName: 'Roles',
		name: 'roles',
		type: 'multiOptions',
		options: engagementRoles.map((role) => ({ name: role, value: role })),
		default: ['VIEW', 'REGISTER'],
		description: 'For consent the PSU needs both VIEW and REGISTER',
	},
	{
		displayName: 'Register Limit',
		name: 'registerLimit',
		type: 'number',
		default: 0,
		description: 'A whole number, sent as <code>registerLimit</code>',
	},
	{
		displayName: 'Approval Limit',
		name: 'approvalLimit',
		type: 'number',
		default: 0,
		description: 'A whole number, sent as <code>approvalLimit</code>',
	},
];

/** An agreement as the panel asks for it. */
export const agreementFields: INodeProperties[] = [
	{
		displayName: 'Owner',
		name: 'owner',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 18129215603',
		description: 'The corporation that the PSUs are members of',
	},
	{
		displayName: 'Name',
		name: 'name',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Treasury',
		description: 'Name of the agreement',
	},
	{
		displayName: 'Specify Engagements',
		name: 'specifyEngagements',
		type: 'options',
		options: [
			{ name: 'Using Fields Below', value: 'fields' },
			{ name: 'Using JSON', value: 'json' },
		],
		default: 'fields',
	},
	{
		displayName: 'Engagements',
		name: 'engagements',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Engagement',
		default: {},
		displayOptions: { show: { specifyEngagements: ['fields'] } },
		options: [
			{
				name: 'engagement',
				displayName: 'Engagement',
				values: engagementFields,
			},
		],
	},
	{
		displayName: 'Engagements (JSON)',
		name: 'engagementsJson',
		type: 'json',
		default:
			'[\n  {\n    "customer": "13039319955",\n    "account": { "iban": "NO9386011117947" },\n    "roles": ["VIEW", "REGISTER"],\n    "registerLimit": 0,\n    "approvalLimit": 0\n  }\n]',
		displayOptions: { show: { specifyEngagements: ['json'] } },
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: signatureOptions,
	},
];

/** @throws ConfigurationError that names what is wrong with the agreement */
export const readAgreementFields = (item: Item): Agreement =>
	readAgreementInput({
		// Expressions make numbers of what looks like one.
		owner: asText(item.parameter<unknown>('owner')),
		name: asText(item.parameter<unknown>('name')),
		engagements: readEngagements(item),
	});

const asText = (value: unknown) => (typeof value === 'number' ? String(value) : value) as string;

function readEngagements(item: Item): Engagement[] {
	if (item.parameter('specifyEngagements') === 'json') {
		return readJsonEngagements(item.parameter('engagementsJson'));
	}
	return item.parameter<EnteredEngagement[]>('engagements.engagement', []).map(toEngagement);
}
