import type { INodeProperties } from 'n8n-workflow';

import { parameterError } from '../../../lib/errors';
import {
	agreementHints,
	engagementRoles,
	readAgreementInput,
	type Agreement,
	type Engagement,
} from '../../../lib/operations/testData/agreement';
import type { Item } from '../../shared/operation';
import { optionsCollection } from '../../shared/fields';
import { asText, formOperation, parseParameter, textIn, type Form } from '../form';
import { signatureOptions } from '../signatureOptions';

/** Fields of one engagement. */
export const engagementFields: INodeProperties[] = [
	{
		displayName: 'Customer',
		name: 'customer',
		type: 'string',
		default: '',
		placeholder: 'e.g. 13039319955',
		description: 'Identification number of the PSU who can select the account when giving consent',
	},
	{
		displayName: 'IBAN',
		name: 'iban',
		type: 'string',
		default: '',
		placeholder: 'e.g. NO93 8601 1117 947',
		description: 'An account of the company, not of the PSU',
	},
	{
		displayName: 'Roles',
		name: 'roles',
		type: 'multiOptions',
		options: engagementRoles.map((role) => ({ name: role, value: role })),
		default: ['VIEW', 'REGISTER'],
		description: 'The PSU needs both VIEW and REGISTER to give consent for the account',
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

/** Fields of an agreement. */
const agreementFields: INodeProperties[] = [
	{
		displayName: 'Owner',
		name: 'owner',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 18129215603',
		description: 'Identification number of the company that the PSUs are members of',
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
		description: 'How to enter the engagements: which PSU can use which account',
	},
	{
		displayName: 'Engagements',
		name: 'engagements',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Engagement',
		description: 'Which PSU can use which account of the company, and in which roles',
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
		description: 'A JSON array of engagements, with the member names of the bank’s API',
	},
	optionsCollection(signatureOptions),
];

const readAgreementFields = (item: Item): Agreement =>
	readAgreementInput({
		owner: textIn(item, 'owner'),
		name: textIn(item, 'name'),
		engagements: readEngagements(item),
	});

export const agreementForm: Form = {
	value: 'agreement',
	name: 'Agreement',
	fields: agreementFields,
	read(item) {
		const agreement = readAgreementFields(item);
		// The item may come from Create Account.
		return {
			call: { kind: 'agreement', body: agreement },
			hints: agreementHints(agreement, item.json),
		};
	},
};

export const createAgreement = formOperation(agreementForm, {
	value: 'create',
	name: 'Create Agreement',
	action: 'Create agreement',
	description: 'Create a test agreement that lets PSUs use accounts of a company',
	toolDescription:
		'Creates a test agreement in Eika’s sandbox, which lets customers use accounts of a company. Takes owner, name and engagements. Returns the agreement with its id. Call it only once: each call creates an agreement.',
});

function readEngagements(item: Item): Engagement[] {
	if (item.parameter('specifyEngagements') === 'json') {
		return readJsonEngagements(item.parameter('engagementsJson'));
	}
	return item.parameter<EngagementRow[]>('engagements.engagement', []).map(toEngagement);
}

/** Returns the entered row in the bank's spelling. */
export const toEngagement = ({ iban, customer, ...engagement }: EngagementRow): Engagement => ({
	customer: asText(customer),
	...engagement,
	account: { iban },
});

/** The values of `engagementFields`. */
export interface EngagementRow extends Omit<Engagement, 'account'> {
	iban: string;
}

function readJsonEngagements(value: unknown): Engagement[] {
	const engagements = typeof value === 'string' ? parseParameter(value) : value;
	if (Array.isArray(engagements)) return engagements as Engagement[];
	throw parameterError('The engagements are not a JSON array.', 'engagementsJson');
}
