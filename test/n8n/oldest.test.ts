import { authorised, start } from './authorised';
import { stockAgreement } from './journey';
import { aWorkflow, openWorld, ownNode, outputOf, runToEnd, store, type World } from './world';

/** The last n8n of the 1.x line. */
let world: World;

beforeAll(async () => {
	world = await openWorld({ release: 'oldest', bank: { accounts: 2, transactions: 30 } });
});

afterAll(async () => {
	await world?.close();
});

it('every node is loaded under the name of the package', async () => {
	const types = (await world.api.call('GET', '../types/nodes.json')) as Array<{ name: string }>;
	const names = new Set(types.map(({ name }) => name));
	for (const name of [
		'dcrRegister',
		'getToken',
		'createConsent',
		'getAccounts',
		'eikaCreateAgreement',
		'certificates',
		'consentRedirectTrigger',
	]) {
		expect(names).toContain(`n8n-nodes-open-banking.${name}`);
	}
});

it('the credential test says that everything is in order', async () => {
	const id = world.imported.credentials.Zopa;
	const credentials = await world.api.call('GET', `credentials/${id}?includeData=true`);
	expect(await world.api.call('POST', 'credentials/test', { credentials })).toMatchObject({
		status: 'OK',
	});
});

it('leads from registration to transactions (QW-30, LK-08)', async () => {
	const { registration, consentId, redirectResponse } = await authorised(world);
	const fromInput = { client: 'input', registration };
	const reading = aWorkflow(
		'Reading',
		[
			start,
			{
				name: 'Get Token',
				...ownNode('getToken', 'Zopa'),
				parameters: { ...fromInput, redirectResponse },
			},
			{
				name: 'Transactions',
				...ownNode('getAccounts', 'Zopa'),
				parameters: { ...fromInput, operation: 'transactions', onlyNew: true },
			},
		],
		[
			['Start', 'Get Token'],
			['Get Token', 'Transactions'],
		],
	);
	const read = await runToEnd(world, await store(world, reading));
	expect(outputOf(read, 'Transactions').length).toBeGreaterThan(0);
	expect(outputOf(read, 'Transactions', 2)).toEqual([
		expect.objectContaining({ consentId, cursor: expect.any(String) }),
	]);
});

it('an agreement is created at Eika', async () => {
	const name = 'Eika Create Agreement';
	const creating = aWorkflow(
		'Creating',
		[start, { name, ...ownNode('eikaCreateAgreement', 'Eika'), parameters: stockAgreement }],
		[['Start', name]],
	);
	const execution = await runToEnd(world, await store(world, creating));
	expect(outputOf(execution, name)).toEqual([expect.objectContaining({ id: expect.any(String) })]);
});
