import type { INodeProperties } from 'n8n-workflow';

import {
	cardAccountHints,
	readCardAccountInput,
	type TestCardAccountInput,
	type TestCardBalance,
} from '../../../lib/operations/testData/card';
import type { Item } from '../../shared/operation';
import { byLabel, optionsCollection } from '../../shared/fields';
import { enteredIn, formOperation, optionalText, specified, textIn, type Form } from '../form';
import { signatureOptions } from '../signatureOptions';
import { balanceFields, type BalanceRow } from './createAccount';

const referenceDate: INodeProperties = {
	displayName: 'Reference Date',
	name: 'referenceDate',
	type: 'dateTime',
	default: '',
	description: 'The day of the balance',
};

const cardBalanceFields: INodeProperties[] = [
	...balanceFields,
	optionalText('Last Change', 'lastChangeDateTime', 'Sent as <code>lastChangeDateTime</code>'),
	optionalText(
		'Last Committed Transaction',
		'lastCommittedTransaction',
		'ID of the newest transaction in the balance',
	),
	referenceDate,
].sort(byLabel);

const cardFields: INodeProperties[] = [
	{
		displayName: 'Owner',
		name: 'customerNumber',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 13039319955',
		description: 'Customer number of the person who owns the card',
	},
	{
		displayName: 'Name',
		name: 'name',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Kredittkort',
		description: 'What the PSU sees when giving consent',
	},
	{
		displayName: 'Masked Card Number',
		name: 'maskedPan',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 123456xxxxxx4321',
		description: 'The number of the card without its middle digits, sent as <code>maskedPan</code>',
	},
	{
		displayName: 'Balances',
		name: 'balances',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Balance',
		description: 'What the card account holds. If empty, the bank decides.',
		default: {},
		options: [{ name: 'balance', displayName: 'Balance', values: cardBalanceFields }],
	},
];

const options: INodeProperties[] = [
	optionalText('Account Number', 'accountNumber', 'The bank’s number of the card account'),
	optionalText('Card ID', 'cardId', 'The bank’s ID of the card'),
	optionalText('Card ID Version', 'cardIdVNo', 'Sent as <code>cardIdVNo</code>'),
	{
		displayName: 'Credit Limit',
		name: 'creditLimit',
		type: 'number',
		typeOptions: { numberPrecision: 2 },
		default: 0,
		description: 'In the currency of the card account',
	},
	{
		displayName: 'Currency',
		name: 'currency',
		type: 'string',
		default: 'NOK',
		description: 'Code of three letters, for the card account and its balances',
	},
	{
		displayName: 'Expiry Date',
		name: 'expiry',
		type: 'dateTime',
		default: '',
		description: 'The day on which the card expires',
	},
	optionalText('Product', 'product', 'The bank’s name for this kind of card'),
	...signatureOptions,
	optionalText('Status', 'status', 'The platform’s examples have only ENABLED'),
];

export const cardAccountForm: Form = {
	value: 'cardAccount',
	name: 'Card Account',
	fields: [
		...specified('Card Account', cardFields, {
			customerNumber: '13039319955',
			name: 'Kredittkort',
			maskedPan: '123456xxxxxx4321',
			currency: 'NOK',
			creditLimit: { currency: 'NOK', amount: 50_000 },
			balances: [
				{
					balanceType: 'EXPECTED',
					balanceAmount: { amount: 41_200, currency: 'NOK' },
					referenceDate: '2026-01-02',
				},
			],
			product: 'Mastercard',
			status: 'ENABLED',
		}),
		optionsCollection(options.sort(byLabel)),
	],
	read(item) {
		const card = readCardAccountInput(enteredIn(item, () => cardIn(item)));
		return { call: { kind: 'cardAccount', body: card }, hints: cardAccountHints(card) };
	},
};

type CardOptions = Partial<
	Pick<
		TestCardAccountInput,
		| 'accountNumber'
		| 'cardId'
		| 'cardIdVNo'
		| 'creditLimit'
		| 'currency'
		| 'expiry'
		| 'product'
		| 'status'
	>
>;

type CardBalanceRow = BalanceRow & Omit<TestCardBalance, 'balanceType' | 'balanceAmount'>;

function cardIn(item: Item): TestCardAccountInput {
	const { currency = 'NOK', ...rest } = item.parameter<CardOptions>('options', {});
	return {
		customerNumber: textIn(item, 'customerNumber'),
		name: textIn(item, 'name'),
		maskedPan: textIn(item, 'maskedPan'),
		currency,
		...rest,
		balances: item
			.parameter<CardBalanceRow[]>('balances.balance', [])
			.map(({ amount, ...balance }) => ({ ...balance, balanceAmount: { amount, currency } })),
	};
}

export const createCardAccount = formOperation(cardAccountForm, {
	value: 'createCardAccount',
	name: 'Create Card Account',
	action: 'Create card account',
	description: 'Create a card account of a person',
	toolDescription:
		'Creates a card account of a person in Eika’s sandbox. Takes owner, name and masked card number. Returns the card account with its mockCardAccountId. Call it only once for each card account.',
});
