import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import {
	allPermissions,
	api,
	authorise,
	call,
	clientToken,
	exchange,
	psuToken,
	register,
	type Client,
} from './tpp';

let bank: EmbeddedBank;
let client: Client;
let token: string;
beforeAll(async () => {
	// Zopa has less than the standard, so the embedded bank stands in for one with all of it.
	bank = await startEmbeddedBank({ accounts: 3, transactions: 700, guise: {} });
	client = await register(bank);
	token = await psuToken(bank, client);
});
afterAll(() => bank.stop());

const tokenFor = (Permissions: string[], Data: object = {}) =>
	psuToken(bank, client, { Data: { Permissions, ...Data } });
const accountIds = async (bearer: string): Promise<string[]> =>
	(await api(bank, '/accounts', bearer)).json.Data.Account.map(
		({ AccountId }: { AccountId: string }) => AccountId,
	);
const firstAccount = async () => (await accountIds(token))[0]!;

interface WireTransaction {
	TransactionId: string;
	CreditDebitIndicator: string;
	BookingDateTime: string;
}

interface WireStatement {
	StartDateTime: string;
	EndDateTime: string;
}

/** Every page, by `Links.Next`. */
const allTransactions = async (path: string, bearer = token): Promise<WireTransaction[]> => {
	const found: WireTransaction[] = [];
	let next: string | undefined = `${bank.banks.zopa.accountInformation}${path}`;
	while (next) {
		const { json } = await call(bank, next, { headers: { authorization: `Bearer ${bearer}` } });
		found.push(...json.Data.Transaction);
		next = json.Links.Next;
	}
	return found;
};

describe('accounts', () => {
	it('are those of the PSU, with ids of 24 digits', async () => {
		const ids = await accountIds(token);
		expect(ids).toHaveLength(3);
		for (const id of ids) expect(id).toMatch(/^\d{24}$/);
		expect(await accountIds(await psuToken(bank, client, { user: 'mits' }))).toHaveLength(2);
		// A card account, and an account that a payment can be refused for.
		expect(await accountIds(await psuToken(bank, client, { user: 'ivsa' }))).toHaveLength(2);
	});

	it('are only those that the PSU chose', async () => {
		const [first, second] = await accountIds(token);
		const chosen = await psuToken(bank, client, { accounts: [second!] });
		expect(await accountIds(chosen)).toEqual([second]);
		expect(await api(bank, `/accounts/${first}`, chosen)).toMatchObject({
			status: 400,
			json: { Errors: [{ ErrorCode: 'U011' }] },
		});
	});

	it('show numbers with ReadAccountsDetail only, and a card number with ReadPAN only', async () => {
		const basic = await tokenFor(['ReadAccountsBasic']);
		const [account] = (await api(bank, '/accounts', basic)).json.Data.Account;
		expect(account).toMatchObject({ AccountCategory: 'Personal', Currency: 'GBP' });
		expect(account).not.toHaveProperty('Account');
		const [detailed] = (await api(bank, '/accounts', token)).json.Data.Account;
		expect(detailed.Account[0]).toMatchObject({
			SchemeName: 'UK.OBIE.SortCodeAccountNumber',
			Identification: expect.stringMatching(/^\d{14}$/),
		});
	});

	it('carry links and meta', async () => {
		const { json, headers } = await api(bank, '/accounts', token);
		expect(json.Links).toEqual({ Self: `${bank.banks.zopa.accountInformation}/accounts` });
		expect(json.Meta).toEqual({ TotalPages: 1 });
		expect(headers['content-type']).toBe('application/json; charset=utf-8');
	});

	it('are 400 when unknown, or of another PSU', async () => {
		for (const id of ['1', '500200000000000000000001', 'x']) {
			expect(await api(bank, `/accounts/${id}/balances`, token)).toMatchObject({
				status: 400,
				json: { Errors: [{ ErrorCode: 'U011' }] },
			});
		}
	});
});

