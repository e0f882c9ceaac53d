import { clientFields, optionsCollection, plainTokensOption } from '../../shared/fields';
import { concurrentItems, type OperationDescription } from '../../shared/operation';

export const authorizationCode: OperationDescription = {
	value: 'authorizationCode',
	name: 'Exchange Authorization Code',
	action: 'Exchange authorization code',
	description:
		'Get a session from the URL to which the bank redirected the PSU. The node validates it and exchanges its code.',
	toolDescription:
		'Finishes an authorisation. Takes the complete URL to which the bank redirected the customer, and exchanges its code. Returns session (an encrypted text that gives access to the accounts), consentId and expiresAt.',
	fields: [
		{
			displayName: 'Redirect Response',
			name: 'redirectResponse',
			type: 'string',
			required: true,
			// The forms of the examples name the field after its label.
			default: "={{ $json.redirectResponse ?? $json['Redirect Response'] }}",
			placeholder: 'e.g. https://n8n.example.com/webhook/open-banking#code=…&id_token=…&state=…',
			description:
				'The complete URL to which the bank redirected the PSU, or its part after ? or #. You can paste it over the expression. The code alone is not enough: the state is needed, too.',
		},
		...clientFields,
		optionsCollection([plainTokensOption]),
	],
	concurrency: concurrentItems,
	mustBeSentOnce: true,
	mustKeepOutputs: () => true,
};
