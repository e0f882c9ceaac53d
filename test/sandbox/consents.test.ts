import { randomUUID } from 'node:crypto';

import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import {
	allPermissions,
	api,
	authorise,
	call,
	clientToken,
	exchange,
	newConsent,
	postConsent,
	postToken,
	psuToken,
	register,
	type Client,
} from './tpp';

let bank: EmbeddedBank;
let client: Client;
let token: string;
beforeAll(async () => {
	bank = await startEmbeddedBank();
	client = await register(bank);
	token = await clientToken(bank, client);
});
afterAll(() => bank.stop());

const Permissions = allPermissions;
const hour = 3_600_000;
const inMilliseconds = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();
const read = (consentId: string, bearer = token) =>
	api(bank, `/account-access-consents/${consentId}`, bearer);
const remove = (consentId: string) =>
	api(bank, `/account-access-consents/${consentId}`, token, { method: 'DELETE' });

it('creates a consent that awaits authorisation', async () => {
	const Data = {
		Permissions,
		ExpirationDateTime: inMilliseconds(hour),
		TransactionFromDateTime: '2026-01-01T00:00:00+01:00',
		TransactionToDateTime: '2026-12-31T00:00:00Z',
	};
	const { status, json, headers } = await postConsent(bank, token, { Data, Risk: {} });
	expect(status).toBe(201);
	expect(headers['content-type']).toBe('application/json; charset=utf-8');
	expect(json).toEqual({
		Data: {
			...Data,
			ConsentId: expect.stringMatching(/^aac-[0-9a-f-]{36}$/),
			Status: 'AWAU',
			CreationDateTime: expect.any(String),
			StatusUpdateDateTime: expect.any(String),
		},
		Risk: {},
		Links: {
			Self: `${bank.banks.zopa.accountInformation}/account-access-consents/${json.Data.ConsentId}`,
		},
		Meta: {},
	});
	expect(await read(json.Data.ConsentId)).toMatchObject({ status: 200, json });
});

it('takes a permission twice, and Basic with Detail', async () => {
	const twice = [...Permissions, 'ReadAccountsBasic', 'ReadBalances', 'ReadBalances'];
	expect(await postConsent(bank, token, { Data: { Permissions: twice }, Risk: {} })).toMatchObject({
		status: 201,
	});
});

describe('a consent request', () => {
	it.each<[string, unknown, string, string]>([
		['without Data', { Risk: {} }, 'U004', 'Data'],
		['without Risk', { Data: { Permissions } }, 'U004', 'Risk'],
		['with something in Risk', { Data: { Permissions }, Risk: { a: 1 } }, 'U005', 'a'],
		['with an unknown member', { Data: { Permissions, Foo: 1 }, Risk: {} }, 'U005', 'Data.Foo'],
		['without Permissions', { Data: {}, Risk: {} }, 'U004', 'Data.Permissions'],
		['with no permission', { Data: { Permissions: [] }, Risk: {} }, 'U001', 'Data.Permissions'],
		[
			'with an unknown permission',
			{ Data: { Permissions: ['ReadAccountsBasic', 'ReadEverything'] }, Risk: {} },
			'U002',
			'Data.Permissions',
		],
		[
			'without accounts',
			{ Data: { Permissions: ['ReadBalances'] }, Risk: {} },
			'U001',
			'Data.Permissions',
		],
		[
			'with transactions in no direction',
			{ Data: { Permissions: ['ReadAccountsBasic', 'ReadTransactionsBasic'] }, Risk: {} },
			'U001',
			'Data.Permissions',
		],
		[
			'with a direction of no transactions',
			{ Data: { Permissions: ['ReadAccountsBasic', 'ReadTransactionsDebits'] }, Risk: {} },
			'U001',
			'Data.Permissions',
		],
		[
			'that has expired',
			{ Data: { Permissions, ExpirationDateTime: inMilliseconds(-hour) }, Risk: {} },
			'U003',
			'Data.ExpirationDateTime',
		],
		[
			'with a date without a time zone',
			{ Data: { Permissions, ExpirationDateTime: '2099-01-01T00:00:00' }, Risk: {} },
			'U003',
			'Data.ExpirationDateTime',
		],
		[
			'with a period that ends before it begins',
			{
				Data: {
					Permissions,
					TransactionFromDateTime: '2026-02-01T00:00:00Z',
					TransactionToDateTime: '2026-01-01T00:00:00Z',
				},
				Risk: {},
			},
			'U003',
			'Data.TransactionFromDateTime',
		],
	])('is refused %s', async (_, body, ErrorCode, Path) => {
		const { status, json } = await postConsent(bank, token, body);
		expect([status, json]).toEqual([
			400,
			{ Errors: [{ ErrorCode, Path, Message: expect.any(String) }] },
		]);
	});

	it('is refused when it is not JSON', async () => {
		const json = { 'content-type': 'application/json' };
		const post = (headers: Record<string, string>, body: string) =>
			api(bank, '/account-access-consents', token, { method: 'POST', headers, body });
		expect(await post(json, '{')).toMatchObject({
			status: 400,
			json: { Errors: [{ ErrorCode: 'U010' }] },
		});
		expect(await post({ 'content-type': 'text/plain' }, '{}')).toMatchObject({ status: 415 });
		expect(await post({ ...json, accept: 'text/html' }, '{}')).toMatchObject({ status: 406 });
	});
});

