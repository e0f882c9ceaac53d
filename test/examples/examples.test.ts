import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';

import type { IDataObject, IRun, IWorkflowBase } from 'n8n-workflow';

import { psuApproves } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { journeys } from '../../scripts/journeys';
import { localCredential } from '../../scripts/localCredential';
import { formStandIns, tableStandIns } from '../../scripts/standIns';
import { exampleWorkflows } from '../../scripts/n8n/importTestData';
import { anEngine, jsonOf } from '../support/workflow';

const readExample = (name: string) =>
	JSON.parse(readFileSync(`examples/${name}.json`, 'utf8')) as IWorkflowBase;

describe.each(exampleWorkflows())('the workflow of the example %s', (_, workflow) => {
	const names = workflow.nodes.map(({ name }) => name);

	it('has no two nodes of the same name', () => {
		expect(new Set(names).size).toBe(names.length);
	});

	it('creates each Data Table that it uses', () => {
		const tables = workflow.nodes
			.filter(({ type }) => type.endsWith('.dataTable'))
			.map(({ parameters }) => parameters as { tableName?: string; dataTableId?: IDataObject });
		const created = tables.flatMap(({ tableName }) => tableName ?? []);
		const used = tables.flatMap(({ dataTableId }) => dataTableId?.value ?? []);
		expect(created).toEqual(expect.arrayContaining(used));
	});

	it('connects and quotes only nodes that it has', () => {
		const targets = Object.values(workflow.connections).flatMap(({ main = [] }) =>
			main.flatMap((output) => (output ?? []).map(({ node }) => node)),
		);
		const quoted = [...JSON.stringify(workflow.nodes).matchAll(/\$\('([^']+)'\)/g)];
		const referenced = [...Object.keys(workflow.connections), ...targets];
		expect(referenced.length).toBeGreaterThan(0);
		for (const name of [...referenced, ...quoted.map(([, name]) => name)]) {
			expect(names).toContain(name);
		}
	});
});

/** Evaluates an expression whose nodes all output one item. */
const evaluated = (expression: string, json: object): unknown =>
	runInNewContext(expression.replace(/^={{|}}$/g, ''), { $: () => ({ all: () => [{ json }] }) });

it.each(['co-operative-bank', 'eika', 'monese', 'salt-edge'])(
	'the page of %s has no markup of an account name (F-22)',
	(name) => {
		const { parameters } = readExample(name).nodes.find((node) => node.name === 'Show Accounts')!;
		const account = {
			...{ accountId: '1', accountName: '<a href="https://evil.example">Sign in</a> & more' },
			...{ amountText: '1.00', currency: 'GBP' },
		};
		expect(evaluated(String(parameters.completionMessage), account)).toMatch(
			/<tbody><tr><td>a href="https:\/\/evil.example"Sign in\/a {2}more<\/td><td>1.00 GBP<\/td><\/tr><\/tbody>/,
		);
	},
);

let bank: EmbeddedBank;

beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 3, transactions: 60 });
});
afterAll(async () => {
	await bank.stop();
});

let runners = 0;

/** Returns the customer who approves at a bank. */
const psuOf = (of: string) => journeys.find(({ id }) => id === of)?.psu ?? { user: 'rora' };

/** Returns what runs an example as rora, who approves whatever she is asked for. The runs share their Data Tables. */
async function exampleRunner(name: string, of: string): Promise<() => Promise<IRun>> {
	// Another credential: the nodes of the first runner have registered in this process.
	const sessionSecret = `the secret of runner ${++runners}, which nobody else has`;
	const engine = await anEngine({
		credential: { ...localCredential(bank, of), sessionSecret },
		standIns: {
			...tableStandIns(),
			...formStandIns((url) => psuApproves(url, { ...psuOf(of), ca: bank.ca })),
		},
	});
	return async () => await engine.run(readExample(name));
}

const runExample = async (name: string, of: string): Promise<IRun> =>
	await (
		await exampleRunner(name, of)
	)();

