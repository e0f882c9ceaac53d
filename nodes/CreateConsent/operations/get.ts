import {
	clientFields,
	consentIdField,
	optionsCollection,
	psuPresentOption,
	simplifySince1_1,
} from '../../shared/fields';
import { concurrentItems, type OperationDescription } from '../../shared/operation';

export const getConsent: OperationDescription = {
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
};
