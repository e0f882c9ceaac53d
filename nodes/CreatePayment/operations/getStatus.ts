import { withToken } from '../../../lib/oauth/bearer';
import { clientTokens } from '../../../lib/oauth/clientCredentials';
import { getPaymentRequest, readPayment } from '../../../lib/operations/payments/payment';
import { openPayment } from '../../../lib/operations/payments/paymentConsent';
import { concurrentItems } from '../../shared/concurrency';
import {
	clientFields,
	paymentConsentField,
	psuPresentOption,
	simplifyField,
} from '../../shared/fields';
import { output, type Operation } from '../../shared/operation';
import { optionsCollection } from '../../shared/optionsCollection';
import { withPsuPresent } from '../../shared/psuPresent';
import { paymentItem } from '../paymentItem';

export const getPaymentStatus: Operation = {
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
	async run(item) {
		const connection = await item.connection();
		const { tpp } = connection;
		const payment = await openPayment(item.parameter('paymentConsent'), tpp);
		const send = withToken(
			withPsuPresent(connection, item).send,
			clientTokens(connection, 'payments'),
		);
		const response = await send(getPaymentRequest(tpp, payment, item.parameter('paymentId')));
		const made = readPayment(response, payment, 'reading the payment');
		return output(await paymentItem(item, connection, { payment, made, response }));
	},
};
