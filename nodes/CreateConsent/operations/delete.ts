import {
	clientFields,
	consentIdField,
	optionsCollection,
	psuPresentOption,
} from '../../shared/fields';
import { concurrentItems, type OperationDescription } from '../../shared/operation';

export const deleteConsent: OperationDescription = {
	value: 'delete',
	name: 'Delete Consent',
	action: 'Delete consent',
	description: 'End a consent at the bank. Its tokens no longer give access.',
	toolDescription:
		'Ends a consent permanently, given its consentId. Its tokens no longer give access. Returns deleted and consentId.',
	fields: [consentIdField, ...clientFields, optionsCollection([psuPresentOption])],
	concurrency: concurrentItems,
};
