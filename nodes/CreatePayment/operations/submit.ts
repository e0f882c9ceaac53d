import type { INodeProperties } from 'n8n-workflow';

import { parameterError } from '../../../lib/errors';
import { submitOnce } from '../../../lib/operations/payments/payment';
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
		const { connection, payment, ...session } = await openItemPayment(item);
		const submitted = await submitOnce(connection, payment, session);
		return output(await paymentItem(item, connection, { payment, ...submitted }));
	},
};

function assertAgentAllowed(item: Item): void {
	if (!item.isTool || readSwitch(item, 'options.allowAgents')) return;
	throw parameterError(
		'This node does not let AI agents pay. No request was sent. A person can turn on the option Allow AI Agents to Pay.',
		'allowAgents',
	);
}
