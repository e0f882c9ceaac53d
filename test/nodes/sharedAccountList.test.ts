import type { IDataObject, IRun } from 'n8n-workflow';

import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import { fromInput, register, session } from '../support/journey';
import { aChain, anEngine, jsonOf, type AStep } from '../support/workflow';

const path = '/zopa/open-banking/v4.0/aisp/accounts';
let bank: EmbeddedBank;
let registration: IDataObject;
let current: IDataObject;
/** Requests for the list of accounts, which has several pages. */
let pages: number;
/** Requests for something of each account. */
let accounts: number;
let accountIds: Array<[id: string, name: string]>;

beforeAll(async () => {
	bank = await startEmbeddedBank();
	registration = await register(bank);
	current = await session(bank, registration);
	await bank.resetStatistics();
	accountIds = jsonOf(await execute(list()), 'List').map((account) => [
		String(account.accountId),
		String(account.accountName),
	]);
	accounts = accountIds.length;
	pages = await requests();
});
beforeEach(async () => {
	await bank.clearFaults();
	await bank.resetStatistics();
});
afterAll(async () => {
	await bank.stop();
});

/** Runs the steps one after another in one execution, each with one item. */
async function execute(...steps: AStep[]): Promise<IRun> {
	const engine = await anEngine({ credential: localCredential(bank, 'zopa') });
	return await engine.run(aChain(...steps));
}

const getAccounts = (name: string, parameters: IDataObject = {}): AStep => ({
	name,
	type: 'getAccounts',
	typeVersion: 1.1,
	executeOnce: true,
	parameters: {
		session: current.session,
		accountSelection: 'all',
		returnAll: true,
		...fromInput(registration),
		...parameters,
	},
});
const list = (parameters: IDataObject = {}) =>
	getAccounts('List', { operation: 'accounts', ...parameters });
const balances = (name: string, parameters: IDataObject = {}) =>
	getAccounts(name, { operation: 'balances', ...parameters });

const requests = async () => (await bank.statistics()).banks.zopa?.requests ?? 0;

const respondOnce = async (to: string, status: number, body: object) =>
	await bank.addFault({ path: to, times: 1, response: { status, body: JSON.stringify(body) } });

describe('The nodes of one execution', () => {
	it('request the list of accounts once', async () => {
		const run = await execute(list(), balances('One'), balances('Other'));
		expect(await requests()).toBe(pages + 2 * accounts);
		// The bank dates a balance when it is read.
		const undated = { dateTime: expect.any(String) as string };
		const read = jsonOf(run, 'One').map((balance) => ({ ...balance, ...undated }));
		expect(jsonOf(run, 'Other')).toEqual(read);
	});

	it('request it once without the operation Accounts', async () => {
		await execute(balances('One'), balances('Other'));
		expect(await requests()).toBe(pages + 2 * accounts);
	});

	it('take the name of an account from it', async () => {
		// The first account comes as the input item.
		const [accountId, accountName] = accountIds.at(-1)!;
		const run = await execute(list(), balances('One', { accountSelection: 'one', accountId }));
		expect(await requests()).toBe(pages + 1);
		expect(jsonOf(run, 'One')[0]).toMatchObject({ accountId, accountName });
	});
});

describe('The list is requested again', () => {
	it('in the next execution', async () => {
		await execute(balances('One'));
		await execute(balances('One'));
		expect(await requests()).toBe(2 * (pages + accounts));
	});

	it('with another credential', async () => {
		await execute(balances('One'), { ...balances('Other'), credentialId: '2' });
		expect(await requests()).toBe(2 * (pages + accounts));
	});

	it('with another session', async () => {
		const other = await session(bank, registration);
		await bank.resetStatistics();
		await execute(balances('One'), balances('Other', { session: other.session }));
		expect(await requests()).toBe(2 * (pages + accounts));
	});

	it.each([
		['a new consent', { type: 'createConsent', parameters: {} }],
		[
			'a consent that was read',
			{ type: 'createConsent', parameters: { operation: 'get', consentId: '' } },
		],
	])('after %s', async (_, { type, parameters }) => {
		const step = {
			name: 'Between',
			type,
			executeOnce: true,
			parameters: {
				...parameters,
				...('consentId' in parameters && { consentId: current.consentId }),
				...fromInput(registration),
			},
		};
		await execute(step);
		const between = await requests();
		await bank.resetStatistics();
		await execute(balances('One'), step, balances('Other'));
		expect(await requests()).toBe(between + 2 * (pages + accounts));
	});

	it('after a list that ended at the limit', async () => {
		await execute(list({ returnAll: false, limit: 1 }), balances('One'));
		expect(await requests()).toBe(1 + pages + accounts);
	});

	it('after an empty list', async () => {
		await respondOnce(path, 200, { Data: { Account: [] } });
		const run = await execute({ ...list(), alwaysOutputData: true }, balances('One'));
		expect(await requests()).toBe(1 + pages + accounts);
		expect(new Set(jsonOf(run, 'One').map(({ accountId }) => accountId)).size).toBe(accounts);
	});

	it('after a list that failed', async () => {
		await respondOnce(path, 400, { Errors: [{ ErrorCode: 'U001', Message: 'no' }] });
		const run = await execute({ ...list(), onError: 'continueRegularOutput' }, balances('One'));
		expect(await requests()).toBe(1 + pages + accounts);
		expect(new Set(jsonOf(run, 'One').map(({ accountId }) => accountId)).size).toBe(accounts);
	});

	it.each(['balances', 'transactions'])('after an account that failed: %s', async (operation) => {
		const failing = `${path}/${accountIds[0]![0]}/${operation}`;
		await respondOnce(failing, 400, { Errors: [{ ErrorCode: 'U001', Message: 'no' }] });
		const step = getAccounts('One', {
			operation,
			...(operation === 'transactions' && { onlyNew: true }),
		});
		await execute({ ...step, onError: 'continueRegularOutput' });
		const alone = await requests();
		await bank.resetStatistics();
		await respondOnce(failing, 400, { Errors: [{ ErrorCode: 'U001', Message: 'no' }] });
		await execute({ ...step, onError: 'continueRegularOutput' }, balances('Other'));
		expect(await requests()).toBe(alone + pages + accounts);
	});
});
