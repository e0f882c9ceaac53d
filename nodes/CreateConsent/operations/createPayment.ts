import {
	byLabel,
	clientFields,
	optionsCollection,
	psuPresentOption,
	simplifyField,
} from '../../shared/fields';
import { concurrentItems, type OperationDescription } from '../../shared/operation';
import { optionsWithoutStepUp } from '../fields';
import { numberOfPaymentsOption, orderFields, paymentContextOption } from '../paymentFields';

export const createPaymentConsent: OperationDescription = {
	value: 'createPayment',
	name: 'Create Payment Consent',
	action: 'Create payment consent',
	subtitleDetails:
		'$parameter["amount"] && $parameter["payeeName"] ? `: £${$parameter["amount"]} to ${$parameter["payeeName"]}` : ""',
	description: 'Ask the PSU to approve a payment. No money moves before Create Payment submits it.',
	toolDescription:
		'Creates a consent for a payment. Takes type, instruction ID, amount, payee and reference. Returns paymentConsent, consentId and authorizationUrl, where the customer signs in at their bank and approves. It moves no money.',
	fields: [
		...orderFields,
		...clientFields,
		optionsCollection(
			[
				...optionsWithoutStepUp,
				numberOfPaymentsOption,
				paymentContextOption,
				psuPresentOption,
				simplifyField,
			].sort(byLabel),
		),
	],
	mustKeepOutputs: () => true,
	concurrency: concurrentItems,
};
