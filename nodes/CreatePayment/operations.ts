import type { INodeProperties } from 'n8n-workflow';

import {
	clientFields,
	optionsCollection,
	paymentConsentField,
	psuPresentOption,
	sessionField,
	simplifyField,
} from '../shared/fields';
import { concurrentItems, type Operation } from '../shared/operation';

/** Loaded when an operation first runs, as in `nodes/shared/onDemand.ts`. */
const runs = () => require('./runs') as typeof import('./runs');

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

export const paymentOperations: Operation[] = [
	{
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
		run: (item) => runs().runSubmitPayment(item),
	},
	{
		value: 'getStatus',
		name: 'Get Payment Status',
		action: 'Get payment status',
		description: 'Read whether the bank has made a submitted payment',
		toolDescription:
			'Reads the status of a submitted payment, given paymentId and paymentConsent. Returns status, such as AcceptedSettlementCompleted or Rejected.',
		fields: [
			{
				displayName: 'Payment ID',
				name: 'paymentId',
				type: 'string',
				required: true,
				default: '={{ $json.paymentId }}',
				description:
					'The text <code>paymentId</code> in the output of the operation Submit Payment',
			},
			paymentConsentField,
			simplifyField,
			...clientFields,
			optionsCollection([psuPresentOption]),
		],
		concurrency: concurrentItems,
		run: (item) => runs().runGetPaymentStatus(item),
	},
	{
		value: 'preview',
		name: 'Preview Payment',
		action: 'Preview payment',
		description: 'Show the exact request of a payment without sending anything',
		toolDescription:
			'Shows the request for a payment without sending it, given paymentConsent. Returns amount, payee, method, URL, headers without the signature, and the exact body. It moves no money.',
		fields: [paymentConsentField, ...clientFields],
		run: (item) => runs().runPreviewPayment(item),
	},
];
