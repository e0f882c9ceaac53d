import { newConsents, type ConsentStatus } from '../../sandbox/accountInformation/consents';
import { transactionMembers } from '../../sandbox/accountInformation/members';
import { wireOf } from '../../sandbox/accountInformation/wire/versions';
import { newBankData } from '../../sandbox/data/bankData';
import { slice } from '../../sandbox/data/view';
import { keepNothing } from '../../sandbox/memory';
import { startEmbeddedBank } from '../../sandbox/startEmbeddedBank';
import {
	api,
	authorise,
	call,
	clientToken,
	postConsent,
	psuToken,
	register,
	type Client,
	type TestedBank,
} from './tpp';

let bank: TestedBank;
let client: Client;
let token: string;
beforeAll(async () => {
	bank = { ...(await startEmbeddedBank({ accounts: 4, transactions: 0 })), at: 'monese' };
	client = await register(bank, { aud: '0015800001ZEc3hAAD' });
	token = await psuToken(bank, client, { Data: { Permissions: permissions } });
});
afterAll(() => bank.stop());

const permissions = [
	'ReadAccountsDetail',
	'ReadBalances',
	'ReadDirectDebits',
	'ReadParty',
	'ReadStandingOrdersDetail',
	'ReadStatementsDetail',
];

/** The list of that name, and its first entry. */
const read = async (path: string, name: string) => {
	const { status, json } = await api(bank, path, token);
	expect(status).toBe(200);
	return json.Data[name];
};

const error = (status: number, ErrorCode: string, Path?: string) => ({
	status,
	json: {
		Code: status === 400 ? '400 BadRequest' : '403 Forbidden',
		Id: expect.stringMatching(/^[0-9a-f-]{36}$/),
		Message: expect.any(String),
		Errors: [{ ErrorCode, Message: expect.any(String), ...(Path ? { Path } : {}) }],
	},
});

describe('v3.1', () => {
	it('names the kind of an account in two members, without those of v4.0', async () => {
		const accounts = await read('/accounts', 'Account');
		const kinds = accounts.map((account: Record<string, string>) => account['AccountSubType']);
		expect(kinds).toEqual(['CurrentAccount', 'Savings', 'CurrentAccount', 'CreditCard']);
		expect(accounts[0]).toMatchObject({ AccountType: 'Personal', Status: 'Enabled' });
		expect(accounts[0]).not.toHaveProperty('AccountTypeCode');
		expect(accounts[0]).not.toHaveProperty('AccountCategory');
	});

	it('gives balances as booked and as available', async () => {
		const [booked, available] = await read('/balances', 'Balance');
		expect([booked.Type, available.Type]).toEqual(['InterimBooked', 'InterimAvailable']);
	});

	it('gives a direct debit its mandate without an object around it', async () => {
		const [debit] = await read('/direct-debits', 'DirectDebit');
		expect(debit).toMatchObject({
			DirectDebitStatusCode: 'Active',
			MandateIdentification: 'MANDATE-1',
			Frequency: 'UK.OBIE.Monthly',
		});
		expect(debit).not.toHaveProperty('MandateRelatedInformation');
	});

	it('gives a standing order its frequency as text', async () => {
		const [order] = await read('/standing-orders', 'StandingOrder');
		expect(order).toMatchObject({
			StandingOrderStatusCode: 'Active',
			Frequency: 'IntrvlMnthDay:01:01',
			Reference: 'Rent 1',
		});
		expect(order).not.toHaveProperty('RemittanceInformation');
	});

	it('calls the address of a home residential', async () => {
		const [{ AccountId }] = await read('/accounts', 'Account');
		const [party] = await read(`/accounts/${AccountId}/parties`, 'Party');
		expect(party.Address[0].AddressType).toBe('Residential');
	});

	it('says of a transaction whether it is booked or pending, and its code in words', () => {
		const data = newBankData({ seed: 'x', accounts: 1, transactions: 40 }, new Date());
		const account = data.accounts.of(data.psus[0]!).at(0);
		const all = data.transactions.of(account, { credits: true, debits: true });
		const written = slice(all, 0, all.length).map((transaction) =>
			transactionMembers(transaction, [], { version: 'v3.1', bic: 'MNEEGB2L' }),
		);
		const statuses = written.map((one) => (one as { Status: string }).Status);
		expect(new Set(statuses)).toEqual(new Set(['Pending', 'Booked']));
		for (const direction of ['Credit', 'Debit']) {
			expect(written).toContainEqual(
				expect.objectContaining({
					CreditDebitIndicator: direction,
					BankTransactionCode: {
						Credit: { Code: 'ReceivedCreditTransfer', SubCode: 'DomesticCreditTransfer' },
						Debit: { Code: 'CustomerCardTransactions', SubCode: 'POSPaymentDebitCard' },
					}[direction],
				}),
			);
		}
	});
});

