import type { IDataObject, IRun, IWorkflowBase } from 'n8n-workflow';

import { GetAccounts } from '../../nodes/GetAccounts/GetAccounts.node';
import { readOnlyNew } from '../../nodes/GetAccounts/settings';
import type { Item } from '../../nodes/shared/operation';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import { aTpp, rejection } from '../support/builders';
import {
	fromInput,
	register,
	runStep,
	session,
	stepError,
	stepItems,
	withRefreshToken,
} from '../support/journey';
import { aChain, anEngine, errorOf, itemsOf, jsonOf } from '../support/workflow';

let bank: EmbeddedBank;
let registration: IDataObject;
let current: IDataObject;
let accountIds: string[];

beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 3, transactions: 600 });
	registration = await register(bank, withRefreshToken);
	current = await session(bank, registration);
	const accounts = await stepItems(bank, step({ operation: 'accounts' }));
	accountIds = accounts.map(({ accountId }) => String(accountId));
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

/** Returns the three outputs of a run. */
const outputsOf = (run: IRun) => ({
	data: jsonOf(run, 'Step'),
	sessions: jsonOf(run, 'Step', 1),
	cursors: jsonOf(run, 'Step', 2),
	run,
});

async function poll(cursor: IDataObject[string] = '', parameters: IDataObject = {}) {
	return outputsOf(await runStep(bank, step({ onlyNew: true, cursor, ...parameters })));
}

const cursorOf = ({ cursors }: { cursors: IDataObject[] }) => String(cursors[0]?.cursor);
const idsOf = (data: IDataObject[]) => data.map(({ transactionId }) => transactionId);
const book = (order: { count: number; daysAgo?: number; isPending?: boolean }, account = 0) =>
	bank.bookTransactions({ bank: 'zopa', accountId: accountIds[account]!, ...order });
const settle = (account = 0) =>
	bank.bookTransactions({ bank: 'zopa', accountId: accountIds[account]!, settle: true });
const pathOf = (account: number) =>
	`/zopa/open-banking/v4.0/aisp/accounts/${accountIds[account]}/transactions`;

describe('A first run', () => {
	it('returns the booked transactions of the initial history, account by account, oldest first', async () => {
		const { data } = await poll('', { lookBackDays: 20 });
		const from = new Date(Date.now() - 20 * 86_400_000).toISOString().slice(0, 10);
		const all = await stepItems(
			bank,
			step({ returnAll: true, options: { fromBookingDateTime: from } }),
		);
		const booked = all.filter(({ status }) => status === 'Booked');
		expect(booked.length).toBeGreaterThan(100);
		expect(idsOf(data)).toEqual(
			accountIds.flatMap((id) =>
				idsOf(booked.filter(({ accountId }) => accountId === id).reverse()),
			),
		);
	});

	it('has a hint that it is the first run', async () => {
		const { run } = await poll('', { lookBackDays: 3 });
		expect(run.data.resultData.runData.Step?.[0]?.hints).toEqual([
			expect.objectContaining({
				message: expect.stringMatching(
					/^The cursor is empty, so this is the first run\. It returns the last 3 days\./,
				),
			}),
		]);
	});

	it.each([null, '', '={{ $json.nothing }}'])('is a run with the cursor %j', async (cursor) => {
		expect((await poll(cursor, { lookBackDays: 3 })).data.length).toBeGreaterThan(0);
	});

	it('can have a cursor that an email has wrapped', async () => {
		const wrapped = cursorOf(await poll()).replace(/.{30}/g, '$& \r\n\t');
		expect((await poll(wrapped)).data).toEqual([]);
	});

	it('has the consent, its session and the cursor on the third output, and nothing on the second', async () => {
		const polled = await poll();
		expect(polled.cursors).toEqual([
			{
				bank: 'zopa',
				consentId: current.consentId,
				scope: expect.any(String),
				expiresAt: expect.any(String),
				reconfirmBy: expect.any(String),
				interactionId: expect.any(String),
				session: expect.any(String),
				cursor: expect.stringMatching(/^v5\.[\w.-]+$/),
				isRenewable: true,
				newTransactions: polled.data.length,
			},
		]);
		expect(polled.sessions).toEqual([]);
		expect(itemsOf(polled.run, 'Step', 2)[0]!.pairedItem).toEqual({ item: 0 });
		expect(await stepItems(bank, step({ session: polled.cursors[0]!.session }))).toHaveLength(50);
	});
});

