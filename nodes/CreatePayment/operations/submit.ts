import type { INodeProperties } from 'n8n-workflow';

import { parameterError } from '../../../lib/errors';
import { submitOnce } from '../../../lib/operations/payments/payment';
import { summaryOf, type ConsentedPayment } from '../../../lib/operations/payments/paymentConsent';
import { isSameMoney } from '../../../lib/operations/payments/paymentOrder';
import { isJsonObject, jsonText } from '../../../lib/responses/json';
import { shorten } from '../../../lib/transport/redact';
import {
	clientFields,
	paymentConsentField,
	psuPresentOption,
	sessionField,
	simplifyField,
} from '../../shared/fields';
import { output, type Item, type Operation } from '../../shared/operation';
import { optionsCollection } from '../../shared/optionsCollection';
import { openItemPayment } from '../../shared/paymentItem';
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
			'The amount that you, or the person who approves this step, expects. The node pays only if the PSU approved exactly this amount. If empty, it pays nothing.',
	},
	{
		displayName: 'Expected Payee Name',
		name: 'expectedPayeeName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Acme Supplies Ltd',
		description:
			'The node pays only if the PSU approved a payment to exactly this name. If empty, it pays nothing.',
	},
];

export const submitPayment: Operation = {
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
	async run(item) {
		assertAgentAllowed(item);
		const { connection, payment, ...session } = await openItemPayment(item);
		assertExpected(item, payment);
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

/**
 * Returns what an option expects. Undefined: the node does not have the option. An expression, or an agent, that leaves it
 * empty must not turn the check off.
 *
 * @throws ConfigurationError when the option is empty
 */
function expectation(item: Item, key: string): string | undefined {
	const options = item.anyValue('options', {});
	if (!isJsonObject(options) || !Object.hasOwn(options, key)) return undefined;
	const text = jsonText(options[key] ?? '').trim();
	if (text !== '') return text;
	throw parameterError(
		'What you expect is empty. Enter it, or remove the option. No request was sent.',
		key,
	);
}
