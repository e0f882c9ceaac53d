import { randomUUID } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { IDataObject } from 'n8n-workflow';
import type { Browser } from 'playwright-core';

import type { Fault } from '../../sandbox/faults';
import { psuApproves } from '../../sandbox/psu';
import { workingDay } from '../../scripts/contract/payments';
import { localCredential } from '../../scripts/localCredential';
import type { Execution } from '../../scripts/n8n/api';
import { stepItems } from '../support/journey';
import { waitFor } from '../support/waitFor';
import { openBrowser, openPage } from './browser';
import { openCluster, startedBy, type Cluster } from './cluster';
import { runSteps } from './journey';
import { testPaymentExamples } from './paymentExamples';
import {
	decideAtBank,
	enterInvoice,
	lastPage,
	linkToBank,
	payee,
	paymentsWith,
	start as startForm,
	type Desk,
} from './paymentForms';
import { aWorkflow, ended, ownNode, outputOf, publish, send, store, type AnyNode } from './world';

/*
 * Payments of every kind, and the examples for payments and confirmation of funds, on two workers: whatever dies or is clicked
 * twice, the books of the bank have one payment, and the next execution gets its ID.
 */

interface Shop {
	/** Name of the credential. */
	bank: string;
	books: 'coop' | 'zopa';
	/** Path of the webhook that pays. */
	path: string;
	/** Parameters that select the client. */
	client: IDataObject;
	/** Each kind of payment, with the parameters that only this kind has. */
	kinds: Record<string, IDataObject>;
}

const paymentDate = workingDay();
const coop: Shop = {
	bank: 'The Co-operative Bank',
	books: 'coop',
	path: 'pay-at-coop',
	client: {},
	kinds: {
		domesticPayment: {},
		domesticScheduledPayment: { paymentDate },
		domesticStandingOrder: { paymentDate, frequency: 'IntrvlMnthDay:01:05' },
	},
};
const zopa: Shop = {
	bank: 'Zopa',
	books: 'zopa',
	path: 'pay-at-zopa',
	client: { client: 'input' },
	kinds: {
		domesticPayment: {},
		domesticStandingOrder: { paymentDate, frequency: 'MNTH' },
	},
};
let cluster: Cluster;
let browser: Browser;
/** Workflows that somebody starts with a click. */
const workflows: string[] = [];

/** Keeps the accounts of the operator: the workflow stores each payment there. */
const ledger = createServer(({ url }, response) => stores(response, url!.slice(1)));
const confirms = (response: ServerResponse, _execution: string): void => void response.end('{}');
let stores = confirms;

beforeAll(async () => {
	await new Promise<void>((resolve) => ledger.listen(0, '127.0.0.1', resolve));
	cluster = await openCluster({
		bank: { accounts: 2, transactions: 0 },
		// Each worker can hold all executions of these tests.
		environment: { N8N_LOG_LEVEL: 'debug', N8N_CONCURRENCY_PRODUCTION_LIMIT: '30' },
	});
	browser = await openBrowser();
	const { registration } = await stepHere({ ...zopa, client: {} }, 'dcrRegister');
	zopa.client.registration = registration;
	for (const example of ['errors', 'pay-invoice', 'standing-order']) {
		await cluster.api.activate(cluster.imported.workflows[example]!);
	}
	for (const shop of [coop, zopa]) await publishClick(shop.path, payNode(shop));
});
afterEach(() => cluster.bank.clearFaults());
afterAll(async () => {
	ledger.closeAllConnections();
	ledger.close();
	await browser?.close();
	await cluster?.close();
});

/** Returns a customer in front of a page of their own. */
const newDesk = async (): Promise<Desk> => ({ world: cluster, page: await openPage(browser) });

/** Runs a node on a worker when somebody clicks, and stores its output. */
function clickWorkflow(path: string, node: AnyNode) {
	return aWorkflow(
		`${node.name} ${randomUUID()}`,
		[
			{
				name: 'Order',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				webhookId: randomUUID(),
				parameters: { httpMethod: 'POST', path, responseMode: 'onReceived' },
			},
			node,
			{
				name: 'Store',
				type: 'n8n-nodes-base.httpRequest',
				typeVersion: 4.2,
				parameters: {
					method: 'POST',
					url: `=http://127.0.0.1:${(ledger.address() as AddressInfo).port}/{{ $execution.id }}`,
				},
			},
		],
		[
			['Order', node.name],
			[node.name, 'Store'],
		],
	);
}

/** Publishes a workflow that runs a node when somebody clicks. */
async function publishClick(path: string, node: AnyNode): Promise<void> {
	const workflow = await store(cluster, clickWorkflow(path, node));
	await publish(cluster, workflow, path);
	workflows.push(workflow);
}

