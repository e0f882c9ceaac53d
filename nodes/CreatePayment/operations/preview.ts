import { clientFields, paymentConsentField } from '../../shared/fields';
import type { OperationDescription } from '../../shared/operation';

export const previewPayment: OperationDescription = {
	value: 'preview',
	name: 'Preview Payment',
	action: 'Preview payment',
	description: 'Show the exact request of a payment without sending anything',
	toolDescription:
		'Shows the request for a payment without sending it, given paymentConsent. Returns amount, payee, method, URL, headers without the signature, and the exact body. It moves no money.',
	fields: [paymentConsentField, ...clientFields],
};
