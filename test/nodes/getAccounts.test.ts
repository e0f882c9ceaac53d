import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { IDataObject } from 'n8n-workflow';

import { psuApproves } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';

import {
	consent,
	fromInput,
	register,
	runStep,
	session,
	stepError,
	stepItems,
	withRefreshToken,
} from '../support/journey';
import { errorOf, hintsOf, itemsOf, jsonOf } from '../support/workflow';

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

const accountsPath = '/zopa/open-banking/v4.0/aisp/accounts';

const step = (parameters: IDataObject = {}) => ({
	type: 'getAccounts',
	parameters: { session: current.session, ...fromInput(registration), ...parameters },
});

describe('A session of a consent without the permission', () => {
	const basic = [
		'ReadAccountsDetail',
		'ReadTransactionsBasic',
		'ReadTransactionsCredits',
		'ReadTransactionsDebits',
	];
	const without = async (operation: string, of: IDataObject) => {
		const before = await bank.statistics();
		const error = await stepError(bank, step({ operation, session: of.session }));
		expect((await bank.statistics()).banks.zopa).toEqual(before.banks.zopa);
		return error;
	};

	it('is refused before a request, by the name of the permission', async () => {
		const error = await without(
			'balances',
			await session(bank, registration, { permissions: basic }),
		);
		expect(error.message).toBe(
			'The consent does not include the permission for balances: ReadBalances. No request was sent. Create a new consent with this permission, and send the PSU through authorisation. Check "Operation".',
		);
	});

	it('reads what the other permissions give', async () => {
		const { session: sealed } = await session(bank, registration, { permissions: basic });
		const rows = await stepItems(bank, step({ operation: 'transactions', session: sealed }));
		expect(rows).toHaveLength(50);
		expect(rows[0]).toMatchObject({ amount: expect.any(Number), accountName: expect.any(String) });
		expect(rows.every(({ description }) => !description)).toBe(true);
	});

	it('is refused after a new authorisation of the consent, too', async () => {
		const created = await consent(bank, registration, { permissions: basic });
		const [again] = await stepItems(
			bank,
			{
				type: 'createConsent',
				parameters: {
					...fromInput(registration),
					operation: 'getAuthorisationUrl',
					consentId: created.consentId,
				},
			},
			{ input: [created] },
		);
		const error = await without('balances', await authorised(again!));
		expect(error.message).toMatch(/: ReadBalances\. No request was sent\./);
	});

	it('gets the response of the bank if the node does not know the permissions', async () => {
		const created = await consent(bank, registration, { permissions: basic });
		const [again] = await stepItems(bank, {
			type: 'createConsent',
			parameters: {
				...fromInput(registration),
				operation: 'getAuthorisationUrl',
				consentId: created.consentId,
			},
		});
		const { session: sealed } = await authorised(again!);
		const error = await stepError(bank, step({ operation: 'balances', session: sealed }));
		expect(error.message).toMatch(/403/);
	});

	const authorised = async ({ authorizationUrl }: IDataObject) => {
		const redirectResponse = await psuApproves(String(authorizationUrl), {
			user: 'rora',
			ca: bank.ca,
		});
		const parameters = {
			operation: 'authorizationCode',
			redirectResponse,
			...fromInput(registration),
		};
		return (await stepItems(bank, { type: 'getToken', parameters }))[0]!;
	};
});

