import type { OperationDescription } from '../../shared/operation';
import { claimFields } from '../fields';

export const previewRegistrationRequest: OperationDescription = {
	value: 'preview',
	name: 'Preview Registration',
	action: 'Preview registration',
	description: 'Show the header and the claims of the registration request without sending it',
	toolDescription:
		'Shows the registration request without sending it. Returns its header and its claims.',
	fields: [claimFields],
};
