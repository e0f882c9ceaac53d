import { consentApi } from '../../../lib/operations/consents';
import { concurrentItems } from '../../shared/concurrency';
import { clientFields, consentIdField } from '../../shared/fields';
import { output, type Operation } from '../../shared/operation';
import { optionsCollection } from '../../shared/optionsCollection';
import { psuPresentOption } from '../../shared/psuPresent';
import { clientMember } from '../authorisation';
import { sendForConsents } from '../consentTokens';

export const getConsent: Operation = {
	value: 'get',
	name: 'Get Consent',
	action: 'Get consent',
	description: 'Get the status of a consent',
	toolDescription:
		'Reads a consent, given its consentId. Returns status (awaiting authorisation, authorised, rejected, …), expiresAt if it expires, and data, the response of the bank.',
	fields: [consentIdField, ...clientFields, optionsCollection([psuPresentOption])],
	concurrency: concurrentItems,
	async run(item) {
		const connection = await item.connection();
		const { tpp } = connection;
		const api = consentApi(tpp);
		const consentId = item.parameter<string>('consentId');
		const response = await sendForConsents(connection, item)(api.getConsentRequest(tpp, consentId));
		const { data, interactionId, ...consent } = api.readConsent(
			response,
			'reading the consent',
			consentId,
		);
		return output({
			bank: tpp.bank.id,
			...consent,
			...(await clientMember(connection)),
			data,
			interactionId,
		});
	},
};
