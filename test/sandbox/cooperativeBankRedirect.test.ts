import { randomUUID } from 'node:crypto';

import { psuApproves, psuRefuses } from '../../sandbox/psu';
import { newBrowser, type Field } from '../../sandbox/psuBrowser';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import {
	api,
	authorise,
	challengeOf,
	newConsent,
	parameters,
	psuTokens,
	randomText,
	redirectUrl,
	textOf,
	type Brand,
	type Pairs,
} from './cooperativeBankTpp';
import * as zopa from './tpp';
import { call, redirectParameters, type Reply } from './tpp';

let bank: EmbeddedBank;
let consentId: string;
const furtherUri = 'https://127.0.0.1:5678/webhook/open-banking';

beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 2, 'redirect-uri': [furtherUri] });
	consentId = await newConsent(bank);
});
afterAll(() => bank.stop());

const rora = () => ({ user: 'rora', ca: bank.ca });
const open = (text: string, brand?: Brand) => call(bank, redirectUrl(bank, text, brand));
const openWith = (overrides: Pairs) => open(textOf(parameters(bank, consentId, overrides)));

describe('the redirect', () => {
	it.each<[Brand]>([['coop'], ['smile']])(
		'leads over the pages of %s to code and state in the query',
		async (brand) => {
			const state = randomText();
			const { response } = await authorise(bank, { brand, overrides: { State: state } });
			expect(response).toMatchObject({ code: expect.any(String), state });
		},
	);

	it.each<[Brand]>([['coop'], ['smile']])(
		'lets a second PSU sign in with the same browser at %s (B-20)',
		async (brand) => {
			const browser = newBrowser(new URL(bank.address), bank.ca);
			const shares = async (user: string): Promise<string | undefined> => {
				const own = await newConsent(bank, brand);
				const text = textOf(parameters(bank, own, {}, brand));
				const login = await browser.open(redirectUrl(bank, text, brand));
				const next = await browser.submit(login, [
					['user', user],
					['password', user],
				]);
				// A page without fields ends the session of the first PSU. Its script submits it.
				const approval = next.body.includes('"account"') ? next : await browser.submit(next, []);
				const decision: Field[] = [
					['account', 'all'],
					['decision', 'approve'],
				];
				return (await browser.submit(approval, decision)).location;
			};
			expect(await shares('rora')).toMatch(/[?&]code=/);
			expect(await shares('mits')).toMatch(/[?&]code=/);
		},
	);

	it.each([
		['coop', 'The Co-operative Bank'],
		['smile', 'smile'],
	])(
		'with login_hint %s leads to the page of the brand in the one sandbox (C-16)',
		async (hint, name) => {
			const text = textOf(parameters(bank, await newConsent(bank), { login_hint: hint }));
			const page = await newBrowser(new URL(bank.address), bank.ca).open(redirectUrl(bank, text));
			expect(page.body).toContain(`Sign in to ${name}`);
		},
	);

	it('is to the page of the brand', async () => {
		const own = await newConsent(bank, 'smile');
		const url = redirectUrl(bank, textOf(parameters(bank, own, {}, 'smile')), 'smile');
		const first = await call(bank, url);
		expect(first.status).toBe(303);
		expect(bank.banks.smile.authorization).toContain('/smile/openbanking/coop/oauthRedirect');
		expect(new URL(first.headers.location!, url).pathname).toMatch(/^\/smile\/interaction\//);
	});

	it.each<[string, (name: string) => string]>([
		['lower', (name) => name.toLowerCase()],
		['upper', (name) => name.toUpperCase()],
	])('takes the parameters in any order, and their names in %s case', async (_, spelled) => {
		const given = Object.entries(parameters(bank, consentId)).reverse();
		const own = Object.fromEntries(given.map(([name, value]) => [spelled(name), value]));
		expect((await open(textOf(own))).status).toBe(303);
	});

	it('takes padding, a parameter that nobody knows, and an encoded state', async () => {
		const text = `${textOf(parameters(bank, consentId, { State: '%7Bmore than 16 characters%7D' }))}&x=1`;
		const data = encodeURIComponent(`${Buffer.from(text).toString('base64url')}=`);
		const { authorization } = bank.banks.coop;
		expect((await call(bank, `${authorization}?data=${data}`)).status).toBe(303);
	});

	it.each<[string, Pairs]>([
		['empty', { jrn_typ: '', ben_name: '', Amount: '', pymt_dt: '' }],
		['wrong', { jrn_typ: 'IP', Amount: 'ten', pymt_dt: 'tomorrow' }],
	])('does not look at what is for payments only: %s', async (_, overrides) => {
		expect((await openWith(overrides)).status).toBe(303);
	});

	it('leads to the further address that the client is registered with', async () => {
		const text = textOf(parameters(bank, await newConsent(bank), { redirect_uri: furtherUri }));
		expect(await psuApproves(redirectUrl(bank, text), rora())).toMatch(
			/^https:\/\/127\.0\.0\.1:5678\/webhook\/open-banking\?.*code=/,
		);
	});

	it('takes a stepUp of require', async () => {
		expect((await openWith({ stepUp: 'require' })).status).toBe(303);
	});

	it('may be loaded again by the PSU', async () => {
		const text = textOf(parameters(bank, consentId));
		expect((await open(text)).status).toBe(303);
		expect((await open(text)).status).toBe(303);
	});
});

/** The page says so, and nobody is redirected. */
const page = async (reply: ReturnType<typeof call>) => {
	const { status, headers, text } = await reply;
	expect([status, headers.location, headers['content-type']]).toEqual([
		400,
		undefined,
		'text/html; charset=utf-8',
	]);
	return text;
};

describe('a redirect that cannot be trusted', () => {
	const other = 'redirect_uri is not in the onboarding form';

	it.each<[string, () => Pairs, string]>([
		['no client_id', () => ({ client_id: undefined }), 'client_id is unknown'],
		['an unknown client_id', () => ({ client_id: 'unknown' }), 'client_id is unknown'],
		['the client of the other brand', () => ({ client_id: randomUUID() }), 'client_id is unknown'],
		['no redirect_uri', () => ({ redirect_uri: undefined }), other],
		['a foreign redirect_uri', () => ({ redirect_uri: 'https://evil.example/' }), other],
		['the other one of the TPP', () => ({ redirect_uri: bank.tpp.redirectUris[1] }), other],
		[
			'a redirect_uri that is % encoded',
			() => ({ redirect_uri: encodeURIComponent(bank.tpp.redirectUris[0]!) }),
			'redirect_uri must not be % encoded',
		],
		['a client_id twice', () => ({ CLIENT_ID: 'unknown' }), 'CLIENT_ID occurs twice'],
		['a redirect_uri twice', () => ({ REDIRECT_URI: 'https://evil.example/' }), 'twice'],
		[
			'the same redirect_uri twice',
			() => ({ REDIRECT_URI: bank.tpp.redirectUris[0] }),
			'REDIRECT_URI occurs twice',
		],
		[
			'a redirect_uri three times',
			() => ({ REDIRECT_URI: 'https://evil.example/', Redirect_Uri: bank.tpp.redirectUris[0] }),
			'REDIRECT_URI occurs twice',
		],
		[
			'a foreign redirect_uri and a scope that is % encoded',
			() => ({ redirect_uri: 'https://evil.example/', Scope: 'accounts%2Boffline' }),
			'Scope must not be % encoded',
		],
		[
			'a client_id that is wrongly encoded',
			() => ({ client_id: '%' }),
			'client_id is not correctly encoded',
		],
	])('is a page without a way back: %s', async (_, overrides, problem) => {
		const text = await page(openWith(overrides()));
		expect(text).toContain(problem);
		expect(text).not.toContain('href=');
	});

	it.each([
		['no data', ''],
		['empty data', '?data='],
		['base64 that is not base64url', '?data=a%2Bb%2F'],
		['parameters that are not encoded', '?client_id=1&response_type=code'],
	])('is a page without a way back: %s', async (_, query) => {
		const reply = call(bank, `${bank.banks.coop.authorization}${query}`);
		expect(await page(reply)).not.toContain('href=');
	});
});

const payment = (overrides: Pairs): Pairs => ({
	Scope: 'payments',
	jrn_typ: 'DSP',
	ben_name: 'Test Beneficiary',
	Amount: '1000',
	pymt_dt: '2023-09-05T10:43:07+00:00',
	...overrides,
});

/** What the link on the page tells the TPP. */
const toldOnPage = async (overrides: Pairs) => {
	const text = await page(openWith(overrides));
	const [, href = ''] = /<a href="([^"]*)"/.exec(text) ?? [];
	const way = new URL(href.replaceAll('&amp;', '&'));
	expect(`${way.origin}${way.pathname}`).toBe(bank.tpp.redirectUris[0]);
	return Object.fromEntries(way.searchParams);
};

