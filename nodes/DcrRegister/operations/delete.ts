import { clientFields } from '../../shared/fields';
import type { Operation } from '../../shared/operation';

/** Loaded when first used, as in `nodes/shared/onDemand.ts`. */
const runs = () => require('../runs') as typeof import('../runs');

export const deleteRegistration: Operation = {
	value: 'delete',
	name: 'Delete Registration',
	action: 'Delete registration',
	description: 'Delete your client at the bank. All its tokens and consents end.',
	toolDescription:
		'Permanently deletes this client at the bank. All its tokens and consents end. Returns deleted and clientId.',
	fields: clientFields,
	run: async (item) => await runs().runDeleteRegistration(item),
};