/** The node that pays, with what the order brings. */
const payNode = ({ bank, client }: Shop, settings: object = {}): AnyNode => ({
	name: 'Pay',
	...ownNode('createPayment', bank),
	parameters: {
		paymentConsent: '={{ $json.body.paymentConsent }}',
		session: '={{ $json.body.session }}',
		...client,
	},
	...settings,
});

interface Order {
	shop: Shop;
	consentId: unknown;
	/** What the workflow gets. */
	body: IDataObject;
}

const noOrder: Order = { shop: coop, consentId: '', body: {} };

/** Runs a node in this process: faster, where the test does not kill the worker that runs it. */
const stepHere = async ({ books, client }: Shop, type: string, parameters: IDataObject = {}) =>
	(
		await stepItems(
			cluster.bank,
			{ type, parameters: { ...parameters, ...client } },
			{ credential: localCredential(cluster.bank, books) },
		)
	)[0]!;

/** Runs a node on a worker. */
const runStep = async ({ bank, client }: Shop, type: string, parameters: IDataObject) =>
	outputOf(
		await runSteps(cluster, bank, [{ type, parameters: { ...parameters, ...client } }]),
		'1',
	)[0]!;

const orderParameters = (shop: Shop, kind: string, instructionId: string) => ({
	operation: 'createPayment',
	kind,
	instructionId,
	amount: '12.50',
	payeeName: 'Acme Supplies Ltd',
	payeeAccount: '04000412345678',
	reference: 'INV 42',
	...shop.kinds[kind],
});

const newId = () => randomUUID().slice(0, 18);

/** Returns a payment consent, and the redirect after the PSU has approved it. */
async function approval(shop: Shop, kind: string): Promise<IDataObject> {
	const consent = await stepHere(shop, 'createConsent', orderParameters(shop, kind, newId()));
	const { ca } = cluster.bank;
	const redirectResponse = await psuApproves(String(consent.authorizationUrl), {
		user: 'rora',
		ca,
	});
	cluster.entered.push(redirectResponse);
	return { ...consent, redirectResponse };
}

/** Returns a payment that the PSU has approved, with the session. */
async function approved(shop = coop, kind = 'domesticPayment'): Promise<Order> {
	const { consentId, paymentConsent, redirectResponse } = await approval(shop, kind);
	const { session } = await stepHere(shop, 'getToken', { redirectResponse });
	return { shop, consentId, body: { paymentConsent, session } };
}

/** Returns an approved payment of every kind at every bank. */
const approvedOfEveryKind = async (): Promise<Order[]> =>
	await Promise.all(
		[coop, zopa].flatMap((shop) =>
			Object.keys(shop.kinds).map(async (kind) => await approved(shop, kind)),
		),
	);