describe('a redirect that breaks a rule', () => {
	it.each<[string, Pairs, string]>([
		['no response_type', { response_type: undefined }, 'response_type is missing'],
		['no Scope', { Scope: undefined }, 'scope is missing'],
		['no login_hint', { login_hint: undefined }, 'login_hint is missing'],
		['an unknown brand', { login_hint: 'britannia' }, 'login_hint must be'],
		['an unknown brand', { login_hint: 'other' }, 'login_hint must be'],
		['no Display', { Display: undefined }, 'display is missing'],
		['35 characters', { Display: 'b2f7e8f0-6f2c-4c1e-9d6e-1f3b9a0c7d2' }, 'display must be a UUID'],
		['37 characters', { Display: 'b2f7e8f0-6f2c-4c1e-9d6e-1f3b9a0c7d2ee' }, 'display must be'],
		['no hyphens', { Display: 'b2f7e8f06f2c4c1e9d6e1f3b9a0c7d2eabcd' }, 'display must be a UUID'],
		['another UUID', { Display: 'b2f7e8f0-6f2c-4c1e-9d6e-1f3b9a0c7d2e' }, 'not a known consent'],
		['no code_challenge', { code_challenge: undefined }, 'code_challenge is missing'],
		['a short code_challenge', { code_challenge: 'short' }, 'code_challenge must be'],
		['no code_challenge_method', { code_challenge_method: undefined }, 'method is missing'],
		['plain', { code_challenge_method: 'plain' }, 'code_challenge_method must be S256'],
		['another stepUp', { stepUp: 'required' }, 'stepup must be require'],
		['an empty stepUp', { stepUp: '' }, 'stepup must be require'],
		['a payment without a journey', payment({ jrn_typ: undefined }), 'jrn_typ is missing'],
		['a payment on an unknown journey', payment({ jrn_typ: 'IP' }), 'jrn_typ must be'],
		['DSP without ben_name', payment({ ben_name: undefined }), 'ben_name is missing'],
		['DP without ben_name', payment({ jrn_typ: 'DP', ben_name: '' }), 'ben_name is missing'],
		['DSP without Amount', payment({ Amount: undefined }), 'amount is missing'],
		['an Amount in words', payment({ Amount: 'ten' }), 'amount must be'],
		['DSO with an empty Amount', payment({ jrn_typ: 'DSO', Amount: '' }), 'amount must be'],
		['DSP without pymt_dt', payment({ pymt_dt: undefined }), 'pymt_dt is missing'],
		['a pymt_dt without an offset', payment({ pymt_dt: '2023-09-05T10:43:07' }), 'pymt_dt must be'],
		['a scope that is % encoded', { Scope: 'accounts%2Boffline' }, 'Scope must not be % encoded'],
		['a scope twice', { SCOPE: 'accounts+offline' }, 'SCOPE occurs twice'],
		['a parameter that nobody knows, twice', { x: '1', X: '2' }, 'X occurs twice'],
		['a Display that is wrongly encoded', { Display: '%' }, 'Display is not correctly encoded'],
	])('is a page with the way back to the TPP: %s', async (_, overrides, description) => {
		const state = randomText();
		expect(await toldOnPage({ State: state, ...overrides })).toEqual({
			error: 'invalid_request',
			error_description: expect.stringContaining(description),
			state,
		});
	});

	it.each<[string, Pairs]>([
		['no State', { State: undefined }],
		['an empty State', { State: '' }],
		['a State that can be guessed', { State: '123456789012345' }],
	])('is a page with the way back to the TPP: %s', async (_, overrides) => {
		expect(await toldOnPage(overrides)).toMatchObject({
			error: 'invalid_request',
			error_description: expect.stringMatching(/^state (is|must be)/),
		});
	});

	it.each<[string, Pairs, string]>([
		['twice', { STATE: randomText() }, 'STATE occurs twice'],
		['wrongly encoded', { State: '%'.repeat(20) }, 'State is not correctly encoded'],
	])('leads back without a State that cannot be read: %s', async (_, overrides, description) => {
		expect(await toldOnPage(overrides)).toEqual({
			error: 'invalid_request',
			error_description: description,
		});
	});

	it.each<[string, Pairs, string]>([
		['another response_type', { response_type: 'code id_token' }, 'unsupported_response_type'],
		['accounts alone', { Scope: 'accounts' }, 'invalid_scope'],
		['a space in place of the plus', { Scope: 'accounts offline' }, 'invalid_scope'],
		['scopes in another order', { Scope: 'offline+accounts' }, 'invalid_scope'],
		['payments+offline', { Scope: 'payments+offline' }, 'invalid_scope'],
	])('has an error of its own: %s', async (_, overrides, error) => {
		expect(await toldOnPage(overrides)).toMatchObject({ error });
	});

	it.each<[string, Pairs]>([
		['a confirmation of funds', { Scope: 'fundsconfirmations+offline' }],
		['a scheduled payment', payment({})],
		['a payment', payment({ jrn_typ: 'DP', pymt_dt: undefined })],
		[
			'a standing order',
			payment({ jrn_typ: 'DSO', ben_name: undefined, Amount: undefined, pymt_dt: undefined }),
		],
	])('keeps the rules, but its consent is for account information: %s', async (_, overrides) => {
		expect(await toldOnPage(overrides)).toMatchObject({
			error: 'invalid_scope',
			error_description: 'the consent is for the scope accounts+offline',
		});
	});

	it.each<[string, Pairs]>([
		['code_challenge', { code_challenge: challengeOf(randomText()) }],
		['state', { State: randomText() }],
	])('has the %s of another flow', async (name, used) => {
		expect((await openWith(used)).status).toBe(303);
		expect(await toldOnPage(used)).toMatchObject({
			error_description: `${name} was already used`,
		});
	});

	it('is about a consent of the other brand, or one that is closed', async () => {
		const foreign = await newConsent(bank, 'smile');
		expect(await toldOnPage({ Display: foreign })).toMatchObject({ error: 'invalid_request' });
		const rejected = await newConsent(bank);
		await bank.applyScenario({ bank: 'coop', scenario: 'consentRejected', consentId: rejected });
		expect(await toldOnPage({ Display: rejected })).toMatchObject({
			error_description: 'the consent can no longer be authorised',
		});
	});
});

