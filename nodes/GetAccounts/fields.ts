import type { INodeProperties } from 'n8n-workflow';

import type { AccountResourceName } from '../../lib/operations/accountInformation/resources';
import { clientFields, sessionField } from '../shared/fields';
import { dateFilters, type NamedDateFilter } from './dateFilters';
import {
	onlyNewFields,
	onlyNewOptions,
	optionsWithoutOnlyNew,
	withoutOnlyNew,
} from './onlyNewFields';

const accountFields: INodeProperties[] = [
	{
		displayName: 'Which Accounts',
		name: 'accountSelection',
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
		displayOptions: { show: { accountSelection: ['one'] } },
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

const options = (fields: INodeProperties[]): INodeProperties => ({
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: fields,
});

const dateOptions = (filters: NamedDateFilter[] = []): INodeProperties[] =>
	filters.map((filter) => ({ ...filter, type: 'dateTime', default: '' }));

/** What the panel asks when a list is read. */
export function listOperationFields(resource: AccountResourceName): INodeProperties[] {
	if (resource === 'transactions') return transactionFields();
	const dates = dateOptions(dateFilters[resource]);
	return [
		sessionField,
		...accountFields,
		...listFields,
		...clientFields,
		...(dates.length > 0 ? [options(dates)] : []),
	];
}

/** Only New has a beginning and an end of its own: a limit and dates would cut off what the cursor then takes for emitted. */
function transactionFields(): INodeProperties[] {
	const dates = dateOptions(dateFilters.transactions);
	return [
		sessionField,
		...accountFields,
		...onlyNewFields,
		...listFields.map((field) => (field.name === 'simplify' ? field : hiddenWithOnlyNew(field))),
		...clientFields,
		options([
			...dates.map((date) => ({ ...date, displayOptions: optionsWithoutOnlyNew })),
			...onlyNewOptions,
		]),
	];
}

const hiddenWithOnlyNew = (field: INodeProperties): INodeProperties => ({
	...field,
	displayOptions: { show: { ...field.displayOptions?.show, ...withoutOnlyNew.show } },
});
