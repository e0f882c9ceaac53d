import { psuApproves } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { authorise, consentBody, dateIn, eika, postConsent, redirectUri, refuse } from './eikaTpp';
import { call, type Reply } from './tpp';

let bank: EmbeddedBank;
beforeAll(async () => {
	bank = await startEmbeddedBank();
});
afterAll(() => bank.stop());

const refusedAs = (status: number, code: string) => ({
	status,
	json: { tppMessages: [{ category: 'ERROR', code }] },
});
const statusOf = async (consentId: string): Promise<string> =>
	(await eika(bank, `/v1/consents/${consentId}/status`)).json.consentStatus;
const namesOf = ({ json }: Reply): string[] =>
	json.accounts.map(({ name }: { name: string }) => name);
const ingrid = { user: '18129215603', context: 'corporate' } as const;

describe('a consent', () => {
	it('is received and links to the page for the PSU', async () => {
		const { status, json, headers } = await postConsent(bank);
		const self = `${bank.banks.eika.apiBaseUrl}/v1/consents/${json.consentId}`;
		expect(status).toBe(201);
		expect(headers).toMatchObject({ location: self, 'aspsp-sca-approach': 'REDIRECT' });
		expect(json).toEqual({
			consentStatus: 'received',
			consentId: expect.any(String),
			_links: {
				scaRedirect: { href: expect.stringContaining(`${bank.address}/eika/consent/`) },
				self: { href: self },
				status: { href: `${self}/status` },
			},
		});
		expect((await eika(bank, `/v1/consents/${json.consentId}`)).json).toEqual({
			access: { accounts: [], balances: [], transactions: [] },
			recurringIndicator: true,
			validUntil: dateIn(180),
			frequencyPerDay: 4,
			lastActionDate: dateIn(0),
			consentStatus: 'received',
			_links: { account: { href: `${bank.banks.eika.apiBaseUrl}/v1/accounts` } },
		});
	});

	it.each([
		['181 days', { validUntil: dateIn(181) }, 'PERIOD_INVALID'],
		['a day in the past', { validUntil: dateIn(-1) }, 'PERIOD_INVALID'],
		['a day that does not exist', { validUntil: '2026-02-30' }, 'FORMAT_ERROR'],
		['no access per day', { frequencyPerDay: 0 }, 'FORMAT_ERROR'],
		['two accesses of one', { recurringIndicator: false, frequencyPerDay: 2 }, 'FORMAT_ERROR'],
		['payments', { combinedServiceIndicator: true }, 'SESSIONS_NOT_SUPPORTED'],
		['all accounts', { access: { allPsd2: 'allAccounts' } }, 'PARAMETER_NOT_SUPPORTED'],
		['no recurringIndicator', { recurringIndicator: undefined }, 'FORMAT_ERROR'],
		['accounts of the TPP', { access: { accounts: [{ iban: 'NO' }] } }, 'FORMAT_ERROR'],
	])('is refused for %s', async (_, body, code) => {
		expect(await postConsent(bank, { body })).toMatchObject(refusedAs(400, code));
	});

	it('is refused without a redirect URI, and with an unknown PSU-Context', async () => {
		const headers = { 'tpp-redirect-uri': 'none' };
		expect(await postConsent(bank, { headers })).toMatchObject(refusedAs(400, 'FORMAT_ERROR'));
		const context = { 'psu-context': 'company' };
		expect(await postConsent(bank, { headers: context })).toMatchObject(
			refusedAs(400, 'FORMAT_ERROR'),
		);
	});

	it('ends after 180 days for 9999-12-31, and allows four accesses a day at most', async () => {
		const body = { validUntil: '9999-12-31', frequencyPerDay: 100 };
		const { json } = await postConsent(bank, { body });
		expect((await eika(bank, `/v1/consents/${json.consentId}`)).json).toMatchObject({
			validUntil: dateIn(180),
			frequencyPerDay: 4,
		});
	});

	it('has an authorisation of its own when the TPP starts it explicitly', async () => {
		const explicit = { 'tpp-explicit-authorisation-preferred': 'true' };
		const created = await eika(bank, '/v1/consents', {
			body: consentBody({ access: { accounts: [{ iban: 'NO2439100000044' }] } }),
			headers: explicit,
		});
		const { startAuthorisation, scaRedirect } = created.json._links;
		expect(scaRedirect).toBeUndefined();
		const list = startAuthorisation.href as string;
		expect((await eika(bank, list)).json).toEqual({ authorisationIds: [] });
		const headers = { 'tpp-redirect-uri': redirectUri, 'psu-context': 'private' };
		const started = await eika(bank, list, { method: 'POST', headers });
		expect(started).toMatchObject({ status: 201, json: { scaStatus: 'received' } });
		const { authorisationId, _links } = started.json;
		expect((await eika(bank, list)).json).toEqual({ authorisationIds: [authorisationId] });
		const scaStatus = async () => (await eika(bank, _links.scaStatus.href)).json.scaStatus;
		expect(await scaStatus()).toBe('received');
		await psuApproves(_links.scaRedirect.href, { user: '13039319955', ca: bank.ca });
		expect(await scaStatus()).toBe('finalised');
		expect(await eika(bank, list, { method: 'POST', headers })).toMatchObject(
			refusedAs(409, 'STATUS_INVALID'),
		);
		expect(await eika(bank, `${list}/x`)).toMatchObject(refusedAs(404, 'RESOURCE_UNKNOWN'));
	});

	it('is unknown with another id', async () => {
		expect(await eika(bank, '/v1/consents/x')).toMatchObject(refusedAs(403, 'CONSENT_UNKNOWN'));
	});
});