describe('the example for Zopa', () => {
	let run: IRun;

	beforeAll(async () => {
		run = await runExample('zopa', 'zopa');
	});

	it('registers a client', () => {
		expect(jsonOf(run, 'DCR Register')).toEqual([
			expect.objectContaining({ bank: 'zopa', registration: expect.stringMatching(/^eyJ/) }),
		]);
	});

	it('gets a session for the consent and what was passed through', () => {
		const [consent] = jsonOf(run, 'Create Consent');
		expect(jsonOf(run, 'Get Token')).toEqual([
			{
				session: expect.stringMatching(/^eyJ/),
				bank: 'zopa',
				consentId: consent?.consentId,
				scope: 'openid accounts',
				expiresAt: expect.stringMatching(/^\d{4}-/),
				isRenewable: true,
				reconfirmBy: expect.stringMatching(/^\d{4}-/),
				interactionId: expect.any(String),
				passThrough: 'customer-4711',
			},
		]);
	});

	it('reads every account, balance and transaction', () => {
		expect(jsonOf(run, 'Accounts')).toHaveLength(3);
		expect(new Set(jsonOf(run, 'Balances').map(({ accountId }) => accountId)).size).toBe(3);
		expect(jsonOf(run, 'Transactions').length).toBeGreaterThan(0);
	});
});

describe.each([
	['monese', 'monese', ['Accounts', 'Balances']],
	['salt-edge', 'salt-edge', ['Accounts', 'Balances', 'Transactions']],
	[
		'co-operative-bank',
		'coop',
		['Accounts', 'Balances', 'Transactions', 'Standing Orders', 'Direct Debits'],
	],
	['co-operative-bank', 'smile', ['Transactions', 'Standing Orders', 'Direct Debits']],
])('the example %s, at %s,', (name, of, nodes) => {
	let run: IRun;

	beforeAll(async () => {
		run = await runExample(name, of);
	});

	it('gets a session for the consent and what was passed through', () => {
		const [consent] = jsonOf(run, 'Create Consent');
		expect(jsonOf(run, 'Get Token')).toEqual([
			expect.objectContaining({
				bank: of,
				consentId: consent?.consentId,
				passThrough: 'customer-4711',
			}),
		]);
	});

	it.each(nodes)('reads what %s reads, of all accounts', (node) => {
		const accounts = new Set(jsonOf(run, node).map(({ accountId }) => accountId));
		expect(accounts.size).toBe(3);
	});

	it('shows the PSU every account with its balance', () => {
		const [{ shown } = {}] = jsonOf(run, 'Show Accounts');
		const rows = String(shown).match(/<tr><td>[^<]+<\/td><td>-?\d+\.\d\d [A-Z]{3}<\/td><\/tr>/g);
		expect(rows).toHaveLength(3);
	});

	it('ends without an error', () => {
		expect(run.data.resultData.error).toBeUndefined();
	});
});

it('the example for Monese downloads the environment of the client', async () => {
	const run = await runExample('monese', 'monese');
	const [client] = jsonOf(run, 'DCR Register');
	expect(jsonOf(run, 'Postman Environment')).toEqual([
		expect.objectContaining({ clientId: client?.clientId }),
	]);
});

it('the example for Salt Edge adds the signing certificate', async () => {
	const run = await runExample('salt-edge', 'salt-edge');
	expect(jsonOf(run, 'Add Certificate')).toEqual([
		expect.objectContaining({ added: true, type: 'qseal' }),
	]);
});

it('the example for the Co-operative Bank goes on for the same consent after step-up', async () => {
	const run = await runExample('co-operative-bank', 'coop');
	const [consent] = jsonOf(run, 'Create Consent');
	expect(jsonOf(run, 'Get Token After Step-Up')).toEqual([
		expect.objectContaining({ consentId: consent?.consentId }),
	]);
});

