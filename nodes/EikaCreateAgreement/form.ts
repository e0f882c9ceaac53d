import type { INodeProperties } from 'n8n-workflow';

import { clockOffset } from '../../lib/calendar';
import { parameterError } from '../../lib/errors';
import type { Item, Operation } from '../shared/operation';
import type { FilledForm } from './runs';

/** Loaded when an operation first runs, as in `nodes/shared/onDemand.ts`. */
export const runs = () => require('./runs') as typeof import('./runs');

/** The fields for one kind of test data, and how they become a request. */
export interface Form {
	/** Value and name of the choice in *Preview*. */
	value: string;
	name: string;
	fields: INodeProperties[];
	/** @throws ConfigurationError that names the field to fix */
	read(item: Item): FilledForm;
}

/** Returns the operation that sends a form. Without a response body, the item has `success: true`. */
export const formOperation = (
	form: Form,
	labels: Pick<Operation, 'value' | 'name' | 'action' | 'description' | 'toolDescription'>,
): Operation => ({
	...labels,
	fields: form.fields,
	mustBeSentOnce: true,
	mustKeepOutputs: () => true,
	run: async (item) => await runs().runForm(form, item),
});

/** Returns the choice between fields and JSON, the fields, and the JSON field with an example. */
export const specified = (
	noun: string,
	fields: INodeProperties[],
	example: object,
): INodeProperties[] => [
	{
		displayName: `Specify ${noun}`,
		name: 'specify',
		type: 'options',
		options: [
			{ name: 'Using Fields Below', value: 'fields' },
			{ name: 'Using JSON', value: 'json' },
		],
		default: 'fields',
		description: 'How to enter the data',
	},
	...fields.map((field) => shownFor(field, 'fields')),
	shownFor(
		{
			displayName: `${noun} (JSON)`,
			name: 'json',
			type: 'json',
			default: JSON.stringify(example, undefined, 2),
			description: 'JSON with the member names of the bank’s API',
		},
		'json',
	),
];

const shownFor = (field: INodeProperties, specify: string): INodeProperties => ({
	...field,
	displayOptions: { show: { ...field.displayOptions?.show, specify: [specify] } },
});

/** Returns the entered JSON, or what the fields contain. */
export const enteredIn = <Input>(item: Item, fields: () => Input): Input =>
	item.parameter('specify') === 'json' ? (readJson(item, 'json') as Input) : fields();

/** Returns the value of a JSON field, which an expression may give as an object. @throws ConfigurationError */
function readJson(item: Item, name: string): object {
	const value = item.anyValue(name);
	const json = typeof value === 'string' ? parseParameter(value) : value;
	if (typeof json === 'object' && json !== null) return json;
	throw parameterError('The text is not a JSON object or array.', name);
}

/** Returns undefined for text that is not JSON. */
export function parseParameter(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Returns the value of a text field. Expressions may return digits as a number. */
export const textIn = (item: Item, name: string): string => asText(item.parameter<unknown>(name));

/** Returns a number as text. Other values stay as they are, so that the checks of the input can refuse them. */
export const asText = (value: unknown) =>
	(typeof value === 'number' ? String(value) : value) as string;

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
