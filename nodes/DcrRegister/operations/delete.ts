import { deleteRegistrationRequest } from '../../../lib/operations/registration/registerClient';
import { assertStatus } from '../../../lib/responses/body';
import { clientFields } from '../../shared/fields';
import { output, type Operation } from '../../shared/operation';
import { sendAsClient } from '../managedClient';

export const deleteRegistration: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete a registration',
	description: 'Remove the client at the bank; all its tokens and consents end',
	toolDescription:
		'Deletes this client at the bank for good: all its tokens and consents end. Returns deleted and clientId.',
	fields: clientFields,
	async run(item) {
		const connection = await item.connection();
		const response = await sendAsClient(connection, (clientId) =>
			deleteRegistrationRequest(connection, clientId),
		);
		assertStatus(response, { statuses: [204], operation: 'deleting the registration' });
		return output({
			deleted: true,
			clientId: connection.tpp.client?.clientId,
			interactionId: response.interactionId,
		});
	},
};
