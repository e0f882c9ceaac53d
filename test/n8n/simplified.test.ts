import type { IDataObject } from 'n8n-workflow';

import type { Execution } from '../../scripts/n8n/api';
import { authorised, start } from './authorised';
import { aWorkflow, openWorld, ownNode, outputOf, runToEnd, store, type World } from './world';

let world: World;
let execution: Execution;

/** Wall-clock time between the newest and the oldest transaction. */
const middle = new Date(Date.now() - 4 * 24 * 60 * 60 * 1000).toISOString();

beforeAll(async () => {
	world = await openWorld({ bank: { accounts: 2, transactions: 100 } });
	const { redirectResponse, registration } = await authorised(world);
	const token = { redirectResponse, registration };
	execution = await runToEnd(world, await store(world, workflow(token)));
});

afterAll(async () => {
	await world?.close();
});

/** n8n's own nodes behind simplified transactions, without a conversion in between. */
const workflow = (token: IDataObject) =>
	aWorkflow(
		'Simplified transactions',
		[
			start,
			{ name: 'Get Token', ...ownNode('getToken', 'Zopa'), parameters: token as never },
			{
				name: 'Transactions',
				...ownNode('getAccounts', 'Zopa'),
				parameters: { operation: 'transactions', returnAll: true },
			},
			{
				name: 'As the Bank Sent Them',
				...ownNode('getAccounts', 'Zopa'),
				parameters: { operation: 'transactions', returnAll: true, simplify: false },
			},
			{
				name: 'Table',
				type: 'n8n-nodes-base.dataTable',
				typeVersion: 1.1,
				executeOnce: true,
				parameters: {
					...{ resource: 'table', operation: 'create', tableName },
					columns: {
						column: [
							{ name: 'key', type: 'string' },
							{ name: 'amount', type: 'number' },
							{ name: 'bookedAt', type: 'date' },
						],
					},
				},
			},
			{
				name: 'Save',
				type: 'n8n-nodes-base.dataTable',
				typeVersion: 1.1,
				parameters: {
					...ofTable('insert'),
					columns: {
						mappingMode: 'defineBelow',
						value: {
							key: '={{ $json.transactionKey }}',
							amount: '={{ $json.amount }}',
							bookedAt: '={{ $json.bookingDateTime }}',
						},
						...{ matchingColumns: [], schema: [] },
					},
				},
			},
			rowsWith('Rows Below -50', { keyName: 'amount', condition: 'lt', keyValue: -50 }),
			rowsWith('Later Rows', { keyName: 'bookedAt', condition: 'gt', keyValue: middle }),
			{
				name: 'Summarize',
				type: 'n8n-nodes-base.summarize',
				typeVersion: 1.1,
				parameters: {
					fieldsToSummarize: { values: [{ aggregation: 'sum', field: 'amount' }] },
					fieldsToSplitBy: 'currency',
				},
			},
			{
				name: 'Sort',
				type: 'n8n-nodes-base.sort',
				parameters: { sortFieldsUi: { sortField: [{ fieldName: 'amount' }] } },
			},
			{
				name: 'Filter',
				type: 'n8n-nodes-base.filter',
				typeVersion: 2.2,
				parameters: condition('={{ $json.amount }}', { type: 'number', operation: 'lt' }, -50),
			},
			{
				name: 'IF',
				type: 'n8n-nodes-base.if',
				typeVersion: 2.2,
				parameters: condition(
					'={{ $json.bookingDateTime }}',
					{ type: 'dateTime', operation: 'after' },
					middle,
				),
			},
		],
		[
			['Start', 'Table'],
			['Table', 'Get Token'],
			['Get Token', 'Transactions'],
			['Get Token', 'As the Bank Sent Them'],
			['Transactions', 'Save'],
			['Save', 'Rows Below -50'],
			['Rows Below -50', 'Later Rows'],
			['Transactions', 'Summarize'],
			['Transactions', 'Sort'],
			['Transactions', 'Filter'],
			['Transactions', 'IF'],
		],
	);

const tableName = 'simplified_transactions';

