import { clientFields, consentIdField } from '../../shared/fields';
import { output, type Operation } from '../../shared/operation';
import { authorisationOptions, authorise } from '../authorisation';

export const getAuthorisationUrl: Operation = {
	value: 'getAuthorisationUrl',
	name: 'Get Authorisation URL',
	action: 'Get the authorisation URL of a consent',
	description: 'A new address to send the PSU to, for the first time or to authenticate again',
	toolDescription:
		'Makes a new address for a consent that exists, given its consentId, so that the customer can approve it or authenticate again. Returns authorizationUrl; give it to that customer only.',
	fields: [
		consentIdField,
		...clientFields,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: authorisationOptions,
		},
	],
	async run(item) {
		const connection = await item.connection();
		const consentId = item.parameter<string>('consentId');
		return output({
			bank: connection.tpp.bank.id,
			consentId,
			...(await authorise(connection, { consentId }, item)),
		});
	},
};
