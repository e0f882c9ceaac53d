import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IHttpRequestOptions,
} from 'n8n-workflow';

import { OpenBankingApi } from '../../credentials/OpenBankingApi.credentials';
import { psuApproves, psuRefuses, type PsuOptions } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import { call } from '../sandbox/tpp';
import { runStep, stepError, stepItems } from '../support/journey';
import { jsonOf } from '../support/workflow';

let bank: EmbeddedBank;

beforeAll(async () => {
	bank = await startEmbeddedBank();
});
afterAll(async () => {
	await bank.stop();
});

const kari = '13039319955';

const root = () => bank.banks.eika.apiBaseUrl;

const atEika = (input: IDataObject = {}) => ({
	credential: localCredential(bank, 'eika'),
	input: [input],
});

const create = (parameters: IDataObject = {}) => ({ type: 'createConsent', parameters });
const parse = { type: 'getToken', parameters: { operation: 'parseRedirect' } };
const get = (operation: string, parameters: IDataObject = {}) => ({
	type: 'getAccounts',
	parameters: { operation, returnAll: true, ...parameters },
});

async function consent(parameters: IDataObject = {}): Promise<IDataObject> {
	const [item] = await stepItems(bank, create(parameters), atEika());
	return item!;
}

const approve = async ({ authorizationUrl }: IDataObject, psu: Partial<PsuOptions> = {}) =>
	await psuApproves(String(authorizationUrl), { user: kari, ca: bank.ca, ...psu });

/** Returns the outcome of a redirect, whose query comes as n8n's Webhook node outputs it. */
async function outcome(location: string): Promise<IDataObject> {
	const query = Object.fromEntries(new URL(location).searchParams);
	const [item] = await stepItems(bank, parse, atEika({ query }));
	return item!;
}

const authorised = async (parameters: IDataObject = {}, psu: Partial<PsuOptions> = {}) =>
	await outcome(await approve(await consent(parameters), psu));

const read = async (session: IDataObject, operation: string, parameters: IDataObject = {}) =>
	await stepItems(bank, get(operation, parameters), atEika(session));

describe('Create Consent', () => {
	it('returns the address for the PSU and the end of the consent', async () => {
		expect(await consent()).toEqual({
			bank: 'eika',
			consentId: expect.any(String),
			status: 'AwaitingAuthorisation',
			expiresAt: expect.stringMatching(/T23:59:59\.000Z$/),
			authorizationUrl: expect.stringContaining('/eika/consent/'),
			authorizationUrlExpiresAt: expect.any(String),
			state: expect.any(String),
			data: expect.objectContaining({ consentStatus: 'received' }),
			interactionId: expect.any(String),
		});
	});

	it.each<[string, IDataObject, string]>([
		[
			'181 days',
			{ options: { expirationDateTime: new Date(Date.now() + 181 * 86_400_000).toISOString() } },
			'Consents last 180 days at most',
		],
		['a day in the past', { options: { expirationDateTime: '2020-01-31' } }, 'is in the past'],
		['five accesses a day', { options: { frequencyPerDay: 5 } }, 'from 1 to 4'],
		['no rights', { rights: [] }, 'The access rights must be a list'],
		['a wrong IBAN', { accounts: { account: [{ iban: 'NO1' }] } }, 'not a valid IBAN'],
		['another standard', { standard: 'obie' }, 'Eika follows the standard of the Berlin Group'],
		[
			'a PSU type that does not exist',
			{ options: { psuContext: "={{ 'firm' }}" } },
			'"firm" is not a PSU type. Enter chosenAtBank, corporate or private.',
		],
		[
			'a private PSU of a company',
			{ options: { psuContext: 'private', psuCorporateId: '310000019' } },
			'A private PSU has no corporate ID',
		],
	])('rejects %s before it sends anything', async (_, parameters, message) => {
		const error = await stepError(bank, create(parameters), atEika());
		expect(error.message).toContain(message);
	});

	it('reads the status, gets another address and deletes the consent', async () => {
		const created = await consent();
		const step = async (operation: string) =>
			(await stepItems(bank, create({ operation }), atEika(created)))[0];
		expect(await step('getStatus')).toMatchObject({ status: 'AwaitingAuthorisation' });
		const again = await step('getAuthorisationUrl');
		expect(again!.authorizationUrl).not.toBe(created.authorizationUrl);
		expect(await outcome(await approve(again!))).toMatchObject({ outcome: 'authorised' });
		expect(await step('get')).toMatchObject({ status: 'Authorised', consentId: created.consentId });
		expect(await step('delete')).toMatchObject({ deleted: true });
		expect(await step('getStatus')).toMatchObject({ status: 'Revoked' });
	});
});

