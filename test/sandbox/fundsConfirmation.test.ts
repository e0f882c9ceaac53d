import { psuRefuses } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import {
	authorise,
	exchange,
	parameters,
	postToken,
	redirectUrl,
	textOf,
} from './cooperativeBankTpp';
import { call, redirectParameters, type Reply } from './tpp';

/** The confirmation of funds at the embedded Co-operative Bank, by a TPP that uses no code of the package. */

let bank: EmbeddedBank;
let clientToken: string;
/** Sort code and number of the first account of rora and of ivsa. */
let numbers: Record<'rora' | 'ivsa', string>;
beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 2 });
	const grant = { grant_type: 'client_credentials', scope: 'fundsconfirmations' };
	clientToken = (await postToken(bank, grant)).json.access_token;
	numbers = { rora: await accountOf('rora'), ivsa: await accountOf('ivsa') };
});
afterAll(() => bank.stop());

const root = () => `${bank.banks.coop.resourceServer}/apis/retail/open-banking/v3.1`;

/** The PSU reads it on the bank's payment page; here the account information API tells it. */
async function accountOf(user: string): Promise<string> {
	const grant = { grant_type: 'client_credentials', scope: 'accounts' };
	const { json } = await postToken(bank, grant);
	const consent = await send('POST', `${root()}/aisp/account-access-consents`, {
		token: json.access_token,
		body: { Data: { Permissions: ['ReadAccountsDetail'] }, Risk: {} },
	});
	const authorised = await authorise(bank, { consentId: consent.json.Data.ConsentId, user });
	const { access_token: token } = (await exchange(bank, authorised)).json;
	const accounts = await send('GET', `${root()}/aisp/accounts`, { token });
	return accounts.json.Data.Account[0].Account[0].Identification as string;
}

interface Sent {
	token?: string;
	body?: object;
}

const send = (method: string, url: string, { token = clientToken, body }: Sent = {}) =>
	call(bank, url, {
		method,
		headers: {
			authorization: `Bearer ${token}`,
			...(body && { 'content-type': 'application/json' }),
		},
		body: body && JSON.stringify(body),
	});

const account = (Identification: string, changes: object = {}) => ({
	SchemeName: 'UK.OBIE.SortCodeAccountNumber',
	Identification,
	...changes,
});

const postConsent = async (Data: object): Promise<Reply> =>
	await send('POST', `${root()}/cbpii/funds-confirmation-consents`, { body: { Data } });

const consents = (id: string) => `${root()}/cbpii/funds-confirmation-consents/${id}`;

const funds = { Scope: 'fundsconfirmations+offline' };

/** Returns an approved consent with its tokens. */
async function approved(user: 'rora' | 'ivsa' = 'rora') {
	const { json } = await postConsent({ DebtorAccount: account(numbers[user]) });
	const consentId = json.Data.ConsentId as string;
	const authorised = await authorise(bank, { consentId, overrides: funds, user });
	const tokens = (await exchange(bank, authorised)).json;
	return { consentId, token: tokens.access_token as string, tokens };
}

const question = (ConsentId: string, changes: object = {}) => ({
	Data: {
		ConsentId,
		Reference: 'ORDER-1042',
		InstructedAmount: { Amount: '12.50', Currency: 'GBP' },
		...changes,
	},
});

const ask = (token: string, body: object) =>
	send('POST', `${root()}/cbpii/funds-confirmations`, { token, body });

const refusedAs = (code: string) => ({
	status: 400,
	json: { Errors: [{ ErrorCode: `UK.OBIE.${code}` }] },
});

it.each([
	['rora', true],
	['ivsa', false],
] as const)('responds for %s: %s', async (user, FundsAvailable) => {
	const { consentId, token, tokens } = await approved(user);
	expect(tokens.refresh_token).toEqual(expect.any(String));
	const { status, json } = await ask(token, question(consentId));
	expect(status).toBe(201);
	expect(json.Data).toEqual({
		...question(consentId).Data,
		FundsConfirmationId: expect.any(String),
		CreationDateTime: expect.any(String),
		FundsAvailable,
	});
});

it('says no for more than the account has', async () => {
	const { consentId, token } = await approved();
	const InstructedAmount = { Amount: '9999999999999', Currency: 'GBP' };
	const { json } = await ask(token, question(consentId, { InstructedAmount }));
	expect(json.Data.FundsAvailable).toBe(false);
});

it('has a consent from its creation to its end', async () => {
	const { consentId, token } = await approved();
	expect((await send('GET', consents(consentId))).json.Data).toMatchObject({
		ConsentId: consentId,
		Status: 'Authorised',
		DebtorAccount: account(numbers.rora),
	});
	expect((await send('DELETE', consents(consentId))).status).toBe(204);
	expect((await ask(token, question(consentId))).status).toBe(401);
	expect(await send('GET', consents(consentId))).toMatchObject(refusedAs('Resource.NotFound'));
	expect(await send('DELETE', consents(consentId))).toMatchObject(refusedAs('Resource.NotFound'));
});

