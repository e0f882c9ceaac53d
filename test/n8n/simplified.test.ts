import type { IDataObject } from 'n8n-workflow';

import type { Execution } from '../../scripts/n8n/api';
import { authorised, start } from './authorised';
import { aWorkflow, openWorld, ours, outputOf, runToEnd, store, type World } from './world';

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
			{ name: 'Get Token', ...ours('getToken', 'Zopa'), parameters: token as never },
			{
				name: 'Transactions',
				...ours('getAccounts', 'Zopa'),
				parameters: { operation: 'transactions', returnAll: true },
			},
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
			['Start', 'Get Token'],
			['Get Token', 'Transactions'],
			['Transactions', 'Summarize'],
			['Transactions', 'Sort'],
			['Transactions', 'Filter'],
			['Transactions', 'IF'],
		],
	);

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
	it('Summarize adds the amounts', () => {
		const pence = (items: IDataObject[]) =>
			amounts(items).reduce((sum, amount) => sum + Math.round(amount * 100), 0);
		const currencies = new Set(transactions().map(({ currency }) => currency));
		expect(currencies.size).toBeGreaterThan(0);
		const sums = outputOf(execution, 'Summarize').map((item) => [
			item.currency,
			Math.round(Number(item.sum_amount) * 100),
		]);
		expect(new Map(sums as Array<[string, number]>)).toEqual(
			new Map(
				[...currencies].map((currency) => [
					currency,
					pence(transactions().filter((item) => item.currency === currency)),
				]),
			),
		);
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
