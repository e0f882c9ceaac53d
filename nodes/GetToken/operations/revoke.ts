import { concurrentItems } from '../../shared/concurrency';
import { clientFields, sessionField } from '../../shared/fields';
import type { Operation } from '../../shared/operation';

/** Loaded when first used, as in `nodes/shared/onDemand.ts`. */
const runs = () => require('../runs') as typeof import('../runs');

export const revoke: Operation = {
	value: 'revoke',
	name: 'Revoke Session',
	action: 'Revoke session',
	description: 'Make the tokens of a session invalid at the bank. The consent stays.',
	toolDescription:
		'Makes the tokens of a session invalid at the bank, given the session’s encrypted text. The consent stays. Returns revoked, bank and consentId.',
	fields: [sessionField, ...clientFields],
	concurrency: concurrentItems,
	run: async (item) => await runs().runRevoke(item),
};