describe('A run with the cursor of the previous run', () => {
	it('returns nothing when nothing is new, but still a cursor', async () => {
		const second = await poll(cursorOf(await poll()));
		expect(second.data).toEqual([]);
		expect(second.cursors).toMatchObject([
			{ consentId: current.consentId, newTransactions: 0, cursor: expect.any(String) },
		]);
		expect((await poll(cursorOf(second))).data).toEqual([]);
	});

	it('returns once what was booked meanwhile, also late and in the future', async () => {
		const first = await poll();
		await book({ count: 3 });
		await book({ count: 2, daysAgo: 5 }, 1);
		await book({ count: 1, daysAgo: -3 }, 2);
		const second = await poll(cursorOf(first));
		expect(second.data).toHaveLength(6);
		expect(second.data.every(({ transactionId }) => /further/.test(String(transactionId)))).toBe(
			true,
		);
		expect((await poll(cursorOf(second))).data).toEqual([]);
		expect(idsOf((await poll(cursorOf(first))).data)).toEqual(idsOf(second.data));
	});

	it('does not return pending transactions until they are booked', async () => {
		const first = await poll();
		await book({ count: 1, isPending: true });
		const second = await poll(cursorOf(first));
		expect(second.data).toEqual([]);
		await settle();
		// The new one and the two that were pending before.
		const third = await poll(cursorOf(second));
		expect(third.data.map(({ status }) => status)).toEqual(['Booked', 'Booked', 'Booked']);
		expect((await poll(cursorOf(third))).data).toEqual([]);
	});

	it('returns pending transactions if that is set, and again when they are booked', async () => {
		const options = { includePending: true };
		const first = await poll('', { options });
		await book({ count: 1, isPending: true }, 1);
		const second = await poll(cursorOf(first), { options });
		expect(second.data).toMatchObject([{ status: 'Pending' }]);
		await settle(1);
		const third = await poll(cursorOf(second), { options });
		expect(third.data.map(({ status }) => status)).toEqual(['Booked', 'Booked', 'Booked']);
		expect(idsOf(third.data)).toContain(second.data[0]!.transactionId);
	});

	it('returns the members of the bank and the transactionKey without Simplify', async () => {
		const first = await poll();
		await book({ count: 1 });
		const { data } = await poll(cursorOf(first), { simplify: false });
		const [listed] = await stepItems(bank, step({ limit: 1, simplify: false }));
		expect(data).toMatchObject([{ TransactionId: expect.any(String), Status: 'BOOK' }]);
		expect(data).toEqual([listed]);
		expect(Object.keys(data[0]!).filter((name) => !/^[A-Z]/.test(name))).toEqual([
			'transactionKey',
		]);
	});

	it('gives each transaction the transactionKey that it has without Only New', async () => {
		const { data } = await poll('', { lookBackDays: 3 });
		const all = await stepItems(bank, step({ returnAll: true }));
		const keys = new Map(
			all.map(({ transactionId, transactionKey }) => [transactionId, transactionKey]),
		);
		expect(data.length).toBeGreaterThan(0);
		expect(data.map(({ transactionKey }) => transactionKey)).toEqual(
			data.map(({ transactionId }) => keys.get(transactionId)),
		);
		expect(new Set(all.map(({ transactionKey }) => transactionKey)).size).toBe(all.length);
	});

	it('requests no more pages than the window has', async () => {
		const parameters = {
			...{ accountSelection: 'one', accountId: accountIds[2] },
			options: { overlapDays: 7 },
		};
		const first = await poll('', parameters);
		const { cursors } = await poll(first.cursors[0]!.cursor, parameters);
		await bank.resetStatistics();
		expect((await poll(cursors[0]!.cursor, parameters)).data).toEqual([]);
		const requests = async () => (await bank.statistics()).banks.zopa!.requests;
		const inWindow = await requests();
		await stepItems(bank, step({ returnAll: true, ...parameters }));
		expect(await requests()).toBeGreaterThan(2 * inWindow);
	});

	it('reads accounts one by one with one cursor', async () => {
		const one = (account: number) => ({ accountSelection: 'one', accountId: accountIds[account] });
		const first = await poll('', one(0));
		const second = await poll(cursorOf(first), one(1));
		expect(second.data.length).toBeGreaterThan(0);
		expect((await poll(cursorOf(second), one(0))).data).toEqual([]);
		expect((await poll(cursorOf(second), one(1))).data).toEqual([]);
	});

	it('uses the session and cursor of each item', async () => {
		const other = await session(bank, registration);
		const first = await poll();
		const run = await runStep(
			bank,
			step({ onlyNew: true, session: '={{ $json.session }}', cursor: '={{ $json.cursor }}' }),
			{
				input: [
					{ session: current.session, cursor: cursorOf(first) },
					{ session: other.session, cursor: null },
				],
			},
		);
		const { data, cursors } = outputsOf(run);
		expect(cursors.map(({ consentId }) => consentId)).toEqual([current.consentId, other.consentId]);
		expect(data).toHaveLength(Number(cursors[1]!.newTransactions));
		expect(data.length).toBeGreaterThan(0);
		const items = itemsOf(run, 'Step').map(({ pairedItem }) => pairedItem);
		expect(items.filter((pairedItem) => Object(pairedItem).item !== 1)).toEqual([]);
	});

	it('ignores a limit and dates that the node still has from before', async () => {
		const first = await poll();
		await book({ count: 2 });
		const { data } = await poll(cursorOf(first), {
			limit: 1,
			options: { toBookingDateTime: '2020-01-01', fromBookingDateTime: '2090-01-01' },
		});
		expect(data).toHaveLength(2);
	});
});

