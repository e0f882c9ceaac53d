import { consentApi } from '../../../lib/operations/consents';
import { concurrentItems } from '../../shared/concurrency';
import { clientFields, consentIdField, psuPresentOption } from '../../shared/fields';
import { output, type Operation } from '../../shared/operation';
import { optionsCollection } from '../../shared/optionsCollection';
import { sendForConsents } from '../sendForConsents';

export const getConsentStatus: Operation = {
	value: 'getStatus',
	name: 'Get Consent Status',
	action: 'Get consent status',
	description: 'Get only the status of a consent',
	toolDescription:
		'Reads the status of a consent, given its consentId. Returns status (awaiting authorisation, authorised, rejected, …).',
	fields: [consentIdField, ...clientFields, optionsCollection([psuPresentOption])],
	concurrency: concurrentItems,
	async run(item) {
		const connection = await item.connection();
		const { tpp } = connection;
		const api = consentApi(tpp);
		const given = item.parameter<string>('consentId');
		const send = sendForConsents(connection, item);
		const response = await send(api.getConsentStatusRequest(tpp, given));
		const operation = 'reading the status of the consent';
		const { consentId, status, interactionId } = api.readConsent(response, operation, given);
		return output({ bank: tpp.bank.id, consentId, status, interactionId });
	},
};
