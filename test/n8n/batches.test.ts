import { waitFor } from '../support/waitFor';
import { multiplySession, publishBatches } from './batches';
import { openCluster, startedBy, type Cluster } from './cluster';
import {
	connect,
	keyOf,
	onboard,
	openCustomersBrowser,
	publicWebhooks,
	publishExamples,
	sessionsOf,
	transactionsOf,
} from './customers';
import { ended, outputOf } from './world';

const sessions = 60;
const batchSize = 10;

let cluster: Cluster;
/** Keys of the transactions of each session. */
let transactionKeys: string[];
let examples: Awaited<ReturnType<typeof publishBatches>>;

beforeAll(async () => {
	cluster = await openCluster({
		bank: { accounts: 1, transactions: 40 },
		environment: { ...publicWebhooks, N8N_LOG_LEVEL: 'debug' },
	});
	const browser = await openCustomersBrowser(cluster);
	await publishExamples(cluster);
	expect((await onboard(cluster, { bank: 'zopa' })).status).toBe(201);
	await connect({ browser, world: cluster }, { bank: 'zopa', customer: 'alice' });
	await browser.close();
	examples = await publishBatches(cluster, batchSize);
	await examples.start();
	await waitFor('the first session to be polled', async () => (await polled()).length === 1);
	transactionKeys = (await transactionsOf(cluster)).map((row) => String(row.transactionKey));
	await multiplySession(cluster, sessions);
});

afterAll(async () => {
	await cluster?.close();
});

const batches = async () => await cluster.api.executions(examples.id);

const polled = async () => (await sessionsOf(cluster)).filter(({ cursor }) => cursor);

describe('a worker that is killed while it polls a batch (QW-05)', () => {
	beforeAll(async () => {
		// Slow enough that the batches of both workers are unfinished when one dies.
		const path = '/^\\/zopa\\/open-banking\\/v4\\.0\\/aisp\\/accounts$/';
		await cluster.bank.addFault({ path, times: sessions, response: { delayMs: 2_000 } });
		expect(outputOf(await examples.start(), 'Start Batch')).toHaveLength(
			Math.ceil(sessions / batchSize),
		);
		const worker = await waitFor('both workers to poll', async () => {
			const running = (await batches()).filter(({ status }) => status === 'running');
			const busy = cluster.workers.filter((one) =>
				running.some(({ id }) => startedBy(one).includes(id)),
			);
			return busy.length === 2 && busy[0];
		});
		await worker.kill();
		await cluster.bank.clearFaults();
		await waitFor('the other batches to end', async () =>
			(await batches()).every(({ status }) => !['new', 'running'].includes(status)),
		);
	});

	it('loses no more than its own batches', async () => {
		const failed = (await batches()).filter(({ status }) => status !== 'success');
		expect(failed.length).toBeGreaterThan(0);
		expect((await polled()).length).toBeGreaterThan(0);
		expect((await polled()).length).toBeLessThan(sessions);
	});

	it('is made up for by the next run: every session is polled, and each of its transactions is in the table once', async () => {
		await waitFor('the claims to end', async () =>
			(await sessionsOf(cluster)).every(
				({ claimedUntil }) => Date.parse(String(claimedUntil)) < Date.now(),
			),
		);
		await examples.start();
		await waitFor('every session to be polled', async () => (await polled()).length === sessions);
		const rows = await sessionsOf(cluster);
		const expected = rows.flatMap(({ bank, consentId }) =>
			transactionKeys.map((transactionKey) =>
				keyOf({ bank, accountId: consentId, transactionKey }),
			),
		);
		expect(transactionKeys.length).toBeGreaterThan(0);
		expect((await transactionsOf(cluster)).map(keyOf).sort()).toEqual(expected.sort());
		expect(rows.filter(({ claimedBy }) => claimedBy)).toEqual([]);
	});
});

it('starts a batch again that could not be started, and no other one', async () => {
	const before = (await batches()).map(({ id }) => id);
	const retried = await publishBatches(cluster, batchSize, { failing: 1 });
	const execution = await retried.start();
	expect(outputOf(execution, 'Start Failed Batch Again')).toHaveLength(1);
	const started = await waitFor('all batches to be started', async () => {
		const ids = (await batches()).map(({ id }) => id);
		const added = ids.filter((id) => !before.includes(id) && id !== execution.id);
		return added.length >= Math.ceil(sessions / batchSize) && added;
	});
	const over = await Promise.all(started.map((id) => ended(cluster.api, id)));
	const first = over.map((one) => outputOf(one, 'Batch')[0]?.body as { firstId: number });
	expect(first.map(({ firstId }) => firstId).sort((one, other) => one - other)).toEqual([
		1, 11, 21, 31, 41, 51,
	]);
});
