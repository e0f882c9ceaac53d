import { clientFields } from '../../shared/fields';
import type { OperationDescription } from '../../shared/operation';

export const downloadPostmanEnvironment: OperationDescription = {
	value: 'downloadPostmanEnvironment',
	name: 'Download Postman Environment',
	action: 'Download Postman environment',
	description: 'Download the Postman environment file for your client, with its secrets removed',
	toolDescription:
		'Checks whether the bank provides a Postman environment for this client. Returns clientId and the name of the environment, but not the file.',
	fields: clientFields,
};
