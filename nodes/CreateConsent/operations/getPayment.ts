import {
	getPaymentConsentRequest,
	openPayment,
	readPaymentConsent,
	summaryOf,
} from '../../../lib/operations/payments/paymentConsent';
import { differenceIn } from '../../../lib/operations/payments/paymentTerms';
import { concurrentItems } from '../../shared/concurrency';
import {
	clientFields,
	paymentConsentField,
	psuPresentOption,
	simplifyField,
} from '../../shared/fields';
import { output, type Operation } from '../../shared/operation';
import { optionsCollection } from '../../shared/optionsCollection';
import { responseSignature } from '../../shared/paymentItem';
import { readSwitch } from '../../shared/readSwitch';
import { clientMember } from '../authorisation';
import { sendForConsents } from '../sendForConsents';

export const getPaymentConsent: Operation = {
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
	async run(item) {
		const connection = await item.connection();
		const { tpp } = connection;
		const sealed = item.parameter<string>('paymentConsent');
		const payment = await openPayment(sealed, tpp);
		const request = getPaymentConsentRequest(tpp, payment);
		const response = await sendForConsents(connection, item, 'payments')(request);
		const { consentId, status, data, interactionId } = readPaymentConsent(
			response,
			'reading the payment consent',
			payment.consentId,
		);
		const difference = differenceIn(data, payment);
		if (difference) {
			item.hint(
				`The bank's payment consent has another ${difference} than the payment that was ordered. Ask the bank before anybody approves it. Submit Payment does not pay it.`,
			);
		}
		return output({
			bank: tpp.bank.id,
			consentId,
			status,
			kind: payment.kind,
			...summaryOf(payment),
			paymentConsent: sealed,
			...(await clientMember(connection)),
			responseSignature: await responseSignature(item, connection, response),
			...(!readSwitch(item, 'simplify') && { data }),
			interactionId,
		});
	},
};
