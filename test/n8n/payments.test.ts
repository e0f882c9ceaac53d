import { randomUUID } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { IDataObject } from 'n8n-workflow';
import { fetch } from 'undici';

import type { Fault } from '../../sandbox/faults';
import { psuApproves } from '../../sandbox/psu';
import { workingDay } from '../../scripts/contract/payments';
import type { Execution } from '../../scripts/n8n/api';
import { waitFor } from '../support/waitFor';
import { openCluster, startedBy, type Cluster } from './cluster';
import { runSteps } from './journey';
import { aWorkflow, ended, ours, outputOf, publish, store, type AnyNode } from './world';

/*
 * Payments of every kind on two workers: whatever dies or is clicked twice, the books of the bank have one payment, and the
 * next execution gets its ID.
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
let running: Cluster['workers'];
/** Workflows that somebody starts with a click. */
const workflows: string[] = [];

/** Keeps the accounts of the operator: the workflow stores each payment there. */
const ledger = createServer((_, response) => stores(response));
const confirms = (response: ServerResponse): void => void response.end('{}');
let stores = confirms;

beforeAll(async () => {
	await new Promise<void>((resolve) => ledger.listen(0, '127.0.0.1', resolve));
	cluster = await openCluster({
		bank: { accounts: 2, transactions: 0 },
		environment: { N8N_LOG_LEVEL: 'debug' },
	});
	running = [...cluster.workers];
	const [registered] = outputOf(await runSteps(cluster, zopa.bank, [{ type: 'dcrRegister' }]), '1');
	zopa.client.registration = registered!.registration;
	for (const shop of [coop, zopa]) await publishClick(shop.path, payNode(shop));
});
afterEach(() => cluster.bank.clearFaults());
afterAll(async () => {
	ledger.closeAllConnections();
	ledger.close();
	await cluster?.close();
});

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
					url: `http://127.0.0.1:${(ledger.address() as AddressInfo).port}/`,
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
	...ours('createPayment', bank),
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

const createConsent = async (shop: Shop, kind: string, id: string) =>
	await runStep(shop, 'createConsent', orderParameters(shop, kind, id));

const newId = () => randomUUID().slice(0, 18);

/** Returns a payment consent, and the redirect after the PSU has approved it. */
async function approval(shop: Shop, kind: string): Promise<IDataObject> {
	const consent = await createConsent(shop, kind, newId());
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
	const { session } = await runStep(shop, 'getToken', { redirectResponse });
	return { shop, consentId, body: { paymentConsent, session } };
}

/** Returns an approved payment of every kind at every bank. */
async function approvedOfEveryKind(): Promise<Order[]> {
	const orders: Order[] = [];
	for (const shop of [coop, zopa]) {
		for (const kind of Object.keys(shop.kinds)) orders.push(await approved(shop, kind));
	}
	return orders;
}

/** Clicks on *Pay*: n8n confirms the order and runs the workflow on a worker. */
async function click({ shop, body }: Order): Promise<void> {
	const response = await fetch(`${cluster.n8n.address}/webhook/${shop.path}`, {
		method: 'POST',
		dispatcher: cluster.dispatcher,
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

/** Kills all workers, and starts others. Expects that n8n gives up what they executed. */
async function killWorkers(executions: string[]): Promise<void> {
	await Promise.all(running.map((worker) => worker.kill()));
	running = [await cluster.addWorker(), await cluster.addWorker()];
	for (const { status } of await endOf(executions)) expect(['error', 'crashed']).toContain(status);
}

const requests = async () => {
	const { banks } = await cluster.bank.statistics();
	return (banks.coop?.requests ?? 0) + (banks.zopa?.requests ?? 0);
};

const everyOrder = 5;
const beforeSending: Fault = {
	path: '/^\\/(coop|zopa)\\/.*(token|-consents\\/.*)$/',
	times: everyOrder,
	response: { delayMs: 120_000 },
};
const beforeResponse: Fault = {
	method: 'POST',
	path: '/^\\/(coop|zopa)\\/.*domestic-(payments|scheduled-payments|standing-orders)$/',
	times: everyOrder,
	response: { lateMs: 120_000 },
};

it.each<[string, Fault | undefined, number]>([
	['before they have sent the payments', beforeSending, 0],
	['after the banks have booked the payments, before the responses', beforeResponse, everyOrder],
	['after the responses, before the payments are stored', undefined, everyOrder],
])('workers that are killed %s leave one payment of each order', async (_, fault, count) => {
	const orders = await approvedOfEveryKind();
	expect(orders).toHaveLength(everyOrder);
	const before = await requests();
	if (fault) await cluster.bank.addFault(fault);
	let stored = 0;
	stores = () => void (stored += 1);
	const executions = await start(orders);
	await waitFor('the moment', async () => {
		if (!fault) return stored === everyOrder;
		return count === 0
			? (await requests()) >= before + everyOrder
			: (await booked(orders)).length === everyOrder;
	});
	expect(stored).toBe(fault === undefined ? everyOrder : 0);
	expect(await booked(orders)).toHaveLength(count);
	await killWorkers(executions);
	await cluster.bank.clearFaults();
	stores = confirms;
	const again = (await endOf(await start(orders))).map(paymentIdIn);
	expect(again.sort()).toEqual((await booked(orders)).sort());
	expect(again).toHaveLength(everyOrder);
});

/**
 * Kills the workers while one of them waits for a response of the bank.
 *
 * @param count number of requests until then
 */
async function killDuring(
	path: string,
	body: IDataObject,
	{ request, count }: { request: string; count: number },
): Promise<void> {
	const before = await requests();
	await cluster.bank.addFault({
		method: 'POST',
		path: `/^\\/coop\\/.*${request}$/`,
		times: 1,
		response: { lateMs: 120_000 },
	});
	const executions = await start([{ ...noOrder, shop: { ...coop, path }, body }]);
	await waitFor('the request', async () => (await requests()) === before + count);
	await killWorkers(executions);
	await cluster.bank.clearFaults();
}

it('a worker that is killed while it creates a consent leaves the consent that the next execution gets', async () => {
	const parameters = orderParameters(coop, 'domesticPayment', '={{ $json.body.id }}');
	await publishClick('ask', { name: 'Ask', ...ours('createConsent', coop.bank), parameters });
	// New workers have no token of the client yet.
	await killWorkers([]);
	const id = newId();
	await killDuring('ask', { id }, { request: 'domestic-payment-consents', count: 2 });
	const killedAt = new Date().toISOString();
	const { data } = await createConsent(coop, 'domesticPayment', id);
	expect(String((data as IDataObject).CreationDateTime) < killedAt).toBe(true);
});

it('a worker that is killed while it exchanges the code leaves the books empty', async () => {
	const parameters = { redirectResponse: '={{ $json.body.redirectResponse }}' };
	await publishClick('back', { name: 'Back', ...ours('getToken', coop.bank), parameters });
	const { redirectResponse, consentId } = await approval(coop, 'domesticPayment');
	await killDuring('back', { redirectResponse }, { request: 'token', count: 1 });
	expect(await runStep(coop, 'getToken', { redirectResponse })).toMatchObject({
		error: expect.any(String),
		details: { tppAction: 'reauthenticate' },
	});
	expect(await booked([{ ...noOrder, consentId }])).toEqual([]);
});

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
