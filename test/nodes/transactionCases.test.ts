import type { IDataObject } from 'n8n-workflow';

import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { fromInput, register, runStep, session, stepError, stepItems } from '../support/journey';
import { hintsOf, jsonOf } from '../support/workflow';

/*
 * What banks were seen to send, through the node: the responses of the embedded bank are replaced by these.
 */

let bank: EmbeddedBank;
let registration: IDataObject;
let current: IDataObject;
let accountId: string;

beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 1, transactions: 0 });
	registration = await register(bank);
	current = await session(bank, registration);
	const [account] = await stepItems(bank, step({ operation: 'accounts' }));
	accountId = String(account?.accountId);
});
afterEach(async () => {
	await bank.clearFaults();
});
afterAll(async () => {
	await bank.stop();
});

const step = (parameters: IDataObject = {}) => ({
	type: 'getAccounts',
	parameters: {
		operation: 'transactions',
		session: current.session,
		...fromInput(registration),
		...parameters,
	},
});

const day = (daysAgo: number): string =>
	new Date(Date.now() - daysAgo * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);

/** Returns a booking of a bus fare. */
const fare = (daysAgo: number, changes: IDataObject = {}): IDataObject => ({
	AccountId: accountId,
	TransactionId: '9998',
	Status: 'BOOK',
	CreditDebitIndicator: 'Debit',
	BookingDateTime: `${day(daysAgo)}T00:00:00Z`,
	Amount: { Amount: '1.75', Currency: 'GBP' },
	TransactionInformation: 'Fare',
	...changes,
});

/** Lets the bank respond with this body to each request for transactions. */
async function respond(body: string, status = 200): Promise<void> {
	await bank.clearFaults();
	const path = `/zopa/open-banking/v4.0/aisp/accounts/${accountId}/transactions`;
	await bank.addFault({ path, times: 20, response: { status, body } });
}

const list = async (transactions: IDataObject[]): Promise<void> =>
	await respond(JSON.stringify({ Data: { Transaction: transactions } }));

/** Polls once for each list. Returns the dates of what each poll has output. */
async function poll(lists: IDataObject[][], parameters: IDataObject = {}): Promise<unknown[][]> {
	const outputs: unknown[][] = [];
	let cursor: unknown = '';
	for (const transactions of lists) {
		await list(transactions);
		const settings = { onlyNew: true, cursor: cursor as string, ...parameters };
		const run = await runStep(bank, step(settings));
		outputs.push(jsonOf(run, 'Step').map(({ date }) => String(date).slice(0, 10)));
		cursor = jsonOf(run, 'Step', 2)[0]?.cursor;
	}
	return outputs;
}

describe('Only New outputs each transaction once', () => {
	it.each([
		['day (T-01)', 1],
		['week (T-02)', 7],
	])('if the bank gives one ID to the same amount every %s', async (_, days) => {
		const last = days === 1 ? 20 : 4;
		const dates = Array.from({ length: last + 1 }, (_, index) => (last - index) * days);
		const lists = dates.map((_, index) =>
			dates.slice(0, index + 1).map((daysAgo) => fare(daysAgo)),
		);
		expect(await poll(lists)).toEqual(dates.map((daysAgo) => [day(daysAgo)]));
	});

	it.each([
		['had no booking date (T-04)', { BookingDateTime: undefined }],
		[
			'had only a value date (T-04)',
			{ BookingDateTime: undefined, ValueDateTime: `${day(10)}T00:00:00Z` },
		],
		['was dated in the future (T-05)', { BookingDateTime: `${day(-10)}T00:00:00Z` }],
		['was dated today (T-06)', { BookingDateTime: `${day(0)}T00:00:00Z` }],
	])('when it is booked with an early date, if it %s before', async (_, dates) => {
		const card = (changes: IDataObject) => fare(10, { TransactionId: 'card', ...changes });
		const others = [fare(1, { TransactionId: 'a' }), fare(0, { TransactionId: 'b' })];
		const lists = [
			[card({ Status: 'PDNG', ...dates }), others[0]!],
			[card({ Status: 'PDNG', ...dates }), ...others],
			[card({}), ...others],
			[card({}), ...others],
		];
		expect(await poll(lists, { options: { overlapDays: 7 } })).toEqual([
			[day(1)],
			[day(0)],
			[day(10)],
			[],
		]);
	});

	it('if one ID has two dates in one list (T-07)', async () => {
		expect(
			await poll([
				[fare(3), fare(2)],
				[fare(3), fare(2)],
			]),
		).toEqual([[day(3), day(2)], []]);
	});
});

it('Two amounts under one ID have two keys (T-03)', async () => {
	await list([fare(1, { Amount: { Amount: '250.00', Currency: 'GBP' } }), fare(1)]);
	const keys = (await stepItems(bank, step())).map(({ transactionKey }) => transactionKey);
	expect(new Set(keys).size).toBe(2);
});

it.each([
	['{"Data":{}}', 200],
	['{"Data":null}', 200],
	['{"Data":[]}', 200],
	['', 204],
	['', 200],
])('The response %j with status %d has no transactions (T-08)', async (body, status) => {
	await respond(body, status);
	expect(await stepItems(bank, step())).toEqual([]);
});