describe('the example for Eika', () => {
	let run: IRun;

	beforeAll(async () => {
		run = await runExample('eika', 'eika');
	});

	it('gets a session for the consent, and reads the account of the agreement', () => {
		const [consent] = jsonOf(run, 'Create Consent');
		expect(jsonOf(run, 'Get Token')).toEqual([
			expect.objectContaining({
				bank: 'eika',
				consentId: consent?.consentId,
				isRenewable: false,
				passThrough: 'customer-4711',
			}),
		]);
		const [account, ...others] = jsonOf(run, 'Accounts');
		expect(others).toEqual([]);
		expect(account).toMatchObject({ identification: 'NO4939100000079' });
		expect(jsonOf(run, 'Balances')).toMatchObject([{ amountText: '48250.50' }]);
		const transactions = jsonOf(run, 'New Transactions');
		expect(transactions.map(({ amount }) => amount)).toEqual([62_500, -14_000, -249.5]);
		expect(jsonOf(run, 'New Transactions', 2)).toEqual([
			expect.objectContaining({ newTransactions: 3 }),
		]);
		expect(run.data.resultData.error).toBeUndefined();
	});

	it('creates a company with an account and transactions, and an agreement', () => {
		expect(jsonOf(run, 'Create Company')).toMatchObject([{ customerType: 'corporate' }]);
		expect(jsonOf(run, 'Create Account')).toMatchObject([{ customerNumber: '310000035' }]);
		expect(jsonOf(run, 'Create Transactions')).toHaveLength(3);
		expect(jsonOf(run, 'Eika Create Agreement')).toEqual([
			expect.objectContaining({
				id: expect.any(String),
				name: 'Treasury',
				engagements: [
					expect.objectContaining({ customer: '18129215603', roles: ['VIEW', 'REGISTER'] }),
				],
			}),
		]);
	});
});

describe.each([
	['zopa', 'zopa'],
	['monese', 'monese'],
	['salt-edge', 'salt-edge'],
])('the example %s, run again,', (name, of) => {
	/** Lets the bank refuse the next registration. */
	const refuseRegistration = () =>
		bank.addFault({
			method: 'POST',
			path: `/^\\/${of}\\/.*regist/`,
			times: 1,
			response: { status: 400, body: '{"error":"invalid_redirect_uri"}' },
		});

	it('uses the client of the first run, and sends no registration (C-11)', async () => {
		const run = await exampleRunner(name, of);
		await refuseRegistration();
		expect((await run()).data.resultData.error?.message).toMatch(/invalid_redirect_uri/);
		const [client] = jsonOf(await run(), 'DCR Register');
		await refuseRegistration();
		const again = await run();
		await bank.clearFaults();
		expect(jsonOf(again, 'DCR Register')).toEqual([
			expect.objectContaining({ clientId: client?.clientId, alreadyRegistered: true }),
		]);
		expect(jsonOf(again, 'Accounts')).toHaveLength(3);
	});
});

it('the example for Salt Edge adds the certificate of a new client only', async () => {
	const run = await exampleRunner('salt-edge', 'salt-edge');
	expect(jsonOf(await run(), 'Add Certificate')).toHaveLength(1);
	expect((await run()).data.resultData.runData).not.toHaveProperty('Add Certificate');
});

const [may, july] = ['2026-05-31T12:00:00.000Z', '2026-07-30T12:00:00.000Z'];