/** Clicks on *Pay*: n8n confirms the order and runs the workflow on a worker. */
async function click({ shop, body }: Order): Promise<void> {
	const response = await send(cluster, `${cluster.n8n.address}/webhook/${shop.path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	expect(response.status).toBe(200);
	await response.text();
}

async function executionIds(): Promise<string[]> {
	const all = await Promise.all(workflows.map((id) => cluster.api.executions(id)));
	return all.flat().map(({ id }) => id);
}

/** Clicks on *Pay* for each order at the same moment. Returns the IDs of the executions, each on a worker. */
async function start(orders: Order[]): Promise<string[]> {
	const before = await executionIds();
	await Promise.all(orders.map(click));
	return await waitFor('the executions', async () => {
		const ids = (await executionIds()).filter((id) => !before.includes(id));
		const started = cluster.workers.flatMap(startedBy);
		return ids.length === orders.length && ids.every((id) => started.includes(id)) && ids;
	});
}

const endOf = async (ids: string[]) =>
	await Promise.all(ids.map(async (id) => await ended(cluster.api, id)));

/** Returns the IDs of the payments in the books, in the order of the orders. */
async function booked(orders: Order[]): Promise<string[]> {
	const books = {
		coop: await cluster.bank.payments('coop'),
		zopa: await cluster.bank.payments('zopa'),
	};
	return orders.flatMap(({ shop, consentId }) =>
		books[shop.books].filter((one) => one.consentId === consentId).map(({ id }) => id),
	);
}

/** Returns the ID of the payment that an execution stored. */
function paymentIdIn(execution: Execution): string {
	expect(outputOf(execution, 'Store')).toHaveLength(1);
	return String(outputOf(execution, 'Pay')[0]!.paymentId);
}

const everyOrder = 5;

/** Milliseconds. Longer than the tests wait until they kill the workers. */
const long = 240_000;
/** More requests than the workers send until then: they retry a request that has no response after 30 seconds. */
const everyRequest = 1_000;
/** Delays the requests before a payment is sent: those that read its consent. */
const beforeSending = (consentId: unknown = '.*'): Fault => ({
	path: `/^\\/(coop|zopa)\\/.*-consents\\/${String(consentId)}$/`,
	times: everyRequest,
	response: { delayMs: long },
});
const beforeResponse: Fault = {
	method: 'POST',
	path: '/^\\/(coop|zopa)\\/.*domestic-(payments|scheduled-payments|standing-orders)$/',
	times: everyRequest,
	response: { lateMs: long },
};

testPaymentExamples(() => ({ world: cluster, browser, assertByWorker }));

describe('workers that are killed', () => {
	/** Orders by the moment of the death. */
	const orders = { sending: [] as Order[], responding: [] as Order[], storing: [] as Order[] };
	const requested = { id: newId(), killedAt: '' };
	let back: IDataObject;
	let desks: Record<'invoice' | 'unpaid' | 'rent', Desk>;
	const order = { ...payee, Amount: '250.00', 'Order Number': 'RENT-A' };
	const rent = { ...order, 'First Payment': paymentDate, 'Number of Payments': '12' };
	const enterRent = async (desk: Desk) =>
		await startForm(desk, 'standing-order', { values: rent, choice: 'Month' });

	/** Adds faults, and lets something happen until requests have met each fault. The faults stay. */
	async function until(faults: Fault[], act: () => Promise<unknown>): Promise<void> {
		for (const fault of faults) await cluster.bank.addFault(fault);
		await act();
		await waitFor('the requests', async () =>
			(await cluster.bank.pendingFaults()).every(({ times }) => times < everyRequest),
		);
	}

	/** Kills all workers, and starts others. Expects that n8n gives up what they executed. */
	async function killWorkers(executions: string[]): Promise<void> {
		await Promise.all(cluster.workers.map((worker) => worker.kill()));
		await cluster.bank.clearFaults();
		await Promise.all([cluster.addWorker(), cluster.addWorker()]);
		for (const { status } of await endOf(executions)) {
			expect(['error', 'crashed']).toContain(status);
		}
		for (const example of ['pay-invoice', 'standing-order']) {
			await waitFor('n8n to give the executions up', async () =>
				(await cluster.api.executions(cluster.imported.workflows[example]!)).every(
					({ status }) => status !== 'running',
				),
			);
		}
	}

	beforeAll(async () => {
		const parameters = orderParameters(coop, 'domesticPayment', '={{ $json.body.id }}');
		await publishClick('ask', { name: 'Ask', ...ownNode('createConsent', coop.bank), parameters });
		const redirectResponse = '={{ $json.body.redirectResponse }}';
		const getToken = { ...ownNode('getToken', coop.bank), parameters: { redirectResponse } };
		await publishClick('back', { name: 'Back', ...getToken });
		back = await approval(coop, 'domesticPayment');
		for (const moment of ['sending', 'responding', 'storing'] as const) {
			orders[moment] = await approvedOfEveryKind();
		}
		desks = { invoice: await newDesk(), unpaid: await newDesk(), rent: await newDesk() };
		await enterInvoice(desks.invoice, 'INV-A');
		await enterInvoice(desks.unpaid, 'INV-B');
		await enterRent(desks.rent);
		for (const desk of Object.values(desks)) await linkToBank(desk).waitFor();

		const executions: string[] = [];
		const click = async (clicked: Order[]) => void executions.push(...(await start(clicked)));
		const stored: string[] = [];
		stores = (_, execution) => void stored.push(execution);
		const clickAt = async (path: string, body: IDataObject) =>
			await click([{ ...noOrder, shop: { ...coop, path }, body }]);
		await click(orders.storing);
		const storing = [...executions];
		await waitFor('the payments to be stored', async () => stored.length === everyOrder);
		await until([beforeResponse], async () => {
			await click(orders.responding);
			await decideAtBank(desks.invoice);
			await decideAtBank(desks.rent);
			await waitFor('the payments to be booked', async () => {
				const invoice = await paymentsWith(desks.invoice, 'INV-A');
				const rents = await paymentsWith(desks.rent, 'RENT-A');
				const clicked = await booked(orders.responding);
				return [invoice.length, rents.length, clicked.length].join() === `1,1,${everyOrder}`;
			});
		});
		const toSend = orders.sending.map(({ consentId }) => beforeSending(consentId));
		// The last fault is for the consent of the form.
		await until([...toSend, beforeSending()], async () => {
			await click(orders.sending);
			await decideAtBank(desks.unpaid);
		});
		const consent = { path: '/^\\/coop\\/.*domestic-payment-consents$/' };
		await until([{ ...beforeResponse, ...consent }], async () => await clickAt('ask', requested));
		const token = { path: '/^\\/coop\\/.*token$/' };
		await until([{ ...beforeResponse, ...token }], async () => await clickAt('back', back));
		expect(stored.sort()).toEqual(storing.sort());
		await killWorkers(executions);
		requested.killedAt = new Date().toISOString();
		stores = confirms;
	});

	it.each([
		['before they have sent the payments', 'sending', 0],
		['after the banks have booked the payments, before the responses', 'responding', everyOrder],
		['after the responses, before the payments are stored', 'storing', everyOrder],
	] as const)('%s leave one payment of each order', async (_, moment, count) => {
		const killed = orders[moment];
		expect(killed).toHaveLength(everyOrder);
		expect(await booked(killed)).toHaveLength(count);
		const again = (await endOf(await start(killed))).map(paymentIdIn);
		expect(again.sort()).toEqual((await booked(killed)).sort());
		expect(again).toHaveLength(everyOrder);
	});

	it('while one creates a consent leave the consent that the next execution gets', async () => {
		const order = orderParameters(coop, 'domesticPayment', requested.id);
		const options = { simplify: false };
		const { data } = await runStep(coop, 'createConsent', { ...order, options });
		expect(data).toMatchObject({ CreationDateTime: expect.any(String) });
		expect(String((data as IDataObject).CreationDateTime) < requested.killedAt).toBe(true);
	});

	it('while one exchanges the code leave the books empty', async () => {
		const { redirectResponse, consentId } = back;
		expect(await runStep(coop, 'getToken', { redirectResponse })).toMatchObject({
			error: expect.any(String),
			details: { tppAction: 'reauthenticate' },
		});
		expect(await booked([{ ...noOrder, consentId }])).toEqual([]);
	});

	it.each([
		{
			example: 'pay-invoice',
			desk: 'invoice',
			reference: 'INV-A',
			enter: async (desk: Desk) => await enterInvoice(desk, 'INV-A'),
			done: 'The payment is on its way',
		},
		{
			example: 'standing-order',
			desk: 'rent',
			reference: 'RENT-A',
			enter: enterRent,
			done: 'The standing order is set up',
		},
	] as const)(
		'$example: after the bank has booked, the next start of the form gets that payment',
		async ({ example, reference, enter, done, ...at }) => {
			const desk = desks[at.desk];
			const [booked, ...others] = await paymentsWith(desk, reference);
			expect(others).toEqual([]);
			await enter(desk);
			expect(await lastPage(desk, done)).toContain(booked!.id);
			await assertByWorker(example);
			await enter(desk);
			expect(await lastPage(desk, 'Already')).toContain(booked!.id);
			expect(await paymentsWith(desk, reference)).toEqual([
				expect.objectContaining({ id: booked!.id }),
			]);
		},
	);

	it('pay-invoice: before the payment is sent, the next start of the form pays it once', async () => {
		const { unpaid } = desks;
		expect(await paymentsWith(unpaid, 'INV-B')).toEqual([]);
		expect(await cluster.api.rows('open_banking_payments')).toContainEqual(
			expect.objectContaining({ orderId: 'INV-B', status: 'submitting' }),
		);
		await enterInvoice(unpaid, 'INV-B');
		await lastPage(unpaid, 'The payment is on its way');
		expect(await paymentsWith(unpaid, 'INV-B')).toHaveLength(1);
	});
});

/** Expects that a worker executed the newest execution of an example. */
async function assertByWorker(example: string): Promise<void> {
	const workflow = cluster.imported.workflows[example]!;
	// n8n may show the last page before it lists the execution.
	const newest = await waitFor(
		'the execution',
		async () => (await cluster.api.executions(workflow))[0]!,
	);
	expect(cluster.workers.flatMap(startedBy)).toContain(newest.id);
}

it('a second click at the same moment, on whichever worker, gets the same payment', async () => {
	const orders = await approvedOfEveryKind();
	await cluster.bank.addFault({ ...beforeResponse, times: 10, response: { lateMs: 2_000 } });
	const executions = await endOf(await start([...orders, ...orders]));
	const ids = await booked(orders);
	expect(ids).toHaveLength(everyOrder);
	expect(executions.map(paymentIdIn).sort()).toEqual([...ids, ...ids].sort());
});

it('Retry On Fail repeats a payment whose responses were all lost, and gets it', async () => {
	const shop = { ...coop, path: 'pay-with-retry' };
	const retry = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1_000 };
	await publishClick(shop.path, payNode(shop, retry));
	const order = await approved(shop);
	await cluster.bank.addFault({ ...beforeResponse, times: 3, response: 'lostResponse' });
	const [execution] = await endOf(await start([order]));
	expect(await booked([order])).toEqual([paymentIdIn(execution!)]);
});