it.each<[string, object, string]>([
	['no account', {}, 'Field.Missing'],
	['an unknown member', { DebtorAccount: account('0'.repeat(14)), Other: 1 }, 'Field.Unexpected'],
	[
		'another scheme',
		{ DebtorAccount: account('1', { SchemeName: 'UK.OBIE.PAN' }) },
		'Unsupported.AccountIdentifier',
	],
	['a short number', { DebtorAccount: account('040004') }, 'Field.Invalid'],
	[
		'a date in the past',
		{
			DebtorAccount: account('0'.repeat(14)),
			ExpirationDateTime: '2020-01-01T00:00:00+00:00',
		},
		'Field.InvalidDate',
	],
])('refuses a consent with %s', async (_, data, code) => {
	expect(await postConsent(data)).toMatchObject(refusedAs(code));
});

/** OBIE's functional conformance suite, manifests/ob_3.1_cbpii_fca.json: its rules by their names. */
describe('OB-301-CBPII', () => {
	const inADay = (zone: string) =>
		new Date(Date.now() + 86_400_000).toISOString().slice(0, 19) + zone;

	it('000001 to 000005: a consent is created, authorised, asked and deleted', async () => {
		const created = await postConsent({
			DebtorAccount: account(numbers.rora, { Name: 'Rora Ramsey' }),
			ExpirationDateTime: inADay('+00:00'),
		});
		expect(created.status).toBe(201);
		expect(created.headers['x-fapi-interaction-id']).toEqual(expect.any(String));
		expect(created.headers['content-type']).toMatch(/^application\/json/);
		expect(created.json.Data.Status).toBe('AwaitingAuthorisation');
		const { consentId, token } = await approved();
		const read = await send('GET', consents(consentId));
		expect([read.status, read.json.Data.Status]).toEqual([200, 'Authorised']);
		expect((await ask(token, question(consentId))).status).toBe(201);
		expect((await send('DELETE', consents(consentId))).status).toBe(204);
	});

	it.each<[string, object]>([
		['000006: a name', { Name: 'MoreThan350characters-'.repeat(17) }],
		['000007: a number', { Identification: 'MoreThan256characters-'.repeat(12) }],
		['000008: a scheme', { SchemeName: 'TestingAnInvalidSchemeName' }],
	])('%s that is invalid is refused', async (_, changes) => {
		const refused = await postConsent({ DebtorAccount: account(numbers.rora, changes) });
		expect(refused.status).toBe(400);
	});

	it('000009: a consent that does not exist cannot be deleted', async () => {
		expect((await send('DELETE', consents('42'))).status).toBe(400);
	});

	it.each([
		['000009', '.999Z'],
		['000010', '.999-07:00'],
		['000011', 'Z'],
		['000012', '-07:00'],
	])('%s: the end of a consent may be written with %s', async (_, zone) => {
		const ExpirationDateTime = inADay(zone);
		const created = await postConsent({ DebtorAccount: account(numbers.rora), ExpirationDateTime });
		expect(created.status).toBe(201);
		expect(Date.parse(created.json.Data.ExpirationDateTime as string)).toBe(
			Date.parse(ExpirationDateTime),
		);
	});
});

it.each<[string, object, string]>([
	['another consent', { ConsentId: 'c0ffee' }, 'Resource.ConsentMismatch'],
	['no reference', { Reference: undefined }, 'Field.Missing'],
	['a long reference', { Reference: 'x'.repeat(36) }, 'Field.Invalid'],
	[
		'another currency',
		{ InstructedAmount: { Amount: '1', Currency: 'EUR' } },
		'Unsupported.Currency',
	],
	['no amount', { InstructedAmount: { Amount: '-1', Currency: 'GBP' } }, 'Field.Invalid'],
])('refuses a question with %s', async (_, changes, code) => {
	const { consentId, token } = await approved();
	expect(await ask(token, question(consentId, changes))).toMatchObject(refusedAs(code));
});

it('is no access to accounts, and the other way round', async () => {
	const { token } = await approved();
	expect((await send('GET', `${root()}/aisp/accounts`, { token })).status).toBe(403);
	const own = await authorise(bank);
	const { access_token } = (await exchange(bank, own)).json;
	expect((await ask(access_token, question(own.consentId))).status).toBe(403);
});

it('is refused by a PSU without the account, and by one who does not want it', async () => {
	const { json } = await postConsent({ DebtorAccount: account(numbers.ivsa) });
	const consentId = json.Data.ConsentId as string;
	const open = { consentId, overrides: funds };
	await expect(authorise(bank, { ...open, user: 'rora' })).rejects.toThrow(
		'You do not have this account.',
	);
	const url = redirectUrl(bank, textOf(parameters(bank, consentId, funds)));
	const location = await psuRefuses(url, { user: 'ivsa', ca: bank.ca });
	expect(redirectParameters(location)).toMatchObject({ error: 'Consent declined' });
	expect((await send('GET', consents(consentId))).json.Data.Status).toBe('Rejected');
});

it('needs its own scope in the redirect', async () => {
	const { json } = await postConsent({ DebtorAccount: account(numbers.rora) });
	const consentId = json.Data.ConsentId as string;
	const wrong = textOf(parameters(bank, consentId, { Scope: 'accounts+offline' }));
	const { status, text } = await call(bank, redirectUrl(bank, wrong));
	expect(status).toBe(400);
	expect(text).toContain('the consent is for the scope fundsconfirmations+offline');
});
