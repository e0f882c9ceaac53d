import type { INodeProperties } from 'n8n-workflow';

/** Default values, in days. */
export const defaultInitialHistory = 30;
export const defaultOverlap = 30;

/** Largest values, in days. */
export const maxInitialHistory = 3650;
export const maxOverlap = 365;

const withOnlyNew = { show: { onlyNew: [true] } };

/** The same condition for members of a collection. */
const optionWithOnlyNew = { show: { '/onlyNew': [true] } };

export const onlyNewFields: INodeProperties[] = [
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

export const identityOption: INodeProperties = {
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

export const onlyNewOptions: INodeProperties[] = [
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
