import type { INodeProperties } from 'n8n-workflow';

import {
	readCardTransactionsInput,
	type TestCardTransaction,
} from '../../../lib/operations/testData/card';
import { byLabel, optionsCollection } from '../../shared/fields';
import {
	amountField,
	enteredIn,
	formOperation,
	optionalText,
	textIn,
	todayIn,
	transactionList,
	type Form,
} from '../form';
import { signatureOptions } from '../signatureOptions';

const cardTransactionFields: INodeProperties[] = [
	amountField('Amount', 'amount', 'Negative for a purchase'),
	{
		displayName: 'Booking Date',
		name: 'bookingDate',
		type: 'dateTime',
		default: '',
		description: 'If empty, the embedded bank keeps the transaction pending',
	},
	optionalText('Card Transaction ID', 'cardTransactionId', 'If empty, the bank decides'),
	{
		displayName: 'Currency',
		name: 'currency',
		type: 'string',
		default: 'NOK',
		description: 'Code of three letters, for the amount and the markup fee',
	},
	optionalText(
		'Details',
		'transactionDetails',
		'Text about the purchase, sent as <code>transactionDetails</code>',
	),
	amountField(
		'Markup Fee',
		'markupFee',
		'What the bank charges for the exchange. With 0, there is no fee.',
	),
	optionalText('Markup Fee Percentage', 'markupFeePercentage', 'The fee in percent', '1.75'),
	optionalText('Merchant', 'cardAcceptorId', 'Sent as <code>cardAcceptorId</code>'),
	optionalText('Merchant Category Code', 'merchantCategoryCode', 'Code of ISO 18245', '5411'),
	amountField(
		'Original Amount',
		'originalAmount',
		'What the merchant charged in the original currency. It is sent only with an Original Currency.',
	),
	optionalText('Original Currency', 'originalCurrency', 'Code of three letters', 'EUR'),
	optionalText('Terminal ID', 'terminalId', 'Sent as <code>terminalId</code>'),
	{
		displayName: 'Transaction Date',
		name: 'transactionDate',
		type: 'dateTime',
		default: '',
		description: 'Today or a day in the past',
	},
];

export const cardTransactionsForm: Form = {
	value: 'cardTransactions',
	name: 'Card Transactions',
	fields: [
		{
			displayName: 'Card Account ID',
			name: 'cardAccountId',
			type: 'string',
			required: true,
			default: '={{ $json.mockCardAccountId }}',
			description: 'The <code>mockCardAccountId</code> that Create Card Account returned',
		},
		...transactionList('What the card was used for', cardTransactionFields.sort(byLabel), {
			transactionDate: '2026-01-02',
			bookingDate: '2026-01-03',
			transactionAmount: { currency: 'NOK', amount: -150 },
			merchantCategoryCode: '5411',
			cardAcceptorId: 'Kiwi',
			transactionDetails: 'Mat',
		}),
		optionsCollection(signatureOptions),
	],
	read(item) {
		const entered = enteredIn<unknown>(item, () =>
			item.parameter<CardTransactionRow[]>('transactions.transaction', []).map(toCardTransaction),
		);
		const body = readCardTransactionsInput(entered, todayIn(item));
		return {
			call: { kind: 'cardTransactions', parentId: textIn(item, 'cardAccountId'), body },
		};
	},
};

interface CardTransactionRow extends Omit<
	TestCardTransaction,
	'transactionAmount' | 'originalAmount' | 'markupFee'
> {
	amount: number;
	currency: string;
	originalAmount?: number;
	originalCurrency?: string;
	markupFee?: number;
}

const toCardTransaction = ({
	amount,
	currency,
	originalAmount = 0,
	originalCurrency,
	markupFee,
	...row
}: CardTransactionRow): TestCardTransaction => ({
	...row,
	transactionAmount: { amount, currency },
	...(originalCurrency && {
		originalAmount: { amount: originalAmount, currency: originalCurrency },
	}),
	...(markupFee && { markupFee: { amount: markupFee, currency } }),
});

export const createCardTransactions = formOperation(cardTransactionsForm, {
	value: 'createCardTransactions',
	name: 'Create Card Transactions',
	action: 'Create card transactions',
	description: 'Create transactions of a card account, with dates in the past',
	toolDescription:
		'Creates transactions of a card account in Eika’s sandbox. Takes the card account’s id and a list of transactions. Returns each transaction with its transactionId. Call it only once for each list.',
});