describe('An account that has another ID after a new consent', () => {
	/** The bank lists the second account alone, with another ID and one transaction more. */
	const renumber = async (changes: IDataObject = {}) => {
		const accounts = await stepItems(bank, step({ operation: 'accounts', simplify: false }));
		const one = { accountSelection: 'one', accountId: accountIds[1] };
		const listed = await stepItems(bank, step({ ...one, simplify: false, returnAll: true }));
		const former = listed.map(({ transactionKey: _, ...transaction }) => transaction);
		const added = { ...former[0], TransactionId: 'new', Status: 'BOOK' };
		const root = '/zopa/open-banking/v4.0/aisp/accounts';
		const respond = async (path: string, Data: object) =>
			await bank.addFault({
				path,
				times: 1,
				response: { status: 200, body: JSON.stringify({ Data }) },
			});
		await respond(root, { Account: [{ ...accounts[1], AccountId: 'renumbered', ...changes }] });
		await respond(`${root}/renumbered/transactions`, { Transaction: [added, ...former] });
		return await session(bank, registration);
	};

	it('returns only what is new, and keeps its name', async () => {
		const first = await poll();
		const { session: sealed } = await renumber();
		const { data } = await poll(cursorOf(first), { session: sealed });
		expect(data).toMatchObject([
			{ transactionId: 'new', accountName: expect.stringMatching(/^Current account/) },
		]);
	});

	it('is refused if the bank sends no number and nothing else is known', async () => {
		const first = await poll();
		const { session: sealed } = await renumber({ Account: undefined });
		const error = await stepError(
			bank,
			step({ onlyNew: true, cursor: cursorOf(first), session: sealed }),
		);
		expect(error.message).toMatch(
			/^The cursor belongs to another consent and contains none of the accounts of this session\./,
		);
	});
});

