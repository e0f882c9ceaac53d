import {
	postmanEnvironmentRequest,
	readPostmanEnvironment,
	withoutSecrets,
} from '../../../lib/operations/registration/postmanEnvironment';
import { clientFields } from '../../shared/fields';
import type { Operation } from '../../shared/operation';

export const downloadPostmanEnvironment: Operation = {
	value: 'downloadPostmanEnvironment',
	name: 'Download Postman Environment',
	action: 'Download a postman environment',
	description:
		'The Postman environment that the bank makes for your client, as a file; secrets in it are emptied',
	toolDescription:
		'Checks that the bank makes a Postman environment for this client. Returns clientId and the name of the environment; the file itself is not for models.',
	fields: clientFields,
	async run(item) {
		const { tpp, send } = await item.connection();
		const response = await send(postmanEnvironmentRequest(tpp));
		const environment = withoutSecrets(readPostmanEnvironment(response));
		const file = JSON.stringify(environment, null, 2);
		return [
			[
				{
					json: { clientId: tpp.client?.clientId, name: String(environment.name) },
					binary: await item.binary(
						file,
						`${tpp.bank.id}.postman_environment.json`,
						'application/json',
					),
				},
			],
		];
	},
};
