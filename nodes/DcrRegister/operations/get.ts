import { clientFields, simplifySince1_1 } from '../../shared/fields';
import { concurrentItems, type OperationDescription } from '../../shared/operation';

export const getRegistration: OperationDescription = {
	value: 'get',
	name: 'Get Registration',
	action: 'Get registration',
	description: 'Get the registration of your client from the bank',
	toolDescription:
		'Gets the registration of this client from the bank. Returns clientId, what the bank has registered, and registration, an encrypted text.',
	fields: [simplifySince1_1, ...clientFields],
	concurrency: concurrentItems,
};