describe('who may create a consent', () => {
	it('is nobody without a token', async () => {
		const url = `${bank.banks.zopa.accountInformation}/account-access-consents`;
		const { status, text, headers } = await call(bank, url, { method: 'POST' });
		expect([status, text]).toEqual([401, '']);
		expect(headers['www-authenticate']).toMatch(/^Bearer/);
	});

	it('is not the holder of a PSU’s token', async () => {
		expect(await postConsent(bank, await psuToken(bank, client))).toMatchObject({ status: 401 });
	});

	it('is not a client without the scope accounts', async () => {
		const form = { grant_type: 'client_credentials', scope: 'payments' };
		const { json } = await postToken(bank, client, form);
		expect(await postConsent(bank, json.access_token)).toMatchObject({ status: 403 });
	});
});

describe('a consent', () => {
	it('belongs to the client that created it', async () => {
		const other = await clientToken(bank, await register(bank));
		expect(await read(await newConsent(bank, client), other)).toMatchObject({ status: 403 });
	});

	it('is 400 when it is unknown', async () => {
		expect(await read('aac-unknown')).toMatchObject({
			status: 400,
			json: { Errors: [{ ErrorCode: 'U011' }] },
		});
	});

	it('is authorised once the PSU has approved', async () => {
		const { consentId } = await authorise(bank, client);
		expect((await read(consentId)).json.Data.Status).toBe('AUTH');
	});

	it('is gone once it is deleted, and so are the tokens issued for it', async () => {
		const { consentId, code } = await authorise(bank, client);
		const { json } = await exchange(bank, client, code);
		expect(await api(bank, '/accounts', json.access_token)).toMatchObject({ status: 200 });
		expect(await remove(consentId)).toMatchObject({ status: 204, text: '' });
		expect(await read(consentId)).toMatchObject({ status: 400 });
		expect(await remove(consentId)).toMatchObject({ status: 400 });
		expect(await api(bank, '/accounts', json.access_token)).toMatchObject({ status: 401 });
	});
});

describe('the interaction id', () => {
	it('comes back with success and with errors', async () => {
		const id = randomUUID();
		const headers = { 'x-fapi-interaction-id': id };
		for (const path of ['/accounts', '/account-access-consents/unknown', '/unknown']) {
			const reply = await api(bank, path, token, { headers });
			expect(reply.headers['x-fapi-interaction-id']).toBe(id);
		}
	});

	it('is made when there is none', async () => {
		const { headers } = await read('unknown');
		expect(headers['x-fapi-interaction-id']).toMatch(/^[0-9a-f-]{36}$/);
	});

	it('is refused when it is no UUID', async () => {
		const headers = { 'x-fapi-interaction-id': 'one' };
		expect(await api(bank, '/accounts', token, { headers })).toMatchObject({
			status: 400,
			json: { Errors: [{ ErrorCode: 'U006' }] },
		});
	});
});
