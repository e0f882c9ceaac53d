import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

import {
	isListOfAccounts,
	type AccountListName,
	type AccountResourceName,
	type DateFilterName,
} from '../../lib/operations/accountInformation/resources';
import { concurrencyOption } from '../shared/concurrency';
import {
	clientFields,
	inVersion1,
	psuPresentOption,
	sessionField,
	sinceVersion1_1,
} from '../shared/fields';
import { byLabel, optionsCollection } from '../shared/optionsCollection';

/** Default values, in days. */
export const defaultInitialHistory = 30;
export const defaultOverlap = 30;

/** Largest values, in days. */
export const maxInitialHistory = 3650;
export const maxOverlap = 365;

interface DateFilterField {
	name: DateFilterName;
	displayName: string;
	description: string;
}

/** OBIE Read/Write, "Filtering". Banks of the Berlin Group read only the days. */
const bookingDates: DateFilterField[] = [
	{
		name: 'fromBookingDateTime',
		displayName: 'Booking Date From',
		description:
			'Return only transactions booked at or after this time, in the time zone of the bank',
	},
	{
		name: 'toBookingDateTime',
		displayName: 'Booking Date To',
		description:
			'Return only transactions booked at or before this time, in the time zone of the bank',
	},
];

/** Date filters by resource (OBIE Read/Write, statements and transactions: "Filtering"). */
export const dateFilterFields: Partial<Record<AccountResourceName, DateFilterField[]>> = {
	statements: [
		{
			name: 'fromStatementDateTime',
			displayName: 'Statement Date From',
			description:
				'Return only statements dated at or after this time, in the time zone of the bank',
		},
		{
			name: 'toStatementDateTime',
			displayName: 'Statement Date To',
			description:
				'Return only statements dated at or before this time, in the time zone of the bank',
		},
	],
	cardTransactions: bookingDates,
	transactions: bookingDates,
};

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
		'Whether to add <code>interactionId</code> to each item. The support of the bank finds the request by it.',
};

const withOnlyNew = { show: { onlyNew: [true] } };
const withoutOnlyNew = { show: { onlyNew: [false] } };

/** The same conditions for members of a collection. */
const optionWithOnlyNew = { show: { '/onlyNew': [true] } };
const optionWithoutOnlyNew = { show: { '/onlyNew': [false] } };

const onlyNewFields: INodeProperties[] = [
	{
		displayName: 'Only New',
		name: 'onlyNew',
		type: 'boolean',
		// The outputs of the node depend on it.
		noDataExpression: true,
		default: false,
		description:
			'Whether to return only transactions that no previous run has returned. The third output has the cursor for the next run. Store it after your workflow has processed the transactions.',
	},
	{
		displayName: 'Cursor',
		name: 'cursor',
		type: 'string',
		default: '={{ $json.cursor }}',
		displayOptions: withOnlyNew,
		description:
			'The <code>cursor</code> that the previous run returned for this session. Leave empty for the first run.',
	},
	{
		displayName: 'Initial History (Days)',
		name: 'lookBackDays',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: maxInitialHistory },
		default: defaultInitialHistory,
		displayOptions: withOnlyNew,
		description: 'Days of history to return for an account that is not in the cursor yet',
	},
];

const identityOption: INodeProperties = {
	displayName: 'Identify Transactions By',
	name: 'recogniseBy',
	type: 'options',
	options: [
		{
			name: 'Automatic',
			value: 'automatic',
			description: 'Content at banks that are known to reuse IDs, Transaction ID at all others',
		},
		{
			name: 'Transaction ID',
			value: 'transactionId',
			description: 'Transactions without an ID are identified by their content',
		},
		{
			name: 'Content',
			value: 'content',
			description: 'For banks that change or reuse the IDs of transactions',
		},
	],
	default: 'automatic',
	description:
		'What makes two transactions the same, in Only New and for the <code>transactionKey</code>',
};

const onlyNewOptions: INodeProperties[] = [
	{
		displayName: 'Include Pending',
		name: 'includePending',
		type: 'boolean',
		default: false,
		displayOptions: optionWithOnlyNew,
		description:
			'Whether to return pending transactions too. Each of them is returned again once it is booked. If off, only booked transactions are returned.',
	},
	{
		displayName: 'Overlap (Days)',
		name: 'overlapDays',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: maxOverlap },
		default: defaultOverlap,
		displayOptions: optionWithOnlyNew,
		description:
			'Days before the newest booking that each run requests again, to find transactions that are booked late. A longer overlap makes the cursor longer.',
	},
];

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

const dateOptions = (resource: AccountResourceName): INodeProperties[] =>
	(dateFilterFields[resource] ?? []).map((filter) => ({
		...filter,
		type: 'dateTime',
		default: '',
	}));

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
