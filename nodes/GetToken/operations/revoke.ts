import { clientFields, sessionField } from '../../shared/fields';
import { concurrentItems, type OperationDescription } from '../../shared/operation';

export const revoke: OperationDescription = {
	value: 'revoke',
	name: 'Revoke Session',
	action: 'Revoke session',
	description: 'Make the tokens of a session invalid at the bank. The consent stays.',
	toolDescription:
		'Makes the tokens of a session invalid at the bank, given the session’s encrypted text. The consent stays. Returns revoked, bank and consentId.',
	fields: [sessionField, ...clientFields],
	concurrency: concurrentItems,
};
