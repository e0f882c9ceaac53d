import { clearCaches } from '../../lib/expiringCache';
import { stateLifetime } from '../../lib/oauth/state';
import { redirectOutcome } from '../../lib/oauth/redirectOutcome';
import { aTpp } from '../support/builders';
import { aTestBank, authorise, consentId, halfHash, idToken, type TestBank } from './testBank';

let bank: TestBank;
beforeEach(() => {
	clearCaches();
	bank = aTestBank();
});

const outcomeOf = async (response: string) =>
	await redirectOutcome(bank.connection, response, new Date());

it('A right response is authorised, with consent and passThrough, by which a flow tells whose it is (RP-05)', async () => {
	expect(await outcomeOf(await authorise(bank, { passThrough: 'customer-7' }))).toEqual({
		outcome: 'authorised',
		consentId,
		passThrough: 'customer-7',
		session: expect.objectContaining({ accessToken: 'access-1', consentId }),
	});
});

it('access_denied is the outcome refused', async () => {
	const response = await authorise(bank, {
		passThrough: 'customer-7',
		parameters: { code: undefined, id_token: undefined, error: 'access_denied' },
	});
	expect(await outcomeOf(response)).toMatchObject({
		outcome: 'refused',
		consentId,
		passThrough: 'customer-7',
	});
});

it.each(['server_error', 'login_required', 'invalid_request', 'consent_required'])(
	'%s is the outcome failed',
	async (error) => {
		const response = await authorise(bank, {
			parameters: { code: undefined, id_token: undefined, error },
		});
		expect(await outcomeOf(response)).toMatchObject({ outcome: 'failed', consentId });
	},
);

it('A refusal by the token endpoint is the outcome failed: the PSU did not refuse', async () => {
	bank.token = () => ({ status: 400, json: { error: 'access_denied' } });
	expect(await outcomeOf(await authorise(bank))).toMatchObject({ outcome: 'failed', consentId });
});

it('A response with an unknown state has no consent', async () => {
	const { consentId: none, ...result } = await outcomeOf('error=access_denied&state=guessed');
	expect(none).toBeUndefined();
	expect(result).toMatchObject({ outcome: 'failed' });
	expect(bank.forms).toEqual([]);
});

it('Tokens with an invalid id_token are kept and marked, and the outcome is failed', async () => {
	const response = await authorise(bank);
	bank.token = async () => ({
		json: {
			access_token: 'access-1',
			token_type: 'Bearer',
			id_token: await idToken({ ...bank.claims, nonce: 'another' }),
		},
	});
	expect(await outcomeOf(response)).toMatchObject({
		outcome: 'failed',
		consentId,
		session: { accessToken: 'access-1', invalid: expect.stringMatching(/nonce/) },
		error: expect.objectContaining({ code: 'OB_INVALID_RESPONSE' }),
	});
});

describe('After tokens that are not to be trusted', () => {
	const untrusted = async () => {
		const response = await authorise(bank);
		const { token } = bank;
		bank.token = async () => ({
			json: { access_token: 'access-1', token_type: 'Bearer', id_token: await idToken({}) },
		});
		await outcomeOf(response);
		bank.token = token;
		return response;
	};

	it('the same response has brought nothing', async () => {
		const outcome = await outcomeOf(await untrusted());
		expect(outcome).toMatchObject({ outcome: 'repeated', consentId });
		expect(outcome).not.toHaveProperty('broughtSession');
		expect(bank.forms).toHaveLength(1);
	});

	it('another code for the same state counts', async () => {
		const parameters = new URLSearchParams(new URL(await untrusted()).hash.slice(1));
		const c_hash = halfHash('another');
		parameters.set('code', 'another');
		parameters.set('id_token', await idToken({ ...bank.claims, c_hash }));
		expect(await outcomeOf(parameters.toString())).toMatchObject({ outcome: 'authorised' });
	});
});

describe('After a session, what comes with its state', () => {
	const stateOf = (response: string) =>
		new URLSearchParams(new URL(response).hash.slice(1)).get('state');

	it.each<[string, (response: string) => string]>([
		['is of another issuer', (response) => `${response}&iss=https://another.example`],
		[
			'is an error of another issuer',
			(response) => `error=x&iss=https://another.example&state=${stateOf(response)}`,
		],
		['has another code', (response) => response.replace(/code=[^&]+/, 'code=another')],
		['has no id_token', (response) => `code=x&state=${stateOf(response)}`],
	])('and %s is repeated, and not a failure', async (_, next) => {
		const response = await authorise(bank);
		await outcomeOf(response);
		expect(await outcomeOf(next(response))).toMatchObject({
			outcome: 'repeated',
			consentId,
			broughtSession: true,
		});
		expect(bank.forms).toHaveLength(1);
	});

	it('is none, either, once the state has expired', async () => {
		const response = await authorise(bank);
		await outcomeOf(response);
		const late = new Date(Date.now() + stateLifetime);
		expect(await redirectOutcome(bank.connection, response, late)).toMatchObject({
			outcome: 'repeated',
		});
	});

	it('is nothing to another credential', async () => {
		const response = await authorise(bank);
		await outcomeOf(response);
		const another = { ...bank.connection, tpp: aTpp() };
		expect(await redirectOutcome(another, response, new Date())).toMatchObject({
			outcome: 'failed',
		});
	});

	it('is known after many others', async () => {
		const exchanged = async () => {
			const response = await authorise(bank, { responseType: 'code' });
			await outcomeOf(response);
			return response;
		};
		const first = await exchanged();
		for (let others = 0; others < 501; others += 1) await exchanged();
		bank.forms.length = 0;
		expect(await outcomeOf(first)).toMatchObject({ outcome: 'repeated' });
		expect(bank.forms).toEqual([]);
	});
});

it('What is no fault of the response is thrown', async () => {
	const response = await authorise(bank);
	const broken = { ...bank.connection, tpp: { ...bank.connection.tpp, sealingSecrets: null } };
	await expect(redirectOutcome(broken as never, response, new Date())).rejects.toThrow(TypeError);
});

it.each([
	['nothing', {}],
	['an empty code', { code: '' }],
	['an empty error', { error: '', error_description: '' }],
])(
	'A redirect with %s but our state is a failure of that authorisation (F-27)',
	async (_, parameters) => {
		const response = await authorise(bank, {
			passThrough: 'customer-7',
			parameters: { code: undefined, id_token: undefined, ...parameters },
		});
		const result = await outcomeOf(response);
		expect(result).toMatchObject({
			outcome: 'failed',
			consentId,
			passThrough: 'customer-7',
			error: { tppAction: 'reauthenticate', code: 'OB_INVALID_RESPONSE' },
		});
		expect(bank.forms).toEqual([]);
	},
);
