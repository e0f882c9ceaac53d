import { deleteRegistrationRequest } from '../../../lib/operations/registration/registerClient';
import { assertStatus } from '../../../lib/responses/body';
import { clientFields } from '../../shared/fields';
import { output, type Operation } from '../../shared/operation';
import { sendAsClient } from '../managedRegistration';
import { forgetRegistration } from '../onlyOnce';

export const deleteRegistration: Operation = {
	value: 'delete',
	name: 'Delete Registration',
	action: 'Delete registration',
	description: 'Delete your client at the bank. All its tokens and consents end.',
	toolDescription:
		'Permanently deletes this client at the bank. All its tokens and consents end. Returns deleted and clientId.',
	fields: clientFields,
	async run(item) {
		const connection = await item.connection();
		const response = await sendAsClient(connection, deleteRegistrationRequest);
		assertStatus(response, { statuses: [204], operation: 'deleting the registration' });
		await forgetRegistration(item, connection.tpp);
		return output({
			deleted: true,
			clientId: connection.tpp.client?.clientId,
			interactionId: response.interactionId,
		});
	},
};