it.each(['http://', 'https://other.example'])(
	'A link to the next page at %s is followed at the bank’s own address (T-09)',
	async (start) => {
		const path = `/open-banking/v4.0/aisp/accounts/${accountId}/transactions`;
		const own = `/zopa${path}`;
		const link = start === 'http://' ? `http://127.0.0.1${own}` : `${start}${own}`;
		const page = (entries: IDataObject[], Links: IDataObject = {}) =>
			JSON.stringify({ Data: { Transaction: entries }, Links });
		const first = page([fare(1)], { Next: `${link}?page=2` });
		await bank.addFault({ path: own, times: 1, response: { status: 200, body: first } });
		await bank.addFault({
			path: own,
			times: 1,
			response: { status: 200, body: page([fare(2)]) },
		});
		const dates = (await stepItems(bank, step({ returnAll: true }))).map(({ date }) => date);
		expect(dates.map((date) => String(date).slice(0, 10))).toEqual([day(1), day(2)]);
	},
);

it('A link to the page itself ends the list (T-10)', async () => {
	const path = `/zopa/open-banking/v4.0/aisp/accounts/${accountId}/transactions`;
	await respond(JSON.stringify({ Data: { Transaction: [fare(1)] }, Links: { Next: path } }));
	const run = await runStep(bank, step({ returnAll: true }));
	expect(jsonOf(run, 'Step')).toHaveLength(1);
	expect(hintsOf(run, 'Step')).toEqual([]);
});

it.each([
	['-396.12', 'Debit', -396.12],
	['+10.00', 'DEBIT', -10],
	['-10.00', 'credit', 10],
])('The amount %s with the indicator %s is the number %d (T-11)', async (Amount, sign, amount) => {
	await list([fare(1, { Amount: { Amount, Currency: 'GBP' }, CreditDebitIndicator: sign })]);
	expect(await stepItems(bank, step())).toMatchObject([{ amount }]);
});

it('An amount that is no number is an error that names the transaction (T-11)', async () => {
	await list([fare(1, { Amount: { Amount: 'NaN', Currency: 'GBP' } })]);
	expect((await stepError(bank, step())).message).toMatch(/9998.*NaN/);
});

it('Digits beyond double precision stay (T-12)', async () => {
	const one = JSON.stringify(fare(1)).replace('"9998"', '9007199254740993');
	const two = JSON.stringify(fare(1)).replace('"9998"', '9007199254740992');
	await respond(`{"Data":{"Transaction":[${one},${two}]}}`);
	const items = await stepItems(bank, step());
	expect(items.map(({ transactionId }) => transactionId)).toEqual([
		'9007199254740993',
		'9007199254740992',
	]);
});

it('A row has the words of both versions, the name of the account and what people use first (T-14, T-15)', async () => {
	const [account] = await stepItems(bank, step({ operation: 'accounts' }));
	await list([fare(1), fare(2, { Status: 'PDNG' })]);
	const rows = await stepItems(bank, step());
	expect(rows.map(({ status }) => status)).toEqual(['Booked', 'Pending']);
	expect(Object.keys(rows[0]!).slice(0, 6)).toEqual([
		...['date', 'description', 'amount', 'currency', 'status', 'accountName'],
	]);
	expect(rows[0]).toMatchObject({ accountName: account!.accountName });
});

it.each(['05/06/2027', '5'])('A consent cannot expire on "%s" (T-16)', async (date) => {
	const parameters = { ...fromInput(registration), options: { expirationDateTime: date } };
	const error = await stepError(bank, { type: 'createConsent', parameters });
	expect(error.message).toContain(`"${date}" is not a date and time`);
	expect(error.message).toMatch(/Check "Expires"\.$/);
});

describe('150,000 transactions on one page (T-17)', () => {
	const count = 150_000;
	/** As short as they can be: a response has at most 20 MiB. */
	const many = () =>
		Array.from({ length: count }, (_, index) => ({
			TransactionId: `t${index}`,
			BookingDateTime: day(index % 20),
			Amount: { Amount: '1.75', Currency: 'GBP' },
		}));

	it.each([1, 1.1])('end at the limit, in version %d of the node', async (typeVersion) => {
		await list(many());
		expect(await stepItems(bank, { ...step({ limit: 5 }), typeVersion })).toHaveLength(5);
	});

	it('are all output once with Only New, which ignores the limit', async () => {
		await list(many());
		const run = await runStep(bank, step({ onlyNew: true, cursor: '', limit: 5 }));
		expect(jsonOf(run, 'Step')).toHaveLength(count);
		const cursor = String(jsonOf(run, 'Step', 2)[0]?.cursor);
		expect(await stepItems(bank, step({ onlyNew: true, cursor, limit: 5 }))).toEqual([]);
	});
});

it('40,000 transactions with one ID and different texts are output once (T-18)', async () => {
	await list(
		Array.from({ length: 40_000 }, (_, index) => fare(1, { TransactionInformation: `${index}` })),
	);
	const run = await runStep(bank, step({ onlyNew: true, cursor: '' }));
	expect(jsonOf(run, 'Step')).toHaveLength(40_000);
	const cursor = String(jsonOf(run, 'Step', 2)[0]?.cursor);
	expect(await stepItems(bank, step({ onlyNew: true, cursor }))).toEqual([]);
});