describe('a PSU', () => {
	const url = (own: string, overrides: Pairs = {}) =>
		redirectUrl(bank, textOf(parameters(bank, own, overrides)));

	it('who refuses reads so first, acknowledges it, and is redirected then', async () => {
		const own = await newConsent(bank);
		const location = await psuRefuses(url(own), rora());
		expect(redirectParameters(location)).toMatchObject({
			error: 'Consent declined',
			error_description: 'User declined consent',
			state: expect.any(String),
		});
		await expect(psuRefuses(url(own), rora())).rejects.toThrow(
			'the consent can no longer be authorised',
		);
	});

	it('who refuses is not redirected before', async () => {
		const start = url(await newConsent(bank));
		const first = await call(bank, start);
		const cookie = first.headers['set-cookie']!.map((line) => line.split(';')[0]).join('; ');
		const headers = { cookie, 'content-type': 'application/x-www-form-urlencoded' };
		const action = new URL(first.headers.location!, start).href;
		const screen = await call(bank, action, { method: 'POST', headers, body: 'decision=refuse' });
		expect([screen.status, screen.headers.location]).toEqual([200, undefined]);
		expect(screen.text).toContain('User declined authentication');
		const body = 'decision=refuse&acknowledged=yes';
		const left = await call(bank, action, { method: 'POST', headers, body });
		expect(left.status).toBe(303);
	});

	it.each([
		['Authentication failed', { user: 'rora', password: 'wrong' }, {}],
		['Account not found', { code: '000000' }, { stepUp: 'require' }],
	])('leaves with "%s" after three wrong attempts (B-24)', async (error, wrong, overrides) => {
		const browser = newBrowser(new URL(bank.address), bank.ca);
		const text = textOf(parameters(bank, await newConsent(bank), overrides));
		const login = await browser.open(redirectUrl(bank, text));
		const credentials: Field[] = [
			['user', 'rora'],
			['password', 'rora'],
		];
		const page = 'code' in wrong ? await browser.submit(login, credentials) : login;
		const attempt = Object.entries(wrong) as Field[];
		await expect(browser.submit(page, attempt)).rejects.toThrow(/incorrect/);
		await expect(browser.submit(page, attempt)).rejects.toThrow(/incorrect/);
		const screen = await browser.submit(page, attempt);
		const { location } = await browser.submit(screen, [['acknowledged', 'yes']]);
		expect(redirectParameters(location!)).toMatchObject({ error });
	});

	it('shows a second factor where the TPP requires one', async () => {
		const own = await newConsent(bank);
		const stepUp = { stepUp: 'require' };
		await expect(psuApproves(url(own, stepUp), { ...rora(), code: '654321' })).rejects.toThrow(
			'The code is incorrect.',
		);
		const { access } = await psuTokens(bank, { consentId: own, overrides: stepUp });
		expect((await api(bank, '/standing-orders', access)).status).toBe(200);
	});
});

