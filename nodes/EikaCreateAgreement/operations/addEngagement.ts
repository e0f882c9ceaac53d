import {
	engagementHints,
	readEngagementInput,
	type Engagement,
} from '../../../lib/operations/testData/agreement';
import { byLabel, optionsCollection } from '../../shared/fields';
import { engagementFields, toEngagement, type EngagementRow } from './createAgreement';
import { enteredIn, formOperation, specified, textIn, type Form } from '../form';
import { signatureOptions } from '../signatureOptions';

const limits = engagementFields.filter(({ type }) => type === 'number');

export const engagementForm: Form = {
	value: 'engagement',
	name: 'Engagement',
	fields: [
		{
			displayName: 'Agreement ID',
			name: 'agreementId',
			type: 'string',
			required: true,
			default: '={{ $json.id }}',
			description: 'The ID that Create Agreement returned',
		},
		...specified(
			'Engagement',
			engagementFields
				.filter(({ type }) => type !== 'number')
				.map((field) => ({ ...field, required: field.type === 'string' })),
			{
				customer: '18129215603',
				account: { iban: 'NO9386011117947' },
				roles: ['VIEW', 'REGISTER'],
				registerLimit: 0,
				approvalLimit: 0,
			},
		),
		optionsCollection([...limits, ...signatureOptions].sort(byLabel)),
	],
	read(item) {
		const engagement = readEngagementInput(
			enteredIn<Engagement>(item, () =>
				toEngagement({
					customer: textIn(item, 'customer'),
					iban: textIn(item, 'iban'),
					roles: item.parameter('roles'),
					registerLimit: item.parameter<number>('options.registerLimit', 0),
					approvalLimit: item.parameter<number>('options.approvalLimit', 0),
				} satisfies EngagementRow),
			),
		);
		const parentId = textIn(item, 'agreementId');
		return {
			call: { kind: 'engagement', parentId, body: engagement },
			hints: engagementHints(engagement),
		};
	},
};

export const addEngagement = formOperation(engagementForm, {
	value: 'addEngagement',
	name: 'Add Engagement',
	action: 'Add engagement to agreement',
	description: 'Let one more PSU use an account of the company',
	toolDescription:
		'Adds an engagement to a test agreement in Eika’s sandbox. Takes the agreement’s id, customer, IBAN and roles. Returns the engagement with its id. Call it only once: each call adds an engagement.',
});
