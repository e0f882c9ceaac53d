import { previewRegistration } from '../../../lib/operations/registration/registerClient';
import { output, type Operation } from '../../shared/operation';
import { claimFields } from '../fields';
import { hintAtOmittedRedirectUris, readRegistrationSettings } from '../registrationSettings';

export const previewRegistrationRequest: Operation = {
	value: 'preview',
	name: 'Preview Registration',
	action: 'Preview registration',
	description: 'Show the header and the claims of the registration request without sending it',
	toolDescription:
		'Shows the registration request without sending it. Returns its header and its claims.',
	fields: [claimFields],
	async run(item) {
		const connection = await item.connection();
		const settings = readRegistrationSettings(item);
		hintAtOmittedRedirectUris(item, connection.tpp, settings);
		const { header, claims } = await previewRegistration(connection, settings);
		// The software statement is long, and it is in the credential.
		return output({ header, claims: { ...claims, software_statement: '[software statement]' } });
	},
};
