import {
	clientFields,
	optionsCollection,
	plainTokensOption,
	sessionField,
} from '../../shared/fields';
import { concurrentItems, type OperationDescription } from '../../shared/operation';

export const refresh: OperationDescription = {
	value: 'refresh',
	name: 'Refresh Session',
	action: 'Refresh session',
	description:
		'Get new tokens for a session. Replace the stored session with the new one: most banks accept a refresh token only once.',
	toolDescription:
		'Refreshes a session, given its encrypted text. Returns a new session and expiresAt. The old session may no longer work.',
	fields: [sessionField, ...clientFields, optionsCollection([plainTokensOption])],
	concurrency: concurrentItems,
	mustKeepOutputs: () => true,
};
