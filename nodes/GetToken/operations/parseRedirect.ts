import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { parameterError } from '../../../lib/errors';
import { authorisationOutcome } from '../../../lib/operations/consents';
import { concurrentItems } from '../../shared/concurrency';
import { clientFields, plainTokensOption } from '../../shared/fields';
import { output, type Operation } from '../../shared/operation';
import { optionsCollection } from '../../shared/optionsCollection';
import { readSwitch } from '../../shared/readSwitch';
import { outcomeItem } from '../../shared/sessionItem';

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

export const parseRedirect: Operation = {
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
	async run(item) {
		const connection = await item.connection();
		const response = toText(item.anyValue('redirectParameters'));
		const outcome = await authorisationOutcome(connection, response, new Date());
		const hasPlainTokens = readSwitch(item, 'options.outputTokens');
		return output(
			await outcomeItem(outcome, connection.tpp, { hasPlainTokens, present: item.present }),
		);
	},
};

/**
 * Returns the parameters as a query string. n8n's Webhook node makes an object of them, in which a parameter that came
 * twice is a list.
 */
function toText(given: unknown): string {
	if (typeof given === 'string' && given.trim() !== '') return given;
	const entries = Object.entries(Object(given) as IDataObject);
	if (typeof given === 'object' && entries.length > 0 && entries.every(isPlain)) {
		return new URLSearchParams(
			entries.map(([name, value]): [string, string] => [name, String(value)]),
		).toString();
	}
	throw parameterError(
		'The redirect parameters are empty, or one of them is not a plain text.',
		'redirectParameters',
	);
}

const isPlain = ([, value]: [string, unknown]) =>
	['string', 'number', 'boolean'].includes(typeof value);
