import { clearCaches } from '../../lib/expiringCache';
import { revokeSession } from '../../lib/oauth/revoke';
import { rejection } from '../support/builders';
import { aTestBank, issuer, type TestBank } from './testBank';

let bank: TestBank;
beforeEach(() => {
	clearCaches();
	bank = aTestBank();
	bank.metadata.revocation_endpoint = `${issuer}/revoke`;
	bank.token = () => ({});
});

const revoke = async (refreshToken?: string) =>
	await revokeSession(bank.connection, {
		accessToken: 'access-1',
		refreshToken,
		bank: 'test-bank',
		environment: 'sandbox',
		clientId: 'client-1',
	});

describe('revokeSession', () => {
	it.each([
		['refresh token', 'refresh-1', 'refresh-1'],
		['access token when there is no refresh token', undefined, 'access-1'],
	])('gives the bank the %s', async (_, refreshToken, token) => {
		await revoke(refreshToken);
		expect(bank.requested()).toEqual(['GET /.well-known/openid-configuration', 'POST /revoke']);
		expect(Object.fromEntries(bank.forms[0]!)).toEqual({
			token,
			client_id: 'client-1',
			client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
			client_assertion: expect.any(String),
		});
	});

	it('reports a bank that has no endpoint for it', async () => {
		bank.metadata.revocation_endpoint = undefined;
		expect(await rejection(() => revoke())).toEqual({
			code: 'OB_INVALID_RESPONSE',
			message:
				'The bank\'s answer was refused when revoking the session: authorization server metadata does not contain a valid "as.mtls_endpoint_aliases.revocation_endpoint".',
			tppAction: 'contactBank',
		});
		expect(bank.forms).toEqual([]);
	});

	it('reports a refusal', async () => {
		bank.token = () => ({ status: 503, headers: { 'retry-after': 'soon' } });
		expect(await rejection(() => revoke())).toMatchObject({
			code: 'OB_ASPSP',
			message: 'The bank answered 503 when revoking the session. Try again later.',
		});
	});
});
