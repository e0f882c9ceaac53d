import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { IDataObject } from 'n8n-workflow';

import { psuApproves } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
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
import { hintsOf, jsonOf } from '../support/workflow';

let bank: EmbeddedBank;
let registration: IDataObject;

beforeAll(async () => {
	bank = await startEmbeddedBank({ 'redirect-uri': [furtherUri] });
	registration = await register(bank);
});
afterAll(async () => {
	await bank.stop();
});

const furtherUri = 'https://n8n.example.com/webhook/open-banking/zopa';

const step = (operation: string, parameters: IDataObject = {}) => ({
	type: 'createConsent',
	parameters: { operation, ...fromInput(registration), ...parameters },
});

describe('Create', () => {
	it('outputs the consent and the address to send the PSU to', async () => {
		const item = await consent(bank, registration);
		expect(item).toEqual({
			bank: 'zopa',
			consentId: expect.stringMatching(/^aac-/),
			status: 'AwaitingAuthorisation',
			data: expect.objectContaining({ ConsentId: item.consentId }),
			interactionId: expect.any(String),
			authorizationUrl: expect.stringContaining(`${bank.address}/zopa/`),
			authorizationUrlExpiresAt: expect.any(String),
			state: expect.stringMatching(/^eyJ/),
			registration: expect.stringMatching(/^eyJ/),
		});
		const url = new URL(String(item.authorizationUrl));
		const request = decodeJwt(url.searchParams.get('request')!);
		expect(request.claims).toMatchObject({
			id_token: { openbanking_intent_id: { value: item.consentId, essential: true } },
		});
	});

	it('outputs in a new node what workflows use, and the response with Simplify off (U-12)', async () => {
		const options = { expirationDateTime: '2030-01-31T00:00:00Z' };
		const simple = { ...step('create', { options }), typeVersion: 1.1 };
		const [item] = await stepItems(bank, simple);
		expect(item).toEqual({
			consentId: expect.stringMatching(/^aac-/),
			status: 'AwaitingAuthorisation',
			bank: 'zopa',
			expiresAt: expect.stringContaining('2030-01-31'),
			permissions: expect.arrayContaining(['ReadBalances']),
			authorizationUrl: expect.stringContaining(`${bank.address}/zopa/`),
			authorizationUrlExpiresAt: expect.any(String),
			state: expect.stringMatching(/^eyJ/),
			registration: expect.stringMatching(/^eyJ/),
			interactionId: expect.any(String),
		});
		const get = { ...step('get', { consentId: item!.consentId }), typeVersion: 1.1 };
		const [found] = await stepItems(bank, get);
		expect(found).toMatchObject({ permissions: item!.permissions, expiresAt: item!.expiresAt });
		expect(found).not.toHaveProperty('data');
		const raw = { ...get, parameters: { ...get.parameters, simplify: false } };
		expect(await stepItems(bank, raw)).toMatchObject([{ data: { ConsentId: item!.consentId } }]);
	});

	it.each([1, 1.1])(
		'tells Get Authorisation URL the end of the consent, in version %j',
		async (typeVersion) => {
			const options = { expirationDateTime: '2030-01-31T00:00:00Z' };
			const [item] = await stepItems(bank, { ...step('create', { options }), typeVersion });
			const again = step('getAuthorisationUrl', { consentId: item!.consentId });
			const [{ authorizationUrl } = {}] = await stepItems(bank, again, { input: [item!] });
			const rora = { user: 'rora', ca: bank.ca };
			const redirectResponse = await psuApproves(String(authorizationUrl), rora);
			const parameters = { redirectResponse, ...fromInput(registration) };
			expect(await stepItems(bank, { type: 'getToken', parameters })).toMatchObject([
				{ consentExpiresAt: expect.stringContaining('2030-01-31') as string },
			]);
		},
	);

	it('asks for the permissions and dates that were chosen', async () => {
		const [item] = await stepItems(
			bank,
			step('create', {
				permissions: ['ReadAccountsBasic', 'ReadBalances'],
				options: { expirationDateTime: '2030-01-31T00:00:00Z' },
			}),
		);
		expect(item).toMatchObject({
			expiresAt: expect.stringContaining('2030-01-31'),
			data: { Permissions: ['ReadAccountsBasic', 'ReadBalances'] },
		});
	});

	it('says when the consent ends beside every session of it, refreshed or not', async () => {
		const refreshing = await register(bank, withRefreshToken);
		const options = { expirationDateTime: '2030-01-31T00:00:00Z' };
		const first = await session(bank, refreshing, { options });
		const parameters = { operation: 'refresh', session: first.session, ...fromInput(refreshing) };
		const [renewed] = await stepItems(bank, { type: 'getToken', parameters });
		for (const item of [first, renewed]) {
			expect(item).toMatchObject({ consentExpiresAt: '2030-01-31T00:00:00.000Z' });
		}
	});

	it('says so of no session whose consent has no end', async () => {
		expect(await session(bank, registration)).not.toHaveProperty('consentExpiresAt');
	});

	it.each(['ReadAccountsBasic', null, { name: 'ReadAccountsBasic' }, [1]])(
		'refuses %j in place of a list of permissions (F-13)',
		async (permissions) => {
			const value = `={{ ${JSON.stringify(permissions)} }}`;
			const error = await stepError(bank, step('create', { permissions: value }));
			expect(error.message).toBe(
				'The permissions must be a list of names, such as ReadBalances. Check "Permissions".',
			);
		},
	);

	it.each([
		['balances', ['ReadAccountsDetail', 'ReadBalances']],
		[
			'bookkeeping',
			[
				...['ReadAccountsDetail', 'ReadBalances'],
				...['ReadTransactionsCredits', 'ReadTransactionsDebits', 'ReadTransactionsDetail'],
			],
		],
	])('asks for the permissions of the preset %s (U-11)', async (preset, permissions) => {
		const [item] = await stepItems(bank, step('create', { permissions: [preset] }));
		expect(item).toMatchObject({ data: { Permissions: permissions } });
	});

	it('asks by default for what bookkeeping needs, as workflows from before do', async () => {
		const item = await consent(bank, registration);
		const [chosen] = await stepItems(bank, step('create', { permissions: ['bookkeeping'] }));
		const permissionsOf = ({ data }: IDataObject = {}) => (data as IDataObject).Permissions;
		expect(permissionsOf(item)).toEqual(permissionsOf(chosen));
	});

	it('asks for everything that the bank provides, and for single permissions beside a preset once', async () => {
		const permissions = ['everything', 'ReadBalances', 'ReadProducts'];
		const run = await runStep(bank, step('create', { permissions }));
		const [{ data } = {}] = jsonOf(run, 'Step');
		const { Permissions } = data as { Permissions: string[] };
		expect(Permissions).toEqual([...new Set(Permissions)]);
		expect(Permissions).toEqual(
			expect.arrayContaining(['ReadStandingOrdersDetail', 'ReadTransactionsDetail']),
		);
		expect(Permissions.filter((name) => /Basic$|PAN|Products/.test(name))).toEqual([]);
		// Nobody chose the others that Zopa lacks by their names.
		expect(hintsOf(run, 'Step')).toEqual([
			'Zopa does not support these permissions, so the consent does not include them: ReadProducts.',
		]);
	});

	it('refuses permissions that the standard refuses, before the bank does', async () => {
		const error = await stepError(
			bank,
			step('create', { permissions: ['ReadAccountsBasic', 'ReadTransactionsDetail'] }),
		);
		expect(error.message).toMatch(/must be combined with ReadTransactionsCredits/);
	});

	it('creates no consent when there is nowhere to send the PSU back to', async () => {
		await bank.resetStatistics();
		const error = await stepError(bank, step('create'), {
			credential: { redirectUri: 'not a uri' },
		});
		expect(error.message).toMatch(/redirect URI/i);
		expect((await bank.statistics()).listeners.mtls.requests).toBe(0);
	});

	it('sends the PSU back to the redirect URI of the option, and Get Token exchanges that code (C-21)', async () => {
		const { authorizationUrl } = await consent(bank, registration, {
			options: { redirectUri: furtherUri },
		});
		const rora = { user: 'rora', ca: bank.ca };
		const redirectResponse = await psuApproves(String(authorizationUrl), rora);
		expect(redirectResponse.split('#')[0]).toBe(furtherUri);
		const parameters = { redirectResponse, ...fromInput(registration) };
		expect(await stepItems(bank, { type: 'getToken', parameters })).toEqual([
			expect.objectContaining({ session: expect.stringMatching(/^eyJ/) }),
		]);
	});

	it('refuses a redirect URI that is not a URL, before the bank creates a consent', async () => {
		await bank.resetStatistics();
		const options = { redirectUri: 'open-banking/zopa' };
		const error = await stepError(bank, step('create', { options }));
		expect(error.message).toMatch(
			/"open-banking\/zopa" is not a complete URL\. Check "Redirect URI"/,
		);
		expect((await bank.statistics()).listeners.mtls.requests).toBe(0);
	});

	it('says what the bank finds wrong with a date', async () => {
		const error = await stepError(
			bank,
			step('create', { options: { expirationDateTime: '2020-01-31T00:00:00Z' } }),
		);
		expect(error.message).toMatch(/responded with 400 when creating the consent: U003/);
	});

	it('signs the request object when the client is registered so', async () => {
		const signing = await register(bank, { requestObjectSigningAlg: 'PS256' });
		const { authorizationUrl } = await consent(bank, signing);
		const request = new URL(String(authorizationUrl)).searchParams.get('request')!;
		expect(decodeProtectedHeader(request)).toEqual({ alg: 'PS256', kid: bank.tpp.kid, typ: 'JWT' });
		const redirectUrl = await psuApproves(String(authorizationUrl), { user: 'mits', ca: bank.ca });
		expect(redirectUrl).toMatch(/#.*code=/);
	});

	it('pushes the request to the bank if Push is on', async () => {
		const signing = await register(bank, { requestObjectSigningAlg: 'PS256' });
		const item = await consent(bank, signing, { options: { push: true } });
		const url = new URL(String(item.authorizationUrl));
		expect([...url.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
		const left = Date.parse(String(item.authorizationUrlExpiresAt)) - Date.now();
		expect(left).toBeLessThan(61_000);
		expect(await psuApproves(url.href, { user: 'rora', ca: bank.ca })).toMatch(/#.*code=/);
	});

	describe('that fails once the bank has made the consent', () => {
		const unsigned = { operation: 'create', options: { push: true } };
		const made = (message: unknown) =>
			/The bank has created the consent (aac-[\w-]+)\. Get its URL with Create Consent → Get Authorisation URL\.$/.exec(
				String(message),
			)?.[1];

		it('names the consent and what to do', async () => {
			const error = await stepError(bank, step('create', unsigned));
			expect(error.message).toMatch(
				/^The bank responded with 400 when pushing the authorization request/,
			);
			const [item] = await stepItems(
				bank,
				step('getAuthorisationUrl', { consentId: made(error.message) }),
			);
			expect(item).toHaveProperty('authorizationUrl');
		});

		it('names it in the details of an error item', async () => {
			const onError = 'continueRegularOutput';
			const [item] = await stepItems(bank, { ...step('create', unsigned), onError });
			expect(item!.details).toMatchObject({ code: 'OB_ASPSP', consentId: made(item!.error) });
		});
	});

	it('gets one client token for any number of items', async () => {
		const fresh = await register(bank);
		await bank.resetStatistics();
		const items = await stepItems(
			bank,
			{ type: 'createConsent', parameters: fromInput(fresh) },
			{ input: [{}, {}, {}, {}] },
		);
		expect(items).toHaveLength(4);
		expect((await bank.statistics()).listeners.mtls.requests).toBe(5);
	});
});

describe('Get, Delete and Get Authorisation URL', () => {
	it('read the status', async () => {
		const { consentId } = await consent(bank, registration);
		expect(await stepItems(bank, step('get', { consentId }))).toMatchObject([
			{ consentId, status: 'AwaitingAuthorisation' },
		]);
	});

	it('give no address without a consent', async () => {
		const error = await stepError(
			bank,
			step('getAuthorisationUrl', { consentId: '={{ $json.no }}' }),
		);
		expect(error.message).toBe('The consent ID is empty. Check "Consent ID".');
	});

	it('give a new address for the same consent', async () => {
		const { consentId, authorizationUrl } = await consent(bank, registration);
		const [item] = await stepItems(bank, step('getAuthorisationUrl', { consentId }));
		expect(item).toMatchObject({ consentId, state: expect.any(String) });
		expect(item?.authorizationUrl).not.toBe(authorizationUrl);
	});

	it('end the consent', async () => {
		const { consentId } = await consent(bank, registration);
		expect(await stepItems(bank, step('delete', { consentId }))).toEqual([
			{ deleted: true, consentId, interactionId: expect.any(String) },
		]);
		const error = await stepError(bank, step('get', { consentId }));
		expect(error.message).toMatch(/responded with 400 when reading the consent/);
	});
});
