import type { Browser } from 'playwright-core';

import type { Fault } from '../../sandbox/faults';
import { waitFor } from '../support/waitFor';
import { openBrowser, openPage } from './browser';
import { openCluster, startedBy, type Cluster } from './cluster';
import {
	connectFunds,
	decideAtBank,
	enterInvoice,
	lastPage,
	payee,
	paymentsWith,
	ship,
	start,
	type Desk,
} from './paymentForms';
import { publish } from './world';

/* The examples for payments and confirmation of funds in queue mode: workers execute them, and some are killed. */

let cluster: Cluster;
let running: Cluster['workers'];
let browser: Browser;
let desk: Desk;

beforeAll(async () => {
	cluster = await openCluster({
		bank: { accounts: 1, transactions: 0 },
		environment: { N8N_LOG_LEVEL: 'debug' },
	});
	running = [...cluster.workers];
	const { workflows } = cluster.imported;
	for (const example of ['errors', 'pay-invoice', 'standing-order']) {
		await cluster.api.activate(workflows[example]!);
	}
	await publish(cluster, workflows['funds-check']!, 'open-banking/ship');
	browser = await openBrowser();
	desk = { world: cluster, page: await openPage(browser) };
});
afterEach(() => cluster.bank.clearFaults());
afterAll(async () => {
	await browser?.close();
	await cluster?.close();
});

/** Kills all workers, starts others, and waits until n8n has given up the executions of a workflow. */
async function killWorkers(example: string): Promise<void> {
	await Promise.all(running.map((worker) => worker.kill()));
	running = [await cluster.addWorker(), await cluster.addWorker()];
	const workflow = cluster.imported.workflows[example]!;
	await waitFor('n8n to give the executions up', async () =>
		(await cluster.api.executions(workflow)).every(({ status }) => status !== 'running'),
	);
}

/** Expects that a worker executed the newest execution of a workflow. */
async function assertByWorker(example: string): Promise<void> {
	const [newest] = await cluster.api.executions(cluster.imported.workflows[example]!);
	expect(cluster.workers.flatMap(startedBy)).toContain(newest!.id);
}

const late: Omit<Fault, 'path'> = { method: 'POST', times: 1, response: { lateMs: 120_000 } };

interface Started {
	example: string;
	reference: string;
	/** End of the path of the payment. */
	resource: string;
	enter(): Promise<void>;
	/** Title of the last page. */
	done: string;
}

it.each<Started>([
	{
		example: 'pay-invoice',
		reference: 'INV-1',
		resource: 'domestic-payments',
		enter: async () => await enterInvoice(desk, 'INV-1'),
		done: 'The payment is on its way',
	},
	{
		example: 'standing-order',
		reference: 'RENT-1',
		resource: 'domestic-standing-orders',
		async enter() {
			const order = { ...payee, Amount: '250.00', 'Order Number': 'RENT-1' };
			const values = { ...order, 'First Payment': '2028-03-06', 'Number of Payments': '12' };
			await start(desk, 'standing-order', { values, choice: 'Month' });
		},
		done: 'The standing order is set up',
	},
])(
	'$example: a worker is killed after the bank has booked, and the next start of the form gets that payment',
	async ({ example, reference, resource, enter, done }) => {
		await cluster.bank.addFault({ ...late, path: `/^\\/coop\\/.*${resource}$/` });
		await enter();
		await decideAtBank(desk);
		const [booked] = await waitFor('the payment in the books', async () => {
			const payments = await paymentsWith(desk, reference);
			return payments.length > 0 && payments;
		});
		await killWorkers(example);
		await cluster.bank.clearFaults();
		await enter();
		expect(await lastPage(desk, done)).toContain(booked!.id);
		await assertByWorker(example);
		expect(await paymentsWith(desk, reference)).toEqual([
			expect.objectContaining({ id: booked!.id }),
		]);
		await enter();
		expect(await lastPage(desk, 'Already')).toContain(booked!.id);
		expect(await paymentsWith(desk, reference)).toHaveLength(1);
	},
);

it('pay-invoice: a worker is killed before the payment is sent, and the next start pays it once', async () => {
	await cluster.bank.addFault({
		path: '/^\\/coop\\/.*domestic-payment-consents\\/.*$/',
		times: 1,
		response: { delayMs: 120_000 },
	});
	await enterInvoice(desk, 'INV-2');
	await decideAtBank(desk);
	await waitFor('the row', async () => {
		const rows = await cluster.api.rows('open_banking_payments');
		return rows.some(({ orderId, status }) => orderId === 'INV-2' && status === 'submitting');
	});
	await killWorkers('pay-invoice');
	await cluster.bank.clearFaults();
	expect(await paymentsWith(desk, 'INV-2')).toEqual([]);
	await enterInvoice(desk, 'INV-2');
	await lastPage(desk, 'The payment is on its way');
	expect(await paymentsWith(desk, 'INV-2')).toHaveLength(1);
});

it('funds-check: workers ship only what is covered', async () => {
	for (const user of ['rora', 'ivsa']) await connectFunds(desk, user);
	expect(await ship(desk, 'rora', 'ORDER-1')).toMatchObject({ status: 200, json: { ship: true } });
	expect(await ship(desk, 'ivsa', 'ORDER-2')).toMatchObject({ status: 200, json: { ship: false } });
	await assertByWorker('funds-check');
});
