import type { IDataObject } from 'n8n-workflow';
import type { Browser } from 'playwright-core';

import { millisecondsPerDay } from '../../lib/calendar';
import { signIn, type Execution, type N8nApi } from '../../scripts/n8n/api';
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
import { rest, runOnSchedule, scheduledExample } from './scheduledExample';
import { openWorld, outputOf, owner, publish, runToEnd, store, tlsOf, type World } from './world';

/** A customer of a bank, whose session ends after so many days. */
interface Customer {
	bank: string;
	customer: string;
	days: number;
}

/** Three customers over three months: one at a bank with DCR, and two at banks with a portal, whose sessions end earlier. */
const alice: Customer = { bank: 'zopa', customer: 'alice@example.com', days: 90 };
const bob: Customer = { bank: 'smile', customer: 'bob@example.com', days: 30 };
const carol: Customer = { bank: 'coop', customer: 'carol@example.com', days: 30 };

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
	polling = await store(world, scheduledExample('polling'));
	renewal = await store(world, scheduledExample('renewal'));
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

const sessionOf = async ({ customer }: Customer): Promise<IDataObject> =>
	(await sessionsOf(world)).find((row) => row.customer === customer)!;

/** Lets a scheduled workflow run once more. Returns that execution. */
async function run(workflow: string, status = 'success'): Promise<Execution> {
	const execution = await runOnSchedule(world, workflow);
	expect(execution.status).toBe(status);
	return execution;
}

/** Runs the example for renewal. Returns the emails that customers get, by their address. */
async function renew(status = 'success'): Promise<Map<string, Mail>> {
	const before = world.mail.mails.length;
	await run(renewal, status);
	const sent = world.mail.mails.slice(before).filter(({ to }) => to[0] !== operator);
	const byAddress = new Map(sent.map((mail) => [mail.to.join(), mail]));
	expect(byAddress.size).toBe(sent.length);
	return byAddress;
}

/** Waits for an email to the operator with a text. */
const operatorIsTold = async (text: string): Promise<Mail> =>
	await waitFor(`an email with "${text}"`, async () =>
		world.mail.mails.find((mail) => mail.to[0] === operator && mail.text.includes(text))!,
	);