it('gives balances as positive decimals with an indicator', async () => {
	const { json } = await api(bank, '/balances', token);
	expect(json.Data.Balance).toHaveLength(6);
	expect(json.Data.Balance[0]).toEqual({
		AccountId: await firstAccount(),
		CreditDebitIndicator: expect.stringMatching(/^(Credit|Debit)$/),
		Type: 'ITBD',
		DateTime: expect.any(String),
		Amount: { Amount: expect.stringMatching(/^\d+\.\d{2}$/), Currency: 'GBP' },
	});
});

describe('transactions', () => {
	it('come newest first, by pages of fifty, each once', async () => {
		const path = `/accounts/${await firstAccount()}/transactions`;
		const { json } = await api(bank, path, token);
		expect(json.Data.Transaction).toHaveLength(50);
		expect(json.Links).toEqual({
			Self: `${bank.banks.zopa.accountInformation}${path}`,
			First: `${bank.banks.zopa.accountInformation}${path}`,
			Next: `${bank.banks.zopa.accountInformation}${path}?page=2`,
			Last: `${bank.banks.zopa.accountInformation}${path}?page=2`,
		});
		const all = await allTransactions(path);
		const times = all.map(({ BookingDateTime }) => Date.parse(BookingDateTime));
		expect(new Set(all.map(({ TransactionId }) => TransactionId)).size).toBe(100);
		expect(times).toEqual([...times].sort((one, other) => other - one));
	});

	it('are those of every account at the bulk path', async () => {
		expect(await allTransactions('/transactions')).toHaveLength(300);
	});

	it('are filtered by booking date, with the time zone left out', async () => {
		const path = `/accounts/${await firstAccount()}/transactions`;
		const all = await allTransactions(path);
		const [to, from] = [all[10]!, all[20]!].map(({ BookingDateTime }) =>
			BookingDateTime.replace('Z', ''),
		);
		const query = `?fromBookingDateTime=${from}&toBookingDateTime=${to}`;
		expect(await allTransactions(`${path}${query}`)).toEqual(all.slice(10, 21));
	});

	it('keep the filter in the links', async () => {
		const query = '?fromBookingDateTime=2020-01-01T00:00:00';
		const { json } = await api(bank, `/transactions${query}`, token);
		expect(new URL(json.Links.Next).searchParams.get('fromBookingDateTime')).toBe(
			'2020-01-01T00:00:00',
		);
	});

	it('are 400 for an invalid date, and for a missing page', async () => {
		for (const query of ['fromBookingDateTime=yesterday', 'page=0', 'page=99', 'page=x']) {
			expect(await api(bank, `/transactions?${query}`, token)).toMatchObject({ status: 400 });
		}
	});

	it('are an empty list when nothing is in the range', async () => {
		const query = '?fromBookingDateTime=2199-01-01T00:00:00';
		const { status, json } = await api(bank, `/transactions${query}`, token);
		expect([status, json.Data]).toEqual([200, { Transaction: [] }]);
	});

	it.each(['Credits', 'Debits'])('are only %s with only that permission', async (direction) => {
		const path = `/accounts/${await firstAccount()}/transactions`;
		const indicator = direction.slice(0, -1);
		const all = await allTransactions(path);
		const bearer = await tokenFor([
			'ReadAccountsBasic',
			'ReadTransactionsDetail',
			`ReadTransactions${direction}`,
		]);
		expect(await allTransactions(path, bearer)).toEqual(
			all.filter(({ CreditDebitIndicator }) => CreditDebitIndicator === indicator),
		);
	});

	it('have no names with ReadTransactionsBasic', async () => {
		const permissions = ['ReadAccountsBasic', 'ReadTransactionsBasic', 'ReadTransactionsDebits'];
		const [transaction] = await allTransactions('/transactions', await tokenFor(permissions));
		for (const member of ['TransactionInformation', 'MerchantDetails', 'DebtorAccount']) {
			expect(transaction).not.toHaveProperty(member);
		}
	});

	it('stay within the period of the consent', async () => {
		const path = `/accounts/${await firstAccount()}/transactions`;
		const all = await allTransactions(path);
		const bearer = await tokenFor(allPermissions, {
			TransactionFromDateTime: all[30]!.BookingDateTime,
			TransactionToDateTime: all[5]!.BookingDateTime,
		});
		expect(await allTransactions(path, bearer)).toEqual(all.slice(5, 31));
		const { json } = await api(bank, path, bearer);
		expect(json.Meta).toEqual({
			TotalPages: 1,
			FirstAvailableDateTime: all[30]!.BookingDateTime,
			LastAvailableDateTime: all[5]!.BookingDateTime,
		});
	});
});

