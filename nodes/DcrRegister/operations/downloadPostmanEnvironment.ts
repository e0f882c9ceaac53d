import { clientFields } from '../../shared/fields';
import type { Operation } from '../../shared/operation';

/** Loaded when first used, as in `nodes/shared/onDemand.ts`. */
const runs = () => require('../runs') as typeof import('../runs');

export const downloadPostmanEnvironment: Operation = {
	value: 'downloadPostmanEnvironment',
	name: 'Download Postman Environment',
	action: 'Download Postman environment',
	description: 'Download the Postman environment file for your client, with its secrets removed',
	toolDescription:
		'Checks whether the bank provides a Postman environment for this client. Returns clientId and the name of the environment, but not the file.',
	fields: clientFields,
	run: async (item) => await runs().runDownloadPostmanEnvironment(item),
};
