import type { INodeProperties } from 'n8n-workflow';

import type {
	AccountResourceName,
	DateFilterName,
} from '../../lib/operations/accountInformation/resources';

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

/** Returns the options that filter a resource by date. */
export const dateOptions = (resource: AccountResourceName): INodeProperties[] =>
	(dateFilterFields[resource] ?? []).map((filter) => ({
		...filter,
		type: 'dateTime',
		default: '',
	}));
