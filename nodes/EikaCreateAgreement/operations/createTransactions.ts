import type { INodeProperties } from 'n8n-workflow';

import { readTransactionsInput } from '../../../lib/operations/testData/account';
import { optionsCollection } from '../../shared/fields';
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

const transactionFields: INodeProperties[] = [
	amountField('Amount', 'amount', 'Negative for money that leaves the account'),
	optionalText('Bank Transaction Code', 'bankTransactionCode', 'Code of ISO 20022', 'PMNT'),
	{
		displayName: 'Booking Date',
		name: 'bookingDate',
		type: 'dateTime',
		default: '',
		description:
			'Not after the value date. If empty, the embedded bank keeps the transaction pending.',
	},
	optionalText(
		'Creditor IBAN',
		'creditorIban',
		'Account that receives the money',
		'NO9386011117947',
	),
	optionalText('Creditor ID', 'creditorId', 'Sent as <code>creditorId</code>'),
	optionalText('Creditor Name', 'creditorName', 'Who receives the money'),
	{
		displayName: 'Currency',
		name: 'currency',
		type: 'string',
		default: 'NOK',
		description: 'Code of three letters',
	},
	optionalText('Debtor IBAN', 'debtorIban', 'Account that the money comes from', 'NO9386011117947'),
	optionalText('Debtor Name', 'debtorName', 'Who pays'),
	optionalText('Purpose Code', 'purposeCode', 'Code of ISO 20022', 'SALA'),
	optionalText(
		'Remittance Information',
		'remittanceInformationUnstructured',
		'Text for the receiver',
	),
	optionalText('Ultimate Creditor', 'ultimateCreditor', 'Who receives the money in the end'),
	optionalText('Ultimate Debtor', 'ultimateDebtor', 'Who the debtor pays for'),
	{
		displayName: 'Value Date',
		name: 'valueDate',
		type: 'dateTime',
		default: '',
		description: 'Today or a day in the past',
	},
];

export const transactionsForm: Form = {
	value: 'transactions',
	name: 'Transactions',
	fields: [
		{
			displayName: 'Account ID',
			name: 'accountId',
			type: 'string',
			required: true,
			default: '={{ $json.accountId }}',
			description: 'The <code>accountId</code> that Create Account returned',
		},
		...transactionList('What happened in the account', transactionFields, {
			amount: -150,
			currency: 'NOK',
			bookingDate: '2026-01-02',
			valueDate: '2026-01-02',
			creditorName: 'Kiwi',
			remittanceInformationUnstructured: 'Mat',
		}),
		optionsCollection(signatureOptions),
	],
	read(item) {
		const entered = enteredIn<unknown>(item, () =>
			item.parameter<TransactionRow[]>('transactions.transaction', []).map(toTransaction),
		);
		const body = readTransactionsInput(entered, todayIn(item));
		return { call: { kind: 'transactions', parentId: textIn(item, 'accountId'), body } };
	},
};

interface TransactionRow {
	creditorIban?: string;
	debtorIban?: string;
}

const toTransaction = ({ creditorIban, debtorIban, ...row }: TransactionRow): object => ({
	...row,
	...(creditorIban && { creditorAccount: { iban: creditorIban } }),
	...(debtorIban && { debtorAccount: { iban: debtorIban } }),
});

export const createTransactions = formOperation(transactionsForm, {
	value: 'createTransactions',
	name: 'Create Transactions',
	action: 'Create transactions',
	description: 'Create transactions of an account, with dates in the past',
	toolDescription:
		'Creates transactions of an account in Eika’s sandbox. Takes the account’s id and a list of transactions. Returns each transaction with its transactionId. Call it only once for each list.',
});