describe('An account that fails', () => {
	const failOnce = (account: number, status = 403) =>
		bank.addFault({ path: pathOf(account), times: 1, response: { status } });
	const onErrorOutput = async (cursor: string, changes: IDataObject = {}) => {
		const parameters = { onlyNew: true, cursor, ...changes };
		const run = await runStep(bank, { ...step(parameters), onError: 'continueErrorOutput' });
		return { ...outputsOf(run), failures: jsonOf(run, 'Step', 3) };
	};

	it('keeps its cursor, while those of the others advance', async () => {
		const first = await poll();
		await book({ count: 1 }, 0);
		await book({ count: 1 }, 1);
		await failOnce(0);
		const second = await onErrorOutput(cursorOf(first));
		expect(second.failures).toMatchObject([{ details: { accountId: accountIds[0] } }]);
		expect(second.data).toMatchObject([{ accountId: accountIds[1] }]);
		expect(second.cursors).toMatchObject([{ newTransactions: 1 }]);
		const third = await poll(cursorOf(second));
		expect(third.data).toMatchObject([{ accountId: accountIds[0] }]);
	});

	it('in its first run is returned with the initial history by the next run', async () => {
		const complete = await poll();
		await failOnce(1);
		const first = await onErrorOutput('');
		const second = await poll(cursorOf(first));
		expect(new Set(second.data.map(({ accountId }) => accountId))).toEqual(
			new Set([accountIds[1]]),
		);
		expect(first.data.length + second.data.length).toBe(complete.data.length);
	});

	const aCoffee = (day: number) => ({
		AccountId: accountIds[0],
		TransactionId: `coffee-${day}`,
		Status: 'BOOK',
		CreditDebitIndicator: 'Debit',
		BookingDateTime: new Date(Date.now() - day * 86_400_000).toISOString(),
		Amount: { Amount: '2.50', Currency: 'GBP' },
	});
	const respondWith = (Transaction: object[], Next?: string) =>
		bank.addFault({
			path: pathOf(0),
			times: 1,
			response: {
				status: 200,
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ Data: { Transaction }, Links: { Next }, Meta: {} }),
			},
		});
	const one = () => ({ accountSelection: 'one', accountId: accountIds[0] });

	it('on its second page returns the first one, and the rest in the next run', async () => {
		await respondWith([aCoffee(1), aCoffee(2)], '?page=2');
		await failOnce(0);
		const first = await onErrorOutput('', one());
		expect(first.failures).toMatchObject([{ details: { accountId: accountIds[0] } }]);
		expect(idsOf(first.data)).toEqual(['coffee-2', 'coffee-1']);
		expect(first.cursors).toMatchObject([{ newTransactions: 2 }]);
		await respondWith([aCoffee(1), aCoffee(2)], '?page=2');
		await respondWith([aCoffee(3)]);
		expect(idsOf((await poll(cursorOf(first), one())).data)).toEqual(['coffee-3']);
	});

	it('at a link that cannot be followed returns what comes before it, with a hint', async () => {
		await respondWith([aCoffee(1)], 'https://elsewhere.example/transactions');
		const first = await poll('', one());
		expect(idsOf(first.data)).toEqual(['coffee-1']);
		expect(JSON.stringify(first.run)).toContain('leads away from the API');
		await respondWith([aCoffee(0), aCoffee(1)], 'https://elsewhere.example/transactions');
		expect(idsOf((await poll(cursorOf(first), one())).data)).toEqual(['coffee-0']);
	});

	it('while its list is read once more returns what the first reading found', async () => {
		const withoutId = (day: number) => ({ ...aCoffee(day), TransactionId: undefined });
		await respondWith([withoutId(1), withoutId(2), withoutId(3)]);
		const first = await poll('', one());
		expect(first.data).toHaveLength(3);
		await respondWith([withoutId(0), withoutId(1), withoutId(3)]);
		await failOnce(0);
		const second = await onErrorOutput(cursorOf(first), one());
		expect(second.failures).toMatchObject([{ details: { accountId: accountIds[0] } }]);
		expect(second.data).toHaveLength(1);
		expect(second.cursors).toMatchObject([{ newTransactions: 1 }]);
		await respondWith([0, 1, 2, 3].map(withoutId));
		expect((await poll(cursorOf(second), one())).data).toEqual([]);
	});

	const short = () => ({ ...one(), lookBackDays: 0, options: { overlapDays: 7 } });
	const aPendingOne = (day: number) => ({ ...aCoffee(day), Status: 'PDNG' });

	it('is not one with a pending transaction before the window: its list is read once more', async () => {
		await respondWith([aCoffee(0)]);
		const first = await poll('', short());
		await respondWith([aCoffee(0)]);
		const quiet = await poll(cursorOf(first), short());
		const list = [aCoffee(0), aCoffee(15)];
		await respondWith([aCoffee(0), aPendingOne(20)]);
		await respondWith([...list, aPendingOne(20)]);
		const second = await poll(cursorOf(quiet), short());
		expect(second.data).toEqual([]);
		await respondWith([...list, aCoffee(20)]);
		expect(idsOf((await poll(cursorOf(second), short())).data)).toEqual(['coffee-20']);
	});

	/** Such as `2026-08-03`. */
	const londonDay = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' });
	const refusals = [400, 401, 403, 404, 416, 422];
	it.each(refusals)('is not one whose bank refuses so many days with %i', async (status) => {
		await respondWith([aCoffee(0), aPendingOne(120)]);
		await failOnce(0, status);
		// The node refreshes the session once after a 401.
		if (status === 401) await failOnce(0, status);
		await respondWith([aCoffee(0), aPendingOne(120)]);
		const first = await poll('', short());
		expect(idsOf(first.data)).toEqual(['coffee-0']);
		// In summer, the last hour of a day in UTC is on the next day of the bank.
		const day = londonDay.format(new Date(aCoffee(120).BookingDateTime));
		expect(JSON.stringify(first.run)).toContain(`a transaction of ${day} that is not booked yet`);
		await respondWith([aCoffee(0), aPendingOne(120)]);
		await bank.resetStatistics();
		expect((await poll(cursorOf(first), short())).data).toEqual([]);
		expect((await bank.statistics()).banks.zopa!.requests).toBe(1);
	});

	it('does not count an entry that cannot be simplified as a new transaction', async () => {
		await respondWith([aCoffee(1), { ...aCoffee(2), Amount: { Amount: 'NaN', Currency: 'GBP' } }]);
		const { data, failures, cursors } = await onErrorOutput('', one());
		expect([data.length, failures.length]).toEqual([1, 1]);
		expect(cursors).toMatchObject([{ newTransactions: 1 }]);
	});

	it('stops the node if failures are not output as items', async () => {
		const first = await poll();
		await failOnce(0);
		const error = await stepError(bank, step({ onlyNew: true, cursor: cursorOf(first) }));
		expect(error.message).toMatch(/responded with 403 when reading transactions/);
	});

	it('does not make the node keep the result of an item before it', async () => {
		const run = await runStep(
			bank,
			step({ onlyNew: true, session: '={{ $json.session }}', cursor: '' }),
			{ input: [{ session: current.session }, { session: 'none' }] },
		);
		expect(errorOf(run, 'Step')?.message).toMatch(
			/session is empty, or is not a sealed text.*Check "Session"\.$/,
		);
	});
});