describe('The way back', () => {
	it('outputs a session that lasts as long as the consent, and no tokens', async () => {
		const created = await consent({ options: { passThrough: 'customer-1' } });
		const session = await outcome(await approve(created));
		expect(session).toEqual({
			outcome: 'authorised',
			bank: 'eika',
			passThrough: 'customer-1',
			consentId: created.consentId,
			consentExpiresAt: created.expiresAt,
			isRenewable: false,
			sessionEndsAt: created.expiresAt,
			interactionId: expect.any(String),
			session: expect.any(String),
		});
		const refresh = { type: 'getToken', parameters: { operation: 'refresh' } };
		const [same] = await stepItems(bank, refresh, atEika(session));
		expect(await read(same!, 'accounts')).toHaveLength(2);
		const revoke = { type: 'getToken', parameters: { operation: 'revoke' } };
		expect((await stepError(bank, revoke, atEika(session))).message).toContain(
			'Eika does not support the revocation of tokens.',
		);
	});

	it('lets the PSU choose at the bank for whom they act', async () => {
		const psu = { user: '18129215603', context: 'corporate', agreement: 'Fjord' } as const;
		const options = { psuContext: 'chosenAtBank' };
		const session = await authorised({ options }, psu);
		expect(await read(session, 'accounts')).toMatchObject([{ accountName: 'Drift' }]);
		const asPrivate = await authorised({ options });
		expect(await read(asPrivate, 'accounts')).toHaveLength(2);
	});

	it('reports a refusal, whatever the redirect adds', async () => {
		const { authorizationUrl } = await consent();
		const location = new URL(
			await psuRefuses(String(authorizationUrl), { user: kari, ca: bank.ca }),
		);
		const refused = { outcome: 'refused', details: { tppAction: 'reconsent', code: 'OB_ASPSP' } };
		expect(await outcome(location.href)).toMatchObject(refused);
		location.searchParams.set('tpp-session-id', 'made-up');
		location.searchParams.set('psu-id', kari);
		expect(await outcome(location.href)).toMatchObject(refused);
	});

	it('reports a consent that nobody has decided, and later authorises it', async () => {
		const created = await consent({ options: { psuId: kari } });
		const early = new URL('https://n8n.example.com/?');
		early.searchParams.set('state', String(created.state));
		expect(await outcome(early.href)).toMatchObject({
			outcome: 'undecided',
			consentId: created.consentId,
			details: { tppAction: 'retryLater' },
		});
		expect(await outcome(await approve(created))).toMatchObject({ outcome: 'authorised' });
	});

	it('takes a redirect once, and no other session with the same state', async () => {
		const location = new URL(await approve(await consent()));
		expect(await outcome(location.href)).toMatchObject({ outcome: 'authorised' });
		expect(await outcome(location.href)).toMatchObject({ outcome: 'repeated' });
		location.searchParams.set('tpp-session-id', 'other');
		expect(await outcome(location.href)).toMatchObject({ outcome: 'repeated' });
	});

	it.each<[string, (parameters: URLSearchParams) => void, string]>([
		['without the session', (all) => all.delete('tpp-session-id'), 'has no tpp-session-id'],
		['without the PSU', (all) => all.delete('psu-id'), 'has no psu-id'],
		['with another PSU', (all) => all.set('psu-id', '12085592767'), 'psu-id of another PSU'],
		[
			'with a line break',
			(all) => all.set('tpp-session-id', 'a\r\nX: b'),
			'has an invalid tpp-session-id',
		],
		[
			'with a forged state',
			(all) => all.set('state', `${all.get('state')}x`),
			'This is not an authorisation response',
		],
	])('rejects a redirect %s', async (_, change, message) => {
		const location = new URL(await approve(await consent({ options: { psuId: kari } })));
		change(location.searchParams);
		expect(await outcome(location.href)).toMatchObject({
			outcome: 'failed',
			error: expect.stringContaining(message),
			details: { code: 'OB_INVALID_RESPONSE' },
		});
	});
});

