import { submissionPreview } from '../../../lib/operations/payments/payment';
import { openPayment, summaryOf } from '../../../lib/operations/payments/paymentConsent';
import { clientFields, paymentConsentField } from '../../shared/fields';
import { output, type Operation } from '../../shared/operation';

export const previewPayment: Operation = {
	value: 'preview',
	name: 'Preview Payment',
	action: 'Preview payment',
	description: 'Show the exact request of a payment without sending anything',
	toolDescription:
		'Shows the request for a payment without sending it, given paymentConsent. Returns amount, payee, method, URL, headers without the signature, and the exact body. It moves no money.',
	fields: [paymentConsentField, ...clientFields],
	async run(item) {
		const connection = await item.connection();
		const payment = await openPayment(item.parameter('paymentConsent'), connection.tpp);
		const { method, url, headers, body } = submissionPreview(connection.tpp, payment);
		return output({
			kind: payment.kind,
			...summaryOf(payment),
			method,
			url,
			// The signature would need a request to the directory, and nobody can send the payment from the execution data.
			headers: { ...headers, 'x-jws-signature': '[not shown]' },
			body,
		});
	},
};
