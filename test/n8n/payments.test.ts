import { randomUUID } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { IDataObject } from 'n8n-workflow';
import { fetch } from 'undici';

import type { Fault } from '../../sandbox/faults';
import { psuApproves } from '../../sandbox/psu';
import type { Execution } from '../../scripts/n8n/api';
import { waitFor } from '../support/waitFor';
import { openCluster, startedBy, type Cluster } from './cluster';
import { runSteps } from './journey';
import { aWorkflow, ended, ours, outputOf, publish, store } from './world';

/*
 * Payments on two workers: whatever dies or is clicked twice, the books of the bank have one payment, and the next execution
 * gets its ID.
 */

const bank = 'The Co-operative Bank';
const path = 'pay';
let cluster: Cluster;
let pay: string;

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
	pay = await store(cluster, payWorkflow());
	await publish(cluster, pay, path);
});
afterEach(() => cluster.bank.clearFaults());
afterAll(async () => {
	ledger.closeAllConnections();
	ledger.close();
	await cluster?.close();
});

/** Pays, and stores the payment. */
function payWorkflow(retry: object = {}) {
	const order = '={{ $json.body.';
	return aWorkflow(
		`Pay ${randomUUID()}`,
		[
			{
				name: 'Order',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				webhookId: randomUUID(),
				parameters: { httpMethod: 'POST', path, responseMode: 'onReceived' },
			},
			{
				name: 'Pay',
				...ours('createPayment', bank),
				parameters: {
					paymentConsent: `${order}paymentConsent }}`,
					session: `${order}session }}`,
				},
				...retry,
			},
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
			['Order', 'Pay'],
			['Pay', 'Store'],
		],
	);
}

/** Returns a payment consent that the PSU has approved, with the session. */
async function approved(): Promise<IDataObject> {
	const parameters = {
		operation: 'createPayment',
		instructionId: randomUUID().slice(0, 18),
		amount: '12.50',
		payeeName: 'Acme Supplies Ltd',
		payeeAccount: '04000412345678',
		reference: 'INV 42',
	};
	const ordered = await runSteps(cluster, bank, [{ type: 'createConsent', parameters }]);
	const [consent] = outputOf(ordered, '1');
	const { ca } = cluster.bank;
	const redirectResponse = await psuApproves(String(consent!.authorizationUrl), {
		user: 'rora',
		ca,
	});
	cluster.entered.push(redirectResponse);
	const back = await runSteps(cluster, bank, [
		{ type: 'getToken', parameters: { redirectResponse } },
	]);
	const [{ session } = {}] = outputOf(back, '1');
	return { consentId: consent!.consentId, paymentConsent: consent!.paymentConsent, session };
}

/** Clicks on *Pay*: n8n confirms the order and runs the workflow on a worker. */
async function click(order: IDataObject): Promise<void> {
	const response = await fetch(`${cluster.n8n.address}/webhook/${path}`, {
		method: 'POST',
		dispatcher: cluster.dispatcher,
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(order),
	});
	expect(response.status).toBe(200);
	await response.text();
}

const idsOf = async (workflow: string) =>
	(await cluster.api.executions(workflow)).map(({ id }) => id);

/** Runs the workflow for an order, as often as it is clicked at the same time. */
async function payments(
	order: IDataObject,
	{ clicks = 1, workflow = pay } = {},
): Promise<Execution[]> {
	const before = await idsOf(workflow);
	await Promise.all(Array.from({ length: clicks }, () => click(order)));
	const started = await waitFor('the executions', async () => {
		const ids = (await idsOf(workflow)).filter((id) => !before.includes(id));
		return ids.length === clicks && ids;
	});
	return await Promise.all(started.map((id) => ended(cluster.api, id)));
}

const booked = async ({ consentId }: IDataObject) =>
	(await cluster.bank.payments('coop')).filter((payment) => payment.consentId === consentId);

/** Returns the ID of the payment that an execution stored. */
function paymentIdIn(execution: Execution) {
	expect(outputOf(execution, 'Store')).toHaveLength(1);
	return outputOf(execution, 'Pay')[0]!.paymentId;
}

/** Kills the worker that runs the newest execution, and starts another one. */
async function killWorker(): Promise<void> {
	const [running] = (await cluster.api.executions(pay)).filter(({ status }) =>
		['running', 'waiting'].includes(status),
	);
	const worker = cluster.workers.find((one) => startedBy(one).includes(running!.id));
	await worker!.kill();
	await cluster.addWorker();
	const { status } = await ended(cluster.api, running!.id);
	expect(['error', 'crashed']).toContain(status);
}

const requests = async () => (await cluster.bank.statistics()).banks.coop?.requests ?? 0;

const beforeSending: Fault = {
	path: '/^\\/coop\\/.*(token|payment-consents\\/.*)$/',
	times: 1,
	response: { delayMs: 60_000 },
};
const beforeResponse: Fault = {
	method: 'POST',
	path: '/^\\/coop\\/.*domestic-payments$/',
	times: 1,
	response: { lateMs: 60_000 },
};

it.each<[string, Fault | undefined, number]>([
	['before it has sent the payment', beforeSending, 0],
	['after the bank has booked the payment, before the response', beforeResponse, 1],
	['after the response, before the payment is stored', undefined, 1],
])('a worker that is killed %s leaves one payment in the books', async (_, fault, count) => {
	const order = await approved();
	const before = await requests();
	if (fault) await cluster.bank.addFault(fault);
	let isStoring = false;
	stores = () => void (isStoring = true);
	await click(order);
	await waitFor('the moment', async () => {
		if (!fault) return isStoring;
		return count === 0 ? (await requests()) > before : (await booked(order)).length > 0;
	});
	expect(isStoring).toBe(fault === undefined);
	expect(await booked(order)).toHaveLength(count);
	await killWorker();
	await cluster.bank.clearFaults();
	stores = confirms;
	const [execution] = await payments(order);
	expect(await booked(order)).toMatchObject([{ id: paymentIdIn(execution!) }]);
});

it('a second click at the same moment, on whichever worker, gets the same payment', async () => {
	const order = await approved();
	const late = { ...beforeResponse, times: 2, response: { lateMs: 2_000 } };
	await cluster.bank.addFault(late);
	const executions = await payments(order, { clicks: 4 });
	const ids = new Set(executions.map(paymentIdIn));
	expect([...ids]).toEqual((await booked(order)).map(({ id }) => id));
});

it('Retry On Fail repeats a payment whose responses were all lost, and gets it', async () => {
	await cluster.api.deactivate(pay);
	const retry = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1_000 };
	const workflow = await store(cluster, payWorkflow(retry));
	await publish(cluster, workflow, path);
	const order = await approved();
	await cluster.bank.addFault({ ...beforeResponse, times: 3, response: 'lostResponse' });
	const [execution] = await payments(order, { workflow });
	expect(await booked(order)).toMatchObject([{ id: paymentIdIn(execution!) }]);
});
