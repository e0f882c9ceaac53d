import type { INodeProperties } from 'n8n-workflow';

import { clientFields, optionsCollection, plainTokensOption } from '../../shared/fields';
import { concurrentItems, type OperationDescription } from '../../shared/operation';

const fields: INodeProperties[] = [
	{
		displayName: 'Redirect Parameters',
		name: 'redirectParameters',
		type: 'string',
		required: true,
		default: '={{ $json.query }}',
		description:
			'The query or form body that the Webhook node outputs, or the complete URL, or its part after ? or #',
	},
	...clientFields,
	optionsCollection([plainTokensOption]),
];

export const parseRedirect: OperationDescription = {
	value: 'parseRedirect',
	name: 'Parse Redirect',
	action: 'Parse redirect from bank',
	description:
		'Validate the redirect that a Webhook node received. If the PSU refused or something failed, the node outputs an item with the outcome and does not fail.',
	toolDescription:
		'Finishes an authorisation. Takes the parameters with which the bank redirected the customer. Returns outcome. If it is authorised, also session (an encrypted text that gives access to the accounts). If not, error and details.',
	fields,
	concurrency: concurrentItems,
	mustBeSentOnce: true,
	mustKeepOutputs: () => true,
};
