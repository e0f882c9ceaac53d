import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

import {
	isListOfAccounts,
	type AccountListName,
	type AccountResourceName,
} from '../../lib/operations/accountInformation/resources';
import {
	byLabel,
	clientFields,
	concurrencyOption,
	inVersion1,
	optionsCollection,
	psuPresentOption,
	sessionField,
	sinceVersion1_1,
} from '../shared/fields';
import { dateOptions } from './dateFilters';
import { identityOption, onlyNewFields, onlyNewOptions } from './onlyNewFields';

/** The fields that choose all accounts or one. */
const accountFields: INodeProperties[] = [
	{
		displayName: 'Accounts',
		name: 'accountSelection',
		type: 'options',
		options: [
			{
				name: 'All Accounts',
				value: 'all',
				description: 'Every account that the PSU selected at the bank',
			},
			{ name: 'One Account', value: 'one', description: 'The account that you choose' },
		],
		default: 'all',
	},
	...accountField({ accountSelection: ['one'] }),
];

/** The account as a text for nodes of version 1, and as a choice since version 1.1. The default is the account of the input item. */
function accountField(show: NonNullable<IDisplayOptions['show']>): INodeProperties[] {
	const common = { displayName: 'Account', name: 'accountId', required: true };
	const currentAccount = '={{ $json.accountId }}';
	return [
		{
			...common,
			type: 'string',
			default: currentAccount,
			displayOptions: { show: { ...show, ...inVersion1 } },
			description: 'The <code>accountId</code> that the operation Accounts returns',
		},
		{
			...common,
			type: 'resourceLocator',
			default: { mode: 'id', value: currentAccount },
			displayOptions: { show: { ...show, ...sinceVersion1_1 } },
			description:
				'Choose from the list of accounts that the PSU selected, or enter the <code>accountId</code> that the operation Accounts returns',
			modes: [
				{
					displayName: 'From List',
					name: 'list',
					type: 'list',
					placeholder: 'Select an account…',
					typeOptions: { searchListMethod: 'searchAccounts', searchable: true },
				},
				{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 22289' },
			],
		},
	];
}

/** The fields that choose a statement. */
const statementFields: INodeProperties[] = [
	...accountField({}),
	{
		displayName: 'Statement ID',
		name: 'statementId',
		type: 'string',
		required: true,
		default: '={{ $json.statementId }}',
		description: 'The <code>statementId</code> that the operation Statements returns',
	},
];

const listFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		displayOptions: { show: { returnAll: [false] } },
		description: 'Max number of results to return',
	},
	{
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
	},
];

/** With a limit on the results of each account. In version 1, it is on those of all accounts together. */
const listFieldsPerAccount = listFields.flatMap((field) =>
	field.name === 'limit'
		? [
				{ ...shownAlsoIf(inVersion1, field), hint: 'For all accounts together' },
				{ ...shownAlsoIf(sinceVersion1_1, field), hint: 'For each account' },
			]
		: field,
);

const interactionIdOption: INodeProperties = {
	displayName: 'Include Interaction ID',
	name: 'includeInteractionId',
	type: 'boolean',
	default: false,
	description:
		'Whether to add <code>interactionId</code> to each item. The bank’s support finds the request by this ID.',
};

/** Returns the fields of the operation that reads a resource. */
export function listOperationFields(resource: AccountListName): INodeProperties[] {
	if (resource === 'transactions') return transactionFields();
	if (resource === 'statementTransactions') return statementTransactionFields();
	if (resource === 'psuParty') return psuPartyFields();
	const own = [...dateOptions(resource), ...(resourceOptions[resource] ?? [])];
	return [
		sessionField,
		...accountFields,
		...(isListOfAccounts(resource) ? listFields : listFieldsPerAccount),
		...clientFields,
		optionsCollection([...own, ...generalOptions].sort(byLabel)),
	];
}