describe('Accounts', () => {
	it('are returned simplified, each paired with its input item', async () => {
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

	it('have a name even where the bank sends none, and so have their balances (B-23)', async () => {
		const accounts = await stepItems(bank, step());
		expect(
			accounts.map(({ accountName, identification }) => [accountName, identification]),
		).toEqual([
			[expect.stringMatching(/^Credit card \d{4}$/), expect.stringMatching(/^x{12}\d{4}$/)],
			[expect.stringMatching(/^Current account \d{4}$/), expect.stringMatching(/^\d{14}$/)],
			[expect.stringMatching(/^Credit card \d{4}$/), expect.stringMatching(/^x{12}\d{4}$/)],
		]);
		const balances = await stepItems(bank, step({ operation: 'balances', returnAll: true }));
		expect(balances.map(({ accountName }) => accountName)).toEqual(
			accounts.map(({ accountName }) => accountName),
		);
		expect(balances[0]).toMatchObject({
			type: 'InterimAvailable',
			includesCreditLine: true,
			creditLines: [{ amount: 5000, type: 'Credit', included: true }],
		});
	});

	it('are read with an item that cannot be changed (QW-14)', async () => {
		const input = [
			{ consent: { registration: registration.registration, session: current.session } },
		];
		const fromItem = {
			client: 'input',
			registration: '={{ $json.consent.registration }}',
			session: '={{ $json.consent.session }}',
		};
		const run = await runStep(bank, { type: 'getAccounts', parameters: fromItem }, { input });
		expect(jsonOf(run, 'Step')).toHaveLength(3);
		expect(Object.isFrozen(itemsOf(run, 'Start')[0]?.json.consent)).toBe(true);
		expect(jsonOf(run, 'Start')).toEqual(input);
	});

	it('are returned unchanged if that is set', async () => {
		const [account] = await stepItems(bank, step({ simplify: false }));
		expect(account).toHaveProperty('AccountId');
		expect(account).toHaveProperty('Account');
	});

	it('end at the limit', async () => {
		expect(await stepItems(bank, step({ limit: 2 }))).toHaveLength(2);
	});

	it.each([
		[null, 'null'],
		['abc', '"abc"'],
		[{ accessToken: 's3cr3t' }, '[object]'],
		[true, 'true'],
		[0, '0'],
		[1.5, '1.5'],
		['', '""'],
		['-1', '"-1"'],
	])('reject the limit %j (T-21)', async (limit, quoted) => {
		const error = await stepError(bank, step({ limit: `={{ ${JSON.stringify(limit)} }}` }));
		expect(error.message).toBe(
			`${quoted} is not a valid limit. Enter a whole number of 1 or more. Check "Limit".`,
		);
	});

	it('end at a limit that an expression gives as a text', async () => {
		expect(await stepItems(bank, step({ limit: '={{ "2" }}' }))).toHaveLength(2);
	});

	it('reject a switch that is neither on nor off', async () => {
		const error = await stepError(bank, step({ returnAll: '={{ "no" }}' }));
		expect(error.message).toBe('"no" is neither true nor false. Check "Return All".');
	});

	it('need an account ID if one account is chosen', async () => {
		const error = await stepError(
			bank,
			step({ accountSelection: 'one', accountId: '={{ $json.nothing }}' }),
		);
		expect(error.message).toMatch(/^The account ID is empty\. Check "Account"\.$/);
	});

	it('can be one', async () => {
		const [{ accountId } = {}] = await stepItems(bank, step());
		expect(await stepItems(bank, step({ accountSelection: 'one', accountId }))).toMatchObject([
			{ accountId },
		]);
	});
});

describe('Transactions', () => {
	const transactions = (parameters: IDataObject = {}, typeVersion = 1.1) =>
		stepItems(bank, { ...step({ operation: 'transactions', ...parameters }), typeVersion });

	it('of all accounts are read page after page', async () => {
		const all = await transactions({ returnAll: true });
		const ids = new Set(all.map(({ transactionId }) => transactionId));
		expect(ids.size).toBe(all.length);
		expect(all.length).toBeGreaterThan(150);
	});

	it.each([10, 50])('end at the limit %j without reading unneeded pages', async (limit) => {
		const [{ accountId } = {}] = await stepItems(bank, step());
		await bank.resetStatistics();
		const one = { accountSelection: 'one', accountId };
		expect(await transactions({ ...one, limit })).toHaveLength(limit);
		// The first page, and the name of the account.
		expect((await bank.statistics()).banks.zopa?.requests).toBe(2);
	});

	it('end at the limit of each account, so that none is missing (U-14)', async () => {
		const rows = await transactions({ limit: 7 });
		const accounts = await stepItems(bank, step({}));
		const rowsOf = (id: unknown) => rows.filter(({ accountId }) => accountId === id).length;
		expect(accounts.map(({ accountId }) => rowsOf(accountId))).toEqual(accounts.map(() => 7));
	});

	it.each([7, 250])(
		'end at the limit %j of all accounts together, in version 1 of the node',
		async (limit) => {
			expect(await transactions({ limit }, 1)).toHaveLength(limit);
		},
	);

	it.each(['2026-02-30', '2026-01-31nonsense', 'soon'])('reject "%s" as a date', async (date) => {
		const parameters = { operation: 'transactions', options: { fromBookingDateTime: date } };
		const error = await stepError(bank, step(parameters));
		expect(error.message).toMatch(/^".*" is not a date and time .* Check "Booking Date From"\.$/);
	});

	it('accept a date from an expression', async () => {
		const all = await transactions({
			returnAll: true,
			options: { fromBookingDateTime: "={{ $now.setZone('utc').minus({ days: 3 }) }}" },
		});
		const from = new Date(Date.now() - 3 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
		expect(all.length).toBeGreaterThan(0);
		expect(all.filter(({ bookingDateTime }) => String(bookingDateTime) < from)).toEqual([]);
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
		expect(later.length).toBeGreaterThan(0);
		expect(later.filter(({ bookingDateTime }) => String(bookingDateTime) < middle)).toEqual([]);
	});

	it('outside the dates are left out, with a hint, if the bank ignores the dates (T-22)', async () => {
		const [{ accountId } = {}] = await stepItems(bank, step());
		const Transaction = ['2026-11-02', '2017-01-01', '2026-11-01'].map((day) => ({
			AccountId: accountId,
			BookingDateTime: `${day}T00:00:00+00:00`,
		}));
		const body = JSON.stringify({ Data: { Transaction } });
		const path = `${accountsPath}/${String(accountId)}/transactions`;
		await bank.addFault({ path, times: 1, response: { status: 200, body } });
		const operation = { operation: 'transactions', accountSelection: 'one', accountId };
		const options = { fromBookingDateTime: '2026-11-01' };
		const run = await runStep(bank, step({ ...operation, options }));
		expect(jsonOf(run, 'Step').map(({ date }) => String(date).slice(0, 10))).toEqual([
			'2026-11-02',
			'2026-11-01',
		]);
		expect(hintsOf(run, 'Step')).toEqual([
			'The bank ignored the dates and sent transactions outside of them, too. They were left out.',
		]);
	});

	it.each([true, false])(
		'have the interaction ID if that is set, simplified %j (F-24)',
		async (simplify) => {
			const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
			const options = { includeInteractionId: true };
			const all = await transactions({ simplify, options, limit: 10 });
			const ids = new Set(all.map(({ interactionId }) => interactionId));
			// One response for each account.
			expect([...ids]).toEqual([1, 2, 3].map(() => expect.stringMatching(uuid) as string));
		},
	);

	it('have a minus for debits', async () => {
		const raw = await transactions({ limit: 50, simplify: false });
		const simple = await transactions({ limit: 50 });
		const signs = raw.map(({ CreditDebitIndicator }) => CreditDebitIndicator === 'Debit');
		expect(simple.map(({ amount }) => Number(amount) < 0)).toEqual(signs);
		expect(simple.map(({ amount }) => typeof amount)).toEqual(simple.map(() => 'number'));
	});
});

describe('A list that banks may leave out', () => {
	const resources = [
		['beneficiaries', 'beneficiaryId', 'Beneficiary'],
		['directDebits', 'directDebitId', 'DirectDebit'],
		['offers', 'offerId', 'Offer'],
		['accountParty', 'partyId', 'Party'],
		['standingOrders', 'standingOrderId', 'StandingOrder'],
		['statements', 'statementId', 'Statement'],
	] as const;
	const permissions = [
		'ReadAccountsDetail',
		'ReadBeneficiariesDetail',
		'ReadDirectDebits',
		'ReadOffers',
		'ReadParty',
		'ReadStandingOrdersDetail',
		'ReadStatementsDetail',
	];
	// Monese has each list for each account. Zopa has most of them for one product only.
	let monese: IDataObject;
	let client: IDataObject;
	let full: IDataObject;

	beforeAll(async () => {
		monese = localCredential(bank, 'monese');
		client = await register(bank, {}, monese);
		full = await session(bank, client, { permissions }, monese);
	});
	const stepAtMonese = (parameters: IDataObject = {}) => ({
		type: 'getAccounts',
		parameters: { session: full.session, ...fromInput(client), ...parameters },
	});
	const read = (operation: string, parameters: IDataObject = {}) =>
		stepItems(bank, stepAtMonese({ operation, returnAll: true, ...parameters }), {
			credential: monese,
		});

	it.each(resources)(
		'is read for all accounts, with the account of each entry: %s',
		async (name, id) => {
			const accounts = await read('accounts');
			const entries = await read(name);
			expect([...new Set(entries.map(({ accountId }) => accountId))]).toEqual(
				accounts.map(({ accountId }) => accountId),
			);
			expect(entries.map((entry) => entry[id])).not.toContain(undefined);
		},
	);

	it.each(resources)('is read for one account: %s', async (name) => {
		const [, { accountId } = {}] = await read('accounts');
		const entries = await read(name, { accountSelection: 'one', accountId });
		expect(entries).not.toHaveLength(0);
		expect(entries.map((entry) => entry.accountId)).toEqual(entries.map(() => accountId));
	});

	it.each(resources)('is returned unchanged if that is set: %s', async (name, _, member) => {
		const [entry] = await read(name, { simplify: false });
		expect(entry).toHaveProperty(`${member}Id`);
		expect(entry).not.toHaveProperty('accountId');
	});

	it.each([
		['beneficiaries', 'CurrentAccount'],
		['directDebits', 'CurrentAccount'],
		['standingOrders', 'CurrentAccount'],
		['offers', 'CreditCard'],
		['statements', 'CreditCard'],
	])('has entries of the products that have them: %s of a %s', async (operation, type) => {
		const atZopa = await session(bank, registration, { permissions });
		const ofZopa = (parameters: IDataObject) =>
			stepItems(bank, step({ session: atZopa.session, returnAll: true, ...parameters }));
		const accounts = (await ofZopa({})).filter((account) => account.type === type);
		const entries = await ofZopa({ operation });
		expect([...new Set(entries.map(({ accountId }) => accountId))]).toEqual(
			accounts.map(({ accountId }) => accountId),
		);
	});

	it('fails without the permission', async () => {
		const error = await stepError(bank, step({ operation: 'offers' }));
		expect(error.message).toMatch(/does not include the permission for offers: ReadOffers\. No/);
	});

	it('reports an invalid statement date', async () => {
		const options = { toStatementDateTime: 'soon' };
		const { session: sealed } = await session(bank, registration, { permissions });
		const error = await stepError(
			bank,
			step({ operation: 'statements', options, session: sealed }),
		);
		expect(error.message).toMatch(/^"soon" is not a date and time .* Check "Statement Date To"\.$/);
	});
});

describe('a failure', () => {
	it('of one account does not stop the others and is on the error output (QW-17)', async () => {
		const [, { accountId } = {}] = await stepItems(bank, step());
		await bank.addFault({
			path: `/zopa/open-banking/v4.0/aisp/accounts/${String(accountId)}/balances`,
			times: 1,
			response: {
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

	it.each([
		['', 'it is missing'],
		['"AccountId":null', 'it is null'],
		['"AccountId":" "', 'it is empty'],
		['"AccountId":{}', 'it is of type object'],
		['"AccountId":".."', '".." cannot be part of a URL'],
		['"AccountId":"1\\ud83d"', '"1\\ud83d" cannot be part of a URL'],
	])('names an account of the list with {%s} (T-20)', async (member, reason) => {
		const body = `{"Data":{"Account":[{"AccountId":"1"},{${member}}]}}`;
		await bank.addFault({ path: accountsPath, times: 1, response: { status: 200, body } });
		await bank.resetStatistics();
		const error = await stepError(bank, step({ operation: 'balances' }));
		expect(error.message).toBe(
			`The bank's list of accounts is invalid: account 2 has no usable AccountId (${reason}).`,
		);
		expect((await bank.statistics()).banks.zopa?.requests).toBe(1);
	});

	const withUnusable = async (...ids: unknown[]) => {
		const [account] = await stepItems(bank, step());
		const Account = [account!.accountId, ...ids].map((AccountId) => ({ AccountId }));
		const body = JSON.stringify({ Data: { Account } });
		await bank.addFault({ path: accountsPath, times: 1, response: { status: 200, body } });
		return account!.accountId;
	};
	const unusable = {
		error:
			'The bank\'s list of accounts is invalid: account 2 has no usable AccountId (".." cannot be part of a URL); account 3 has no usable AccountId (it is missing).',
		details: { code: 'OB_INVALID_RESPONSE', tppAction: 'contactBank' },
	};
	const onError = 'continueErrorOutput';

	it.each([
		['balances', {}],
		['balances', { isLimitPerAccount: false, returnAll: false, limit: 1 }],
		['transactions', { onlyNew: true }],
	])(
		'in the ID of an account keeps the others, if the node continues on errors: %s with %j (T-20)',
		async (operation, parameters) => {
			const accountId = await withUnusable('..', undefined);
			await bank.resetStatistics();
			const run = await runStep(bank, { ...step({ operation, ...parameters }), onError });
			expect(jsonOf(run, 'Step', 'onlyNew' in parameters ? 3 : 2)).toEqual([unusable]);
			const read = jsonOf(run, 'Step');
			expect(new Set(read.map((row) => row.accountId))).toEqual(new Set([accountId]));
			// The list, the data of the account, and its name.
			expect((await bank.statistics()).banks.zopa?.requests).toBe(3);
		},
	);

	it('in the IDs of all accounts is one error', async () => {
		const body = JSON.stringify({ Data: { Account: Array(30).fill({ AccountId: '.' }) } });
		await bank.addFault({ path: accountsPath, times: 1, response: { status: 200, body } });
		const run = await runStep(bank, { ...step({ operation: 'balances' }), onError });
		expect(jsonOf(run, 'Step')).toEqual([]);
		const [failed, ...others] = jsonOf(run, 'Step', 2);
		expect(others).toEqual([]);
		expect(failed!.error).toMatch(/account 20 has no usable AccountId \([^;]*\); and others\.$/);
	});

	const failSecondPage = async (accountId: unknown) => {
		const path = `${accountsPath}/${String(accountId)}/transactions`;
		const Next = `${path}?page=2`;
		const Transaction = [{ AccountId: accountId, TransactionId: 'first' }];
		const body = JSON.stringify({ Data: { Transaction }, Links: { Next } });
		await bank.addFault({ path, times: 1, response: { status: 200, body } });
		await bank.addFault({ path, times: 1, response: { status: 403 } });
	};

	it('of a later page keeps what was read, if the node continues on errors', async () => {
		const [{ accountId } = {}] = await stepItems(bank, step());
		await failSecondPage(accountId);
		const operation = { operation: 'transactions', accountSelection: 'one', accountId };
		const run = await runStep(bank, { ...step(operation), onError: 'continueErrorOutput' });
		expect(jsonOf(run, 'Step')).toMatchObject([{ transactionId: 'first' }]);
		expect(jsonOf(run, 'Step', 2)).toMatchObject([{ details: { accountId, httpStatus: 403 } }]);
	});

	it('of a later page ends the node by default', async () => {
		const [{ accountId } = {}] = await stepItems(bank, step());
		await failSecondPage(accountId);
		const operation = { operation: 'transactions', accountSelection: 'one', accountId };
		expect((await stepError(bank, step(operation))).message).toMatch(/responded with 403/);
	});

	it('to find the next page keeps what was read (T-09)', async () => {
		const [{ accountId } = {}] = await stepItems(bank, step());
		const path = `${accountsPath}/${String(accountId)}/transactions`;
		const Transaction = [{ AccountId: accountId, TransactionId: 'first' }];
		const Links = { Next: 'https://other.example/accounts' };
		const body = JSON.stringify({ Data: { Transaction }, Links });
		await bank.addFault({ path, times: 1, response: { status: 200, body } });
		const operation = { operation: 'transactions', accountSelection: 'one', accountId };
		const run = await runStep(bank, step(operation));
		expect(jsonOf(run, 'Step')).toMatchObject([{ transactionId: 'first' }]);
		expect(hintsOf(run, 'Step')).toEqual([
			"The list of transactions may be incomplete: the bank's link to the next page leads away from the API.",
		]);
	});

	it('has the bank’s code, the status and the interaction ID', async () => {
		await bank.addFault({
			path: '/zopa/open-banking',
			times: 1,
			response: {
				status: 403,
				body: JSON.stringify({ Errors: [{ ErrorCode: 'U009', Message: 'no longer authorised' }] }),
			},
		});
		const error = await stepError(bank, step());
		expect(error).toMatchObject({
			name: 'NodeApiError',
			httpCode: '403',
			description: expect.stringMatching(
				/^Create a new consent and send the PSU through authorisation\. The bank’s reference is /,
			),
			context: {
				details: {
					code: 'OB_ASPSP',
					httpStatus: 403,
					errorCodes: ['U009'],
					errorType: 'ReConsent',
					tppAction: 'reconsent',
				},
			},
		});
	});

	it('for an unknown account has the message of the bank', async () => {
		const error = await stepError(
			bank,
			step({ accountSelection: 'one', accountId: '../consents' }),
		);
		expect(error.message).toMatch(/responded with 400 when reading accounts: U011/);
	});

	it('that may be temporary is retried', async () => {
		await bank.addFault({ path: '/zopa/open-banking', times: 1, response: { status: 503 } });
		expect(await stepItems(bank, step())).toHaveLength(3);
	});

	it('stops the node for a session of another credential', async () => {
		// A home of its own has other keys: banks without one share theirs.
		const home = mkdtempSync(join(tmpdir(), 'embedded-bank-'));
		const other = await startEmbeddedBank({ home });
		try {
			const error = await stepError(other, step({ client: 'credential' }));
			expect(error.message).toMatch(/sealed with a key that this credential does not have/);
		} finally {
			await other.stop();
			rmSync(home, { recursive: true });
		}
	});
});

describe('a session', () => {
	it('may have spaces around it and line breaks in it, with its client as well', async () => {
		const wrapped = ` ${String(current.session).replace(/.{60}/g, '$&\n')}\n`;
		expect(await stepItems(bank, step({ session: wrapped }))).toHaveLength(3);
		const automatic = { type: 'getAccounts', parameters: { returnAll: true } };
		const items = await stepItems(bank, automatic, { input: [{ session: wrapped }] });
		expect(items).toHaveLength(3);
	});

	it('is opened with its key after a Session Secret was entered', async () => {
		const credential = { sessionSecret: 'a secret of this credential' };
		expect(await stepItems(bank, step(), { credential })).toHaveLength(3);
	});
});

describe('an access token that the bank rejects', () => {
	const rejectOnce = { path: '/zopa/open-banking', times: 1, response: { status: 401 } };

	it('is renewed once, and the new session is on the second output', async () => {
		const fresh = await session(bank, registration);
		await bank.addFault(rejectOnce);
		const run = await runStep(bank, step({ session: fresh.session }));
		expect(jsonOf(run, 'Step')).toHaveLength(3);
		expect(jsonOf(run, 'Step', 1)).toEqual([
			expect.objectContaining({ consentId: fresh.consentId, session: expect.any(String) }),
		]);
	});

	it('is renewed once, even if the bank then rejects every token', async () => {
		const fresh = await session(bank, registration);
		await bank.addFault({
			path: '/zopa/open-banking/v4.0/aisp/accounts/',
			times: 99,
			response: { status: 401 },
		});
		await bank.resetStatistics();
		await runStep(bank, {
			...step({ operation: 'balances', returnAll: true, session: fresh.session }),
			onError: 'continueErrorOutput',
		});
		// The list, three accounts twice at most, and one refresh.
		expect((await bank.statistics()).banks.zopa?.requests).toBeLessThanOrEqual(8);
	});

	it('is renewed, and the session is output beside the error on the error output', async () => {
		const fresh = await session(bank, registration);
		await bank.addFault({ ...rejectOnce, times: 2 });
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

	it('is renewed, and the session is output if another account fails meanwhile', async () => {
		const [first, second] = await stepItems(bank, step());
		const fresh = await session(bank, registration);
		const path = (account?: IDataObject) =>
			`/zopa/open-banking/v4.0/aisp/accounts/${String(account?.accountId)}/balances`;
		await bank.addFault({ path: path(first), times: 1, response: { status: 403 } });
		await bank.addFault({ path: path(second), times: 1, response: { status: 401 } });
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

	it('is renewed, and the session is output if reading then fails', async () => {
		const fresh = await session(bank, registration);
		await bank.addFault({ ...rejectOnce, times: 2 });
		const run = await runStep(bank, step({ session: fresh.session }));
		expect(errorOf(run, 'Step')).toBeUndefined();
		expect(jsonOf(run, 'Step', 1)).toEqual([
			expect.objectContaining({
				session: expect.any(String),
				error: expect.stringMatching(/responded with 401/),
				details: expect.objectContaining({ tppAction: 'reauthenticate' }),
			}),
		]);
	});
});
