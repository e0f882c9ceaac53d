import type { IDataObject } from 'n8n-workflow';

import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import {
	fromInput,
	register,
	runStep,
	session,
	stepError,
	stepItems,
	withRefreshToken,
} from '../support/journey';
import { errorOf, itemsOf, jsonOf } from '../support/workflow';

let bank: EmbeddedBank;
let registration: IDataObject;
let current: IDataObject;

beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 3, transactions: 600 });
	registration = await register(bank, withRefreshToken);
	current = await session(bank, registration);
});
afterEach(async () => {
	await bank.clearFaults();
});
afterAll(async () => {
	await bank.stop();
});

const step = (parameters: IDataObject = {}) => ({
	type: 'getAccounts',
	parameters: { session: current.session, ...fromInput(registration), ...parameters },
});

describe('Accounts', () => {
	it('are emitted simplified, each pointing back at its input', async () => {
		const items = itemsOf(await runStep(bank, step()), 'Step');
		expect(items).toHaveLength(3);
		expect(items[0]).toEqual({
			json: expect.objectContaining({
				accountId: expect.any(String),
				currency: expect.stringMatching(/^[A-Z]{3}$/),
				scheme: expect.any(String),
				identification: expect.any(String),
			}),
			pairedItem: { item: 0 },
		});
	});

	it('are emitted as the bank sent them when asked to', async () => {
		const [account] = await stepItems(bank, step({ simplify: false }));
		expect(account).toHaveProperty('AccountId');
		expect(account).toHaveProperty('Account');
	});

	it('end at the limit', async () => {
		expect(await stepItems(bank, step({ limit: 2 }))).toHaveLength(2);
	});

	it('are none when one was asked for and its ID came to nothing', async () => {
		const error = await stepError(
			bank,
			step({ accountSelection: 'one', accountId: '={{ $json.nothing }}' }),
		);
		expect(error.message).toMatch(/Account ID is empty/);
	});

	it('can be one', async () => {
		const [{ accountId } = {}] = await stepItems(bank, step());
		expect(await stepItems(bank, step({ accountSelection: 'one', accountId }))).toMatchObject([
			{ accountId },
		]);
	});
});

