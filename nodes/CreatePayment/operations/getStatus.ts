import {
	clientFields,
	optionsCollection,
	paymentConsentField,
	psuPresentOption,
	simplifyField,
} from '../../shared/fields';
import { concurrentItems, type OperationDescription } from '../../shared/operation';

export const getPaymentStatus: OperationDescription = {
	value: 'getStatus',
	name: 'Get Payment Status',
	action: 'Get payment status',
	description: 'Read whether the bank has made a submitted payment',
	toolDescription:
		'Reads the status of a submitted payment, given paymentId and paymentConsent. Returns status, such as AcceptedSettlementCompleted or Rejected.',
	fields: [
		{
			displayName: 'Payment ID',
			name: 'paymentId',
			type: 'string',
			required: true,
			default: '={{ $json.paymentId }}',
			description: 'The text <code>paymentId</code> in the output of the operation Submit Payment',
		},
		paymentConsentField,
		simplifyField,
		...clientFields,
		optionsCollection([psuPresentOption]),
	],
	concurrency: concurrentItems,
};