/** Follows the link of an email, until the session of the customer is another one. */
async function reconfirm(customer: Customer, mail: Mail): Promise<void> {
	const before = await sessionOf(customer);
	await publish(world, renewal, 'open-banking/reconfirm');
	await followLink(browser, linkIn(mail));
	await rest(world, renewal);
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

const at = (rows: IDataObject[], { bank }: Customer) => rows.filter((row) => row.bank === bank);

/** Books three transactions at a bank and polls. Returns how many rows the table has more. */
async function pollAfterBookings(customer: Customer): Promise<number> {
	const before = await transactionsOf(world);
	const accountId = String(at(before, customer)[0]?.accountId);
	const order = { accountId, count: 3, daysAgo: -daysAhead };
	await world.bank.bookTransactions({ bank: customer.bank, ...order });
	const execution = await run(polling);
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

/** Returns the days until a customer must act, according to the table. */
const daysLeft = async (customer: Customer): Promise<number> => {
	const { reconfirmBy } = await sessionOf(customer);
	return (Date.parse(String(reconfirmBy)) - Date.now()) / millisecondsPerDay - daysAhead;
};

it.each([alice, bob, carol])(
	'a link leads $customer to $bank, and the session is stored for $days days',
	async (who) => {
		const { bank, customer, days } = who;
		expect(await connect({ browser, world }, who)).toMatchObject({
			bank,
			customer,
			status: 'active',
			session: expect.stringMatching(/^eyJ/),
			consentId: expect.any(String),
			cursor: null,
		});
		expect(await daysLeft(who)).toBeCloseTo(days, 1);
	},
);

it('polling stores the transactions of all, each under the key of the node (C-10)', async () => {
	await run(polling);
	const rows = await assertEachOnce();
	for (const who of [alice, bob, carol]) {
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
	const accounts = async (who: Customer) =>
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
		for (const who of [bob, carol]) {
			expect(await accounts(who)).toEqual([who.customer, who.customer]);
		}
	});

	it('keeps the accounts of all customers in one table, once', async () => {
		await readAll();
		await readAll();
		for (const who of [alice, bob, carol]) {
			expect(await accounts(who)).toEqual([who.customer, who.customer]);
		}
	});
});

describe('61 minutes later', () => {
	const rowsOfAll = async () => await Promise.all([alice, bob, carol].map(sessionOf));
	let before: IDataObject[];
	let after: IDataObject[];

	beforeAll(async () => {
		await moveTo('+61m');
		before = await rowsOfAll();
	});

	it('polling refreshes all sessions and adds only what is new (C-09)', async () => {
		expect(await pollAfterBookings(alice)).toBe(3);
		after = await rowsOfAll();
		for (const [index, row] of after.entries()) {
			expect(row).toMatchObject({ status: 'active' });
			expect(row.session).not.toBe(before[index]!.session);
		}
	});

	it('a session with a new refresh token is stored for 30 more days, and the 90 days stay', () => {
		const moved = after.map(({ customer, reconfirmBy }, index) => ({
			customer,
			minutes: minutesBetween(before[index]!.reconfirmBy, reconfirmBy),
		}));
		expect(moved).toEqual([
			{ customer: alice.customer, minutes: 0 },
			{ customer: bob.customer, minutes: expect.any(Number) },
			{ customer: carol.customer, minutes: expect.any(Number) },
		]);
		for (const { minutes } of moved.slice(1)) expect(minutes).toBeGreaterThanOrEqual(61);
	});
});

const minutesBetween = (one: unknown, other: unknown): number =>
	(Date.parse(String(other)) - Date.parse(String(one))) / 60_000;

describe('20 days later', () => {
	let mails: Map<string, Mail>;
	beforeAll(async () => {
		await publish(world, renewal, 'open-banking/reconfirm');
		await rest(world, renewal);
		await moveTo('+20d');
	});

	it('an email without a credential counts as not sent', async () => {
		const example = scheduledExample('renewal');
		const nodes = example.nodes.map((node) => ({ ...node }));
		delete nodes.find(({ name }) => name === 'Send Link to Customer')!.credentials;
		const id = await store(world, { ...example, name: 'Without a credential', nodes });
		expect(await runToEnd(world, id, 'Every Morning')).toMatchObject({ status: 'error' });
		for (const who of [bob, carol]) {
			expect(await sessionOf(who)).toMatchObject({
				renewal: 'none',
				problem: expect.stringContaining('Check the credential'),
			});
		}
	});

	it('an email that cannot be sent is reported, and sent by the next run', async () => {
		world.mail.refuse(1);
		const sent = await renew('error');
		expect(sent.size).toBe(1);
		await operatorIsTold('The email could not be sent. The next run tries again.');
		const missing = [bob, carol].find(({ customer }) => !sent.has(customer))!;
		expect(await sessionOf(missing)).toMatchObject({
			renewal: 'none',
			askedAt: null,
			problem: expect.stringContaining('The next run tries again.'),
		});
		const next = await renew();
		expect([...next.keys()]).toEqual([missing.customer]);
		mails = new Map([...sent, ...next]);
	});

	it('renewal has asked the customers whose sessions end after 30 days, and nobody else', async () => {
		expect([...mails.keys()].sort()).toEqual([bob.customer, carol.customer]);
		for (const who of [bob, carol]) {
			await assertAsked(who, mails.get(who.customer)!);
			expect(await daysLeft(who)).toBeCloseTo(10, 0);
		}
		expect(await sessionOf(alice)).toMatchObject({ renewal: 'none', problem: '' });
	});

	it('renewal asks nobody twice for one event', async () => {
		expect((await renew()).size).toBe(0);
	});

	it('the link leads to the bank for the same consent, and the cursor stays', async () => {
		const before = await sessionOf(carol);
		await reconfirm(carol, mails.get(carol.customer)!);
		expect(await sessionOf(carol)).toMatchObject({
			consentId: before.consentId,
			cursor: before.cursor,
			status: 'active',
			renewal: 'none',
		});
		expect(await daysLeft(carol)).toBeCloseTo(carol.days, 1);
	});
});

/** Expects that an email asks the customer to confirm by a day, and that the table says so. */
async function assertAsked(who: Customer, { subject, text }: Mail): Promise<void> {
	expect(subject).toMatch(
		/^Please confirm the access to your accounts at (Zopa|smile|The Co-operative Bank)$/,
	);
	expect(text).toMatch(/Please confirm by \d+ \w+ \d{4} that we may continue to read them\./);
	expect(text).toContain(`${publicAddress}/webhook/open-banking/reconfirm?consent=`);
	expect(await sessionOf(who)).toMatchObject({ renewal: 'asked', status: 'active' });
}

it('28 days later renewal reminds the customer who did not confirm, once', async () => {
	await moveTo('+28d');
	const mails = await renew();
	expect([...mails.keys()]).toEqual([bob.customer]);
	expect(mails.get(bob.customer)!.subject).toMatch(/^Reminder: please confirm/);
	expect((await renew()).size).toBe(0);
});

describe('31 days later', () => {
	beforeAll(async () => {
		await moveTo('+31d');
	});

	it('polling goes on for the customer who confirmed', async () => {
		expect(await pollAfterBookings(carol)).toBe(3);
		expect(await sessionOf(carol)).toMatchObject({ status: 'active' });
	});

	it('polling leaves out the customer whose session has ended', async () => {
		const { runData } = (await run(polling)).data.resultData;
		expect(Object.keys(runData)).toContain('Transactions at The Co-operative Bank');
		expect(Object.keys(runData)).not.toContain('Transactions at smile');
	});
});

describe('36 days later', () => {
	beforeAll(async () => {
		await moveTo('+36d');
	});

	it('renewal sets the customer aside, and tells the operator', async () => {
		expect((await renew('error')).size).toBe(0);
		const { subject, text } = await operatorIsTold('did not react to the email and the reminder');
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

it('80 days later renewal asks the customer whose 90 days are nearly over (U-04)', async () => {
	await moveTo('+80d');
	const mails = await renew();
	await assertAsked(alice, mails.get(alice.customer)!);
});

describe('91 days later', () => {
	beforeAll(async () => {
		await moveTo('+91d');
	});

	it('polling leaves out the customer who did not confirm within 90 days', async () => {
		const { runData } = (await run(polling)).data.resultData;
		expect(Object.keys(runData)).toContain('Active Sessions');
		expect(Object.keys(runData)).not.toContain('Transactions at Zopa');
	});

	it('polling goes on when the customer has confirmed', async () => {
		const [mail] = world.mail.mails.filter(({ to }) => to[0] === alice.customer);
		await reconfirm(alice, mail!);
		expect(await daysLeft(alice)).toBeCloseTo(alice.days, 1);
		expect(await pollAfterBookings(alice)).toBe(3);
		expect(await sessionOf(alice)).toMatchObject({ status: 'active' });
	});
});
