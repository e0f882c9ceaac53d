import type { IDataObject } from 'n8n-workflow';
import type { Browser } from 'playwright-core';

import { signIn, type N8nApi } from '../../scripts/n8n/api';
import { waitFor } from '../support/waitFor';
import {
	connect,
	followLink,
	keyOf,
	onboard,
	openCustomersBrowser,
	publicAddress,
	publicWebhooks,
	publishExamples,
	sessionsOf,
	transactionsOf,
} from './customers';
import { newMovableClock, type MovableClock } from './movableClock';
import { scheduledExample } from './scheduledExample';
import {
	ended,
	executionsOf,
	openWorld,
	outputOf,
	owner,
	publish,
	runToEnd,
	store,
	tlsOf,
	type World,
} from './world';

/** Two customers, one at a bank with DCR and one at a bank with a portal, over three months. */
const alice = { bank: 'zopa', customer: 'alice' };
const bob = { bank: 'smile', customer: 'bob' };

let clock: MovableClock;
let opened: World;
/** n8n ends the operator's sign-in after seven days, so `api` changes when the clock moves. */
let world: World;
let browser: Browser;
let polling: string;
let renewal: string;

beforeAll(async () => {
	clock = newMovableClock();
	opened = await clock.under(
		async () =>
			await openWorld({
				bank: { accounts: 2, transactions: 40 },
				environment: { ...publicWebhooks, EXECUTIONS_DATA_PRUNE: 'false' },
			}),
	);
	world = opened;
	browser = await openCustomersBrowser(world);
	await publishExamples(world);
	polling = await store(world, scheduledExample('polling', 3));
	renewal = await store(world, scheduledExample('renewal', 3));
});

afterAll(async () => {
	await browser?.close();
	await opened?.close();
	clock?.remove();
});

/** Days since the bank started. It dates bookings by that day. */
let daysAhead = 0;

async function moveTo(offset: string): Promise<void> {
	clock.moveTo(offset);
	daysAhead = offset.endsWith('d') ? Number.parseInt(offset, 10) : 0;
	const { authority } = tlsOf(world.bank);
	const api: N8nApi = await signIn(world.n8n.address, { ...owner, authority });
	world = { ...opened, api };
}

const sessionOf = async ({ customer }: typeof alice): Promise<IDataObject> =>
	(await sessionsOf(world)).find((row) => row.customer === customer)!;

/** Activates a scheduled workflow until it has run once more. Returns that execution. */
async function runOnSchedule(workflow: string) {
	const before = (await world.api.executions(workflow)).length;
	await world.api.activate(workflow);
	await waitFor('the schedule', async () => (await world.api.executions(workflow)).length > before);
	await world.api.deactivate(workflow);
	const all = await executionsOf(world, workflow, before + 1);
	const execution = await ended(world.api, all[0]!.id);
	expect(execution.status).toBe('success');
	return execution;
}

const links = async (): Promise<IDataObject[]> => {
	const execution = await runOnSchedule(renewal);
	const { runData } = execution.data.resultData;
	return runData['Send Link to Customer'] ? outputOf(execution, 'Send Link to Customer') : [];
};

async function assertEachOnce(): Promise<IDataObject[]> {
	const rows = await transactionsOf(world);
	expect(new Set(rows.map(keyOf)).size).toBe(rows.length);
	return rows;
}

const at = (rows: IDataObject[], { bank }: typeof alice) => rows.filter((row) => row.bank === bank);

/** Books three transactions at a bank and polls. Returns how many rows the table has more. */
async function pollAfterBookings(customer: typeof alice): Promise<number> {
	const before = await transactionsOf(world);
	const accountId = String(at(before, customer)[0]?.accountId);
	const order = { accountId, count: 3, daysAgo: -daysAhead };
	await world.bank.bookTransactions({ bank: customer.bank, ...order });
	const execution = await runOnSchedule(polling);
	const failed = execution.data.resultData.runData['By Required Action'] && 'By Required Action';
	expect(failed ? outputOf(execution, failed).concat(outputOf(execution, failed, 2)) : []).toEqual(
		[],
	);
	return (await assertEachOnce()).length - before.length;
}

it('onboarding registers at a bank with DCR once (C-10)', async () => {
	const connectUrl = `${publicAddress}/webhook/open-banking/connect?bank=zopa`;
	const first = await onboard(world, { bank: 'zopa' });
	expect(first).toEqual({
		status: 201,
		json: { bank: 'zopa', clientId: expect.any(String), alreadyRegistered: false, connectUrl },
	});
	expect(await onboard(world, { bank: 'zopa' })).toEqual({
		status: 200,
		json: { ...first.json, alreadyRegistered: true },
	});
});

it('onboarding needs no registration at a bank with a portal', async () => {
	expect(await onboard(world, { bank: 'smile' })).toMatchObject({
		status: 200,
		json: { bank: 'smile', clientInCredential: true },
	});
});

