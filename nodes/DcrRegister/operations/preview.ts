import type { Operation } from '../../shared/operation';
import { claimFields } from '../fields';

/** Loaded when first used, as in `nodes/shared/onDemand.ts`. */
const runs = () => require('../runs') as typeof import('../runs');

export const previewRegistrationRequest: Operation = {
	value: 'preview',
	name: 'Preview Registration',
	action: 'Preview registration',
	description: 'Show the header and the claims of the registration request without sending it',
	toolDescription:
		'Shows the registration request without sending it. Returns its header and its claims.',
	fields: [claimFields],
	run: async (item) => await runs().runPreviewRegistrationRequest(item),
};
