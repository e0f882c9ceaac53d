import { clearCaches } from '../../lib/expiringCache';
import { redirectOutcome } from '../../lib/oauth/redirectOutcome';
import { aTestBank, authorise, consentId, idToken, type TestBank } from './testBank';

let bank: TestBank;
beforeEach(() => {
	clearCaches();
	bank = aTestBank();
});

const outcomeOf = async (response: string) =>
	await redirectOutcome(bank.connection, response, new Date());

it('A right answer is authorised, with consent and payload', async () => {
	expect(await outcomeOf(await authorise(bank, { payload: 'customer-7' }))).toEqual({
		outcome: 'authorised',
		consentId,
		payload: 'customer-7',
		session: expect.objectContaining({ accessToken: 'access-1', consentId }),
	});
});

it('access_denied is a refusal of ours', async () => {
	const response = await authorise(bank, {
		payload: 'customer-7',
		parameters: { code: undefined, id_token: undefined, error: 'access_denied' },
	});
	expect(await outcomeOf(response)).toMatchObject({
		outcome: 'refused',
		consentId,
		payload: 'customer-7',
	});
});

it.each(['server_error', 'login_required', 'invalid_request', 'consent_required'])(
	'%s is a failure of ours',
	async (error) => {
		const response = await authorise(bank, {
			parameters: { code: undefined, id_token: undefined, error },
		});
		expect(await outcomeOf(response)).toMatchObject({ outcome: 'failed', consentId });
	},
);

it('A refusal by the token endpoint is a failure, not the PSU’s', async () => {
	bank.token = () => ({ status: 400, json: { error: 'access_denied' } });
	expect(await outcomeOf(await authorise(bank))).toMatchObject({ outcome: 'failed', consentId });
});

it('An answer that is not ours has no consent', async () => {
	const { consentId: none, ...result } = await outcomeOf('error=access_denied&state=guessed');
	expect(none).toBeUndefined();
	expect(result).toMatchObject({ outcome: 'failed' });
	expect(bank.forms).toEqual([]);
});

it('Tokens that came with an id_token that is not to be trusted are kept, marked, and fail', async () => {
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

it('What is no fault of the answer is thrown', async () => {
	const response = await authorise(bank);
	const broken = { ...bank.connection, tpp: { ...bank.connection.tpp, sealingSecrets: null } };
	await expect(redirectOutcome(broken as never, response, new Date())).rejects.toThrow(TypeError);
});
