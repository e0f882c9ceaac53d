import { previewRegistration } from '../../../lib/operations/registration/registerClient';
import { output, type Operation } from '../../shared/operation';
import { claimFields, registrationSettings } from '../registrationSettings';

export const previewRegistrationRequest: Operation = {
	value: 'preview',
	name: 'Preview',
	action: 'Preview a registration',
	description: 'Show header and claims of the registration request and register nothing',
	toolDescription:
		'Shows header and claims of the registration request and sends nothing. Returns header and claims.',
	fields: [claimFields],
	async run(item) {
		const connection = await item.connection();
		const { header, claims } = await previewRegistration(connection, registrationSettings(item));
		// It is long, and in the credential already.
		return output({ header, claims: { ...claims, software_statement: '[software statement]' } });
	},
};
