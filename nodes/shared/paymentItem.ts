import { parameterError } from '../../lib/errors';
import { withToken } from '../../lib/oauth/bearer';
import { assertUsable, hasExpired, isRenewable } from '../../lib/oauth/session';
import { openPayment, type ConsentedPayment } from '../../lib/operations/payments/paymentConsent';
import { checkSignature, type SignatureCheck } from '../../lib/operations/payments/signedMessage';
import { requirePayments } from '../../lib/requirements';
import type { Connection, HttpResponse, Send } from '../../lib/transport/http';
import type { Item } from './operation';
import { withPsuPresent } from './psuPresent';
import { openItemSession } from './sessionItem';

interface ItemPayment {
	connection: Connection;
	payment: ConsentedPayment;
	/** Sends with the token that the PSU's approval brought. */
	send: Send;
	/** The token has expired, and the session cannot be refreshed. */
	hasSessionExpired: boolean;
	/** The session can be refreshed. */
	isRenewable: boolean;
}

/**
 * Opens the payment consent and the session of the item.
 *
 * @throws ConfigurationError when they belong to different consents, or when the session has expired and can be refreshed
 */
export async function openItemPayment(item: Item): Promise<ItemPayment> {
	const { connection, session } = await openItemSession(item);
	const payment = await openPayment(item.parameter('paymentConsent'), connection.tpp);
	if (session.consentId !== payment.consentId) {
		throw parameterError(
			`The session belongs to ${session.consentId ? `the consent ${session.consentId}` : 'no consent'}, the payment to the consent ${payment.consentId}. No request was sent. Use the session from the PSU's approval of this payment.`,
			'session',
		);
	}
	assertUsable(session);
	const hasSessionExpired = hasExpired(session);
	if (hasSessionExpired && isRenewable(session)) {
		throw parameterError('The session has expired. No request was sent.', 'session', {
			suggestion: 'refreshSession',
		});
	}
	const tokens = { current: async () => session.accessToken, renew: async () => undefined };
	const { send } = withPsuPresent(connection, item);
	return {
		connection,
		payment,
		send: withToken(send, tokens),
		hasSessionExpired,
		isRenewable: isRenewable(session),
	};
}

/** Verifies the bank's signature now, after any retries, and shows a hint about a problem. */
export async function responseSignature(
	item: Item,
	connection: Connection,
	response: HttpResponse,
): Promise<SignatureCheck['responseSignature']> {
	const rules = requirePayments(connection.tpp);
	const check = await checkSignature(response, connection, rules, new Date());
	if ('problem' in check) item.hint(check.problem);
	return check.responseSignature;
}

/** An expression may give a number. Its shortest text has the amount exactly, or is refused as no amount. */
export function readPaymentAmount(item: Item): string {
	const amount = item.anyValue('amount');
	return typeof amount === 'number' ? String(amount) : item.parameter('amount');
}
