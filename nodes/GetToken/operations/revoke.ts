import { revokeSession } from '../../../lib/oauth/revoke';
import { concurrentItems } from '../../shared/concurrency';
import { clientFields, sessionField } from '../../shared/fields';
import { output, type Operation } from '../../shared/operation';
import { openItemSession } from '../../shared/sessionItem';

export const revoke: Operation = {
	value: 'revoke',
	name: 'Revoke Session',
	action: 'Revoke session',
	description: 'Make the tokens of a session invalid at the bank. The consent stays.',
	toolDescription:
		'Makes the tokens of a session invalid at the bank, given the session’s encrypted text. The consent stays. Returns revoked, bank and consentId.',
	fields: [sessionField, ...clientFields],
	concurrency: concurrentItems,
	async run(item) {
		const { connection, session } = await openItemSession(item);
		await revokeSession(connection, session);
		return output({ revoked: true, bank: session.bank, consentId: session.consentId });
	},
};
