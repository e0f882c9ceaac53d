import { requestClientToken } from '../../../lib/oauth/clientCredentials';
import { requireClient } from '../../../lib/requirements';
import { clientFields } from '../../shared/fields';
import type { Operation } from '../../shared/operation';
import { clearTokensOption } from '../../shared/sessionItem';
import { emitSession } from '../emitSession';

export const clientCredentials: Operation = {
	value: 'clientCredentials',
	name: 'Client Credentials',
	action: 'Get a client credentials token',
	description: 'A token for the client itself; the other nodes get theirs by themselves',
	toolDescription:
		'Gets a token for the client itself, not for a customer. Returns session, a sealed text, with scope and expiresAt.',
	fields: [
		...clientFields,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: [
				clearTokensOption,
				{
					displayName: 'Scope',
					name: 'scope',
					type: 'string',
					default: 'accounts',
					description: 'Separated by spaces',
				},
			],
		},
	],
	async run(item) {
		const connection = await item.connection();
		const { tpp } = connection;
		const tokens = await requestClientToken(
			connection,
			item.parameter('options.scope', 'accounts'),
		);
		const session = {
			...tokens,
			bank: tpp.bank.id,
			environment: tpp.environment,
			issuer: tpp.addresses.issuer,
			...(tpp.provider && { provider: tpp.provider }),
			clientId: requireClient(tpp).clientId,
		};
		return await emitSession(session, tpp, { item });
	},
};