it('Nothing is returned twice at a bank that ignores the filter, has no IDs and changes the order', async () => {
	const transaction = (day: number, information: string) => ({
		AccountId: accountIds[0],
		Status: 'BOOK',
		CreditDebitIndicator: 'Debit',
		BookingDateTime: new Date(Date.now() - day * 86_400_000).toISOString(),
		Amount: { Amount: '2.50', Currency: 'GBP' },
		TransactionInformation: information,
	});
	const respondWith = (Transaction: object[]) =>
		bank.addFault({
			path: pathOf(0),
			times: 1,
			response: {
				status: 200,
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ Data: { Transaction }, Links: {}, Meta: {} }),
			},
		});
	const one = { accountSelection: 'one', accountId: accountIds[0] };
	const coffee = transaction(1, 'Coffee');
	const old = Array.from({ length: 60 }, (_, day) => transaction(day + 2, `Day ${day + 2}`));
	await respondWith([coffee, ...old]);
	const first = await poll('', one);
	expect(first.data).toHaveLength(30);
	await respondWith([...old, coffee, coffee].reverse());
	const second = await poll(cursorOf(first), one);
	expect(second.data).toMatchObject([{ description: 'Coffee', accountId: accountIds[0] }]);
	await respondWith([coffee, ...old, coffee]);
	const third = await poll(cursorOf(second), one);
	expect(third.data).toEqual([]);
	// A page that moved hides one of them, and the list is read once more.
	await respondWith([coffee, ...old]);
	await respondWith([coffee, coffee, ...old]);
	const fourth = await poll(cursorOf(third), one);
	await respondWith([coffee, coffee, ...old]);
	expect([fourth.data, (await poll(cursorOf(fourth), one)).data]).toEqual([[], []]);
});