const ofTable = (operation: string) => ({
	...{ resource: 'row', operation },
	dataTableId: { __rl: true, mode: 'name', value: tableName },
});

/** A node that reads the rows of the table that fulfil a condition. */
const rowsWith = (name: string, where: IDataObject) => ({
	...{ name, type: 'n8n-nodes-base.dataTable', typeVersion: 1.1 },
	...{ executeOnce: true, alwaysOutputData: true },
	parameters: {
		...ofTable('get'),
		...{ returnAll: true, matchType: 'allConditions', filters: { conditions: [where] } },
	} as never,
});

/** A condition that n8n checks with the types as they are. */
const condition = (leftValue: string, operator: IDataObject, rightValue: string | number) => ({
	conditions: {
		options: { caseSensitive: true, typeValidation: 'strict', version: 2 },
		conditions: [{ id: '1', leftValue, rightValue, operator }],
		combinator: 'and',
	} as never,
});

const transactions = () => outputOf(execution, 'Transactions');
const amounts = (items: IDataObject[]) => items.map(({ amount }) => Number(amount));

describe('n8n’s own nodes take simplified transactions as they are (T-13):', () => {
	it('Summarize adds the amounts, to the penny of what the bank sent', () => {
		const sums = new Map<unknown, number>();
		for (const { Amount, CreditDebitIndicator } of outputOf(execution, 'As the Bank Sent Them')) {
			const { Amount: text, Currency } = Amount as { Amount: string; Currency: string };
			const [pounds, pence = ''] = text.split('.');
			const unsigned = Number(`${pounds}${pence.padEnd(2, '0')}`);
			const signed = CreditDebitIndicator === 'Debit' ? -unsigned : unsigned;
			sums.set(Currency, (sums.get(Currency) ?? 0) + signed);
		}
		expect(sums.size).toBeGreaterThan(0);
		const summarized = outputOf(execution, 'Summarize').map(
			(item) => [item.currency, Math.round(Number(item.sum_amount) * 100)] as const,
		);
		expect(new Map(summarized)).toEqual(sums);
	});

	it('a Data Table compares its column of numbers and its column of dates', () => {
		const rows = (name: string) => outputOf(execution, name).map(({ key }) => key);
		const keysOf = (items: IDataObject[]) => items.map(({ transactionKey }) => transactionKey);
		const below = transactions().filter(({ amount }) => Number(amount) < -50);
		const later = transactions().filter(
			({ bookingDateTime }) => Date.parse(String(bookingDateTime)) > Date.parse(middle),
		);
		expect(outputOf(execution, 'Save')).toHaveLength(transactions().length);
		expect([below.length, later.length]).not.toContain(0);
		expect(new Set(rows('Rows Below -50'))).toEqual(new Set(keysOf(below)));
		expect(new Set(rows('Later Rows'))).toEqual(new Set(keysOf(later)));
	});

	it('Sort puts them in the order of the numbers', () => {
		const sorted = amounts(outputOf(execution, 'Sort'));
		expect(sorted.length).toBeGreaterThan(20);
		expect(sorted).toEqual(amounts(transactions()).sort((one, other) => one - other));
	});

	it('Filter compares the amount as a number', () => {
		const expected = amounts(transactions()).filter((amount) => amount < -50);
		expect(expected.length).toBeGreaterThan(0);
		expect(amounts(outputOf(execution, 'Filter'))).toEqual(expected);
	});

	it('IF compares the booking time as a date', () => {
		const isLater = ({ bookingDateTime }: IDataObject) =>
			Date.parse(String(bookingDateTime)) > Date.parse(middle);
		const ids = (items: IDataObject[]) => items.map(({ transactionKey }) => transactionKey);
		const [later, earlier] = [outputOf(execution, 'IF', 0), outputOf(execution, 'IF', 1)];
		expect(Math.min(later.length, earlier.length)).toBeGreaterThan(0);
		expect(ids(later)).toEqual(ids(transactions().filter(isLater)));
		expect(later.length + earlier.length).toBe(transactions().length);
	});
});
