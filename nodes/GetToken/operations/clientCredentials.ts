import { clientFields, optionsCollection, plainTokensOption } from '../../shared/fields';
import { concurrentItems, type OperationDescription } from '../../shared/operation';

export const clientCredentials: OperationDescription = {
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
};
