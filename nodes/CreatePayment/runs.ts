import type { INodeExecutionData } from 'n8n-workflow';

import { parameterError, shorten } from '../../lib/errors';
import { withToken } from '../../lib/oauth/bearer';
import { clientTokens } from '../../lib/oauth/clientCredentials';
import {
	getPaymentRequest,
	readPayment,
	submissionPreview,
	submitOnce,
	type Submitted,
} from '../../lib/operations/payments/payment';
import {
	openPayment,
	summaryOf,
	type ConsentedPayment,
} from '../../lib/operations/payments/paymentConsent';
import { isSameMoney } from '../../lib/operations/payments/money';
import { differenceIn } from '../../lib/operations/payments/paymentTerms';
import { sealClient } from '../../lib/operations/registration/registration';
import { isJsonObject, enteredText } from '../../lib/responses/json';
import type { Connection } from '../../lib/transport/http';
import { shownId } from '../../lib/transport/redact';
import { output, readSwitch, type Item } from '../shared/operation';
import { openItemPayment, responseSignature } from '../shared/paymentItem';
import { withPsuPresent } from '../shared/psuPresent';

/** Submits the payment that the PSU approved. */
export async function runSubmitPayment(item: Item): Promise<INodeExecutionData[][]> {
	assertAgentAllowed(item);
	const { connection, payment, ...session } = await openItemPayment(item);
	assertExpected(item, payment);
	const submitted = await submitOnce(connection, payment, session);
	return output(await paymentItem(item, connection, { payment, ...submitted }));
}

function assertAgentAllowed(item: Item): void {
	if (!item.isTool || readSwitch(item, 'options.allowAgents')) return;
	throw parameterError(
		'This node does not let AI agents pay. No request was sent. A person can turn on the option Allow AI Agents to Pay.',
		'allowAgents',
	);
}

/** @throws ConfigurationError when the PSU approved another amount or payee than the options say, or an option is empty */
function assertExpected(item: Item, payment: ConsentedPayment): void {
	const { amount: Amount, currency: Currency, payeeName } = summaryOf(payment);
	const amount = expectation(item, 'expectedAmount');
	if (amount !== undefined && !isSameMoney({ Amount: amount, Currency }, { Amount, Currency })) {
		throw parameterError(
			`The PSU approved ${Amount} ${Currency}, and not the expected "${shorten(amount)}". No request was sent.`,
			'expectedAmount',
		);
	}
	const name = expectation(item, 'expectedPayeeName');
	if (name !== undefined && name !== payeeName) {
		throw parameterError(
			`The PSU approved a payment to "${shorten(payeeName)}", and not to the expected "${shorten(name)}". No request was sent.`,
			'expectedPayeeName',
		);
	}
}

const emptyExpectations = {
	expectedAmount: 'The expected amount is empty. Enter an amount, such as 12.50,',
	expectedPayeeName:
		'The expected payee name is empty. Enter the name of the payee as it is in the payment consent,',
};

/**
 * Returns what an option expects. Undefined: the node does not have the option. An expression, or an agent, that leaves it
 * empty must not turn the check off.
 *
 * @throws ConfigurationError when the option is empty
 */
function expectation(item: Item, key: keyof typeof emptyExpectations): string | undefined {
	const options = item.anyValue('options', {});
	if (!isJsonObject(options) || !Object.hasOwn(options, key)) return undefined;
	const text = enteredText(options[key] ?? '').trim();
	if (text !== '') return text;
	throw parameterError(`${emptyExpectations[key]} or remove the option. No request was sent.`, key);
}

/** Reads the status of a submitted payment. */
export async function runGetPaymentStatus(item: Item): Promise<INodeExecutionData[][]> {
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
}

/** Shows the request of the payment without sending it. */
export async function runPreviewPayment(item: Item): Promise<INodeExecutionData[][]> {
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
}

interface MadePayment extends Submitted {
	payment: ConsentedPayment;
}

/** Returns a payment as an item, with what the operation Get Payment Status needs later. */
async function paymentItem(
	item: Item,
	connection: Connection,
	{ payment, made, response }: MadePayment,
): Promise<object> {
	const { paymentId, consentId, status, isReplay, data, interactionId } = made;
	const registration = await sealClient(connection.tpp);
	if (isReplay) {
		item.hint(
			`The bank had already made this payment for an earlier request. Nothing was paid again; the status is that of the payment ${shownId(paymentId)}.`,
		);
	}
	const difference = differenceIn(data, payment);
	if (difference) {
		item.hint(
			`The bank's response has another ${difference} than the PSU approved. Ask the bank about the payment ${shownId(paymentId)} before you rely on it.`,
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