describe('a statement', () => {
	it('is read by its ID, and an unknown one is refused', async () => {
		const [{ AccountId }] = await read('/accounts', 'Account');
		const path = `/accounts/${AccountId}/statements`;
		const [first] = await read(path, 'Statement');
		expect(await read(`${path}/${first.StatementId}`, 'Statement')).toEqual([first]);
		expect(await api(bank, `${path}/other`, token)).toMatchObject(
			error(400, 'UK.OBIE.Resource.NotFound', 'StatementId'),
		);
	});
});

describe('the status of a consent', () => {
	const statusOf = async (ConsentId: string): Promise<string> => {
		const path = `/account-access-consents/${ConsentId}`;
		return (await api(bank, path, await clientToken(bank, client))).json.Data.Status as string;
	};

	it('is AwaitingAuthorisation at first', async () => {
		const { status, json } = await postConsent(bank, await clientToken(bank, client));
		expect([status, json.Data.Status]).toEqual([201, 'AwaitingAuthorisation']);
		expect(await statusOf(json.Data.ConsentId)).toBe('AwaitingAuthorisation');
	});

	it('is Authorised once the PSU approved', async () => {
		const { consentId } = await authorise(bank, client);
		expect(await statusOf(consentId)).toBe('Authorised');
	});

	it.each<[ConsentStatus, string | undefined, string]>([
		['RJCT', undefined, 'Rejected'],
		['CANC', 'rora', 'Revoked'],
		// v3.1 has no status for a consent that expired.
		['EXPD', undefined, 'AwaitingAuthorisation'],
		['EXPD', 'rora', 'Authorised'],
	])('is for %s of %s: %s', (status, psu, expected) => {
		const consent = newConsents(keepNothing).create('client', { Permissions: [] });
		Object.assign(consent, { status, psu });
		expect(wireOf({ version: 'v3.1' }).consentStatus(consent)).toBe(expected);
		expect(wireOf({ version: 'v4.0' }).consentStatus(consent)).toBe(status);
	});
});

describe('an error of v3.1', () => {
	it('has code, id, message and names beginning with UK.OBIE', async () => {
		const bearer = await clientToken(bank, client);
		const body = { Data: { Permissions: [] }, Risk: {} };
		expect(await postConsent(bank, bearer, body)).toMatchObject(
			error(400, 'UK.OBIE.Field.Expected', 'Data.Permissions'),
		);
	});

	it.each<[string, number, string, string | undefined]>([
		['/accounts/unknown', 400, 'UK.OBIE.Resource.NotFound', undefined],
		['/accounts?page=x', 400, 'UK.OBIE.Field.Invalid', 'page'],
		['/beneficiaries', 403, 'UK.OBIE.Resource.ConsentMismatch', undefined],
	])('at %s is %i %s', async (path, status, code, member) => {
		const reply = await api(bank, path, token);
		expect(reply).toMatchObject(error(status, code, member));
		expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
	});

	it('has a new id each time', async () => {
		const one = await api(bank, '/beneficiaries', token);
		const other = await api(bank, '/beneficiaries', token);
		expect(one.json.Id).not.toBe(other.json.Id);
	});

	it('has no body with 401', async () => {
		const url = `${bank.banks.monese.accountInformation}/accounts`;
		expect(await call(bank, url)).toMatchObject({ status: 401, text: '' });
		expect(await api(bank, '/accounts', 'garbage')).toMatchObject({ status: 401, text: '' });
	});
});
