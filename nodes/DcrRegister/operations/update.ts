import { clientFields, simplifySince1_1 } from '../../shared/fields';
import type { OperationDescription } from '../../shared/operation';
import { claimFields } from '../fields';

export const updateRegistration: OperationDescription = {
	value: 'update',
	name: 'Update Registration',
	action: 'Update registration',
	description: 'Replace the registration. All claims are sent again, not only the changed ones.',
	toolDescription:
		'Replaces the registration of this client at the bank with the claims that are set in the tool. Returns clientId, what the bank has registered now, and registration, an encrypted text that replaces the old one.',
	fields: [simplifySince1_1, ...clientFields, claimFields],
};
