import type { INodeProperties } from 'n8n-workflow';

import {
	clientFields,
	optionsCollection,
	paymentConsentField,
	psuPresentOption,
	sessionField,
	simplifyField,
} from '../../shared/fields';
import type { OperationDescription } from '../../shared/operation';

const allowAgentsOption: INodeProperties = {
	displayName: 'Allow AI Agents to Pay',
	name: 'allowAgents',
	type: 'boolean',
	default: false,
	description:
		'Whether an AI agent that has this node as a tool can submit payments. The agent then decides when to make a payment that the PSU has approved at the bank.',
};

/**
 * The payment consent is sealed, so a person who looks at the node, or approves the call of an agent, cannot read it. These
 * options say what it must contain.
 */
const expectationOptions: INodeProperties[] = [
	{
		displayName: 'Expected Amount',
		name: 'expectedAmount',
		type: 'string',
		default: '',
		placeholder: 'e.g. 12.50',
		description:
			'The node pays only if the PSU approved exactly this amount. People who look at the canvas, or approve a tool call, see it. If the option is empty, the node pays nothing.',
	},
	{
		displayName: 'Expected Payee Name',
		name: 'expectedPayeeName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Acme Supplies Ltd',
		description:
			'The node pays only if the PSU approved a payment to exactly this name. If the option is empty, the node pays nothing.',
	},
];

export const submitPayment: OperationDescription = {
	value: 'submit',
	name: 'Submit Payment',
	action: 'Submit payment',
	subtitleDetails:
		'($parameter["options"].expectedAmount ? `: £${$parameter["options"].expectedAmount}` : "") + ($parameter["options"].expectedPayeeName ? ` to ${$parameter["options"].expectedPayeeName}` : "")',
	description:
		'Make the payment that the PSU approved. Executing the node again with the same input pays nothing twice.',
	toolDescription:
		'Makes the payment that a customer approved, given session and paymentConsent. Returns paymentId and status. Money moves. Refused unless the node allows AI agents to pay.',
	fields: [
		paymentConsentField,
		sessionField,
		simplifyField,
		...clientFields,
		optionsCollection([allowAgentsOption, ...expectationOptions, psuPresentOption]),
	],
	mustKeepOutputs: () => true,
};
