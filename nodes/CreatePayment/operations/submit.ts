import type { INodeProperties } from 'n8n-workflow';

import { parameterError } from '../../../lib/errors';
import { withToken } from '../../../lib/oauth/bearer';
import { clientTokens } from '../../../lib/oauth/clientCredentials';
import {
	assertNotConsumed,
	assertSubmittable,
	readPayment,
	submissionRequest,
	type Payment,
} from '../../../lib/operations/payments/payment';
import {
	getPaymentConsentRequest,
	readPaymentConsent,
	type ConsentedPayment,
	type PaymentConsent,
} from '../../../lib/operations/payments/paymentConsent';
import { readErrors } from '../../../lib/responses/errorBody';
import type { Connection, HttpResponse, Send } from '../../../lib/transport/http';
import { clientFields, paymentConsentField, sessionField } from '../../shared/fields';
import { output, type Item, type Operation } from '../../shared/operation';
import { optionsCollection } from '../../shared/optionsCollection';
import { openItemPayment } from '../../shared/paymentItem';
import { psuPresentOption } from '../../shared/psuPresent';
import { readSwitch } from '../../shared/readSwitch';
import { paymentItem } from '../paymentItem';

const allowAgentsOption: INodeProperties = {
	displayName: 'Allow AI Agents to Pay',
	name: 'allowAgents',
	type: 'boolean',
	default: false,
	description:
		'Whether an AI agent that has this node as a tool can submit payments. The PSU has approved each payment at the bank; when it is paid is then up to the agent.',
};

export const submitPayment: Operation = {
	value: 'submit',
	name: 'Submit Payment',
	action: 'Submit payment',
	description:
		'Make the payment that the PSU approved. Executing the node again with the same input pays nothing twice.',
	toolDescription:
		'Makes the payment that a customer approved, given session and paymentConsent. Returns paymentId and status. Money moves. Refused unless the node allows AI agents to pay.',
	fields: [
		paymentConsentField,
		sessionField,
		...clientFields,
		optionsCollection([allowAgentsOption, psuPresentOption]),
	],
	mustKeepOutputs: () => true,
	async run(item) {
		assertAgentAllowed(item);
		const { connection, payment, send, hasSessionExpired } = await openItemPayment(item);
		assertSubmittable(await readConsent(connection, payment), hasSessionExpired);
		const { made, response } = await submit(connection, payment, send);
		return output(await paymentItem(item, connection, { payment, made, response }));
	},
};

function assertAgentAllowed(item: Item): void {
	if (!item.isTool || readSwitch(item, 'options.allowAgents')) return;
	throw parameterError(
		'This node does not let AI agents pay. No request was sent. A person can turn on the option Allow AI Agents to Pay.',
		'allowAgents',
	);
}

async function submit(
	connection: Connection,
	payment: ConsentedPayment,
	send: Send,
): Promise<{ made: Payment; response: HttpResponse }> {
	const response = await send(await submissionRequest(connection, payment, new Date()));
	// Another execution used the consent meanwhile, or the bank has forgotten the key, or it no longer accepts the token.
	if (mayBeConsumed(response)) assertNotConsumed(await readConsent(connection, payment));
	return { made: readPayment(response, payment, 'submitting the payment'), response };
}

const mayBeConsumed = ({ status, body }: HttpResponse): boolean =>
	status === 401 ||
	(status >= 400 && readErrors(body).errorCodes.some((code) => consentCodes.has(code)));

/** Of v4.0 and v3.1. */
const consentCodes = new Set(['U009', 'UK.OBIE.Resource.InvalidConsentStatus']);

/** Reads the consent with a token of the client, which does not depend on the session. */
async function readConsent(
	connection: Connection,
	payment: ConsentedPayment,
): Promise<PaymentConsent> {
	const send = withToken(connection.send, clientTokens(connection, 'payments'));
	const response = await send(getPaymentConsentRequest(connection.tpp, payment));
	return readPaymentConsent(response, 'reading the payment consent');
}
