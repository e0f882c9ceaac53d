import type { IDataObject } from 'n8n-workflow';

import { authorised, start } from './authorised';
import { aWorkflow, openWorld, ownNode, outputOf, runToEnd, store, type World } from './world';

let world: World;
let session: IDataObject;

beforeAll(async () => {
	world = await openWorld({ bank: { accounts: 2, transactions: 5 } });
	const { redirectResponse, registration } = await authorised(world);
	const getToken = {
		name: 'Get Token',
		...ownNode('getToken', 'Zopa'),
		parameters: { redirectResponse, registration },
	};
	const workflow = aWorkflow('Session', [start, getToken], [['Start', 'Get Token']]);
	const [item] = outputOf(await runToEnd(world, await store(world, workflow)), 'Get Token');
	session = item!;
});

afterAll(async () => {
	await world?.close();
});

interface Choice {
	name: string;
	value: string;
}

/** Asks for the list like the editor, which has evaluated the expressions of the panel. */
const list = async (parameters: IDataObject) =>
	(await world.api.call('POST', 'dynamic-node-parameters/resource-locator-results', {
		path: 'parameters.accountId',
		nodeTypeAndVersion: { name: 'n8n-nodes-open-banking.getAccounts', version: 1.1 },
		methodName: 'searchAccounts',
		currentNodeParameters: { operation: 'balances', ...parameters },
		credentials: { openBankingApi: { id: world.imported.credentials.Zopa, name: 'Zopa' } },
	})) as { results: Choice[] };

it('n8n lists the accounts of the session, and the node reads the one that is chosen (U-11)', async () => {
	const { results } = await list({ session: session.session });
	expect(results).toHaveLength(2);
	const { name, value } = results[1]!;
	expect(name).toMatch(/^.+, \w+, [A-Z]{3}$/);
	const getAccounts = {
		name: 'Balances',
		...ownNode('getAccounts', 'Zopa'),
		typeVersion: 1.1,
		parameters: {
			...{ operation: 'balances', accountSelection: 'one', session: session.session },
			accountId: { __rl: true, mode: 'list', value, cachedResultName: name },
		} as never,
	};
	const workflow = aWorkflow('Balances', [start, getAccounts], [['Start', 'Balances']]);
	const read = outputOf(await runToEnd(world, await store(world, workflow)), 'Balances');
	expect(new Set(read.map(({ accountId }) => accountId))).toEqual(new Set([value]));
});

it('n8n shows in the list what to do while there is no session (U-11)', async () => {
	await expect(list({ session: null })).rejects.toThrow(
		/The list needs the session.* Execute the previous node, or enter the account by ID\./,
	);
});

it('the nodes of one execution ask the bank once for the list of accounts', async () => {
	const reading = ['accounts', 'balances', 'transactions'].map((operation) => ({
		name: operation,
		...ownNode('getAccounts', 'Zopa'),
		typeVersion: 1.1,
		executeOnce: true,
		parameters: {
			...{ operation, accountSelection: 'all', returnAll: true, session: session.session },
		} as never,
	}));
	const wires: Array<[string, string]> = [
		['Start', 'accounts'],
		['accounts', 'balances'],
		['balances', 'transactions'],
	];
	const workflow = await store(world, aWorkflow('Chain of reading', [start, ...reading], wires));
	const requests = async () => {
		await world.bank.resetStatistics();
		const execution = await runToEnd(world, workflow);
		const read = outputOf(execution, 'transactions').map(({ accountId }) => accountId);
		expect(new Set(read).size).toBe(2);
		return (await world.bank.statistics()).banks.zopa?.requests;
	};
	// One for the list, then two for the balances and two for the transactions.
	expect([await requests(), await requests()]).toEqual([5, 5]);
});

it('a new chain leads to a consent with simplified outputs (U-12)', async () => {
	const options = { options: { registerAgain: true } };
	const nodes = [
		start,
		{ name: 'R', ...ownNode('dcrRegister', 'Zopa'), typeVersion: 1.1, parameters: options },
		{ name: 'C', ...ownNode('createConsent', 'Zopa'), typeVersion: 1.1 },
	];
	const workflow = aWorkflow('Chain', nodes, [
		['Start', 'R'],
		['R', 'C'],
	]);
	const execution = await runToEnd(world, await store(world, workflow));
	const [[registration], [consent]] = [outputOf(execution, 'R'), outputOf(execution, 'C')];
	expect(registration).not.toHaveProperty('metadata');
	expect(consent).toMatchObject({ authorizationUrl: expect.any(String) as string });
	expect(consent).not.toHaveProperty('data');
});