describe('Get Accounts', () => {
	it('returns accounts with their balances', async () => {
		const [account] = await read(await authorised(), 'accounts', {
			options: { withBalance: true },
		});
		expect(account).toMatchObject({
			accountName: 'Brukskonto',
			type: 'CurrentAccount',
			currency: 'NOK',
			status: 'Enabled',
			scheme: 'IBAN',
			balances: [
				expect.objectContaining({ type: 'Expected', amount: 25000.5, amountText: '25000.50' }),
				expect.objectContaining({ type: 'InterimAvailable' }),
			],
		});
	});

	it('returns transactions in the shape of all banks', async () => {
		const rows = await read(await authorised(), 'transactions');
		expect(rows[0]).toEqual({
			date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
			description: 'Betaling 0',
			amount: 1200.5,
			amountText: '1200.50',
			currency: 'NOK',
			status: 'Booked',
			accountName: 'Brukskonto',
			counterparty: 'Bergen Handel AS',
			bookingDateTime: expect.any(String),
			valueDateTime: expect.any(String),
			accountId: expect.any(String),
			transactionId: expect.any(String),
			transactionKey: expect.stringMatching(/^[0-9a-f]{32}$/),
		});
		expect(rows.some(({ amount }) => Number(amount) < 0)).toBe(true);
	});

	it('returns the entries of the bank, with the status of their list', async () => {
		const [raw] = await read(await authorised(), 'transactions', { simplify: false });
		expect(raw).toMatchObject({
			bookingStatus: 'booked',
			transactionAmount: { amount: '1200.50', currency: 'NOK' },
			transactionKey: expect.any(String),
		});
	});

	it('returns card accounts, their balances and their transactions', async () => {
		const session = await authorised();
		expect(await read(session, 'cardAccounts')).toMatchObject([
			{ accountName: 'Kredittkort', scheme: 'PAN' },
		]);
		expect((await read(session, 'cardBalances')).length).toBeGreaterThan(0);
		const [row] = await read(session, 'cardTransactions');
		expect(row).toMatchObject({ accountName: 'Kredittkort', merchantCategoryCode: '5411' });
	});

	it('returns only the accounts and rights of a detailed consent', async () => {
		const [account] = await read(await authorised(), 'accounts');
		const iban = String(account!.identification);
		const accounts = { account: [{ iban, rights: ['accounts', 'balances'] }] };
		const session = await authorised({ accounts });
		expect(await read(session, 'accounts')).toHaveLength(1);
		expect((await read(session, 'balances')).length).toBeGreaterThan(0);
		const error = await stepError(bank, get('transactions'), atEika(session));
		expect(error.message).toContain('CONSENT_INVALID');
	});

	it('returns each transaction once with Only New', async () => {
		const session = await authorised();
		const onlyNew = { onlyNew: true, options: { includePending: true } };
		const first = await runStep(bank, get('transactions', onlyNew), atEika(session));
		expect(jsonOf(first, 'Step').length).toBeGreaterThan(0);
		const [{ cursor }] = jsonOf(first, 'Step', 2) as [IDataObject];
		const [account] = await read(session, 'accounts');
		await bank.bookTransactions({
			bank: 'eika',
			accountId: String(account!.accountId),
			count: 2,
		});
		const second = await runStep(
			bank,
			get('transactions', onlyNew),
			atEika({ ...session, cursor }),
		);
		expect(jsonOf(second, 'Step').map(({ description }) => description)).toHaveLength(2);
		expect(jsonOf(second, 'Step', 2)).toMatchObject([{ newTransactions: 2 }]);
	});

	it('reports the limit of the day for one list and still reads the others', async () => {
		const session = await authorised({ options: { frequencyPerDay: 1 } });
		expect(await read(session, 'accounts')).toHaveLength(2);
		const error = await stepError(bank, get('accounts'), atEika(session));
		expect(error.message).toContain('ACCESS_EXCEEDED');
		const [{ accountId }] = (await read(session, 'accounts', {
			options: { psuPresent: { psu: { ipAddress: '203.0.113.7' } } },
		})) as [IDataObject];
		const one = { accountSelection: 'one', accountId };
		expect((await read(session, 'balances', one)).length).toBeGreaterThan(0);
	});

	describe('when the PSU revokes the consent between two pages', () => {
		/** The bank has sent the first page of the transactions of an account, and now the PSU revokes the consent. */
		async function revokedBehindFirstPage() {
			const session = await authorised();
			const [account] = await read(session, 'accounts');
			const accountId = String(account!.accountId);
			const self = `${root()}/v1/accounts/${accountId}`;
			const next = { href: `${self}/transactions?bookingStatus=both&limit=1&pageIndex=1` };
			const booked = [
				{
					transactionId: 'first',
					bookingDate: today,
					transactionAmount: { amount: '-1.00', currency: 'NOK' },
				},
			];
			const body = { transactions: { booked, _links: { account: { href: self }, next } } };
			await bank.addFault({
				path: `/eika/v1/accounts/${accountId}/transactions`,
				times: 1,
				response: { status: 200, body: JSON.stringify(body) },
			});
			const { consentId } = session;
			const scenario = 'consentRevoked';
			await bank.applyScenario({ bank: 'eika', scenario, consentId: String(consentId) });
			const selection = { accountSelection: 'one', accountId };
			return { session, step: get('transactions', selection), accountId };
		}

		const today = new Date().toISOString().slice(0, 10);
		const revoked = {
			httpStatus: 401,
			errorCodes: ['CONSENT_INVALID'],
			tppAction: 'reconsent',
		};

		it('keeps what was read, and says that a new consent is needed', async () => {
			const { session, step, accountId } = await revokedBehindFirstPage();
			const onError = 'continueErrorOutput' as const;
			const run = await runStep(bank, { ...step, onError }, atEika(session));
			expect(jsonOf(run, 'Step')).toMatchObject([{ transactionId: 'first' }]);
			expect(jsonOf(run, 'Step', 2)).toMatchObject([{ details: { ...revoked, accountId } }]);
		});

		it('ends the node by default', async () => {
			const { session, step } = await revokedBehindFirstPage();
			expect(await stepError(bank, step, atEika(session))).toMatchObject({
				message: expect.stringContaining('CONSENT_INVALID'),
				context: { details: revoked },
			});
		});

		it('outputs the first page with Only New, and leaves the window in its place', async () => {
			const { session, step } = await revokedBehindFirstPage();
			const parameters = { ...step.parameters, onlyNew: true };
			const onError = 'continueErrorOutput' as const;
			const run = await runStep(bank, { ...step, parameters, onError }, atEika(session));
			expect(jsonOf(run, 'Step')).toMatchObject([{ transactionId: 'first' }]);
			expect(jsonOf(run, 'Step', 2)).toMatchObject([{ newTransactions: 1 }]);
			expect(jsonOf(run, 'Step', 3)).toMatchObject([{ details: revoked }]);
		});
	});

	it('says which resources Eika does not provide', async () => {
		const error = await stepError(bank, get('statements'), atEika(await authorised()));
		expect(error.message).toContain('Eika does not provide statements.');
	});
});

