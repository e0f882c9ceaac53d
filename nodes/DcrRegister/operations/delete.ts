import { clientFields } from '../../shared/fields';
import type { OperationDescription } from '../../shared/operation';

export const deleteRegistration: OperationDescription = {
	value: 'delete',
	name: 'Delete Registration',
	action: 'Delete registration',
	description: 'Delete your client at the bank. All its tokens and consents end.',
	toolDescription:
		'Permanently deletes this client at the bank. All its tokens and consents end. Returns deleted and clientId.',
	fields: clientFields,
};
