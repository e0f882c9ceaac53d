import type { INodeProperties } from 'n8n-workflow';

import type { AccountResourceName } from '../../lib/operations/accountInformation';
import { clientFields, sessionField } from '../shared/fields';
import type { Operation } from '../shared/operation';
import { readAccountData } from './readAccountData';

const accountFields: INodeProperties[] = [
	{
		displayName: 'Which Accounts',
		name: 'of',
		type: 'options',
		options: [
			{ name: 'All Accounts', value: 'all', description: 'Every account that the PSU chose' },
			{ name: 'One Account', value: 'one' },
		],
		default: 'all',
	},
	{
		displayName: 'Account ID',
		name: 'accountId',
		type: 'string',
		required: true,
		default: '={{ $json.accountId }}',
		displayOptions: { show: { of: ['one'] } },
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

const transactionOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Booked From',
			name: 'fromBookingDateTime',
			type: 'dateTime',
			default: '',
		},
		{
			displayName: 'Booked To',
			name: 'toBookingDateTime',
			type: 'dateTime',
			default: '',
		},
	],
};

const listOperation = (
	value: AccountResourceName,
	shown: Pick<Operation, 'name' | 'action' | 'description'>,
	own: INodeProperties[] = [],
): Operation => ({
	value,
	...shown,
	fields: [sessionField, ...accountFields, ...listFields, ...clientFields, ...own],
	irreplaceable: (outputs) => outputs.flat().some(({ json }) => json.session !== undefined),
	run: async (item) => await readAccountData(item, value),
});

export const accounts = listOperation('accounts', {
	name: 'Accounts',
	action: 'Get accounts',
	description: 'Name, type and numbers of the accounts that the PSU chose',
});

export const balances = listOperation('balances', {
	name: 'Balances',
	action: 'Get balances',
	description: 'Balances of one or all accounts',
});

export const transactions = listOperation(
	'transactions',
	{
		name: 'Transactions',
		action: 'Get transactions',
		description: 'Booked and pending transactions of one or all accounts',
	},
	[transactionOptions],
);