it.each([alice, bob])('a link leads $customer to $bank, and the session is stored', async (who) => {
	expect(await connect({ browser, world }, who)).toMatchObject({
		...who,
		status: 'active',
		session: expect.stringMatching(/^eyJ/),
		consentId: expect.any(String),
		reconfirmBy: expect.any(String),
		cursor: null,
	});
});

it('polling stores the transactions of both, each under the key of the node (C-10)', async () => {
	await runOnSchedule(polling);
	const rows = await assertEachOnce();
	for (const who of [alice, bob]) {
		expect(at(rows, who).length).toBeGreaterThan(0);
		expect((await sessionOf(who)).cursor).toEqual(expect.any(String));
	}
	expect(rows[0]).toMatchObject({
		accountId: expect.any(String),
		transactionKey: expect.any(String),
		amount: expect.any(Number),
		currency: 'GBP',
		bookingDateTime: expect.any(String),
	});
});

describe('the example All banks', () => {
	const readAll = async () =>
		await runToEnd(world, world.imported.workflows['all-banks']!, 'Start');
	const accounts = async (who: typeof alice) =>
		at(await world.api.rows('open_banking_accounts'), who).map(({ customer }) => customer);

	it('continues with the other banks when one returns an error', async () => {
		await world.bank.addFault({
			method: 'GET',
			path: '/zopa/open-banking/v4.0/aisp/accounts',
			times: 1,
			response: { status: 403, body: '{}' },
		});
		expect(outputOf(await readAll(), 'Not Read')).toEqual([
			expect.objectContaining({ error: expect.stringContaining('responded with 403') }),
		]);
		expect(await accounts(alice)).toEqual([]);
		expect(await accounts(bob)).toEqual(['bob', 'bob']);
	});

	it('keeps the accounts of both customers in one table, once', async () => {
		await readAll();
		await readAll();
		expect(await accounts(alice)).toEqual(['alice', 'alice']);
		expect(await accounts(bob)).toEqual(['bob', 'bob']);
	});
});

it('61 minutes later polling refreshes both sessions and adds only what is new (C-09)', async () => {
	await moveTo('+61m');
	const before = [await sessionOf(alice), await sessionOf(bob)];
	expect(await pollAfterBookings(alice)).toBe(3);
	const after = [await sessionOf(alice), await sessionOf(bob)];
	for (const [index, row] of after.entries()) {
		expect(row).toMatchObject({ status: 'active' });
		expect(row.session).not.toBe(before[index]!.session);
	}
});

describe('80 days later', () => {
	let asked: IDataObject[];
	beforeAll(async () => {
		await publish(world, renewal, 'open-banking/reconfirm');
		await world.api.deactivate(renewal);
		await moveTo('+80d');
		asked = await links();
	});

	it('renewal asks both customers, because 90 days are nearly over', () => {
		expect(asked.map(({ customer }) => customer).sort()).toEqual(['alice', 'bob']);
		for (const { link } of asked) {
			expect(link).toMatch(`${publicAddress}/webhook/open-banking/reconfirm?consent=`);
		}
	});

	it('renewal asks nobody twice in a week', async () => {
		expect(await links()).toEqual([]);
	});

	it('the link leads to the bank for the same consent, and the cursor stays', async () => {
		const before = await sessionOf(alice);
		await reconfirm(alice);
		expect(await sessionOf(alice)).toMatchObject({
			consentId: before.consentId,
			cursor: before.cursor,
			status: 'active',
		});
	});

	/** Follows the link that the customer got. */
	async function reconfirm({ customer }: typeof alice): Promise<void> {
		const before = await sessionOf(alice);
		await publish(world, renewal, 'open-banking/reconfirm');
		await followLink(browser, String(asked.find((link) => link.customer === customer)!.link));
		await world.api.deactivate(renewal);
		await waitFor('the new session', async () => {
			const { session } = await sessionOf(alice);
			return session !== before.session;
		});
	}
});

describe('91 days later', () => {
	beforeAll(async () => {
		await moveTo('+91d');
	});

	it('polling goes on for the customer who confirmed', async () => {
		expect(await pollAfterBookings(alice)).toBe(3);
		expect(await sessionOf(alice)).toMatchObject({ status: 'active' });
	});

	it('polling leaves out the customer who did not confirm within 90 days', async () => {
		const { runData } = (await runOnSchedule(polling)).data.resultData;
		expect(Object.keys(runData)).toContain('Transactions at Zopa');
		expect(Object.keys(runData)).not.toContain('Transactions at smile');
	});

	it('renewal asks again, and polling goes on where it stopped', async () => {
		const [asked, ...others] = await links();
		expect(others).toEqual([]);
		expect(asked).toMatchObject({ customer: 'bob' });
		const before = await sessionOf(bob);
		await publish(world, renewal, 'open-banking/reconfirm');
		await followLink(browser, String(asked!.link));
		await world.api.deactivate(renewal);
		await waitFor('the new session', async () => (await sessionOf(bob)).session !== before.session);
		expect(await pollAfterBookings(bob)).toBe(3);
	});
});
