import {
	postmanEnvironmentRequest,
	readPostmanEnvironment,
	withoutSecretValues,
} from '../../../lib/operations/registration/postmanEnvironment';
import { clientFields } from '../../shared/fields';
import type { Operation } from '../../shared/operation';

export const downloadPostmanEnvironment: Operation = {
	value: 'downloadPostmanEnvironment',
	name: 'Download Postman Environment',
	action: 'Download Postman environment',
	description: 'Download the Postman environment file for your client, with its secrets removed',
	toolDescription:
		'Checks whether the bank provides a Postman environment for this client. Returns clientId and the name of the environment, but not the file.',
	fields: clientFields,
	async run(item) {
		const { tpp, send } = await item.connection();
		const response = await send(postmanEnvironmentRequest(tpp));
		const environment = withoutSecretValues(readPostmanEnvironment(response));
		const binary = await item.binary(
			JSON.stringify(environment, null, 2),
			`${tpp.bank.id}.postman_environment.json`,
			'application/json',
		);
		const json = { clientId: tpp.client?.clientId, name: String(environment.name) };
		return [[{ json, binary }]];
	},
};
