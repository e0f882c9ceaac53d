import { psuApproves } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import {
	basic,
	call,
	clientToken,
	exchange,
	newConsent,
	postToken,
	register,
	registrationClaims,
	signed,
	type Call,
	type Claims,
	type Client,
	type TestedBank,
} from './tpp';

let bank: EmbeddedBank;
beforeAll(async () => {
	bank = await startEmbeddedBank();
});
afterAll(() => bank.stop());

const manage = (client: { client_id: string }, token: string, options: Call = {}) =>
	call(bank, `${bank.banks.zopa.registration}/${client.client_id}`, {
		...options,
		headers: { authorization: `Bearer ${token}`, ...options.headers },
	});

const put = async (client: Client, token: string, overrides: Claims = {}) =>
	manage(client, token, {
		method: 'PUT',
		headers: { 'content-type': 'application/jwt' },
		body: await signed(bank, registrationClaims(bank, overrides)),
	});

const unauthorised = {
	status: 401,
	headers: expect.objectContaining({ 'www-authenticate': 'Bearer error="invalid_token"' }),
};

it('reads a registration', async () => {
	const client = await register(bank);
	const reply = await manage(client, await clientToken(bank, client));
	expect(reply).toMatchObject({ status: 200, json: client });
});

it('accepts a token that was requested without a scope', async () => {
	const client = await register(bank);
	const { json } = await postToken(bank, client, { grant_type: 'client_credentials', scope: '' });
	expect(await manage(client, json.access_token)).toMatchObject({ status: 200 });
});

describe('an update', () => {
	it('replaces every claim, keeps id and secret, and lets tokens live', async () => {
		const client = await register(bank);
		const token = await clientToken(bank, client);
		const reply = await put(client, token, { scope: 'openid accounts', response_types: ['code'] });
		expect(reply).toMatchObject({
			status: 200,
			json: { ...client, scope: 'openid accounts', response_types: ['code'] },
		});
		expect(await manage(client, token)).toMatchObject({ status: 200, json: reply.json });
	});

	it('is held to the rules of a registration', async () => {
		const client = await register(bank);
		const reply = await put(client, await clientToken(bank, client), { subject_type: 'pairwise' });
		expect(reply).toMatchObject({ status: 400, json: { error: 'invalid_client_metadata' } });
	});

	it('to private_key_jwt takes the secret away', async () => {
		const client = await register(bank);
		const token = await clientToken(bank, client);
		await put(client, token, { token_endpoint_auth_method: 'private_key_jwt' });
		const reply = await postToken(bank, client, { grant_type: 'client_credentials' });
		expect(reply).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
	});
});

describe('a deletion', () => {
	it('gets status 204 and ends every token of the client', async () => {
		const client = await register(bank);
		const token = await clientToken(bank, client);
		expect(await manage(client, token, { method: 'DELETE' })).toMatchObject({ status: 204 });
		expect(await manage(client, token)).toMatchObject(unauthorised);
		expect(await put(client, token)).toMatchObject(unauthorised);
		const reply = await postToken(bank, client, { grant_type: 'client_credentials' });
		expect(reply).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
	});
});

describe('a client that is not the token’s', () => {
	it.each(['unknown', 'foreign'])(
		'is 401 when it is %s, and the token is revoked',
		async (which) => {
			const client = await register(bank);
			const token = await clientToken(bank, client);
			const other = which === 'foreign' ? await register(bank) : { client_id: 'unknown' };
			expect(await manage(other, token)).toMatchObject(unauthorised);
			expect(await manage(client, token)).toMatchObject(unauthorised);
		},
	);

	it('is 401 with a token that nobody issued', async () => {
		const client = await register(bank);
		expect(await manage(client, 'garbage')).toMatchObject(unauthorised);
	});
});

describe('the Postman environment', () => {
	it('has the addresses and the credentials of the client', async () => {
		const client = await register(bank);
		const url = `${bank.banks.zopa.postmanEnvironment}?client_id=${client.client_id}`;
		const { status, json } = await call(bank, url);
		expect(status).toBe(200);
		expect(json).toMatchObject({ name: 'Zopa Sandbox', _postman_variable_scope: 'environment' });
		expect(json.values).toContainEqual({ key: 'clientId', value: client.client_id, enabled: true });
		expect(json.values).toContainEqual({
			key: 'clientSecret',
			value: client.client_secret,
			enabled: true,
		});
	});

	it('has the names that the collections of the platform read (B-21)', async () => {
		const client = await register(bank);
		const url = `${bank.banks.zopa.postmanEnvironment}?client_id=${client.client_id}`;
		const { json } = await call(bank, url);
		const values = json.values as Array<{ key: string; value: string }>;
		const { resourceServer, issuer, token } = bank.banks.zopa;
		expect(Object.fromEntries(values.map(({ key, value }) => [key, value]))).toMatchObject({
			rs: resourceServer,
			issuer,
			tokenEndpoint: token,
			basicToken: basic(client).replace('Basic ', ''),
			obParticipantId: expect.stringMatching(/^\w{18}$/),
			redirectUrl: bank.tpp.redirectUris[0],
		});
	});

	it('is 404 for a client that is not registered', async () => {
		const url = `${bank.banks.zopa.postmanEnvironment}?client_id=unknown`;
		expect(await call(bank, url)).toMatchObject({ status: 404 });
	});
});

describe.each([
	['zopa', '/o3/v1.0', {}],
	['monese', '/ozone/v1.0', { aud: '0015800001ZEc3hAAD' }],
] as const)('The helper of %s that builds the address for the PSU (B-22)', (at, path, claims) => {
	const tested = (): TestedBank => ({ ...bank, at });
	const ask = (client: Client, consentId: string, query = 'scope=accounts&alg=none') =>
		call(bank, `${bank.banks[at].resourceServer}${path}/auth-code-url/${consentId}?${query}`, {
			headers: { authorization: basic(client) },
		});

	it('returns plain text that leads to a code in the query', async () => {
		const client = await register(tested(), claims);
		const { status, headers, text } = await ask(client, await newConsent(tested(), client));
		expect([status, headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
		const location = await psuApproves(text, { user: 'rora', ca: bank.ca });
		const code = new URL(location).searchParams.get('code')!;
		expect(await exchange(tested(), client, code)).toMatchObject({ status: 200 });
	});

	it('refuses another client, a wrong secret, and signed requests', async () => {
		const client = await register(tested(), claims);
		const other = await register(tested(), claims);
		const consentId = await newConsent(tested(), client);
		expect(await ask(other, consentId)).toMatchObject({ status: 400 });
		expect(await ask({ ...client, client_secret: 'x' }, consentId)).toMatchObject({ status: 401 });
		const signed = 'scope=accounts&alg=PS256';
		expect(await ask(client, consentId, signed)).toMatchObject({ status: 400 });
	});
});
