import type { INodeProperties } from 'n8n-workflow';

/** What is shown with Only New, and what is not. */
const withOnlyNew = { show: { onlyNew: [true] } };
export const withoutOnlyNew = { show: { onlyNew: [false] } };

/** The same of the Options, which are a level further down. */
const optionsWithOnlyNew = { show: { '/onlyNew': [true] } };
export const optionsWithoutOnlyNew = { show: { '/onlyNew': [false] } };

/** Days. */
export const usualLookBack = 30;
export const usualOverlap = 7;

export const onlyNewFields: INodeProperties[] = [
	{
		displayName: 'Only New',
		name: 'onlyNew',
		type: 'boolean',
		// The node's outputs depend on it.
		noDataExpression: true,
		default: false,
		description:
			'Whether to emit only transactions that no run before has emitted. A third output then has the cursor that the next run needs: store it when your flow has done its work.',
	},
	{
		displayName: 'Cursor',
		name: 'cursor',
		type: 'string',
		default: '={{ $json.cursor }}',
		displayOptions: withOnlyNew,
		description:
			'The field <code>cursor</code> that the run before emitted for this session. Empty on the first run.',
	},
	{
		displayName: 'Look Back (Days)',
		name: 'lookBackDays',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 3650 },
		default: usualLookBack,
		displayOptions: withOnlyNew,
		description: 'How far back an account is emitted that the cursor does not know',
	},
];

export const onlyNewOptions: INodeProperties[] = [
	{
		displayName: 'Include Pending',
		name: 'includePending',
		type: 'boolean',
		default: false,
		displayOptions: optionsWithOnlyNew,
		description:
			'Whether to emit a transaction when it is first seen pending, and once more when it is booked. Off, it is emitted when it is booked.',
	},
	{
		displayName: 'Overlap (Days)',
		name: 'overlapDays',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 365 },
		default: usualOverlap,
		displayOptions: optionsWithOnlyNew,
		description:
			'How late a booking may come: dated so many days before the newest one of its account. The cursor grows with it.',
	},
	{
		displayName: 'Recognise By',
		name: 'recogniseBy',
		type: 'options',
		options: [
			{
				name: 'Transaction ID',
				value: 'transactionId',
				description: 'The content counts where a transaction has no ID',
			},
			{
				name: 'Content',
				value: 'content',
				description: 'For a bank that changes the IDs of its transactions, or uses them again',
			},
		],
		default: 'transactionId',
		displayOptions: optionsWithOnlyNew,
	},
];
