import type { IDataObject, INode, INodeTypeDescription } from 'n8n-workflow';

import type { Browser } from 'playwright-core';

import { psuApproves } from '../../sandbox/psu';
import { agentExample, createModelCredential, type ModelCredential } from './agentExample';
import { missingModel, startChatModel, type ChatModel, type ToolCall } from './chatModel';
import {
	connect,
	openCustomersBrowser,
	publicWebhooks,
	publishExamples,
	sessionsOf,
} from './customers';
import {
	aWorkflow,
	openWorld,
	ownNode,
	outputOf,
	runToEnd,
	store,
	type AnyNode,
	type World,
} from './world';

const bank = 'The Co-operative Bank';

let world: World;
let browser: Browser;
let model: ChatModel;
let openAi: ModelCredential;

beforeAll(async () => {
	world = await openWorld({
		bank: { accounts: 2, transactions: 10 },
		environment: publicWebhooks,
	});
	browser = await openCustomersBrowser(world);
	model = await startChatModel();
	openAi = await createModelCredential(world, model);
}, 180_000);

afterAll(async () => {
	await browser?.close();
	await model?.close();
	await world?.close();
});

const given = (name: string, what: string) => `={{ $fromAI('${name}', '${what}', 'string') }}`;

const session = given('session', 'The session that gives access');

/** Our nodes as an operator wires them to an agent. */
const tools: AnyNode[] = [
	{ name: 'Ask for Consent', ...ownNode('createConsentTool', bank), parameters: {} },
	{
		name: 'Finish Authorisation',
		...ownNode('getTokenTool', bank),
		parameters: { redirectResponse: given('address', 'Where the customer came back to') },
	},
	{ name: 'Accounts', ...ownNode('getAccountsTool', bank), parameters: {} },
	{
		name: 'Balances',
		...ownNode('getAccountsTool', bank),
		parameters: { operation: 'balances', session },
	},
	{
		name: 'Transactions',
		...ownNode('getAccountsTool', bank),
		typeVersion: 1.1,
		parameters: { operation: 'transactions', session, limit: 1 },
	},
	{
		name: 'Ask for Payment',
		...ownNode('createConsentTool', bank),
		parameters: {
			operation: 'createPayment',
			instructionId: 'INV-42',
			amount: '12.50',
			payeeName: 'Acme Supplies Ltd',
			payeeAccount: '04000412345678',
		},
	},
	{ name: 'Pay', ...ownNode('createPaymentTool', bank), parameters: {} },
	{
		name: 'Pay If Allowed',
		...ownNode('createPaymentTool', bank),
		parameters: { options: { allowAgents: true } },
	},
];

