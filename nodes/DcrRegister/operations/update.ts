import { updateRegistrationRequest } from '../../../lib/operations/registration/registerClient';
import { requestedAuthMethod } from '../../../lib/operations/registration/registrationClaims';
import { clientFields, simplifySince1_1 } from '../../shared/fields';
import type { Operation } from '../../shared/operation';
import { claimFields } from '../fields';
import { outputManagedRegistration } from '../managedRegistration';
import { hintAtOmittedRedirectUris, readRegistrationSettings } from '../registrationSettings';

export const updateRegistration: Operation = {
	value: 'update',
	name: 'Update Registration',
	action: 'Update registration',
	description: 'Replace the registration. All claims are sent again, not only the changed ones.',
	toolDescription:
		'Replaces the registration of this client at the bank with the claims that are set in the tool. Returns clientId, what the bank has registered now, and registration, an encrypted text that replaces the old one.',
	fields: [simplifySince1_1, ...clientFields, claimFields],
	async run(item) {
		const settings = readRegistrationSettings(item);
		return await outputManagedRegistration(item, {
			operation: 'updating the registration',
			async buildRequest(connection, clientId) {
				hintAtOmittedRedirectUris(item, connection.tpp, settings);
				return await updateRegistrationRequest(connection, clientId, settings);
			},
			authMethod: (tpp) => requestedAuthMethod(tpp, settings),
		});
	},
};