describe('the other resources of an account', () => {
	const permissions = [
		'ReadAccountsBasic',
		'ReadBeneficiariesDetail',
		'ReadDirectDebits',
		'ReadOffers',
		'ReadParty',
		'ReadPartyPSU',
		'ReadProducts',
		'ReadScheduledPaymentsDetail',
		'ReadStandingOrdersDetail',
		'ReadStatementsDetail',
	];

	it.each([
		['beneficiaries', 'Beneficiary'],
		['direct-debits', 'DirectDebit'],
		['offers', 'Offer'],
		['product', 'Product'],
		['scheduled-payments', 'ScheduledPayment'],
		['standing-orders', 'StandingOrder'],
		['statements', 'Statement'],
		['parties', 'Party'],
		['party', 'Party'],
	])('are read at %s with their permission, and 403 without', async (path, name) => {
		const url = `/accounts/${await firstAccount()}/${path}`;
		const { status, json } = await api(bank, url, await tokenFor(permissions));
		expect(status).toBe(200);
		expect(json.Data[name]).toBeDefined();
		expect(await api(bank, url, token)).toMatchObject({ status: 403 });
	});

	it('name the PSU at /party', async () => {
		const { json } = await api(bank, '/party', await tokenFor(permissions));
		expect(json.Data.Party.Name).toBe('Rora Ramsey');
	});
});

describe('a statement', () => {
	const permissions = ['ReadAccountsDetail', 'ReadStatementsBasic'];
	const withTransactions = [...permissions, ...allPermissions];
	const statementOf = async (bearer: string) => {
		const path = `/accounts/${await firstAccount()}/statements`;
		const [statement] = (await api(bank, path, bearer)).json.Data.Statement;
		return { path: `${path}/${statement.StatementId}`, statement };
	};

	it('is read by its ID, and 400 when the account has none with that ID', async () => {
		const bearer = await tokenFor(permissions);
		const { path, statement } = await statementOf(bearer);
		expect((await api(bank, path, bearer)).json.Data).toEqual({ Statement: [statement] });
		expect(await api(bank, `${path}0`, bearer)).toMatchObject({
			status: 400,
			json: { Errors: [{ ErrorCode: 'U011', Path: 'StatementId' }] },
		});
	});

	it('has the transactions of its period', async () => {
		const bearer = await tokenFor(withTransactions);
		const { path, statement } = await statementOf(bearer);
		const [from, to] = [statement.StartDateTime, statement.EndDateTime].map(Date.parse);
		const account = path.split('/statements')[0];
		const all = await allTransactions(`${account}/transactions`);
		const within = all.filter(({ BookingDateTime }) => {
			const time = Date.parse(BookingDateTime);
			return from! <= time && time <= to!;
		});
		expect(within).not.toHaveLength(0);
		expect(within).not.toHaveLength(all.length);
		expect(await allTransactions(`${path}/transactions`, bearer)).toEqual(within);
	});

	it.each(['one account', 'all accounts'])('is filtered by its period: of %s', async (which) => {
		const bearer = await tokenFor(permissions);
		const path = which === 'one account' ? `/accounts/${await firstAccount()}` : '';
		const read = async (query: object) => {
			const search = new URLSearchParams({ ...query });
			const { status, json } = await api(bank, `${path}/statements?${search}`, bearer);
			expect(status).toBe(200);
			return json.Data.Statement as WireStatement[];
		};
		const all = await read({});
		const [newest, middle] = all as [WireStatement, WireStatement];
		// The standard has no time zone in a query, and ignores one.
		const [fromStatementDateTime, toStatementDateTime] = [
			`${middle.StartDateTime.replace('Z', '')}+05:00`,
			middle.EndDateTime.replace('Z', ''),
		];
		const begun = all.filter(({ StartDateTime }) => StartDateTime >= middle.StartDateTime);
		const ended = all.filter(({ EndDateTime }) => EndDateTime <= middle.EndDateTime);
		const both = begun.filter((statement) => ended.includes(statement));
		expect([begun, ended, both].map(({ length }) => (3 * length) / all.length)).toEqual([2, 2, 1]);
		expect(await read({ fromStatementDateTime })).toEqual(begun);
		expect(await read({ toStatementDateTime })).toEqual(ended);
		expect(await read({ fromStatementDateTime, toStatementDateTime })).toEqual(both);
		// A statement that only overlaps with the period is left out.
		const day = (date: string, days: number) =>
			new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
		const overlapping = {
			fromStatementDateTime: day(newest.StartDateTime, 2),
			toStatementDateTime: day(newest.EndDateTime, 2),
		};
		expect(await read(overlapping)).toEqual([]);
		expect(await read({ fromStatementDateTime: '2199-01-01' })).toEqual([]);
	});

	it('is not filtered by an invalid date', async () => {
		const bearer = await tokenFor(permissions);
		for (const name of ['fromStatementDateTime', 'toStatementDateTime']) {
			expect(await api(bank, `/statements?${name}=yesterday`, bearer)).toMatchObject({
				status: 400,
				json: { Errors: [{ ErrorCode: 'U003', Path: name }] },
			});
		}
	});

	it('keeps the filter in the links', async () => {
		const query = '?fromStatementDateTime=2020-01-01';
		const { json } = await api(bank, `/statements${query}`, await tokenFor(permissions));
		expect(new URL(json.Links.Self).search).toBe(query);
	});

	it('has no transactions without the permissions of both', async () => {
		const { path } = await statementOf(await tokenFor(permissions));
		for (const requested of [permissions, allPermissions]) {
			const reply = await api(bank, `${path}/transactions`, await tokenFor(requested));
			expect(reply).toMatchObject({ status: 403 });
		}
	});
});

