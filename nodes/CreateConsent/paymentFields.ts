import type { INodeProperties } from 'n8n-workflow';

import { paymentContexts } from '../../lib/operations/accountInformation/codes';

const inFuture = { show: { kind: ['domesticScheduledPayment', 'domesticStandingOrder'] } };
const standingOrder = { show: { kind: ['domesticStandingOrder'] } };

/** What is to be paid. */
export const orderFields: INodeProperties[] = [
	{
		displayName: 'Payment Type',
		name: 'kind',
		type: 'options',
		options: [
			{ name: 'Domestic Payment', value: 'domesticPayment', description: 'One payment now' },
			{
				name: 'Domestic Scheduled Payment',
				value: 'domesticScheduledPayment',
				description: 'One payment on a later day',
			},
			{
				name: 'Domestic Standing Order',
				value: 'domesticStandingOrder',
				description: 'The same payment again and again',
			},
		],
		default: 'domesticPayment',
	},
	{
		displayName: 'Instruction ID',
		name: 'instructionId',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. INV-2027-0042',
		description:
			'Your own ID of this payment. Use each ID for one payment only: the same payment with the same ID is the same consent.',
	},
	{
		displayName: 'Amount',
		name: 'amount',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 12.50',
		description:
			'In pounds, with a decimal point. For a standing order, the amount of each payment.',
	},
	{
		displayName: 'Payee Name',
		name: 'payeeName',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Acme Supplies Ltd',
	},
	{
		displayName: 'Payee Account',
		name: 'payeeAccount',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 04-00-04 12345678',
		description: 'The sort code and account number, or the IBAN',
	},
	{
		displayName: 'Reference',
		name: 'reference',
		type: 'string',
		default: '',
		placeholder: 'e.g. INV 42',
		description:
			'What the payee sees: up to 18 letters, digits, spaces and any of & . - /. Some banks require it.',
	},
	{
		displayName: 'Payment Date',
		name: 'paymentDate',
		type: 'dateTime',
		required: true,
		default: '',
		displayOptions: inFuture,
		description:
			'The day of the payment, or of the first payment of a standing order. It must be after today. The Co-operative Bank and smile accept scheduled payments on working days only.',
	},
	{
		displayName: 'Frequency',
		name: 'frequency',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. IntrvlMnthDay:01:05',
		displayOptions: standingOrder,
		description:
			'Zopa (v4.0): MNTH is each month, WEEK each week, from the payment date on. Other banks (v3.1): IntrvlMnthDay:01:05 is the fifth of each month, IntrvlWkDay:01:01 each Monday.',
	},
];

export const numberOfPaymentsOption: INodeProperties = {
	displayName: 'Number of Payments',
	name: 'numberOfPayments',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 998 },
	default: 12,
	displayOptions: { show: { '/kind': ['domesticStandingOrder'] } },
	description: 'Without this option, the standing order goes on until it is cancelled',
};

/** Returns a code of the standard in Title Case, such as `Transfer to Third Party` for `TransferToThirdParty`. */
const toWords = (code: string): string =>
	code
		.replace(/(?!^)(?=[A-Z])/g, ' ')
		.replace(/ (And|In|Of|To)(?= )/g, (word) => word.toLowerCase())
		.replace('Pisp', 'PISP')
		.replace('Ecommerce', 'E-Commerce');

export const paymentContextOption: INodeProperties = {
	displayName: 'Payment Context',
	name: 'context',
	type: 'options',
	options: paymentContexts.map((value) => ({ name: toWords(value), value })),
	default: 'TransferToThirdParty',
	description: 'What the payment is for. The bank uses it to judge the risk of fraud.',
};