describe('A renewed session', () => {
	it('is on the second output, and beside the cursor', async () => {
		const fresh = await session(bank, registration);
		await bank.addFault({ path: '/zopa/open-banking', times: 1, response: { status: 401 } });
		const polled = await poll('', { session: fresh.session });
		expect(polled.sessions).toMatchObject([{ consentId: fresh.consentId }]);
		for (const { session: renewed } of [polled.sessions[0]!, polled.cursors[0]!]) {
			expect(await stepItems(bank, step({ session: renewed, limit: 1 }))).toHaveLength(1);
		}
	});

	it('is output without a cursor if reading fails', async () => {
		const fresh = await session(bank, registration);
		await bank.addFault({ path: '/zopa/open-banking', times: 2, response: { status: 401 } });
		const polled = await poll('', { session: fresh.session });
		expect(polled.sessions).toMatchObject([
			{ session: expect.any(String), error: expect.any(String) },
		]);
		expect([polled.data, polled.cursors]).toEqual([[], []]);
	});
});

describe('A cursor is rejected', () => {
	const errorFor = async (cursor: string, parameters: IDataObject = {}) =>
		(await stepError(bank, step({ onlyNew: true, cursor, ...parameters }))).message;

	it('if it is something else', async () => {
		expect(await errorFor(String(current.session))).toMatch(
			/^The cursor was not created by this package\. .* leave it empty to start again .* Check "Cursor"\.$/,
		);
	});

	it('if it was cut off, before any request', async () => {
		const cursor = cursorOf(await poll());
		await bank.resetStatistics();
		expect(await errorFor(cursor.slice(0, -4))).toMatch(/^The cursor was changed or cut off/);
		expect((await bank.statistics()).banks.zopa?.requests ?? 0).toBe(0);
	});

	it('if it was stored for another customer', async () => {
		const cursor = cursorOf(await poll());
		const path = '/zopa/open-banking/v4.0/aisp/accounts';
		const body = JSON.stringify({ Data: { Account: [{ AccountId: 'x' }] }, Links: {}, Meta: {} });
		const fresh = await session(bank, registration);
		await bank.addFault({ path, times: 1, response: { status: 200, body } });
		expect(await errorFor(cursor, { session: fresh.session })).toMatch(
			/^The cursor belongs to another consent and contains none of the accounts/,
		);
	});

	it('but not if it belongs to an earlier consent to the same accounts', async () => {
		const cursor = cursorOf(await poll());
		const fresh = await session(bank, registration);
		expect((await poll(cursor, { session: fresh.session })).data).toEqual([]);
	});
});

describe('A number of days is rejected', () => {
	it('without the content of an object, which may hold tokens', async () => {
		const lookBackDays = { accessToken: 's3cr3t' };
		const error = await stepError(bank, step({ onlyNew: true, cursor: '', lookBackDays }));
		expect(error.message).toMatch(/^"\[object\]" is not a whole number of days/);
	});

	it.each([-1, 1.5, 3651, 'soon', ''])('for Initial History: %j', async (lookBackDays) => {
		const error = await stepError(bank, step({ onlyNew: true, cursor: '', lookBackDays }));
		expect(error.message).toMatch(
			/^".*" is not a whole number of days from 0 to 3650\. Check "Initial History \(Days\)"\.$/,
		);
	});

	it.each([-1, 366])('for Overlap: %j', async (overlapDays) => {
		const parameters = { onlyNew: true, cursor: '', options: { overlapDays } };
		const { message } = await stepError(bank, step(parameters));
		expect(message).toMatch(
			/^".*" is not a whole number of days from 0 to 365\. Check "Overlap \(Days\)"\.$/,
		);
	});

	it('but not if it is a text with a number', async () => {
		expect((await poll('', { lookBackDays: '={{ "3" }}' })).data.length).toBeGreaterThan(0);
	});
});

it('A tool of an AI agent cannot use Only New', async () => {
	const item = { isTool: true, parameter: (name: string) => name === 'onlyNew' } as unknown as Item;
	const reading = () => readOnlyNew(item, 'transactions', { tpp: aTpp(), session: {} as never });
	expect(await rejection(reading)).toEqual({
		code: 'OB_CONFIGURATION',
		message:
			'A tool of an AI agent cannot use Only New, because it cannot store the cursor. Turn it off and use Booking Date From instead.',
		field: { in: 'parameters', key: 'onlyNew' },
		tppAction: 'fixRequest',
	});
});

