import {
	clientFields,
	optionsCollection,
	paymentConsentField,
	psuPresentOption,
	simplifyField,
} from '../../shared/fields';
import { concurrentItems, type OperationDescription } from '../../shared/operation';

export const getPaymentConsent: OperationDescription = {
	value: 'getPayment',
	name: 'Get Payment Consent',
	action: 'Get payment consent',
	description:
		'Get the status of a payment consent: awaiting authorisation, authorised, consumed or rejected',
	toolDescription:
		'Reads the consent for a payment, given paymentConsent. Returns status (AwaitingAuthorisation, Authorised, Consumed, Rejected), amount and payee.',
	fields: [
		paymentConsentField,
		simplifyField,
		...clientFields,
		optionsCollection([psuPresentOption]),
	],
	concurrency: concurrentItems,
};
