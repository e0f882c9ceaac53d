import { clientFields, optionsCollection, plainTokensOption, sessionField } from '../shared/fields';
import { concurrentItems, type Operation } from '../shared/operation';

/** Loaded when an operation first runs, as in `nodes/shared/onDemand.ts`. */
const runs = () => require('./runs') as typeof import('./runs');

export const tokenOperations: Operation[] = [
	{
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
		run: (item) => runs().runAuthorizationCode(item),
	},
	{
		value: 'parseRedirect',
		name: 'Parse Redirect',
		action: 'Parse redirect from bank',
		description:
			'Validate the redirect that a Webhook node received. If the PSU refused or something failed, the node outputs an item with the outcome and does not fail.',
		toolDescription:
			'Finishes an authorisation. Takes the parameters with which the bank redirected the customer. Returns outcome. If it is authorised, also session (an encrypted text that gives access to the accounts). If not, error and details.',
		fields: [
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
		],
		concurrency: concurrentItems,
		mustBeSentOnce: true,
		mustKeepOutputs: () => true,
		run: (item) => runs().runParseRedirect(item),
	},
	{
		value: 'clientCredentials',
		name: 'Get Client Credentials Token',
		action: 'Get client credentials token',
		description:
			'Get a token for your software itself, without a customer. The other nodes get this token automatically.',
		toolDescription:
			'Gets a token for the client itself, not for a customer. Returns session (an encrypted text), scope and expiresAt.',
		fields: [
			...clientFields,
			optionsCollection([
				plainTokensOption,
				{
					displayName: 'Scope',
					name: 'scope',
					type: 'string',
					default: 'accounts',
					description: 'The scopes of the token, separated by spaces',
				},
			]),
		],
		concurrency: concurrentItems,
		run: (item) => runs().runClientCredentials(item),
	},
	{
		value: 'refresh',
		name: 'Refresh Session',
		action: 'Refresh session',
		description:
			'Get new tokens for a session. Replace the stored session with the new one: most banks accept a refresh token only once.',
		toolDescription:
			'Refreshes a session, given its encrypted text. Returns a new session and expiresAt. The old session may no longer work.',
		fields: [sessionField, ...clientFields, optionsCollection([plainTokensOption])],
		concurrency: concurrentItems,
		mustKeepOutputs: () => true,
		run: (item) => runs().runRefresh(item),
	},
	{
		value: 'revoke',
		name: 'Revoke Session',
		action: 'Revoke session',
		description: 'Make the tokens of a session invalid at the bank. The consent stays.',
		toolDescription:
			'Makes the tokens of a session invalid at the bank, given the session’s encrypted text. The consent stays. Returns revoked, bank and consentId.',
		fields: [sessionField, ...clientFields],
		concurrency: concurrentItems,
		run: (item) => runs().runRevoke(item),
	},
];
