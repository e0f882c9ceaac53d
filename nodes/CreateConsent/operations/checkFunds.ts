import { parameterError } from '../../../lib/errors';
import { assertAccepted } from '../../../lib/operations/payments/payment';
import { fundsRequest, readFundsAvailable } from '../../../lib/operations/payments/paymentConsent';
import { concurrentItems } from '../../shared/concurrency';
import {
	clientFields,
	paymentConsentField,
	psuPresentOption,
	sessionField,
} from '../../shared/fields';
import { output, type Operation } from '../../shared/operation';
import { optionsCollection } from '../../shared/optionsCollection';
import { openItemPayment } from '../../shared/paymentItem';

export const checkFunds: Operation = {
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
	async run(item) {
		const { connection, payment, send, ...session } = await openItemPayment(item);
		if (session.hasSessionExpired) {
			throw parameterError(
				'The session has expired. No request was sent. Read the payment consent: if its status is Authorised, nothing was paid, and the PSU can approve another one.',
				'session',
			);
		}
		const response = await send(fundsRequest(connection.tpp, payment));
		assertAccepted(response, session.isRenewable);
		return output({
			bank: connection.tpp.bank.id,
			consentId: payment.consentId,
			...readFundsAvailable(response),
			paymentConsent: item.parameter<string>('paymentConsent'),
			session: item.parameter<string>('session'),
			interactionId: response.interactionId,
		});
	},
};
