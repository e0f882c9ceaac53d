import type { IDataObject } from 'n8n-workflow';
import type { Browser } from 'playwright-core';

import { signIn, type N8nApi } from '../../scripts/n8n/api';
import type { Mail } from '../../scripts/n8n/mailServer';
import { waitFor } from '../support/waitFor';
import {
	connect,
	followLink,
	keyOf,
	linkIn,
	onboard,
	openCustomersBrowser,
	operator,
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
const alice = { bank: 'zopa', customer: 'alice@example.com' };
const bob = { bank: 'smile', customer: 'bob@example.com' };

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
	await world.api.activate(world.imported.workflows.errors!);
	polling = await store(world, scheduledExample('polling', secondsBetweenRuns));
	renewal = await store(world, scheduledExample('renewal', secondsBetweenRuns));
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

/** Long enough to deactivate a workflow after its first run, also on a busy machine. */
const secondsBetweenRuns = 10;

/** Deactivates a workflow, and waits for the run that the schedule may have started before. */
async function rest(workflow: string): Promise<void> {
	await world.api.deactivate(workflow);
	const { length } = await world.api.executions(workflow);
	await executionsOf(world, workflow, length);
}

/** Activates a scheduled workflow until it has run once more. Returns that execution. */
async function runOnSchedule(workflow: string, status = 'success') {
	const before = (await world.api.executions(workflow)).length;
	await world.api.activate(workflow);
	await waitFor('the schedule', async () => (await world.api.executions(workflow)).length > before);
	await rest(workflow);
	const all = await executionsOf(world, workflow, before + 1);
	const execution = await ended(world.api, all[0]!.id);
	expect(execution.status).toBe(status);
	return execution;
}

/** Runs the example for renewal. Returns the mails that customers get, by their address. */
async function renew(status = 'success'): Promise<Map<string, Mail>> {
	const before = world.mail.mails.length;
	await runOnSchedule(renewal, status);
	const sent = world.mail.mails.slice(before).filter(({ to }) => to[0] !== operator);
	const byAddress = new Map(sent.map((mail) => [mail.to.join(), mail]));
	expect(byAddress.size).toBe(sent.length);
	return byAddress;
}

/** Waits for a mail to the operator with a text. */
const operatorIsTold = async (text: string): Promise<Mail> =>
	await waitFor(`a mail with "${text}"`, async () =>
		world.mail.mails.find((mail) => mail.to[0] === operator && mail.text.includes(text))!,
	);

/** Follows the link of a mail, until the session of the customer is another one. */
async function reconfirm(customer: typeof alice, mail: Mail): Promise<void> {
	const before = await sessionOf(customer);
	await publish(world, renewal, 'open-banking/reconfirm');
	await followLink(browser, linkIn(mail));
	await rest(renewal);
	await waitFor(
		'the new session',
		async () => (await sessionOf(customer)).session !== before.session,
	);
}

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

describe('the example all-banks', () => {
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
		const execution = await readAll();
		expect(execution).toMatchObject({
			status: 'error',
			data: {
				resultData: {
					error: {
						message: expect.stringMatching(
							/^These sessions could not be read:\nzopa, alice@example\.com: .*responded with 403/,
						),
					},
				},
			},
		});
		expect(await accounts(alice)).toEqual([]);
		expect(await accounts(bob)).toEqual([bob.customer, bob.customer]);
	});

	it('keeps the accounts of both customers in one table, once', async () => {
		await readAll();
		await readAll();
		expect(await accounts(alice)).toEqual([alice.customer, alice.customer]);
		expect(await accounts(bob)).toEqual([bob.customer, bob.customer]);
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
	let mails: Map<string, Mail>;
	beforeAll(async () => {
		await publish(world, renewal, 'open-banking/reconfirm');
		await rest(renewal);
		await moveTo('+80d');
	});

	it('a mail without a credential counts as not sent', async () => {
		const example = scheduledExample('renewal', secondsBetweenRuns);
		const nodes = example.nodes.map((node) => ({ ...node }));
		delete nodes.find(({ name }) => name === 'Send Link to Customer')!.credentials;
		const id = await store(world, { ...example, name: 'Without a credential', nodes });
		expect(await runToEnd(world, id, 'Every Morning')).toMatchObject({ status: 'error' });
		for (const who of [alice, bob]) {
			expect(await sessionOf(who)).toMatchObject({
				renewal: 'none',
				problem: expect.stringContaining('Check the credential'),
			});
		}
	});

	it('a mail that cannot be sent is reported, and sent by the next run', async () => {
		world.mail.refuse(1);
		const sent = await renew('error');
		expect(sent.size).toBe(1);
		await operatorIsTold('The mail could not be sent. The next run tries again.');
		const missing = [alice, bob].find(({ customer }) => !sent.has(customer))!;
		expect(await sessionOf(missing)).toMatchObject({
			renewal: 'none',
			askedAt: null,
			problem: expect.stringContaining('The next run tries again.'),
		});
		const next = await renew();
		expect([...next.keys()]).toEqual([missing.customer]);
		mails = new Map([...sent, ...next]);
	});

	it('renewal has asked both customers, because 90 days are nearly over (U-04)', async () => {
		for (const who of [alice, bob]) {
			const { subject, text } = mails.get(who.customer)!;
			expect(subject).toMatch(/^Please confirm the access to your accounts at (Zopa|smile)$/);
			expect(text).toMatch(/Please confirm by \d+ \w+ \d{4} that we may continue to read them\./);
			expect(text).toContain(`${publicAddress}/webhook/open-banking/reconfirm?consent=`);
			expect(await sessionOf(who)).toMatchObject({ renewal: 'asked', status: 'active' });
		}
	});

	it('renewal asks nobody twice for one event', async () => {
		expect((await renew()).size).toBe(0);
	});

	it('the link leads to the bank for the same consent, and the cursor stays', async () => {
		const before = await sessionOf(alice);
		await reconfirm(alice, mails.get(alice.customer)!);
		expect(await sessionOf(alice)).toMatchObject({
			consentId: before.consentId,
			cursor: before.cursor,
			status: 'active',
			renewal: 'none',
		});
	});
});

it('88 days later renewal reminds the customer who did not confirm, once', async () => {
	await moveTo('+88d');
	const mails = await renew();
	expect([...mails.keys()]).toEqual([bob.customer]);
	expect(mails.get(bob.customer)!.subject).toMatch(/^Reminder: please confirm/);
	expect((await renew()).size).toBe(0);
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
});

describe('96 days later', () => {
	beforeAll(async () => {
		await moveTo('+96d');
	});

	it('renewal sets the customer aside, and tells the operator', async () => {
		expect((await renew('error')).size).toBe(0);
		const { subject, text } = await operatorIsTold('did not react to the mail and the reminder');
		expect(subject).toBe('Action required: 4 Renew before day 90');
		expect(text).toContain('smile, bob@example.com');
		expect(await sessionOf(bob)).toMatchObject({ renewal: 'setAside' });
		expect((await renew()).size).toBe(0);
	});

	it('the link still works, and polling goes on where it stopped', async () => {
		const [mail] = world.mail.mails.filter(({ to }) => to[0] === bob.customer).slice(-1);
		await reconfirm(bob, mail!);
		expect(await sessionOf(bob)).toMatchObject({ status: 'active', renewal: 'none', problem: '' });
		expect(await pollAfterBookings(bob)).toBe(3);
	});
});
