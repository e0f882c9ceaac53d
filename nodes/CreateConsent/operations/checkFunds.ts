import {
	clientFields,
	optionsCollection,
	paymentConsentField,
	psuPresentOption,
	sessionField,
} from '../../shared/fields';
import { concurrentItems, type OperationDescription } from '../../shared/operation';

export const checkFunds: OperationDescription = {
	value: 'checkFunds',
	name: 'Check Funds',
	action: 'Check funds for payment',
	description:
		'Ask whether the account of the PSU has enough money for an approved domestic payment',
	toolDescription:
		'Asks whether an approved domestic payment is covered, given session and paymentConsent. Returns fundsAvailable (true or false) and checkedAt. It moves no money.',
	fields: [
		paymentConsentField,
		sessionField,
		...clientFields,
		optionsCollection([psuPresentOption]),
	],
	concurrency: concurrentItems,
};