describe('a request for account information', () => {
	it('is 401 without a body, without a token and with one that nobody issued', async () => {
		const url = `${bank.banks.zopa.accountInformation}/accounts`;
		expect(await call(bank, url)).toMatchObject({ status: 401, text: '' });
		expect(await api(bank, '/accounts', 'garbage')).toMatchObject({ status: 401, text: '' });
	});

	it('is 401 with a token of client credentials', async () => {
		expect(await api(bank, '/accounts', await clientToken(bank, client))).toMatchObject({
			status: 401,
		});
	});

	it('is 403 without the permission', async () => {
		const basic = await tokenFor(['ReadAccountsBasic']);
		expect(await api(bank, '/balances', basic)).toMatchObject({
			status: 403,
			json: { Errors: [{ ErrorCode: 'U008' }] },
		});
	});

	it('is 404 at an unknown path, 405 with another method and 406 for another format', async () => {
		expect(await api(bank, '/unknown', token)).toMatchObject({ status: 404 });
		expect(await api(bank, '/accounts', token, { method: 'POST' })).toMatchObject({ status: 405 });
		const headers = { accept: 'application/xml' };
		expect(await api(bank, '/accounts', token, { headers })).toMatchObject({ status: 406 });
	});

	it('is not served on the listener that asks for no certificate', async () => {
		const url = `${bank.address}/zopa/open-banking/v4.0/aisp/accounts`;
		expect(await call(bank, url)).toMatchObject({ status: 404 });
	});
});

it('serves the data of the consent that the token was issued for, not of the PSU’s last one', async () => {
	const [first, second] = await accountIds(token);
	const one = await authorise(bank, client, { accounts: [first!] });
	const other = await authorise(bank, client, { accounts: [second!] });
	const oneToken = (await exchange(bank, client, one.code)).json.access_token;
	const otherToken = (await exchange(bank, client, other.code)).json.access_token;
	expect(await accountIds(oneToken)).toEqual([first]);
	expect(await accountIds(otherToken)).toEqual([second]);
});