/** An agent with these tools, whose model does what it is asked; `input` is what the agent's own item holds. */
function anAgent(wish: ToolCall, input: IDataObject) {
	const nodes: AnyNode[] = [
		{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
		{
			name: 'Input',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { mode: 'raw', jsonOutput: JSON.stringify(input) },
		},
		{
			name: 'Agent',
			type: '@n8n/n8n-nodes-langchain.agent',
			typeVersion: 3.1,
			parameters: { promptType: 'define', text: JSON.stringify(wish) },
		},
		{
			name: 'Model',
			type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
			typeVersion: 1.2,
			parameters: { model: { __rl: true, mode: 'id', value: 'obedient' } },
			credentials: { openAiApi: openAi },
		},
		...tools,
	];
	const workflow = aWorkflow('Agent', nodes, [
		['Start', 'Input'],
		['Input', 'Agent'],
	]);
	const wire = (type: string) => ({ [type]: [[{ node: 'Agent', type, index: 0 }]] }) as never;
	workflow.connections.Model = wire('ai_languageModel');
	for (const { name } of tools) workflow.connections[name] = wire('ai_tool');
	return workflow;
}

/** What the tool tells the model. */
async function ask(tool: string, args: ToolCall['arguments'] = {}, input: IDataObject = {}) {
	const id = await store(world, anAgent({ tool, arguments: args }, input));
	const [answer] = outputOf(await runToEnd(world, id), 'Agent');
	return [JSON.parse(String(answer?.output))].flat() as IDataObject[];
}

describe('n8n offers as tools of an agent', () => {
	let offered: INodeTypeDescription[];

	beforeAll(async () => {
		const types = (await world.api.call('GET', '../types/nodes.json')) as INodeTypeDescription[];
		offered = types.filter(({ name }) => /^n8n-nodes-open-banking\..*Tool$/.test(name));
	});

	it('every node but Certificate Tools and the trigger', () => {
		expect(offered.map(({ displayName }) => displayName).sort()).toEqual([
			'Create Consent Tool',
			'Create Payment Tool',
			'DCR Register Tool',
			'Eika Create Agreement Tool',
			'Get Accounts Tool',
			'Get Token Tool',
		]);
	});

	it('them among its tools, under the words that find the nodes', () => {
		for (const { codex } of offered) {
			expect(codex).toMatchObject({
				categories: ['AI'],
				alias: expect.arrayContaining(['open banking', 'bank']),
			});
		}
	});
});

describe('An agent', () => {
	let consent: IDataObject | undefined;
	let authorised: IDataObject | undefined;

	it('creates a consent and gets the address to send the customer to', async () => {
		[consent] = await ask('Ask_for_Consent');
		expect(consent).toMatchObject({
			bank: 'coop',
			consentId: expect.any(String),
			authorizationUrl: expect.stringMatching(/^https:/),
		});
	});

	it('gets a session for the address that the customer came back to', async () => {
		const { ca } = world.bank;
		const address = await psuApproves(String(consent?.authorizationUrl), { user: 'rora', ca });
		world.entered.push(address);
		[authorised] = await ask('Finish_Authorisation', { address });
		expect(authorised).toMatchObject({
			consentId: consent?.consentId,
			session: expect.stringMatching(/^eyJ/),
		});
	});

	it('reads balances and transactions with that session', async () => {
		const args = { session: String(authorised?.session) };
		const balances = await ask('Balances', args);
		expect(new Set(balances.map(({ accountId }) => accountId)).size).toBe(2);
		expect(await ask('Transactions', args)).toHaveLength(2);
	});

	it('reads with the session of its own input, which the model never sees', async () => {
		const { session } = authorised!;
		expect(await ask('Accounts', {}, { session })).toHaveLength(2);
		expect(model.lastRequest()).not.toContain(session);
	});

	it('is given the new session where the bank no longer takes the one of its input', async () => {
		const { session } = authorised!;
		const path = '/coop/apis/retail/open-banking/v3.1/aisp/accounts';
		await world.bank.addFault({ path, times: 1, response: { status: 401 } });
		const read = await ask('Accounts', {}, { session });
		expect(read.filter(({ accountId }) => accountId)).toHaveLength(2);
		const [renewed] = read.filter((item) => item.session);
		expect(renewed).toMatchObject({ consentId: consent?.consentId });
		expect(renewed!.session).not.toBe(session);
	});

	it('makes an approved payment only if a person has allowed it', async () => {
		const [payment] = await ask('Ask_for_Payment');
		const { ca } = world.bank;
		const address = await psuApproves(String(payment?.authorizationUrl), { user: 'rora', ca });
		world.entered.push(address);
		const [{ session: approved } = {}] = await ask('Finish_Authorisation', { address });
		const input = { paymentConsent: payment?.paymentConsent, session: approved };
		expect(await ask('Pay', {}, input)).toEqual([
			{ error: expect.stringContaining('This node does not let AI agents pay.') },
		]);
		expect(await world.bank.payments('coop')).toEqual([]);
		const [paid] = await ask('Pay_If_Allowed', {}, input);
		expect(await world.bank.payments('coop')).toMatchObject([{ id: paid?.paymentId }]);
	});

	it('is told what was wrong, and goes on', async () => {
		expect(await ask('Balances', { session: 'guessed' })).toEqual([
			{
				error:
					'The session is empty, or is not a sealed text of this package. Pass it on unchanged. Check "Session".',
			},
		]);
	});

	it('is told for each operation what it takes and gives, and what it may choose', async () => {
		await ask('Ask_for_Consent');
		const told = (name: string) => model.tools().find((tool) => tool.name === name);
		expect(told('Balances')).toMatchObject({
			description: expect.stringMatching(
				/^Gets the balances .* Returns a list of objects with amount/,
			),
			parameters: {
				properties: { session: { type: 'string', description: 'The session that gives access' } },
				required: ['session'],
			},
		});
		expect(told('Transactions')?.description).toMatch(/^Gets booked and pending transactions/);
		expect(told('Ask_for_Consent')).toMatchObject({
			description: expect.stringContaining('authorizationUrl'),
			parameters: { properties: {} },
		});
		expect(told('Finish_Authorisation')?.description).toMatch(/^Finishes an authorisation/);
	});
});

/** A session that no credential opens. */
const brokenRefresh = { operation: 'refresh', session: 'another text' };

const unknownModel = { model: { __rl: true, mode: 'id', value: missingModel } };

describe('the example agent', () => {
	/** Asks in the chat, and returns the answer. */
	async function chat(wish: ToolCall): Promise<unknown> {
		const execution = await askExample(wish);
		expect(execution.status).toBe('success');
		return outputOf(execution, execution.data.resultData.lastNodeExecuted!)[0]?.output;
	}

	async function askExample(wish: ToolCall, changes: Record<string, Partial<INode>> = {}) {
		const id = await store(world, {
			...agentExample(openAi, changes),
			pinData: { 'When a Customer Asks': [{ json: { chatInput: JSON.stringify(wish) } }] },
		});
		return await runToEnd(world, id, 'When a Customer Asks');
	}

	it('says so when no account is connected, and no example has created the table', async () => {
		await store(world, agentExample(openAi));
		expect(await chat({ tool: 'List_Accounts', arguments: {} })).toMatch(
			/^Your account is not connected/,
		);
	});

	it('answers with the session of the table, which the model never sees, and releases it', async () => {
		await publishExamples(world);
		const { session } = await connect(
			{ browser, world },
			{ bank: 'coop', customer: 'alice@example.com' },
		);
		const balances = JSON.parse(
			String(await chat({ tool: 'Get_Balances', arguments: {} })),
		) as IDataObject[];
		expect(new Set(balances.map(({ accountId }) => accountId)).size).toBe(2);
		const [row] = await sessionsOf(world);
		expect(row).toMatchObject({ claimedBy: '', status: 'active' });
		for (const sealed of [session, row!.session]) {
			expect(model.lastRequest()).not.toContain(sealed);
		}
		expect(
			model
				.tools()
				.map(({ name }) => name)
				.sort(),
		).toEqual(['Get_Balances', 'Get_Transactions', 'List_Accounts']);
		for (const { parameters } of model.tools()) expect(parameters.properties).toEqual({});
	});

	it.each([
		['the session cannot be refreshed', { 'Refresh Session': { parameters: brokenRefresh } }],
		['the model does not respond', { 'Chat Model': { parameters: unknownModel } }],
	])('releases the session and tells the operator if %s', async (_title, changes) => {
		const execution = await askExample({ tool: 'List_Accounts', arguments: {} }, changes);
		expect(execution.status).toBe('error');
		expect(execution.data.resultData.error?.message).toMatch(
			/^A question about accounts was not answered: ./,
		);
		const [row] = await sessionsOf(world);
		expect(row).toMatchObject({ claimedBy: '', status: 'active' });
		expect(Date.parse(String(row!.claimedUntil))).toBeLessThanOrEqual(Date.now());
	});
});
