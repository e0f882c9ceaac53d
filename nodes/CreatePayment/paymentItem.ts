import type { Submitted } from '../../lib/operations/payments/payment';
import { summaryOf, type ConsentedPayment } from '../../lib/operations/payments/paymentConsent';
import { differenceIn } from '../../lib/operations/payments/paymentTerms';
import { sealClient } from '../../lib/operations/registration/registration';
import type { Connection } from '../../lib/transport/http';
import type { Item } from '../shared/operation';
import { responseSignature } from '../shared/paymentItem';
import { readSwitch } from '../shared/readSwitch';

interface MadePayment extends Submitted {
	payment: ConsentedPayment;
}

/** Returns a payment as an item, with what the operation Get Payment Status needs later. */
export async function paymentItem(
	item: Item,
	connection: Connection,
	{ payment, made, response }: MadePayment,
): Promise<object> {
	const { paymentId, consentId, status, isReplay, data, interactionId } = made;
	const registration = await sealClient(connection.tpp);
	if (isReplay) {
		item.hint(
			`The bank had already made this payment for an earlier request. Nothing was paid again; the status is that of the payment ${paymentId}.`,
		);
	}
	const difference = differenceIn(data, payment);
	if (difference) {
		item.hint(
			`The bank's response has another ${difference} than the PSU approved. Ask the bank about the payment ${paymentId} before you rely on it.`,
		);
	}
	return {
		bank: connection.tpp.bank.id,
		paymentId,
		status,
		kind: payment.kind,
		...summaryOf(payment),
		consentId,
		...(isReplay && { isReplay }),
		responseSignature: await responseSignature(item, connection, response),
		paymentConsent: item.parameter<string>('paymentConsent'),
		...(registration !== undefined && { registration }),
		...(!readSwitch(item, 'simplify') && { data }),
		interactionId,
	};
}
