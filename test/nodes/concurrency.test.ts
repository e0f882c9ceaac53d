import type { IDataObject, IRun } from 'n8n-workflow';

import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { defaultConcurrency } from '../../lib/transport/concurrency';
import {
	fromInput,
	register,
	runStep,
	session,
	stepError,
	stepItems,
	withRefreshToken,
} from '../support/journey';
import { itemsOf, jsonOf } from '../support/workflow';

let bank: EmbeddedBank;
let registration: IDataObject;
let current: IDataObject;
let accountIds: string[];

beforeAll(async () => {
	bank = await startEmbeddedBank();
	registration = await register(bank, withRefreshToken);
	current = await session(bank, registration);
	const accounts = await stepItems(bank, getAccounts({ accountSelection: 'all' }));
	accountIds = accounts.map(({ accountId }) => String(accountId));
});
beforeEach(async () => {
	await bank.resetStatistics();
});
afterEach(async () => {
	await bank.clearFaults();
});
afterAll(async () => {
	await bank.stop();
});

const getAccounts = (parameters: IDataObject = {}) => ({
	type: 'getAccounts',
	parameters: {
		accountSelection: 'one',
		session: current.session,
		...fromInput(registration),
		...parameters,
	},
});

/** Forty items that name the accounts in turns. */
const items = () =>
	Array.from({ length: 40 }, (_, index) => ({ accountId: accountIds[index % accountIds.length] }));

const listeners = async () => (await bank.statistics()).listeners.mtls;

describe('The items of one run', () => {
	it('keep their order and their pairing when the first response is the slowest (QW-15)', async () => {
		await bank.addFault({ path: '/zopa/open-banking', times: 1, response: { delayMs: 300 } });
		const run = await runStep(bank, getAccounts(), { input: items() });
		const output = itemsOf(run, 'Step');
		expect(output.map(({ json }) => json.accountId)).toEqual(
			items().map(({ accountId }) => accountId),
		);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(
			items().map((_, item) => ({ item })),
		);
	});

	it.each([1, 4])(
		'open %i connections at most, if the operator chooses that (QW-20)',
		async (concurrency) => {
			await runStep(bank, getAccounts({ options: { concurrency } }), { input: items() });
			const { requests, handshakes } = await listeners();
			expect(requests).toBe(40);
			expect(handshakes).toBeLessThanOrEqual(concurrency);
		},
	);

	it('open no connection when a run before them has used the bank a moment ago', async () => {
		await runStep(bank, getAccounts(), { input: items() });
		const first = await listeners();
		await bank.resetStatistics();
		await runStep(bank, getAccounts(), { input: items() });
		expect(first.handshakes).toBeLessThanOrEqual(defaultConcurrency);
		expect(await listeners()).toMatchObject({ requests: 40, handshakes: 0 });
	});

	it.each([0, 33, 1.5, 'many', null])('reject a concurrency of %j', async (concurrency) => {
		const options = { concurrency: `={{ ${JSON.stringify(concurrency)} }}` };
		const error = await stepError(bank, getAccounts({ options }));
		expect(error.message).toBe(
			`"${String(concurrency)}" is not a whole number of requests from 1 to 32. Check "Concurrency".`,
		);
		expect((await listeners()).requests).toBe(0);
	});

	it('each have the concurrency that their expression gives', async () => {
		const options = { concurrency: '={{ $itemIndex === 7 ? 0 : $itemIndex % 2 ? 1 : 2 }}' };
		const step = { ...getAccounts({ options }), onError: 'continueErrorOutput' as const };
		const run = await runStep(bank, step, { input: items() });
		expect(jsonOf(run, 'Step')).toHaveLength(39);
		expect(pairedWith(run, 2)).toEqual([7]);
		expect((await listeners()).handshakes).toBeLessThanOrEqual(1 + 2);
	});

	it('fail one by one: the others are output, and the failures are items (QW-17, QW-18)', async () => {
		const input = items().map((item, index) => (index % 10 === 3 ? { accountId: 'none' } : item));
		const step = { ...getAccounts(), onError: 'continueErrorOutput' as const };
		const run = await runStep(bank, step, { input });
		expect(jsonOf(run, 'Step')).toHaveLength(36);
		expect(pairedWith(run, 2)).toEqual([3, 13, 23, 33]);
	});

	it('end with the first failure, and no further item starts', async () => {
		const [first, ...others] = Array.from({ length: 10 }, items).flat();
		const input = [{ ...first, accountId: 'none' }, ...others];
		const error = await stepError(bank, getAccounts({ options: { concurrency: 1 } }), { input });
		expect(error).toMatchObject({ context: { itemIndex: 0 } });
		expect((await listeners()).requests).toBeLessThan(100);
	});

	it('request the list of accounts once, if they read all accounts of one session', async () => {
		const all = { accountSelection: 'all', operation: 'balances', returnAll: true };
		const input = Array.from({ length: 10 }, () => ({}));
		const run = await runStep(bank, getAccounts(all), { input });
		expect(new Set(pairedWith(run, 0)).size).toBe(10);
		expect((await listeners()).requests).toBe(1 + 10 * accountIds.length);
	});

	it('need no further request for the name of an account that the operation Accounts returned', async () => {
		const accounts = await stepItems(bank, getAccounts({ accountSelection: 'all' }));
		await bank.resetStatistics();
		const balances = await stepItems(bank, getAccounts({ operation: 'balances' }), {
			input: accounts,
		});
		const names = accounts.map(({ accountName }) => accountName);
		expect(new Set(balances.map(({ accountName }) => accountName))).toEqual(new Set(names));
		expect((await listeners()).requests).toBe(accountIds.length);
	});

	it('are read when the bank limits the session of other items', async () => {
		const other = await session(bank, registration);
		const limited = { path: '/zopa/open-banking', times: 1, response: { status: 429 } };
		await bank.addFault(limited);
		const sessions = [current, other, current, other];
		const run = await runStep(
			bank,
			{
				...getAccounts({ session: '={{ $json.session }}', options: { concurrency: 1 } }),
				onError: 'continueErrorOutput' as const,
			},
			{ input: sessions.map((one, index) => ({ ...items()[index], session: one.session })) },
		);
		expect(pairedWith(run, 0)).toEqual(expect.arrayContaining([1, 3]));
		expect(pairedWith(run, 2)).toContain(0);
	});

	it('refresh the session that they share once, and all of them output it (QW-31)', async () => {
		const refused = { path: '/zopa/open-banking', times: 16, response: { status: 401 } };
		await bank.addFault(refused);
		const before = await refreshTokens();
		const run = await runStep(bank, getAccounts(), { input: items() });
		expect(jsonOf(run, 'Step')).toHaveLength(40);
		expect(jsonOf(run, 'Step', 1)).toHaveLength(16);
		expect((await refreshTokens()) - before).toBe(1);
	});
});

