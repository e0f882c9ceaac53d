import type { Payment } from '../../lib/operations/payments/payment';
import type { ConsentedPayment } from '../../lib/operations/payments/paymentConsent';
import type { SignatureCheck } from '../../lib/operations/payments/signedMessage';
import { sealClient } from '../../lib/operations/registration/registration';
import type { Connection } from '../../lib/transport/http';
import type { Item } from '../shared/operation';

interface MadePayment {
	payment: ConsentedPayment;
	made: Payment;
	check: SignatureCheck;
}

/** Returns a payment as an item, with what the operation Get Status needs later. */
export async function paymentItem(
	item: Item,
	{ tpp }: Connection,
	{ payment, made, check }: MadePayment,
): Promise<object> {
	const { paymentId, consentId, status, isReplay, data, interactionId } = made;
	const registration = await sealClient(tpp);
	if (isReplay) {
		item.hint(
			`The bank had already made this payment for an earlier request. Nothing was paid again; the status is that of the payment ${paymentId}.`,
		);
	}
	return {
		bank: tpp.bank.id,
		paymentId,
		status,
		kind: payment.kind,
		consentId,
		...(isReplay && { isReplay }),
		responseSignature: check.responseSignature,
		paymentConsent: item.parameter<string>('paymentConsent'),
		...(registration !== undefined && { registration }),
		data,
		interactionId,
	};
}
