import {
	getConsentRequest,
	readConsent,
} from '../../../lib/operations/accountInformation/accountAccessConsent';
import { concurrentItems } from '../../shared/concurrency';
import { clientFields, consentIdField } from '../../shared/fields';
import { output, type Operation } from '../../shared/operation';
import { optionsCollection } from '../../shared/optionsCollection';
import { psuPresentOption } from '../../shared/psuPresent';
import { clientMember } from '../authorisation';
import { sendForConsents } from '../consentTokens';

export const getConsent: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get a consent',
	description: 'Get the status of a consent',
	toolDescription:
		'Reads a consent, given its consentId. Returns status (awaiting authorisation, authorised, rejected, …), expiresAt if it expires, and data, the response of the bank.',
	fields: [consentIdField, ...clientFields, optionsCollection([psuPresentOption])],
	concurrency: concurrentItems,
	async run(item) {
		const connection = await item.connection();
		const request = getConsentRequest(connection.tpp, item.parameter('consentId'));
		const response = await sendForConsents(connection, item)(request);
		const { data, interactionId, ...consent } = readConsent(response, 'reading the consent');
		return output({
			bank: connection.tpp.bank.id,
			...consent,
			...(await clientMember(connection)),
			data,
			interactionId,
		});
	},
};
