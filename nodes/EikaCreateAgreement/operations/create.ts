import { randomUUID } from 'node:crypto';

import {
	agreementHints,
	engagementRoles,
	readAgreementInput,
	type Engagement,
} from '../../../lib/operations/agreement';
import { createAgreementRequest, readAgreement } from '../../../lib/operations/createAgreement';
import { emit, type Item, type Operation } from '../../shared/operation';
import { issuerSpellingOption, withIssuerSpelling } from '../issuerSpelling';
import { readJsonEngagements, toEngagement, type EnteredEngagement } from '../engagements';

export const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create an agreement',
	description: 'Connect accounts of a corporation with the PSUs who may use them (Eika sandbox)',
	fields: [
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
					values: [
						{
							displayName: 'Approval Limit',
							name: 'approvalLimit',
							type: 'number',
							default: 0,
						},
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
							displayName: 'Register Limit',
							name: 'registerLimit',
							type: 'number',
							default: 0,
						},
						{
							displayName: 'Roles',
							name: 'roles',
							type: 'multiOptions',
							options: engagementRoles.map((role) => ({ name: role, value: role })),
							default: ['VIEW', 'REGISTER'],
							description: 'For consent the PSU needs both VIEW and REGISTER',
						},
					],
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
			options: [issuerSpellingOption],
		},
	],
	async run(item) {
		const { tpp, send } = await item.connection();
		const agreement = readAgreementInput({
			owner: item.parameter('owner'),
			name: item.parameter('name'),
			engagements: readEngagements(item),
		});
		agreementHints(agreement).forEach((hint) => item.hint(hint));
		const request = createAgreementRequest(withIssuerSpelling(tpp, item), agreement, {
			requestId: randomUUID(),
			now: new Date(),
		});
		const response = await send(request);
		return emit({ ...readAgreement(response), interactionId: response.interactionId });
	},
};

function readEngagements(item: Item): Engagement[] {
	if (item.parameter('specifyEngagements') === 'json') {
		return readJsonEngagements(item.parameter('engagementsJson'));
	}
	return item.parameter<EnteredEngagement[]>('engagements.engagement', []).map(toEngagement);
}
