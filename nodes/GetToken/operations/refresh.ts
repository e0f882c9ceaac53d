import { concurrentItems } from '../../shared/concurrency';
import { clientFields, plainTokensOption, sessionField } from '../../shared/fields';
import type { Operation } from '../../shared/operation';
import { optionsCollection } from '../../shared/optionsCollection';

/** Loaded when first used, as in `nodes/shared/onDemand.ts`. */
const runs = () => require('../runs') as typeof import('../runs');

export const refresh: Operation = {
	value: 'refresh',
	name: 'Refresh Session',
	action: 'Refresh session',
	description:
		'Get new tokens for a session. Replace the stored session with the new one: most banks accept a refresh token only once.',
	toolDescription:
		'Refreshes a session, given its encrypted text. Returns a new session and expiresAt. The old session no longer works.',
	fields: [sessionField, ...clientFields, optionsCollection([plainTokensOption])],
	concurrency: concurrentItems,
	mustKeepOutputs: () => true,
	run: async (item) => await runs().runRefresh(item),
};
