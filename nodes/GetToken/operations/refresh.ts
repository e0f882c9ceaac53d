import { refreshSession } from '../../../lib/oauth/refresh';
import { openSession } from '../../../lib/oauth/session';
import { concurrentItems } from '../../shared/concurrency';
import { clientFields, sessionField } from '../../shared/fields';
import type { Operation } from '../../shared/operation';
import { optionsCollection } from '../../shared/optionsCollection';
import { plainTokensOption } from '../../shared/sessionItem';
import { outputSession } from '../outputSession';

export const refresh: Operation = {
	value: 'refresh',
	name: 'Refresh',
	action: 'Refresh a session',
	description:
		'Get new tokens for a session. Replace the stored session with the new one: most banks accept a refresh token only once.',
	toolDescription:
		'Refreshes a session, given its encrypted text. Returns a new session and expiresAt. The old session no longer works.',
	fields: [sessionField, ...clientFields, optionsCollection([plainTokensOption])],
	concurrency: concurrentItems,
	mustKeepOutputs: () => true,
	async run(item) {
		const connection = await item.connection();
		const session = await openSession(item.parameter('session'), connection.tpp);
		return await outputSession(await refreshSession(connection, session), connection.tpp, { item });
	},
};
