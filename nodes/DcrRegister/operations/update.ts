import { updateRegistrationRequest } from '../../../lib/operations/registration/registerClient';
import { clientFields } from '../../shared/fields';
import type { Operation } from '../../shared/operation';
import { emitRegistration } from '../emitRegistration';
import { readManaged, sendAsClient } from '../managedClient';
import { claimFields, registrationSettings } from '../registrationSettings';

export const updateRegistration: Operation = {
	value: 'update',
	name: 'Update',
	action: 'Update a registration',
	description: 'Replace the registration: every claim is sent again, not only the changed ones',
	toolDescription:
		'Replaces this client’s registration at the bank by the claims that are set in the tool. Returns clientId, the new metadata, and registration, a sealed text to use in place of the old one.',
	fields: [...clientFields, claimFields],
	async run(item) {
		const connection = await item.connection();
		const response = await sendAsClient(connection, (clientId) =>
			updateRegistrationRequest(connection, clientId, registrationSettings(item)),
		);
		const registration = readManaged(response, connection, 'updating the registration');
		return await emitRegistration(registration, connection.tpp, {
			item,
			interactionId: response.interactionId,
		});
	},
};
