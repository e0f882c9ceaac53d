import { refreshSession } from '../../../lib/oauth/refresh';
import { concurrentItems } from '../../shared/concurrency';
import { clientFields, plainTokensOption, sessionField } from '../../shared/fields';
import type { Operation } from '../../shared/operation';
import { optionsCollection } from '../../shared/optionsCollection';
import { openItemSession } from '../../shared/sessionItem';
import { outputSession } from '../outputSession';

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
	async run(item) {
		const { connection, session } = await openItemSession(item);
		return await outputSession(await refreshSession(connection, session), connection.tpp, { item });
	},
};
