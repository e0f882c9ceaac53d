import type { IDataObject } from 'n8n-workflow';

import type { StandIn } from './workflowEngine';

interface Condition {
	keyName: string;
	condition: string;
	keyValue?: unknown;
}

type Row = IDataObject;

/**
 * Returns stand-ins for n8n's Data Table, Filter and Merge nodes, as far as the examples use them. The tables are in memory,
 * and empty at first.
 */
export function tableStandIns(): Record<string, StandIn> {
	const tables = new Map<string, Row[]>();
	return {
		'n8n-nodes-base.dataTable': async (input, parameter) =>
			parameter('resource', 0) === 'table'
				? [createTable(tables, String(parameter('tableName', 0)))]
				: input.flatMap((_, item) => rowsOf(tables, (name) => parameter(name, item))),
		'n8n-nodes-base.filter': async (input, parameter) =>
			input
				.filter((_, item) => passes(parameter('conditions', item) as FilterConditions))
				.map(({ json }) => json),
		'n8n-nodes-base.merge': async (input) => input.map(({ json }) => json),
	};
}

/** Returns stand-ins for n8n's form nodes, and for Stop and Error. `approve` is the PSU at the bank. */
export const formStandIns = (
	approve: (authorizationUrl: string) => Promise<string>,
): Record<string, StandIn> => ({
	'n8n-nodes-base.formTrigger': async () => [
		{ 'Your Reference': 'customer-4711', 'Delete All Test Data in the Sandbox': 'Yes' },
	],
	'n8n-nodes-base.form': async (input, parameter) =>
		parameter('operation', 0) === 'completion'
			? input.map(({ json }) => ({ ...json, shown: parameter('completionMessage', 0) as string }))
			: [{ 'Redirect Response': await approve(String(input[0]?.json.authorizationUrl)) }],
	'n8n-nodes-base.stopAndError': async (_, parameter) => {
		throw new Error(String(parameter('errorMessage', 0)));
	},
});

function createTable(tables: Map<string, Row[]>, name: string): Row {
	if (!tables.has(name)) tables.set(name, []);
	return { name };
}

function rowsOf(tables: Map<string, Row[]>, parameter: (name: string) => unknown): Row[] {
	const { value: name } = parameter('dataTableId') as { value: string };
	const table = tables.get(name);
	if (!table) throw new Error(`There is no Data Table "${name}".`);
	const { conditions } = parameter('filters') as { conditions: Condition[] };
	const found = table.filter((row) => conditions.every((condition) => matches(row, condition)));
	const operation = parameter('operation');
	if (operation === 'get') return found.map((row) => ({ ...row }));
	const { value } = parameter('columns') as { value: Row };
	if (operation === 'upsert' && found.length === 0) {
		table.push({ ...value });
		return [{ ...value }];
	}
	return found.map((row) => ({ ...Object.assign(row, value) }));
}

function matches(row: Row, { keyName, condition, keyValue }: Condition): boolean {
	if (condition !== 'eq') throw new Error(`The stand-in has no condition "${condition}".`);
	return row[keyName] === keyValue;
}

interface FilterConditions {
	conditions: Array<{ leftValue: unknown; operator: { operation: string } }>;
}

const passes = ({ conditions }: FilterConditions): boolean =>
	conditions.every(({ leftValue, operator: { operation } }) => {
		if (operation !== 'notExists') throw new Error(`The stand-in has no operator "${operation}".`);
		return leftValue === undefined || leftValue === null || leftValue === '';
	});
