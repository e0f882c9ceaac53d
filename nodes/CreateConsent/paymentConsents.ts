import type { INodeExecutionData } from 'n8n-workflow';

import type { PaymentKind } from '../../lib/banks/profile';
import { parameterError } from '../../lib/errors';
import { assertAccepted } from '../../lib/operations/payments/payment';
import {
	fundsRequest,
	getPaymentConsentRequest,
	journeyOf,
	openPayment,
	paymentConsentRequest,
	readFundsAvailable,
	readPaymentConsent,
	sealPayment,
	summaryOf,
	toConsentedPayment,
} from '../../lib/operations/payments/paymentConsent';
import { holidayNote } from '../../lib/operations/payments/paymentDate';
import { kinds, type PaymentOrder } from '../../lib/operations/payments/paymentOrder';
import { assertTerms, differenceIn } from '../../lib/operations/payments/paymentTerms';
import { readSigned } from '../../lib/operations/payments/signedMessage';
import { requirePayments } from '../../lib/requirements';
import { toDay } from '../shared/dateTime';
import { output, readSwitch, type Item } from '../shared/operation';
import { openItemPayment, readPaymentAmount, responseSignature } from '../shared/paymentItem';
import {
	assertAuthorisable,
	authoriseCreated,
	clientMember,
	sendForConsents,
} from './authorisation';

/** Creates a consent to a payment, and starts its authorisation. */
export async function runCreatePaymentConsent(item: Item): Promise<INodeExecutionData[][]> {
	const connection = await item.connection();
	const { tpp } = connection;
	const now = new Date();
	const order = readOrder(item);
	const note = holidayNote(order, requirePayments(tpp, order.kind));
	if (note) item.hint(note);
	const consented = (consentId: string) => toConsentedPayment(tpp, order, consentId);
	const journey = journeyOf(consented(''));
	await assertAuthorisable(connection, item, { payment: journey });
	const request = await paymentConsentRequest(connection, order, now);
	const response = await sendForConsents(connection, item, 'payments')(request);
	const operation = 'creating the payment consent';
	const consent = await readSigned(response, () => readPaymentConsent(response, operation), {
		connection,
		rules: requirePayments(tpp),
		now: new Date(),
	});
	assertTerms(consent.data, consented(consent.consentId), { response, operation });
	const { consentId, status, data, interactionId } = consent;
	const decided = decidedNotes.get(status);
	if (decided)
		item.hint(`The bank recognises the Instruction ID "${order.instructionId}". ${decided}`);
	return output({
		bank: tpp.bank.id,
		consentId,
		status,
		kind: order.kind,
		...summaryOf(consented(consentId)),
		...(await authoriseCreated(connection, { consentId, payment: journey }, item)),
		paymentConsent: await sealPayment(consented(consentId), tpp),
		...(await clientMember(connection)),
		responseSignature: await responseSignature(item, connection, response),
		...(!readSwitch(item, 'options.simplify', true) && { data }),
		interactionId,
	});
}

/** For a consent that an earlier request created, by its status: nobody can approve it any more. */
const decidedNotes = new Map(
	Object.entries({
		Authorised:
			'The PSU has approved this consent already. Submit the payment with the session of that approval. If you do not have it any more, use another Instruction ID: nothing was paid.',
		Consumed:
			'The bank has already used this consent for a payment, so the authorisation URL no longer works. For another payment, use another Instruction ID.',
		Rejected:
			'This consent was rejected, so the authorisation URL no longer works. Nothing was paid. Use another Instruction ID.',
	}),
);

/** Reads the order. @throws ConfigurationError for a payment type that does not exist, or a date that is none */
function readOrder(item: Item): PaymentOrder {
	const kind = item.parameter<string>('kind');
	if (!Object.hasOwn(kinds, kind)) {
		throw parameterError(`"${kind}" is not a payment type.`, 'kind');
	}
	const count = item.parameter<number | ''>('options.numberOfPayments', '');
	return {
		kind: kind as PaymentKind,
		instructionId: item.parameter('instructionId'),
		payee: { name: item.parameter('payeeName'), account: item.parameter('payeeAccount') },
		amount: readPaymentAmount(item),
		reference: item.parameter<string>('reference', '').trim() || undefined,
		...(kind !== 'domesticPayment' && {
			date: toDay(item.anyValue('paymentDate', ''), 'paymentDate', item.timeZone),
		}),
		...(kind === 'domesticStandingOrder' && {
			frequency: item.parameter<string>('frequency', '').trim(),
			...(count !== '' && { numberOfPayments: Number(count) }),
		}),
		context: item.parameter('options.context', '') || undefined,
	};
}

/** Reads the consent to a payment. */
export async function runGetPaymentConsent(item: Item): Promise<INodeExecutionData[][]> {
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
}

/** Asks the bank whether the payment is covered. */
export async function runCheckFunds(item: Item): Promise<INodeExecutionData[][]> {
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
}