describe('a private PSU', () => {
	it('approves all accounts and comes back with a session', async () => {
		const { consentId, location, session } = await authorise(bank);
		expect(`${location.origin}${location.pathname}`).toBe(redirectUri.split('?')[0]);
		expect(Object.fromEntries(location.searchParams)).toEqual({
			state: 'sealed',
			'tpp-session-id': expect.any(String),
			'psu-id': '13039319955',
		});
		expect(await statusOf(consentId)).toBe('valid');
		const reply = await eika(bank, '/v1/accounts', { headers: session });
		expect(namesOf(reply)).toEqual(['Brukskonto', 'Sparekonto']);
	});

	it('shares the accounts that they select', async () => {
		const all = await authorise(bank);
		const listed = await eika(bank, '/v1/accounts', { headers: all.session });
		const [first] = listed.json.accounts;
		const accounts = [first.resourceId as string];
		const { session, consentId } = await authorise(bank, { user: '13039319955', accounts });
		expect(namesOf(await eika(bank, '/v1/accounts', { headers: session }))).toEqual(['Brukskonto']);
		const reference = { iban: first.iban, bban: first.bban };
		expect((await eika(bank, `/v1/consents/${consentId}`)).json.access).toEqual({
			accounts: [reference],
			balances: [reference],
			transactions: [reference],
		});
	});

	it('sees the way back as a page in a browser, because no server responds at example.com', async () => {
		const { json } = await postConsent(bank);
		const url = json._links.scaRedirect.href as string;
		const form = { method: 'POST', body: 'decision=refuse' };
		const headers = { 'sec-fetch-mode': 'navigate' };
		const reply = await call(bank, url, { ...form, headers });
		expect(reply.status).toBe(200);
		expect(reply.headers.location).toBeUndefined();
		expect(reply.text).toContain(redirectUri);
	});

	it('refuses, and comes back with the state only', async () => {
		const created = await postConsent(bank);
		const location = await refuse(bank, created);
		expect(location.href).toBe(redirectUri);
		expect(await statusOf(created.json.consentId)).toBe('rejected');
		await expect(refuse(bank, created)).rejects.toThrow(/expired/);
	});

	it('is refused if the TPP asked for another one', async () => {
		const headers = { 'psu-id': '12085592767' };
		await expect(authorise(bank, { user: '13039319955' }, { headers })).rejects.toThrow(
			/another customer/,
		);
		const { session } = await authorise(bank, { user: '12085592767' }, { headers });
		expect(session['psu-id']).toBe('12085592767');
	});

	it('shares only the accounts and rights of a detailed consent', async () => {
		const { session } = await authorise(bank, undefined, {
			path: '/v1/consents',
			body: { access: { balances: [{ iban: 'NO2439100000044' }] } },
		});
		const { json } = await eika(bank, '/v1/accounts', { headers: session });
		const [{ resourceId }] = json.accounts;
		expect(json.accounts).toMatchObject([{ iban: 'NO2439100000044' }]);
		expect(Object.keys(json.accounts[0]._links)).toEqual(['balances']);
		const balances = `/v1/accounts/${resourceId}/balances`;
		expect(await eika(bank, balances, { headers: session })).toMatchObject({ status: 200 });
		const transactions = `/v1/accounts/${resourceId}/transactions?bookingStatus=both`;
		expect(await eika(bank, transactions, { headers: session })).toMatchObject(
			refusedAs(401, 'CONSENT_INVALID'),
		);
	});
});

