import { requestClientToken } from '../../../lib/oauth/clientCredentials';
import { toSealedClient } from '../../../lib/oauth/sealedClient';
import { requireClient } from '../../../lib/requirements';
import { concurrentItems } from '../../shared/concurrency';
import { clientFields, plainTokensOption } from '../../shared/fields';
import type { Operation } from '../../shared/operation';
import { optionsCollection } from '../../shared/optionsCollection';
import { outputSession } from '../outputSession';

export const clientCredentials: Operation = {
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
			client: toSealedClient(tpp),
		};
		return await outputSession(session, tpp, { item });
	},
};