describe('The credential signs a request of the HTTP Request node', () => {
	const authenticate = async (request: IHttpRequestOptions) =>
		await new OpenBankingApi().authenticate(
			localCredential(bank, 'eika') as unknown as ICredentialDataDecryptedObject,
			request,
		);

	it('with the access of a session', async () => {
		const { session } = await authorised();
		const url = `${root()}/v1/accounts`;
		const { headers } = await authenticate({
			url,
			headers: {
				Authorization: `Bearer ${session}`,
				...{ signature: 'keyId="earlier"', 'tpp-signature-certificate': 'earlier' },
			},
		});
		expect(headers).not.toHaveProperty('Authorization');
		expect(JSON.stringify(headers)).not.toContain('earlier');
		const { status, json } = await call(bank, url, { headers: headers as Record<string, string> });
		expect({ status, json }).toMatchObject({ status: 200, json: { accounts: expect.any(Array) } });
	});

	it('with the body as it is sent', async () => {
		const url = `${root()}/v1/sandbox/customers`;
		const customer = { customerNumber: '12085592767', name: 'Ola', type: 'private' };
		const request = { url, method: 'POST' as const, body: customer };
		const { headers, body } = await authenticate({
			...request,
			headers: { 'Content-Type': 'application/json' },
		});
		expect(body).toBe(JSON.stringify(customer));
		const { json } = await call(bank, url, {
			method: 'POST',
			headers: headers as Record<string, string>,
			body: String(body),
		});
		expect(JSON.stringify(json)).not.toMatch(/SIGNATURE|FORMAT_ERROR.*digest/);
	});

	it('only for the bank', async () => {
		await expect(authenticate({ url: 'https://other.example/v1/accounts' })).rejects.toMatchObject({
			code: 'OB_CONFIGURATION',
			message: expect.stringContaining('is not one of the bank'),
		});
	});
});

/** The last test: days pass for the whole bank. */
describe('Get Accounts after the end of a consent', () => {
	it('asks for a new consent after the PSU has revoked it, and after 181 days', async () => {
		const revoked = await authorised();
		await bank.applyScenario({
			bank: 'eika',
			scenario: 'consentRevoked',
			consentId: String(revoked.consentId),
		});
		const after = async (session: IDataObject) => {
			const step = { ...get('accounts'), onError: 'continueRegularOutput' as const };
			return (await stepItems(bank, step, atEika(session)))[0];
		};
		expect(await after(revoked)).toMatchObject({
			details: { tppAction: 'reconsent', errorCodes: ['CONSENT_INVALID'] },
		});
		const expired = await authorised();
		await bank.applyScenario({ bank: 'eika', scenario: 'daysPass', days: 181 });
		expect(await after(expired)).toMatchObject({
			details: { tppAction: 'reconsent', errorCodes: ['CONSENT_EXPIRED'] },
		});
	});
});
