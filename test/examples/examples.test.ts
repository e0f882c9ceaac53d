import { readFileSync } from 'node:fs';

import type { IRun, IWorkflowBase } from 'n8n-workflow';

import { psuApproves } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import { exampleWorkflows } from '../../scripts/n8n/importTestData';
import { anEngine, jsonOf } from '../support/workflow';

const readExample = (name: string) =>
	JSON.parse(readFileSync(`examples/${name}.json`, 'utf8')) as IWorkflowBase;

describe.each(exampleWorkflows())('the workflow of the example %s', (_, workflow) => {
	const names = workflow.nodes.map(({ name }) => name);

	it('has no two nodes of the same name', () => {
		expect(new Set(names).size).toBe(names.length);
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

let bank: EmbeddedBank;

beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 3, transactions: 60 });
});
afterAll(async () => {
	await bank.stop();
});

/** Runs an example as rora, who approves whatever she is asked for. */
async function runExample(name: string, of: string): Promise<IRun> {
	const engine = await anEngine({
		credential: localCredential(bank, of),
		standIns: {
			'n8n-nodes-base.formTrigger': async () => [{ 'Your Reference': 'customer-4711' }],
			'n8n-nodes-base.form': async ([item]) => [
				{
					'Redirect Response': await psuApproves(String(item?.json.authorizationUrl), {
						user: 'rora',
						ca: bank.ca,
					}),
				},
			],
		},
	});
	return await engine.run(readExample(name));
}

describe('the example for Zopa', () => {
	let run: IRun;

	beforeAll(async () => {
		run = await runExample('zopa', 'zopa');
	});

	it('registers a client', () => {
		expect(jsonOf(run, 'DCR Register')).toEqual([
			expect.objectContaining({ bank: 'zopa', softwareId: bank.tpp.softwareId }),
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
	it('creates an agreement with its engagement', async () => {
		const engine = await anEngine({ credential: localCredential(bank, 'eika') });
		const run = await engine.run(readExample('eika'));
		expect(jsonOf(run, 'Eika Create Agreement')).toEqual([
			expect.objectContaining({
				id: expect.any(String),
				name: 'Treasury',
				engagements: [
					expect.objectContaining({ customer: '13039319955', roles: ['VIEW', 'REGISTER'] }),
				],
			}),
		]);
	});
});
