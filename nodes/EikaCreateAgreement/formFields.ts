import type { INodeProperties } from 'n8n-workflow';

import { clockOffset } from '../../lib/calendar';
import type { Item } from '../shared/operation';
import { specified } from './form';

/** Returns a text field that may stay empty. */
export const optionalText = (
	displayName: string,
	name: string,
	description: string,
	example?: string,
): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	...(example && { placeholder: `e.g. ${example}` }),
	description,
});

/** Returns a field for an amount of money. */
export const amountField = (
	displayName: string,
	name: string,
	description: string,
): INodeProperties => ({
	displayName,
	name,
	type: 'number',
	typeOptions: { numberPrecision: 2 },
	default: 0,
	description,
});

/** Returns the fields for a list of transactions, whose members are `values`, or for their JSON. */
export const transactionList = (
	description: string,
	values: INodeProperties[],
	example: object,
): INodeProperties[] =>
	specified(
		'Transactions',
		[
			{
				displayName: 'Transactions',
				name: 'transactions',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true },
				placeholder: 'Add Transaction',
				description,
				default: {},
				options: [{ name: 'transaction', displayName: 'Transaction', values }],
			},
		],
		[example],
	);

/** Returns today's date where the workflow runs. */
export function todayIn({ timeZone }: Item): string {
	const now = Date.now();
	return new Date(now + clockOffset(timeZone)(now)).toISOString().slice(0, 10);
}