describe('a corporate PSU', () => {
	it('selects one of two agreements, then accounts with VIEW and REGISTER', async () => {
		const fjord = await authorise(bank, { ...ingrid, agreement: 'Fjord' });
		expect(fjord.session['psu-corporate-id']).toBe('310000019');
		// The engagement for the second account has only VIEW.
		const reply = await eika(bank, '/v1/accounts', { headers: fjord.session });
		expect(reply.json.accounts).toMatchObject([{ iban: 'NO9386011117947', usage: 'ORGA' }]);
		const nord = await authorise(bank, { ...ingrid, agreement: 'Nord' });
		expect(nord.session['psu-corporate-id']).toBe('310000027');
		const other = await eika(bank, '/v1/accounts', { headers: nord.session });
		expect(other.json.accounts).toMatchObject([{ iban: 'NO4639100000036' }]);
		expect(await statusOf(fjord.consentId)).toBe('valid');
	});

	it('sees only the agreements of the company that the TPP names', async () => {
		const headers = { 'psu-context': 'corporate', 'psu-corporate-id': '310000027' };
		const named = await authorise(bank, ingrid, { headers });
		expect(named.session['psu-corporate-id']).toBe('310000027');
		await expect(authorise(bank, { ...ingrid, agreement: 'Fjord' }, { headers })).rejects.toThrow(
			'no agreement Fjord',
		);
	});

	it('cannot go on without an agreement', async () => {
		const psu = { user: '13039319955', context: 'corporate' } as const;
		await expect(authorise(bank, psu)).rejects.toThrow(/no agreement/);
	});
});

describe('a valid consent', () => {
	const read = (session: Record<string, string>) =>
		eika(bank, '/v1/accounts', { headers: session });

	it('ends when the TPP deletes it', async () => {
		const { consentId, session } = await authorise(bank);
		const path = `/v1/consents/${consentId}`;
		expect(await eika(bank, path, { method: 'DELETE' })).toMatchObject({ status: 204, text: '' });
		expect(await statusOf(consentId)).toBe('terminatedByTpp');
		expect(await read(session)).toMatchObject(refusedAs(401, 'CONSENT_INVALID'));
	});

	it('ends when the PSU revokes it', async () => {
		const { consentId, session } = await authorise(bank);
		await bank.applyScenario({ bank: 'eika', scenario: 'consentRevoked', consentId });
		expect(await statusOf(consentId)).toBe('revokedByPsu');
		expect(await read(session)).toMatchObject(refusedAs(401, 'CONSENT_INVALID'));
	});

	it('ends when a new recurring one is approved', async () => {
		const former = await authorise(bank);
		const oneOff = { recurringIndicator: false, frequencyPerDay: 1 };
		await authorise(bank, undefined, { body: oneOff });
		expect(await statusOf(former.consentId)).toBe('valid');
		await authorise(bank);
		expect(await statusOf(former.consentId)).toBe('expired');
	});

	it('is usable only with the session that the PSU came back with', async () => {
		const { session } = await authorise(bank);
		expect(await read({ ...session, 'tpp-session-id': 'x' })).toMatchObject(
			refusedAs(401, 'CONSENT_INVALID'),
		);
		expect(await read({ ...session, 'psu-id': '12085592767' })).toMatchObject(
			refusedAs(401, 'PSU_CREDENTIALS_INVALID'),
		);
		expect(await read({ ...session, 'psu-corporate-id': '310000019' })).toMatchObject(
			refusedAs(401, 'CORPORATE_ID_INVALID'),
		);
	});

	it('cannot be used before the PSU approves it; the error links to the page', async () => {
		const { json } = await postConsent(bank);
		expect(await read({ 'consent-id': json.consentId })).toMatchObject({
			...refusedAs(401, 'CONSENT_INVALID'),
			json: { _links: { scaRedirect: json._links.scaRedirect } },
		});
	});

	it('expires after its last day', async () => {
		const own = await startEmbeddedBank();
		try {
			const { consentId, session } = await authorise(own);
			const passed = (days: number) =>
				own.applyScenario({ bank: 'eika', scenario: 'daysPass', days });
			await passed(180);
			expect(await eika(own, '/v1/accounts', { headers: session })).toMatchObject({ status: 200 });
			await passed(1);
			expect(await eika(own, '/v1/accounts', { headers: session })).toMatchObject(
				refusedAs(401, 'CONSENT_EXPIRED'),
			);
			const { json } = await eika(own, `/v1/consents/${consentId}`);
			expect(json.consentStatus).toBe('expired');
		} finally {
			await own.stop();
		}
	});
});