describe('the pages', () => {
	/** Until when the browser keeps the cookie without which there is no page. */
	const hoursLeft = ({ headers }: Reply) => {
		const cookie = headers['set-cookie']!.find((line) => line.startsWith('_interaction='));
		const [, expires = ''] = /expires=([^;]*)/i.exec(cookie!) ?? [];
		return (Date.parse(expires) - Date.now()) / 3_600_000;
	};

	it.each<[Brand]>([['coop'], ['smile']])('of %s wait for the PSU all day', async (brand) => {
		const own = await newConsent(bank, brand);
		const first = await open(textOf(parameters(bank, own, {}, brand)), brand);
		expect(hoursLeft(first)).toBeCloseTo(24, 1);
	});

	it('of another bank wait for a quarter of an hour', async () => {
		const client = await zopa.register(bank);
		const request = zopa.requestObjectClaims(bank, client, await zopa.newConsent(bank, client));
		expect(hoursLeft(await call(bank, zopa.authorizationUrl(bank, request)))).toBeCloseTo(0.25, 1);
	});
});

it.each(['/openbanking/coop/authorise', '/auth', '/.well-known/openid-configuration', '/jwks'])(
	'Nothing is at %s, past the rules',
	async (path) => {
		const query = new URLSearchParams({
			client_id: bank.banks.coop.credential.clientId,
			response_type: 'code',
			scope: 'accounts offline',
		});
		expect((await call(bank, `${bank.address}/coop${path}?${query}`)).status).toBe(404);
	},
);
