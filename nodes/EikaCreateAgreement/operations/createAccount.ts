import type { INodeProperties } from 'n8n-workflow';

import {
	accountHints,
	balanceTypes,
	cashAccountTypes,
	readAccountInput,
	type TestAccountInput,
	type TestBalance,
} from '../../../lib/operations/testData/account';
import type { Item } from '../../shared/operation';
import { byLabel, optionsCollection } from '../../shared/fields';
import { enteredIn, formOperation, specified, textIn, type Form } from '../form';
import { signatureOptions } from '../signatureOptions';

/** Fields of a balance. */
export const balanceFields: INodeProperties[] = [
	{
		displayName: 'Amount',
		name: 'amount',
		type: 'number',
		typeOptions: { numberPrecision: 2 },
		default: 0,
		description: 'In the currency of the account',
	},
	{
		displayName: 'Type',
		name: 'balanceType',
		type: 'options',
		options: balanceTypes.map((type) => ({ name: type, value: type })),
		default: 'EXPECTED',
		description: 'The platform’s examples have only EXPECTED',
	},
];

const accountFields: INodeProperties[] = [
	{
		displayName: 'Owner',
		name: 'customerNumber',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 310000035',
		description:
			'Customer number of the owner. For an agreement, that is the company, not the PSU.',
	},
	{
		displayName: 'Name',
		name: 'accountName',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Driftskonto',
		description: 'What the PSU sees when giving consent',
	},
	{
		displayName: 'IBAN',
		name: 'iban',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. NO49 3910 0000 079',
		description: 'The BBAN is taken from it',
	},
	{
		displayName: 'Account Type',
		name: 'cashAccountType',
		type: 'options',
		options: cashAccountTypes.map((type) => ({ name: type, value: type })),
		default: 'CACC',
		description:
			'Code of ISO 20022, sent as <code>cashAccountType</code>. CACC is a current account, SVGS a savings account, TAXE a tax account.',
	},
	{
		displayName: 'Balances',
		name: 'balances',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Balance',
		description: 'What the account holds. If empty, the bank decides.',
		default: {},
		options: [{ name: 'balance', displayName: 'Balance', values: balanceFields }],
	},
];

const options: INodeProperties[] = [
	{
		displayName: 'Credit Line',
		name: 'creditLine',
		type: 'number',
		typeOptions: { numberPrecision: 2 },
		default: 0,
		description: 'Amount that the owner can overdraw, sent as <code>creditLine</code>',
	},
	{
		displayName: 'Currency',
		name: 'currency',
		type: 'string',
		default: 'NOK',
		description: 'Code of three letters, for the account and its balances',
	},
	...signatureOptions,
	{
		displayName: 'Product',
		name: 'product',
		type: 'string',
		default: '',
		description: 'The bank’s name for this kind of account',
	},
];

export const accountForm: Form = {
	value: 'account',
	name: 'Account',
	fields: [
		...specified('Account', accountFields, {
			customerNumber: '310000035',
			accountName: 'Driftskonto',
			iban: 'NO4939100000079',
			currency: 'NOK',
			product: 'Driftskonto',
			cashAccountType: 'CACC',
			creditLine: 0,
			balances: [{ balanceType: 'EXPECTED', balanceAmount: { amount: 30_000, currency: 'NOK' } }],
		}),
		optionsCollection(options.sort(byLabel)),
	],
	read(item) {
		const account = readAccountInput(enteredIn(item, () => accountIn(item)));
		return { call: { kind: 'account', body: account }, hints: accountHints(account) };
	},
};

type AccountOptions = Partial<Pick<TestAccountInput, 'currency' | 'product' | 'creditLine'>>;

export interface BalanceRow {
	amount: number;
	balanceType: TestBalance['balanceType'];
}

function accountIn(item: Item): TestAccountInput {
	const { currency = 'NOK', product, creditLine } = item.parameter<AccountOptions>('options', {});
	return {
		customerNumber: textIn(item, 'customerNumber'),
		accountName: textIn(item, 'accountName'),
		iban: textIn(item, 'iban'),
		currency,
		product,
		cashAccountType: item.parameter('cashAccountType'),
		creditLine,
		balances: item
			.parameter<BalanceRow[]>('balances.balance', [])
			.map(({ amount, balanceType }) => ({ balanceType, balanceAmount: { amount, currency } })),
	};
}

export const createAccount = formOperation(accountForm, {
	value: 'createAccount',
	name: 'Create Account',
	action: 'Create account',
	description: 'Create an account of a customer',
	toolDescription:
		'Creates an account of a customer in Eika’s sandbox. Takes owner, name, IBAN and account type. Returns the account with its accountId. Call it only once for each account.',
});