describe('The panel', () => {
	const { properties } = new GetAccounts().description;
	const shownFor = (name: string) =>
		properties
			.filter((property) => property.name === name)
			.map(({ displayOptions }) => displayOptions?.show);

	it('has Only New, the cursor and the initial history for transactions only', () => {
		expect(shownFor('onlyNew')).toEqual([{ operation: ['transactions'] }]);
		for (const name of ['cursor', 'lookBackDays']) {
			expect(shownFor(name)).toEqual([{ onlyNew: [true], operation: ['transactions'] }]);
		}
	});

	it('has no limit with Only New', () => {
		for (const name of ['returnAll', 'limit']) {
			expect(shownFor(name)).toContainEqual(
				expect.objectContaining({ onlyNew: [false], operation: ['transactions'] }),
			);
			expect(shownFor(name)).toContainEqual(
				expect.not.objectContaining({ onlyNew: expect.anything() }),
			);
		}
	});
});

/** Table rows by consentId. The order on the canvas stores the session first and the cursor after the work. */
describe('A workflow that stores', () => {
	const flow = (): IWorkflowBase => {
		const chain = aChain({
			name: 'Step',
			...step({ onlyNew: true, session: '={{ $json.session }}', cursor: '={{ $json.cursor }}' }),
		});
		const node = (name: string, y: number) => ({
			id: name,
			name,
			type: `test.${name}`,
			typeVersion: 1,
			position: [200, y] as [number, number],
			parameters: {},
		});
		const to = (name: string) => [{ node: name, type: 'main' as const, index: 0 }];
		return {
			...chain,
			nodes: [...chain.nodes, node('storeCursor', 200), node('work', 100), node('storeSession', 0)],
			connections: {
				...chain.connections,
				Step: { main: [to('work'), to('storeSession'), to('storeCursor')] },
			},
		};
	};

	/** One row, and the processed transactions. */
	const aTable = async () => {
		const fresh = await session(bank, registration);
		const row: IDataObject = { consentId: fresh.consentId, session: fresh.session, cursor: null };
		return { row, processed: [] as unknown[], order: [] as string[] };
	};
	const runOnce = async (table: Awaited<ReturnType<typeof aTable>>, fails = false) => {
		const { row, processed, order } = table;
		const store =
			(name: string, members: string[]) => async (items: Array<{ json: IDataObject }>) => {
				order.push(name);
				for (const { json } of items) {
					expect(json.consentId).toBe(row.consentId);
					for (const member of members) row[member] = json[member];
				}
				return [];
			};
		const engine = await anEngine({
			credential: localCredential(bank, 'zopa'),
			input: [row],
			standIns: {
				'test.storeSession': store('session', ['session']),
				'test.storeCursor': store('cursor', ['session', 'cursor']),
				'test.work': async (items) => {
					order.push('work');
					if (fails) throw new Error('The work failed.');
					processed.push(...items.map(({ json }) => json.transactionId));
					return [];
				},
			},
		});
		return await engine.run(flow());
	};

	it('processes each transaction once', async () => {
		const table = await aTable();
		await runOnce(table);
		const first = table.processed.length;
		await runOnce(table);
		expect(table.processed).toHaveLength(first);
		await book({ count: 4 });
		await runOnce(table);
		expect(table.processed).toHaveLength(first + 4);
		expect(new Set(table.processed).size).toBe(first + 4);
		expect(table.order).toEqual(['work', 'cursor', 'cursor', 'work', 'cursor']);
	});

	it('processes the transactions of a failed run again, and keeps the session', async () => {
		const table = await aTable();
		await bank.addFault({ path: '/zopa/open-banking', times: 1, response: { status: 401 } });
		const before = table.row.session;
		await runOnce(table, true);
		expect(table.order).toEqual(['session', 'work']);
		expect(table.row.session).not.toBe(before);
		expect(table.row.cursor).toBeNull();
		await runOnce(table);
		expect(table.processed.length).toBeGreaterThan(0);
		expect(table.row.cursor).toEqual(expect.any(String));
	});
});