describe('the examples together', () => {
	const nodes = exampleWorkflows().flatMap(([file, workflow]) =>
		workflow.nodes.map((node) => ({ file, ...node })),
	);

	it('create each Data Table with the same columns', () => {
		const tables = new Map<unknown, Set<string>>();
		for (const { parameters } of nodes.filter(({ parameters }) => parameters.tableName)) {
			const columns = tables.get(parameters.tableName) ?? new Set();
			tables.set(parameters.tableName, columns.add(JSON.stringify(parameters.columns)));
		}
		expect([...tables.keys()].sort()).toEqual([
			'open_banking_accounts',
			'open_banking_clients',
			'open_banking_funds',
			'open_banking_payments',
			'open_banking_sessions',
			'open_banking_transactions',
		]);
		expect(new Set([...tables.values()].map(({ size }) => size))).toEqual(new Set([1]));
	});

	describe('store with each session the day by which the customer must act:', () => {
		const table = 'open_banking_sessions';
		const writers = nodes.flatMap(({ file, parameters: { dataTableId, columns } }) => {
			const { value = {} } = (columns ?? {}) as { value?: Record<string, string> };
			const isWriter = (dataTableId as IDataObject | undefined)?.value === table && value.session;
			return isWriter ? [{ file, date: value.reconfirmBy! }] : [];
		});
		const row = { reconfirmBy: 'as before' };
		const stored = (session: object) =>
			writers.map(({ file, date }) => ({
				file,
				date: runInNewContext(date.replace(/^={{|}}$/g, ''), {
					$json: session,
					$: (node: string) => ({ item: { json: node === 'Session' ? session : row } }),
				}) as unknown,
			}));

		it.each([
			['its end, if it is earlier than the 90 days', { reconfirmBy: july, sessionEndsAt: may }],
			['the 90 days, if they are over earlier', { reconfirmBy: may, sessionEndsAt: july }],
			['the 90 days, if its end is not known', { reconfirmBy: may }],
			['its end, where there are no 90 days', { sessionEndsAt: may }],
		])('%s', (_, session) => {
			expect(stored(session)).toEqual(
				['agent', 'all-banks', 'consent', 'polling', 'reseal'].map((file) => ({ file, date: may })),
			);
		});

		it('the day of the row, if a refreshed session names none', () => {
			expect(stored({}).filter(({ file }) => file !== 'consent')).toEqual(
				['agent', 'all-banks', 'polling', 'reseal'].map((file) => ({
					file,
					date: row.reconfirmBy,
				})),
			);
		});
	});

	it('name no client by hand (C-10)', () => {
		for (const { parameters } of nodes) {
			expect(parameters).not.toHaveProperty('client');
			expect(JSON.stringify(parameters)).not.toMatch(/\$\('DCR Register'\)/);
		}
	});

	it('register only behind a look into the table of clients (C-11)', () => {
		const registering = nodes.filter(({ type, parameters: { operation = 'register' } }) =>
			type.endsWith('.dcrRegister') ? operation === 'register' : false,
		);
		expect(registering.length).toBeGreaterThan(0);
		for (const { file } of registering) {
			expect(nodes.filter((node) => node.file === file).map(({ name }) => name)).toEqual(
				expect.arrayContaining(['Find Client', 'Save Client']),
			);
		}
	});

	it('have a webhook path each (C-21)', () => {
		const paths = nodes.flatMap(({ parameters: { path } }) => path ?? []);
		expect(paths.length).toBeGreaterThan(0);
		expect(new Set(paths).size).toBe(paths.length);
	});

	it('send customers to the trigger of their bank, and all others to the redirect URI of the credential (C-21)', () => {
		const triggers = nodes
			.filter(({ type }) => type.endsWith('.consentRedirectTrigger'))
			.map(({ parameters }) => String(parameters.path).replace('open-banking/', ''));
		const named = nodes.flatMap(({ file, parameters: { options } }) => {
			const { redirectUri } = (options ?? {}) as { redirectUri?: string };
			return redirectUri ? [{ file, bank: /, '(.+)'\) }}$/.exec(redirectUri)?.[1] }] : [];
		});
		for (const file of ['consent', 'renewal']) {
			const banks = named.filter((node) => node.file === file).map(({ bank }) => bank);
			expect(banks).toEqual(triggers);
		}
		expect(new Set(named.map(({ file }) => file))).toEqual(new Set(['consent', 'renewal']));
	});

	it('tell somebody when something fails: no error output ends without a node that does (U-05)', () => {
		for (const [file, { nodes: all, connections }] of exampleWorkflows()) {
			for (const { name, onError } of all.filter((node) => node.onError)) {
				// The email to a customer has one output, because n8n sends the items of a node that throws to the first one.
				const isMail = onError === 'continueRegularOutput' && name === 'Send Link to Customer';
				expect([name, isMail || onError === 'continueErrorOutput']).toEqual([name, true]);
				const failed = connections[name]!.main!.at(-1)!;
				expect([file, name, failed?.length]).not.toEqual([file, name, 0]);
			}
			const lastNodes = all.filter(({ type }) => type.endsWith('.noOp')).map(({ name }) => name);
			const allowed = ['No Action Needed', 'Registration', 'Retry on Next Run', 'Session'];
			expect(allowed).toEqual(expect.arrayContaining(lastNodes));
		}
	});

	it('poll every six hours (C-20)', () => {
		const triggers = nodes.filter(({ name }) => name === 'Every Six Hours');
		const rule = { interval: [{ field: 'hours', hoursInterval: 6 }] };
		expect(triggers).toMatchObject([
			{ file: 'polling', parameters: { rule } },
			{ file: 'polling-batches', parameters: { rule } },
		]);
	});
});