/** Only banks of the Berlin Group read these options. */
const bookingStatusOption: INodeProperties = {
	displayName: 'Booking Status',
	name: 'bookingStatus',
	type: 'options',
	options: [
		{ name: 'Booked', value: 'booked' },
		{ name: 'Booked and Pending', value: 'both' },
		{ name: 'Pending', value: 'pending' },
	],
	default: 'both',
	description:
		'Which transactions to request at a bank of the Berlin Group, such as Eika. Other banks return all of them.',
};

const withBalanceOption: INodeProperties = {
	displayName: 'With Balances',
	name: 'withBalance',
	type: 'boolean',
	default: false,
	description:
		'Whether to also return <code>balances</code> of each account, at a bank of the Berlin Group such as Eika. Other banks have the operation Balances only.',
};

/** Options of one resource only. */
const resourceOptions: Partial<Record<AccountResourceName, INodeProperties[]>> = {
	accounts: [withBalanceOption],
	cardAccounts: [withBalanceOption],
	cardTransactions: [bookingStatusOption],
};

const generalOptions = [concurrencyOption, interactionIdOption, psuPresentOption];

const statementTransactionFields = (): INodeProperties[] => [
	sessionField,
	...statementFields,
	...listFields,
	...clientFields,
	optionsCollection(generalOptions),
];

const psuPartyFields = (): INodeProperties[] => [
	sessionField,
	...listFields.filter(({ name }) => name === 'simplify'),
	...clientFields,
	optionsCollection(generalOptions),
];

/** The fields of the operation that reads the file of a statement. */
export const statementFileFields: INodeProperties[] = [
	sessionField,
	...statementFields,
	...clientFields,
	optionsCollection([
		concurrencyOption,
		{
			displayName: 'File Type',
			name: 'fileType',
			type: 'string',
			default: 'application/pdf',
			placeholder: 'e.g. text/csv',
			description: 'The media type of the file to request. Banks may offer PDF only.',
		},
		psuPresentOption,
	]),
];

const withoutOnlyNew = { show: { onlyNew: [false] } };

/** The same condition for members of a collection. */
const optionWithoutOnlyNew = { show: { '/onlyNew': [false] } };

/** Only New hides the limit and the dates: the cursor would mark the transactions that they drop as returned. */
function transactionFields(): INodeProperties[] {
	return [
		sessionField,
		...accountFields,
		...onlyNewFields,
		...listFieldsPerAccount.map((field) =>
			field.name === 'simplify' ? field : hiddenWithOnlyNew(field),
		),
		...clientFields,
		optionsCollection(
			[
				...dateOptions('transactions').map((date) => ({
					...date,
					displayOptions: optionWithoutOnlyNew,
				})),
				{ ...bookingStatusOption, displayOptions: optionWithoutOnlyNew },
				identityOption,
				...generalOptions,
				...onlyNewOptions,
			].sort(byLabel),
		),
	];
}

const hiddenWithOnlyNew = (field: INodeProperties): INodeProperties =>
	shownAlsoIf(withoutOnlyNew.show, field);

/** Adds a condition to those under which the panel shows a field. */
function shownAlsoIf(
	condition: NonNullable<IDisplayOptions['show']>,
	field: INodeProperties,
): INodeProperties {
	return { ...field, displayOptions: { show: { ...field.displayOptions?.show, ...condition } } };
}

/** The fields of the operation that asks whether an account has enough money. */
export const confirmFundsFields: INodeProperties[] = [
	sessionField,
	{
		displayName: 'Amount',
		name: 'amount',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 12.50',
		description: 'A number with a decimal point',
	},
	{
		displayName: 'Currency',
		name: 'currency',
		type: 'string',
		required: true,
		default: 'GBP',
		description: 'The currency of the account',
	},
	{
		displayName: 'Reference',
		name: 'reference',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. ORDER-1042',
		description: 'Your own ID of the transaction: up to 35 characters',
	},
	...clientFields,
	optionsCollection([psuPresentOption]),
];
