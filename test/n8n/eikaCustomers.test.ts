import type { IDataObject } from 'n8n-workflow';
import type { Browser } from 'playwright-core';

import { signIn, type Execution } from '../../scripts/n8n/api';
import type { Mail } from '../../scripts/n8n/mailServer';
import { waitFor } from '../support/waitFor';
import { goOnTo, openPage, visitEika, type EikaPsu } from './browser';
import {
	connect,
	followLink,
	keyOf,
	linkIn,
	onboard,
	openCustomersBrowser,
	publicAddress,
	publicWebhooks,
	publishExamples,
	sessionsOf,
	transactionsOf,
} from './customers';
import { newMovableClock, type MovableClock } from './movableClock';
import { rest, scheduledExample } from './scheduledExample';
import {
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

/*
 * Two customers of Eika, a person and a company, from the link to the end of their consents. At Eika a consent ends after 180
 * days and cannot be confirmed again, and each list can be read four times a day while the PSU is absent.
 */

const kari = { bank: 'eika', customer: 'kari@example.com', user: '13039319955' };
/** Has two agreements, and an account without `REGISTER` in the one that she selects. */
const ingrid = {
	bank: 'eika',
	customer: 'ingrid@example.com',
	user: '18129215603',
	agreement: 'Fjord',
};

type Who = EikaPsu & { bank: string; customer: string };

const visitAs = (who: Who) => async (page: Parameters<typeof visitEika>[0], url: string) =>
	await visitEika(page, url, who);

let clock: MovableClock;
let opened: World;
/** n8n ends the operator's sign-in after seven days, so `api` changes when the clock moves. */
let world: World;
let browser: Browser;
let polling: string;
let renewal: string;

const minutesOfDay = 24 * 60;
/**
 * Minutes until the next noon, less than a day: the certificates that the bank then creates are valid from the day before. The
 * limits of Eika are per day, so no day ends inside a test.
 */
const untilNoon = (1.5 * minutesOfDay - ((Date.now() / 60_000) % minutesOfDay)) % minutesOfDay;
let days = 0;

const setClock = () => clock.moveTo(`+${Math.floor(untilNoon + days * minutesOfDay)}m`);

beforeAll(async () => {
	clock = newMovableClock();
	setClock();
	opened = await clock.under(
		async () =>
			await openWorld({ environment: { ...publicWebhooks, EXECUTIONS_DATA_PRUNE: 'false' } }),
	);
	world = opened;
	browser = await openCustomersBrowser(world);
	await publishExamples(world);
	polling = await store(world, scheduledExample('polling'));
	renewal = await store(world, scheduledExample('renewal'));
});

afterAll(async () => {
	await browser?.close();
	await opened?.close();
	clock?.remove();
});

async function moveTo(day: number): Promise<void> {
	days = day;
	setClock();
	const { authority } = tlsOf(world.bank);
	world = { ...opened, api: await signIn(world.n8n.address, { ...owner, authority }) };
}

const rowsOf = async ({ customer }: Who): Promise<IDataObject[]> =>
	(await sessionsOf(world)).filter((row) => row.customer === customer);

/** Returns the newest session of a customer. */
const rowOf = async (who: Who): Promise<IDataObject> => (await rowsOf(who)).at(-1)!;

async function poll(): Promise<Execution> {
	const execution = await runToEnd(world, polling, 'Every Six Hours');
	expect(execution.status).toBe('success');
	return execution;
}

const hasRun = ({ data }: Execution, node: string): boolean =>
	(data.resultData.runData[node] ?? []).length > 0;

async function assertEachOnce(): Promise<IDataObject[]> {
	const rows = await transactionsOf(world);
	expect(new Set(rows.map(keyOf)).size).toBe(rows.length);
	return rows;
}

/** Returns how many rows more the table has after a run that succeeds. */
async function added(): Promise<number> {
	const before = (await transactionsOf(world)).length;
	const execution = await poll();
	expect(hasRun(execution, 'By Required Action')).toBe(false);
	return (await assertEachOnce()).length - before;
}

let accountId: string;

const book = async (count: number) =>
	await world.bank.bookTransactions({ bank: 'eika', accountId, count });

/** Runs the renewal, and returns the emails that customers get. */
async function mailsOfRenewal(): Promise<Mail[]> {
	const before = world.mail.mails.length;
	expect((await runToEnd(world, renewal, 'Every Morning')).status).toBe('success');
	return world.mail.mails.slice(before);
}

it('onboarding needs no registration at Eika', async () => {
	expect(await onboard(world, { bank: 'eika' })).toEqual({
		status: 200,
		json: {
			bank: 'eika',
			clientInCredential: false,
			connectUrl: `${publicAddress}/webhook/open-banking/connect?bank=eika`,
		},
	});
});

it.each<Who>([kari, ingrid])(
	'a link leads $customer to Eika, and the trigger outputs a session',
	async (who) => {
		const row = await connect({ browser, world }, who, visitAs(who));
		expect(row).toMatchObject({
			bank: 'eika',
			customer: who.customer,
			status: 'active',
			session: expect.stringMatching(/^eyJ/),
			consentId: expect.any(String),
			reconfirmBy: expect.any(String),
			cursor: null,
		});
	},
);

it('a customer who refuses at Eika reads so, and gets no session', async () => {
	const page = await openPage(browser);
	const link = `${publicAddress}/webhook/open-banking/connect?bank=eika&customer=refuser`;
	await visitEika(page, link, { ...kari, decision: 'refuse' });
	await goOnTo(page, new URL(publicAddress).host);
	await page.locator('h1').filter({ hasText: 'Your account is not connected' }).waitFor();
	const refused = await waitFor('the refusal', async () => {
		const [newest] = await executionsOf(world, world.imported.workflows.consent!, 1);
		return newest && hasRun(newest, 'Customer Refused') && newest;
	});
	expect(outputOf(refused, 'No Action Needed')).toEqual([
		expect.objectContaining({ outcome: 'refused', bank: 'eika', passThrough: 'refuser' }),
	]);
	expect(await sessionsOf(world)).toHaveLength(2);
});

describe('polling every six hours', () => {
	it('stores the transactions of both customers, of the accounts with VIEW and REGISTER', async () => {
		const execution = await poll();
		const items = outputOf(execution, 'Transactions at Eika');
		accountId = String(items[0]!.accountId);
		// Two accounts of the person, and one of the two accounts of the company.
		expect(new Set(items.map((item) => item.accountId)).size).toBe(3);
		expect(await assertEachOnce()).toHaveLength(items.length);
		for (const who of [kari, ingrid]) {
			expect((await rowOf(who)).cursor).toEqual(expect.any(String));
		}
	});

	it('adds only what is new, four times a day', async () => {
		await book(3);
		expect(await added()).toBe(3);
		expect(await added()).toBe(0);
		expect(await added()).toBe(0);
	});

	it('leaves the session as it is when ACCESS_EXCEEDED says that the day is used up', async () => {
		await book(2);
		const before = await transactionsOf(world);
		const execution = await poll();
		expect(outputOf(execution, 'Retry on Next Run')).toEqual([
			expect.objectContaining({ details: expect.objectContaining(exceeded) }),
			expect.objectContaining({ details: expect.objectContaining(exceeded) }),
		]);
		expect(await transactionsOf(world)).toHaveLength(before.length);
		expect(await rowOf(kari)).toMatchObject({ status: 'active', claimedBy: '' });
	});

	it('stores on the next day what was booked meanwhile', async () => {
		await moveTo(1);
		expect(await added()).toBe(2);
	});

	it('goes on after 91 days, because nobody has to confirm at Eika', async () => {
		await moveTo(91);
		expect(await mailsOfRenewal()).toEqual([]);
		await book(3);
		expect(await added()).toBe(3);
	});
});

const exceeded = { tppAction: 'retryLater', errorCodes: ['ACCESS_EXCEEDED'] };

describe('170 days later', () => {
	let mails: Mail[];

	beforeAll(async () => {
		await moveTo(170);
		mails = await mailsOfRenewal();
	});

	it('renewal asks both customers, because their consents end within 14 days', async () => {
		expect(mails.flatMap(({ to }) => to).sort()).toEqual([ingrid.customer, kari.customer]);
		expect(await mailsOfRenewal()).toEqual([]);
	});

	it('the link leads to another consent, and polling goes on with it', async () => {
		const former = await rowOf(kari);
		await publish(world, renewal, 'open-banking/reconfirm');
		const mail = mails.find(({ to }) => to[0] === kari.customer)!;
		await followLink(browser, linkIn(mail), visitAs(kari));
		await rest(world, renewal);
		await waitFor('the second session', async () => (await rowsOf(kari)).length === 2);
		expect(await rowOf(kari)).toMatchObject({ status: 'active' });
		expect((await rowOf(kari)).consentId).not.toBe(former.consentId);
	});

	it('polling sets the former consent aside, stores nothing twice, and goes on', async () => {
		await book(2);
		const before = await transactionsOf(world);
		const execution = await poll();
		expect(outputOf(execution, 'Pause Session')).toHaveLength(1);
		expect(await assertEachOnce()).toHaveLength(before.length + 2);
		expect((await rowsOf(kari)).map(({ status }) => status)).toEqual(['reconsent', 'active']);
		expect(await added()).toBe(0);
	});
});

describe('181 days later', () => {
	beforeAll(async () => {
		await moveTo(181);
	});

	it('polling leaves out the customer whose consent has ended', async () => {
		await book(1);
		const execution = await poll();
		expect(outputOf(execution, 'Active Sessions').map(({ customer }) => customer)).toEqual([
			kari.customer,
		]);
		expect(outputOf(execution, 'Transactions at Eika')).toHaveLength(1);
	});

	it('renewal reminds that customer, and nobody who has connected since', async () => {
		expect(await mailsOfRenewal()).toEqual([
			expect.objectContaining({
				to: [ingrid.customer],
				subject: 'Reminder: please confirm the access to your accounts at Eika',
			}),
		]);
	});
});
