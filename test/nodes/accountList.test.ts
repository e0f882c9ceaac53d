import type { IDataObject, ILoadOptionsFunctions } from 'n8n-workflow';

import { searchAccounts } from '../../nodes/GetAccounts/accountList';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import {
	fromInput,
	register,
	runStep,
	session,
	stepItems,
	withRefreshToken,
} from '../support/journey';
import { itemsOf } from '../support/workflow';

let bank: EmbeddedBank;
let registration: IDataObject;
let current: IDataObject;

beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 3, transactions: 5 });
	registration = await register(bank, withRefreshToken);
	current = await session(bank, registration);
});
afterEach(async () => {
	await bank.clearFaults();
});
afterAll(async () => {
	await bank.stop();
});

/** The panel of Get Accounts → Balances, with what the editor made of its fields. */
const aPanel = (parameters: IDataObject) =>
	({
		getCredentials: async () => localCredential(bank, 'zopa'),
		getCurrentNodeParameter: (name: string) => ({ operation: 'balances', ...parameters })[name],
		getNode: () => ({ name: 'Get Accounts', type: 'getAccounts', parameters: {} }),
		helpers: {},
	}) as unknown as ILoadOptionsFunctions;

const list = async (parameters: IDataObject, filter?: string) =>
	(await searchAccounts.call(aPanel(parameters), filter)).results;

const accounts = async () =>
	await stepItems(bank, {
		type: 'getAccounts',
		parameters: { session: current.session, ...fromInput(registration) },
	});

describe('The list of accounts in the panel (U-11)', () => {
	it('has each account of the session with its name, number and currency', async () => {
		const choices = await list({ session: current.session });
		expect(choices).toEqual(
			(await accounts()).map(({ accountId, accountName, identification, currency }) => ({
				name: [accountName, identification, currency].join(', '),
				value: accountId,
			})),
		);
	});

	const accountsAre = async (...Account: object[]) => {
		const body = JSON.stringify({ Data: { Account } });
		const path = '/zopa/open-banking/v4.0/aisp/accounts';
		await bank.addFault({ path, times: 1, response: { status: 200, body } });
	};

	it('leaves out an account that cannot be read, unless there is no other', async () => {
		const invalid = { AccountId: '8', Account: [{ Identification: {} }] };
		await accountsAre({ AccountId: '..' }, { AccountId: '7', Nickname: 'Bills' }, invalid);
		expect(await list({ session: current.session })).toEqual([
			{ name: 'Bills', value: '7' },
			{ name: '8', value: '8' },
		]);
		await accountsAre({ AccountId: '..' });
		await expect(list({ session: current.session })).rejects.toMatchObject({
			message: expect.stringContaining('account 1 has no usable AccountId') as string,
		});
	});

	it('has what the operator searches for', async () => {
		const [first] = await list({ session: current.session });
		const found = await list({ session: current.session }, first!.name.toUpperCase());
		expect(found).toEqual([first]);
		expect(await list({ session: current.session }, 'no such account')).toEqual([]);
	});

	it.each([undefined, null, '', '={{ $json.session }}'])(
		'says what to do while the session is %j, because the previous node has not run',
		async (unknown) => {
			await bank.resetStatistics();
			await expect(list({ session: unknown })).rejects.toMatchObject({
				message:
					'The list needs the session, and the field Session is empty until the previous node has run. Execute the previous node, or enter the account by ID. Check "Session".',
				description: 'Correct "Session" in this node.',
			});
			expect((await bank.statistics()).listeners.mtls.requests).toBe(0);
		},
	);

	it('does not refresh a session, which would be lost, and says what to do', async () => {
		const path = '/zopa/open-banking/v4.0/aisp/accounts';
		await bank.addFault({ path, times: 1, response: { status: 401, body: '{}' } });
		await bank.resetStatistics();
		await expect(list({ session: current.session })).rejects.toMatchObject({
			message: expect.stringContaining('responded with 401 when reading accounts') as string,
		});
		expect((await bank.statistics()).banks.zopa?.requests).toBe(1);
	});

	it('names the field of the credential that is wrong', async () => {
		const panel = aPanel({ session: current.session });
		const broken = { ...localCredential(bank, 'zopa'), transportKey: 'nothing' };
		await expect(
			searchAccounts.call({ ...panel, getCredentials: async () => broken } as never),
		).rejects.toMatchObject({ message: expect.stringContaining('"Transport Key"') as string });
	});

	it('shows no session in its errors', async () => {
		const sealed = `${String(current.session).slice(0, -4)}AAAA`;
		const failure: unknown = await list({ session: sealed }).catch((error: unknown) => error);
		expect(JSON.stringify(failure)).not.toContain(sealed.slice(0, 40));
	});
});

describe('One account', () => {
	const balances = async (accountId: unknown, typeVersion: number) =>
		itemsOf(
			await runStep(bank, {
				type: 'getAccounts',
				typeVersion,
				parameters: {
					...{ operation: 'balances', accountSelection: 'one', accountId },
					...{ session: current.session, ...fromInput(registration) },
				} as IDataObject,
			}),
			'Step',
		).map(({ json }) => json.accountId);

	it('can be chosen from the list, and entered by ID or by an expression', async () => {
		const [, second] = await accounts();
		const value = second!.accountId;
		const chosen = { __rl: true, mode: 'list', value, cachedResultName: 'Bills' };
		expect(new Set(await balances(chosen, 1.1))).toEqual(new Set([value]));
		const expression = { __rl: true, mode: 'id', value: `={{ '${String(value)}' }}` };
		expect(new Set(await balances(expression, 1.1))).toEqual(new Set([value]));
	});

	it.each([1, 1.1])(
		'can be a text, as workflows have stored it, in version %j',
		async (version) => {
			const [, second] = await accounts();
			expect(new Set(await balances(second!.accountId, version))).toEqual(
				new Set([second!.accountId]),
			);
		},
	);

	it.each([1, 1.1])('is by default the one of the input item in version %j', async (version) => {
		const [, second] = await accounts();
		const parameters = {
			...{ operation: 'balances', accountSelection: 'one' },
			...{ session: current.session, ...fromInput(registration) },
		};
		const read = await stepItems(
			bank,
			{ type: 'getAccounts', typeVersion: version, parameters },
			{ input: [second!] },
		);
		expect(new Set(read.map(({ accountId }) => accountId))).toEqual(new Set([second!.accountId]));
	});
});