describe('The items of an operation', () => {
	/** Returns how many connections some items opened at a bank that responds late. */
	async function connections(type: string, parameters: IDataObject): Promise<number> {
		// The pool of a bank that just started is empty.
		const own = await startEmbeddedBank();
		try {
			const client =
				type === 'dcrRegister' && parameters.options ? {} : fromInput(await register(own));
			await own.addFault({ path: '/zopa', times: 99, response: { lateMs: 100 } });
			await own.resetStatistics();
			const step = { type, parameters: { ...client, ...parameters } };
			await runStep(own, step, { input: Array.from({ length: 4 }, () => ({})) });
			return (await own.statistics()).listeners.mtls.handshakes;
		} finally {
			await own.stop();
		}
	}

	it.each([
		['Create Consent', 'createConsent', {}],
		['Get Token', 'getToken', { operation: 'clientCredentials' }],
		['DCR Register → Get', 'dcrRegister', { operation: 'get' }],
	])('run at the same time: %s', async (_, type, parameters) => {
		expect(await connections(type, parameters)).toBeGreaterThan(1);
	});

	it('run one after another: DCR Register → Register', async () => {
		expect(await connections('dcrRegister', { options: { registerAgain: true } })).toBe(1);
	});
});

/** Returns how many refresh tokens the bank has issued so far. */
const refreshTokens = async () =>
	(await bank.secrets()).filter(({ kind }) => kind === 'refresh token').length;

const pairedWith = (run: IRun, output: number) =>
	itemsOf(run, 'Step', output).map(({ pairedItem }) => (pairedItem as { item: number }).item);
