import type { IDataObject } from 'n8n-workflow';

import { ConfigurationError } from '../../../lib/errors';
import { redirectOutcome } from '../../../lib/oauth/redirectOutcome';
import { clientFields } from '../../shared/fields';
import { output, type Operation } from '../../shared/operation';
import { outcomeItem } from '../../shared/outcomeItem';
import { clearTokensOption } from '../../shared/sessionItem';

export const parseRedirect: Operation = {
	value: 'parseRedirect',
	name: 'Parse Redirect',
	action: 'Parse a redirect from the bank',
	description:
		'Validate what a Webhook node received from the bank: a refusal or failure is an item with its outcome, and the node does not fail',
	toolDescription:
		'Finishes an authorisation: takes the parameters with which the customer came back from the bank. Returns outcome, and when it is authorised session, a sealed text that gives access to the accounts, else error and details.',
	fields: [
		{
			displayName: 'Redirect Parameters',
			name: 'redirectParameters',
			type: 'string',
			required: true,
			default: '={{ $json.query }}',
			description:
				'Query or form body as the Webhook node emits them, or a complete address, or what stands behind its ? or #',
		},
		...clientFields,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: [clearTokensOption],
		},
	],
	sentOnce: true,
	irreplaceable: () => true,
	async run(item) {
		const connection = await item.connection();
		const response = asText(item.parameter<unknown>('redirectParameters'));
		const outcome = await redirectOutcome(connection, response, new Date());
		const inClear = item.parameter<boolean>('options.outputTokens', false);
		return output(await outcomeItem(outcome, connection.tpp, inClear));
	},
};

/** n8n's Webhook node makes an object of query and form body; a parameter that came twice is a list there. */
function asText(given: unknown): string {
	if (typeof given === 'string' && given.trim() !== '') return given;
	const entries = Object.entries(Object(given) as IDataObject);
	if (typeof given === 'object' && entries.length > 0 && entries.every(isPlain)) {
		return new URLSearchParams(
			entries.map(([name, value]): [string, string] => [name, String(value)]),
		).toString();
	}
	throw new ConfigurationError(
		'Redirect Parameters is empty, or holds a parameter that is not one plain text.',
		{
			field: 'Redirect Parameters',
			tppAction: 'fixRequest',
		},
	);
}

const isPlain = ([, value]: [string, unknown]) =>
	['string', 'number', 'boolean'].includes(typeof value);