describe('Transactions', () => {
	const transactions = (parameters: IDataObject = {}) =>
		stepItems(bank, step({ operation: 'transactions', ...parameters }));

	it('of all accounts come page after page', async () => {
		const all = await transactions({ returnAll: true });
		const ids = new Set(all.map(({ transactionId }) => transactionId));
		expect(ids.size).toBe(all.length);
		expect(all.length).toBeGreaterThan(150);
	});

	it('end at the limit without reading needless pages', async () => {
		await bank.resetStatistics();
		expect(await transactions({ limit: 10 })).toHaveLength(10);
		// The list of accounts and the first page of the first account.
		expect((await bank.statistics()).banks.zopa?.requests).toBe(2);
	});

	it('end at the limit when that is where a page ends', async () => {
		await bank.resetStatistics();
		expect(await transactions({ limit: 50 })).toHaveLength(50);
		expect((await bank.statistics()).banks.zopa?.requests).toBe(2);
	});

	it('end at the limit over several accounts', async () => {
		expect(await transactions({ limit: 250 })).toHaveLength(250);
	});

	it.each(['2026-02-30', '2026-01-31nonsense', 'soon'])('refuse "%s" as a date', async (date) => {
		const parameters = { operation: 'transactions', options: { fromBookingDateTime: date } };
		const error = await stepError(bank, step(parameters));
		expect(error.message).toMatch(/^Booked From: ".*" is not a date and time/);
	});

	it('take a date that an expression made', async () => {
		const all = await transactions({
			returnAll: true,
			options: { fromBookingDateTime: '={{ $now.minus({ days: 3 }) }}' },
		});
		const from = new Date(Date.now() - 3 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
		expect(all.every(({ bookingDateTime }) => String(bookingDateTime) >= from)).toBe(true);
	});

	it('lie within the booking dates', async () => {
		const all = await transactions({ returnAll: true });
		const dates = all.map(({ bookingDateTime }) => String(bookingDateTime)).sort();
		const middle = dates[Math.floor(dates.length / 2)]!.slice(0, 19);
		const later = await transactions({
			returnAll: true,
			options: { fromBookingDateTime: middle },
		});
		expect(later.length).toBeGreaterThan(0);
		expect(later.length).toBeLessThan(all.length);
		expect(later.every(({ bookingDateTime }) => String(bookingDateTime) >= middle)).toBe(true);
	});

	it('carry what left the account with a minus', async () => {
		const raw = await transactions({ limit: 50, simplify: false });
		const simple = await transactions({ limit: 50 });
		const signs = raw.map(({ CreditDebitIndicator }) => CreditDebitIndicator === 'Debit');
		expect(simple.map(({ amount }) => String(amount).startsWith('-'))).toEqual(signs);
	});
});

describe('A list that the standard leaves to the bank', () => {
	const resources = [
		['beneficiaries', 'beneficiaryId', 'Beneficiary'],
		['directDebits', 'directDebitId', 'DirectDebit'],
		['offers', 'offerId', 'Offer'],
		['parties', 'partyId', 'Party'],
		['standingOrders', 'standingOrderId', 'StandingOrder'],
		['statements', 'statementId', 'Statement'],
	] as const;
	let full: IDataObject;

	beforeAll(async () => {
		full = await session(bank, registration, {
			permissions: [
				'ReadAccountsDetail',
				'ReadBeneficiariesDetail',
				'ReadDirectDebits',
				'ReadOffers',
				'ReadParty',
				'ReadStandingOrdersDetail',
				'ReadStatementsDetail',
			],
		});
	});
	const read = (operation: string, parameters: IDataObject = {}) =>
		stepItems(bank, step({ operation, session: full.session, returnAll: true, ...parameters }));

	it.each(resources)('is read of all accounts: %s, each naming its account', async (name, id) => {
		const accounts = await stepItems(bank, step());
		const entries = await read(name);
		expect([...new Set(entries.map(({ accountId }) => accountId))]).toEqual(
			accounts.map(({ accountId }) => accountId),
		);
		expect(entries.map((entry) => entry[id])).not.toContain(undefined);
	});

	it.each(resources)('is read of one account: %s', async (name) => {
		const [, { accountId } = {}] = await stepItems(bank, step());
		const entries = await read(name, { accountSelection: 'one', accountId });
		expect(entries).not.toHaveLength(0);
		expect(entries.map((entry) => entry.accountId)).toEqual(entries.map(() => accountId));
	});

	it.each(resources)('comes as the bank sent it when asked to: %s', async (name, _, member) => {
		const [entry] = await read(name, { simplify: false });
		expect(entry).toHaveProperty(`${member}Id`);
		expect(entry).not.toHaveProperty('accountId');
	});

	it('is refused by the bank without the permission', async () => {
		const error = await stepError(bank, step({ operation: 'offers' }));
		expect(error.message).toMatch(/answered 403 when reading offers/);
	});

	it('says which date of statements is none', async () => {
		const options = { toStatementDateTime: 'soon' };
		const error = await stepError(bank, step({ operation: 'statements', options }));
		expect(error.message).toMatch(/^To: "soon" is not a date and time/);
	});
});

describe('a failure', () => {
	it('of one account leaves the others and comes out on the error output', async () => {
		const [, { accountId } = {}] = await stepItems(bank, step());
		await bank.addFault({
			path: `/zopa/open-banking/v4.0/aisp/accounts/${String(accountId)}/balances`,
			times: 1,
			answer: {
				status: 400,
				body: JSON.stringify({ Errors: [{ ErrorCode: 'U011', Message: 'closed' }] }),
			},
		});
		const run = await runStep(bank, {
			...step({ operation: 'balances', returnAll: true }),
			onError: 'continueErrorOutput',
		});
		const failed = jsonOf(run, 'Step', 2);
		expect(failed).toEqual([
			expect.objectContaining({
				error: expect.stringMatching(/U011: closed/),
				details: {
					accountId,
					code: 'OB_ASPSP',
					httpStatus: 400,
					errorCodes: ['U011'],
					tppAction: 'fixRequest',
					interactionId: expect.any(String),
				},
			}),
		]);
		const accounts = new Set(jsonOf(run, 'Step').map((balance) => balance.accountId));
		expect(accounts.size).toBe(2);
	});

	it('names the bank’s code, the status and the interaction id, as at every other node', async () => {
		await bank.addFault({
			path: '/zopa/open-banking',
			times: 1,
			answer: {
				status: 403,
				body: JSON.stringify({ Errors: [{ ErrorCode: 'U009', Message: 'no longer authorised' }] }),
			},
		});
		const error = await stepError(bank, step());
		expect(error).toMatchObject({
			name: 'NodeApiError',
			httpCode: '403',
			description: expect.stringMatching(
				/OB_ASPSP · HTTP 403 · U009 · ReConsent · next step: reconsent · interaction id /,
			),
		});
	});

	it('of an account that does not exist names what the bank said', async () => {
		const error = await stepError(
			bank,
			step({ accountSelection: 'one', accountId: '../consents' }),
		);
		expect(error.message).toMatch(/answered 400 when reading accounts: U011/);
	});

	it('that may pass is tried again', async () => {
		await bank.addFault({ path: '/zopa/open-banking', times: 1, answer: { status: 503 } });
		expect(await stepItems(bank, step())).toHaveLength(3);
	});

	it('stops for a session of another credential', async () => {
		const other = await startEmbeddedBank();
		try {
			const error = await stepError(other, step({ client: 'credential' }));
			expect(error.message).toMatch(/sealed with a key that this credential does not have/);
		} finally {
			await other.stop();
		}
	});
});

describe('a session', () => {
	it('opens with the key it was sealed with after a Session Secret was entered', async () => {
		const credential = { sessionSecret: 'a secret of this credential' };
		expect(await stepItems(bank, step(), { credential })).toHaveLength(3);
	});
});

describe('an access token that the bank no longer takes', () => {
	const refused = { path: '/zopa/open-banking', times: 1, answer: { status: 401 } };

	it('is renewed once, and the new session comes out on the second output', async () => {
		const fresh = await session(bank, registration);
		await bank.addFault(refused);
		const run = await runStep(bank, step({ session: fresh.session }));
		expect(jsonOf(run, 'Step')).toHaveLength(3);
		expect(jsonOf(run, 'Step', 1)).toEqual([
			expect.objectContaining({ consentId: fresh.consentId, session: expect.any(String) }),
		]);
	});

	it('is renewed once, even if the bank then takes no token for any account', async () => {
		const fresh = await session(bank, registration);
		await bank.addFault({
			path: '/zopa/open-banking/v4.0/aisp/accounts/',
			times: 99,
			answer: { status: 401 },
		});
		await bank.resetStatistics();
		await runStep(bank, {
			...step({ operation: 'balances', returnAll: true, session: fresh.session }),
			onError: 'continueErrorOutput',
		});
		// The list, three accounts twice at most, and one refresh.
		expect((await bank.statistics()).banks.zopa?.requests).toBeLessThanOrEqual(8);
	});

	it('comes out beside the error on the error output', async () => {
		const fresh = await session(bank, registration);
		await bank.addFault({ ...refused, times: 2 });
		const run = await runStep(bank, {
			...step({ session: fresh.session }),
			onError: 'continueErrorOutput',
		});
		expect(jsonOf(run, 'Step', 1)).toEqual([
			expect.objectContaining({ session: expect.any(String) }),
		]);
		expect(jsonOf(run, 'Step', 2)).toEqual([
			expect.objectContaining({ details: expect.objectContaining({ httpStatus: 401 }) }),
		]);
	});

	it('does not cost the new session when another account fails meanwhile', async () => {
		const [first, second] = await stepItems(bank, step());
		const fresh = await session(bank, registration);
		const path = (account?: IDataObject) =>
			`/zopa/open-banking/v4.0/aisp/accounts/${String(account?.accountId)}/balances`;
		await bank.addFault({ path: path(first), times: 1, answer: { status: 403 } });
		await bank.addFault({ path: path(second), times: 1, answer: { status: 401 } });
		const run = await runStep(
			bank,
			step({ operation: 'balances', returnAll: true, session: fresh.session }),
		);
		expect(jsonOf(run, 'Step', 1)).toEqual([
			expect.objectContaining({
				session: expect.any(String),
				details: expect.objectContaining({ httpStatus: 403 }),
			}),
		]);
	});

	it('does not cost the new session when the reading then fails', async () => {
		const fresh = await session(bank, registration);
		await bank.addFault({ ...refused, times: 2 });
		const run = await runStep(bank, step({ session: fresh.session }));
		expect(errorOf(run, 'Step')).toBeUndefined();
		expect(jsonOf(run, 'Step', 1)).toEqual([
			expect.objectContaining({
				session: expect.any(String),
				error: expect.stringMatching(/answered 401/),
				details: expect.objectContaining({ tppAction: 'reauthenticate' }),
			}),
		]);
	});
});
