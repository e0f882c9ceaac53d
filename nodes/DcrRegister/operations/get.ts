import { getRegistrationRequest } from '../../../lib/operations/registration/registerClient';
import { clientFields } from '../../shared/fields';
import type { Operation } from '../../shared/operation';
import { emitRegistration } from '../emitRegistration';
import { readManaged, sendAsClient } from '../managedClient';

export const getRegistration: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get a registration',
	description: 'Read what the bank has registered for the client',
	toolDescription:
		'Reads what the bank has registered for this client. Returns clientId, metadata, and registration, a sealed text.',
	fields: clientFields,
	async run(item) {
		const connection = await item.connection();
		const response = await sendAsClient(connection, (clientId) =>
			getRegistrationRequest(connection, clientId),
		);
		const registration = readManaged(response, connection, 'reading the registration');
		return await emitRegistration(registration, connection.tpp, {
			item,
			interactionId: response.interactionId,
		});
	},
};
