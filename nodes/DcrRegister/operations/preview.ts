import { previewRegistration } from '../../../lib/operations/registerClient';
import { emit, type Operation } from '../../shared/operation';
import { claimFields, registrationSettings } from '../registrationSettings';

export const preview: Operation = {
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
		return emit({ header, claims: { ...claims, software_statement: '[software statement]' } });
	},
};
