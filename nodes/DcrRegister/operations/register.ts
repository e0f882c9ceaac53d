import { optionsCollection, simplifySince1_1 } from '../../shared/fields';
import type { OperationDescription } from '../../shared/operation';
import { claimFields, clientSecretOption } from '../fields';

export const registerClient: OperationDescription = {
	value: 'register',
	name: 'Register Client',
	action: 'Register client',
	description: 'Register your software as a client of the bank',
	toolDescription:
		'Registers this software as a client of the bank. Returns clientId, what the bank has registered, and registration, an encrypted text that other tools need to act as this client. A second call returns the same client.',
	fields: [
		simplifySince1_1,
		claimFields,
		optionsCollection([
			clientSecretOption,
			{
				displayName: 'Register Again',
				name: 'registerAgain',
				type: 'boolean',
				default: false,
				description:
					'Whether to register a client even if the credential, the input or an earlier execution already has one for this bank',
			},
		]),
	],
	mustBeSentOnce: true,
	mustKeepOutputs: () => true,
};
