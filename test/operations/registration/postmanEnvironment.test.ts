import { eika } from '../../../lib/banks/eika';
import { monese } from '../../../lib/banks/monese';
import { zopa } from '../../../lib/banks/zopa';
import {
	postmanEnvironmentRequest,
	readPostmanEnvironment,
	withoutSecretValues,
} from '../../../lib/operations/registration/postmanEnvironment';
import { aBank, aClient, aResponse, aTpp, rejection } from '../../support/builders';

const addresses = zopa.environments.sandbox!;
const client = aClient({ clientId: 'client 1', clientSecret: 'secret' });

describe('postmanEnvironmentRequest', () => {
	it('names the client in the query, as Zopa’s guide requires', () => {
		expect(postmanEnvironmentRequest(aTpp({ bank: zopa, addresses, client }))).toEqual({
			method: 'GET',
			url: 'https://rs1.openbanking-sandbox.zopa.com/o3/v1.0/postman/environment?client_id=client%201',
			headers: { Accept: 'application/json' },
		});
	});

	it('authenticates with client ID and secret, as Monese’s guide requires', () => {
		const addressesOfMonese = monese.environments.sandbox!;
		expect(
			postmanEnvironmentRequest(aTpp({ bank: monese, addresses: addressesOfMonese, client })),
		).toEqual({
			method: 'GET',
			url: 'https://ob-api1.sandbox.monese.com:4501/ozone/v1.0/postman/environment',
			headers: {
				Accept: 'application/json',
				Authorization: `Basic ${Buffer.from('client 1:secret').toString('base64')}`,
			},
		});
	});

	it('is rejected if the client secret that the bank requires is missing', async () => {
		const addresses = monese.environments.sandbox!;
		const tpp = aTpp({ bank: monese, addresses, client: aClient() });
		expect(await rejection(() => postmanEnvironmentRequest(tpp))).toMatchObject({
			code: 'OB_CONFIGURATION',
			field: { in: 'credential', key: 'clientSecret' },
		});
	});

	it.each([aBank(), eika])('is rejected at a bank without one: $name', async (bank) => {
		expect(await rejection(() => postmanEnvironmentRequest(aTpp({ bank })))).toEqual({
			code: 'OB_CONFIGURATION',
			message: `${bank.name} does not provide a Postman environment. No request was sent.`,
			field: { in: 'parameters', key: 'operation' },
			tppAction: 'fixRequest',
		});
	});
});

describe('readPostmanEnvironment', () => {
	it('returns the environment unchanged', () => {
		expect(readPostmanEnvironment(aResponse({ json: { id: '1' } }))).toEqual({ id: '1' });
	});

	it('rejects a body that is not a JSON object', async () => {
		const html = aResponse({ text: '<html>', headers: { 'content-type': 'text/html' } });
		expect(await rejection(() => readPostmanEnvironment(html))).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message:
				'The bank responded with 200 when downloading the Postman environment, but the response body is not a JSON object (content type text/html).',
		});
	});
});

describe('withoutSecretValues', () => {
	it('empties the values of secrets and keeps all others (LK-26)', () => {
		const kept = [
			{ key: 'clientId', value: 'client-1', enabled: true },
			{ key: 'token_endpoint', value: 'https://as1.example/token', type: 'default' },
			{ key: 'tokenEndpointAuthMethod', value: 'client_secret_basic' },
			{ value: 'without a key' },
			{ key: { toString: 1 }, value: { toString: 1 } },
			null,
		];
		const secrets = [
			{ key: 'clientSecret', value: 'x', enabled: true },
			{ key: 'access_token', value: 'x' },
			{ key: 'psuPassword', value: 'x' },
			{ key: 'privateKey', value: 'x' },
			{ key: 'signingKey', value: '-----BEGIN PRIVATE KEY-----' },
			{ key: 'ssa', value: 'eyJhbGciOiJQUzI1NiJ9.e30.x' },
			{ key: 'header', value: 'Basic eDp5' },
			{ key: 'sandbox', value: 'x', type: 'secret' },
			{ key: 'sandbox', value: { x: 'x' }, type: 'secret' },
		];
		const emptied = secrets.map((entry) => ({ ...entry, value: '' }));
		expect(withoutSecretValues({ id: '1', values: [...kept, ...secrets] })).toEqual({
			id: '1',
			values: [...kept, ...emptied],
		});
	});

	it('removes secrets within objects and lists', () => {
		const jwt = 'eyJhbGciOiJQUzI1NiJ9.e30.x';
		const values = [
			{ key: 'ssa', value: [jwt] },
			{ key: 'client', value: { id: 'client-1', secret: 'x', statement: jwt } },
			{ key: 'psuPassword', value: { x: 'x' } },
			{ key: 'pin', value: 1234 },
			{ key: 'ssa', value: '', description: jwt },
		];
		expect(withoutSecretValues({ id: '1', token: 'x', values })).toStrictEqual({
			id: '1',
			values: [
				{ key: 'ssa', value: [] },
				{ key: 'client', value: { id: 'client-1' } },
				{ key: 'psuPassword', value: '' },
				{ key: 'pin', value: '' },
				{ key: 'ssa', value: '' },
			],
		});
	});

	it.each([{ id: '1' }, { id: '1', values: 'none' }])('does not change %j', (environment) => {
		expect(withoutSecretValues(environment)).toEqual(environment);
	});
});
