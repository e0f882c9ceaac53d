import { consentApi } from '../../../lib/operations/consents';
import { concurrentItems } from '../../shared/concurrency';
import {
	clientFields,
	consentIdField,
	psuPresentOption,
	simplifySince1_1,
} from '../../shared/fields';
import { output, type Operation } from '../../shared/operation';
import { optionsCollection } from '../../shared/optionsCollection';
import { consentItem } from '../authorisation';
import { sendForConsents } from '../sendForConsents';

export const getConsent: Operation = {
	value: 'get',
	name: 'Get Consent',
	action: 'Get consent',
	description: 'Get the status, the end and the permissions of a consent',
	toolDescription:
		'Reads a consent, given its consentId. Returns status (awaiting authorisation, authorised, rejected, …), expiresAt if it expires, and permissions, what the customer shares.',
	fields: [
		consentIdField,
		simplifySince1_1,
		...clientFields,
		optionsCollection([psuPresentOption]),
	],
	concurrency: concurrentItems,
	async run(item) {
		const connection = await item.connection();
		const { tpp } = connection;
		const api = consentApi(tpp);
		const consentId = item.parameter<string>('consentId');
		const response = await sendForConsents(connection, item)(api.getConsentRequest(tpp, consentId));
		const consent = api.readConsent(response, 'reading the consent', consentId);
		return output(await consentItem(item, connection, consent));
	},
};
