import { eika } from '../../../lib/banks/eika';
import { monese } from '../../../lib/banks/monese';
import { zopa } from '../../../lib/banks/zopa';
import {
	postmanEnvironmentRequest,
	readPostmanEnvironment,
	withoutSecrets,
} from '../../../lib/operations/registration/postmanEnvironment';
import { aBank, aClient, anAnswer, aTpp, rejection } from '../../support/builders';

const addresses = zopa.environments.sandbox!;
const client = aClient({ clientId: 'client 1', clientSecret: 'secret' });

describe('postmanEnvironmentRequest', () => {
	it('asks for the environment of the client, as Zopa’s guide says', () => {
		expect(postmanEnvironmentRequest(aTpp({ bank: zopa, addresses, client }))).toEqual({
			method: 'GET',
			url: 'https://rs1.openbanking-sandbox.zopa.com/o3/v1.0/postman/environment?client_id=client%201',
			headers: { Accept: 'application/json' },
		});
	});

	it('authenticates with client id and secret, as Monese’s guide says', () => {
		const moneses = monese.environments.sandbox!;
		expect(postmanEnvironmentRequest(aTpp({ bank: monese, addresses: moneses, client }))).toEqual({
			method: 'GET',
			url: 'https://ob-api1.sandbox.monese.com:4501/ozone/v1.0/postman/environment',
			headers: {
				Accept: 'application/json',
				Authorization: `Basic ${Buffer.from('client 1:secret').toString('base64')}`,
			},
		});
	});

	it('asks nothing of a bank that wants a secret which is not there', async () => {
		const addresses = monese.environments.sandbox!;
		const tpp = aTpp({ bank: monese, addresses, client: aClient() });
		expect(await rejection(() => postmanEnvironmentRequest(tpp))).toMatchObject({
			code: 'OB_CONFIGURATION',
			field: 'Client Secret',
		});
	});

	it.each([aBank(), eika])('is refused at a bank without: $name', async (bank) => {
		expect(await rejection(() => postmanEnvironmentRequest(aTpp({ bank })))).toEqual({
			code: 'OB_CONFIGURATION',
			message: `${bank.name} offers no Postman environment.`,
			field: 'Operation',
			tppAction: 'fixRequest',
		});
	});
});

describe('readPostmanEnvironment', () => {
	it('gives the environment as it came', () => {
		expect(readPostmanEnvironment(anAnswer({ json: { id: '1' } }))).toEqual({ id: '1' });
	});

	it('refuses what is no JSON object', async () => {
		const html = anAnswer({ text: '<html>', headers: { 'content-type': 'text/html' } });
		expect(await rejection(() => readPostmanEnvironment(html))).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message:
				'The bank responded with 200 when downloading the Postman environment, but the response body is not a JSON object (content type text/html).',
		});
	});
});

describe('withoutSecrets', () => {
	it('empties the values of secrets and keeps everything else', () => {
		const kept = [
			{ key: 'clientId', value: 'client-1', enabled: true },
			{ key: 'token_endpoint', value: 'https://as1.example/token' },
			{ key: 'tokenEndpointAuthMethod', value: 'client_secret_basic' },
			{ value: 'without a key' },
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
		];
		const emptied = secrets.map((entry) => ({ ...entry, value: '' }));
		expect(withoutSecrets({ id: '1', values: [...kept, ...secrets] })).toEqual({
			id: '1',
			values: [...kept, ...emptied],
		});
	});

	it.each([{ id: '1' }, { id: '1', values: 'none' }])('leaves %j as it is', (environment) => {
		expect(withoutSecrets(environment)).toEqual(environment);
	});
});
