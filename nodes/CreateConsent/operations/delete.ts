import { consentApi } from '../../../lib/operations/consents';
import { concurrentItems } from '../../shared/concurrency';
import { clientFields, consentIdField, psuPresentOption } from '../../shared/fields';
import { output, type Operation } from '../../shared/operation';
import { optionsCollection } from '../../shared/optionsCollection';
import { sendForConsents } from '../sendForConsents';

export const deleteConsent: Operation = {
	value: 'delete',
	name: 'Delete Consent',
	action: 'Delete consent',
	description: 'End a consent at the bank. Its tokens no longer give access.',
	toolDescription:
		'Ends a consent permanently, given its consentId. Its tokens no longer give access. Returns deleted and consentId.',
	fields: [consentIdField, ...clientFields, optionsCollection([psuPresentOption])],
	concurrency: concurrentItems,
	async run(item) {
		const connection = await item.connection();
		const consentId = item.parameter<string>('consentId');
		const api = consentApi(connection.tpp);
		const request = api.deleteConsentRequest(connection.tpp, consentId);
		const response = await sendForConsents(connection, item)(request);
		api.readConsentDeletion(response);
		return output({ deleted: true, consentId, interactionId: response.interactionId });
	},
};
