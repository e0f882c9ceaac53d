import {
	clientFields,
	consentIdField,
	optionsCollection,
	psuPresentOption,
} from '../../shared/fields';
import { concurrentItems, type OperationDescription } from '../../shared/operation';

export const getConsentStatus: OperationDescription = {
	value: 'getStatus',
	name: 'Get Consent Status',
	action: 'Get consent status',
	description: 'Get only the status of a consent',
	toolDescription:
		'Reads the status of a consent, given its consentId. Returns status (awaiting authorisation, authorised, rejected, …).',
	fields: [consentIdField, ...clientFields, optionsCollection([psuPresentOption])],
	concurrency: concurrentItems,
};
