import { refreshSession } from '../../../lib/oauth/refresh';
import { openSession } from '../../../lib/oauth/session';
import { clientFields, sessionField } from '../../shared/fields';
import type { Operation } from '../../shared/operation';
import { clearTokensOption } from '../../shared/sessionItem';
import { emitSession } from '../emitSession';

export const refresh: Operation = {
	value: 'refresh',
	name: 'Refresh',
	action: 'Refresh a session',
	description:
		'New tokens for a session. Store the new session in place of the old one: most banks give each refresh token for one use.',
	toolDescription:
		'Renews a session, given the sealed text session. Returns a new session with expiresAt, to use in place of the old one, which is spent.',
	fields: [
		sessionField,
		...clientFields,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: [clearTokensOption],
		},
	],
	irreplaceable: () => true,
	async run(item) {
		const connection = await item.connection();
		const session = await openSession(item.parameter('session'), connection.tpp);
		return await emitSession(await refreshSession(connection, session), connection.tpp, { item });
	},
};
