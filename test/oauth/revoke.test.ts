import { clearCaches } from '../../lib/expiringCache';
import { refreshSession } from '../../lib/oauth/refresh';
import { revokeSession } from '../../lib/oauth/revoke';
import type { Session } from '../../lib/oauth/session';
import { rejection } from '../support/builders';
import { aTestBank, issuer, tokens, type TestBank } from './testBank';

let bank: TestBank;
beforeEach(() => {
	clearCaches();
	bank = aTestBank();
	bank.metadata.revocation_endpoint = `${issuer}/revoke`;
	bank.token = () => ({});
});

const revoke = async (refreshToken?: string) =>
	await revokeSession(bank.connection, aSession({ refreshToken }));

const aSession = (changes: Partial<Session> = {}): Session => ({
	accessToken: 'access-1',
	refreshToken: 'refresh-1',
	bank: 'test-bank',
	environment: 'sandbox',
	issuer,
	clientId: 'client-1',
	...changes,
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
			code: 'OB_CONFIGURATION',
			message: 'Test Bank does not support the revocation of tokens.',
			field: { in: 'parameters', key: 'operation' },
			suggestion: 'deleteConsent',
			tppAction: 'fixRequest',
		});
		expect(bank.forms).toEqual([]);
	});

	it('reports a refusal', async () => {
		bank.token = () => ({ status: 503, headers: { 'retry-after': 'soon' } });
		expect(await rejection(() => revoke())).toMatchObject({
			code: 'OB_ASPSP',
			message: 'The bank responded with 503 when revoking the session. Try again later.',
		});
	});
});

describe('After a revocation an older session', () => {
	/** Gives tokens of these names until one is revoked. */
	const granting = (refreshToken: string) => {
		bank.token = (form) => {
			if (form.has('token')) {
				bank.token = () => ({ status: 400, json: { error: 'invalid_grant' } });
				return {};
			}
			const names = { access_token: 'access-2', refresh_token: refreshToken };
			return { json: { ...tokens(), ...names } };
		};
	};
	const refresh = async (session = aSession()) => await refreshSession(bank.connection, session);
	const sent = () => bank.forms.map((form) => form.get('refresh_token') ?? form.get('token'));
	const invalidGrant = {
		code: 'OB_ASPSP',
		message:
			'The bank responded with 400 when refreshing the session: invalid_grant. Send the PSU through authorisation again for the same consent.',
		httpStatus: 400,
		errorCodes: ['invalid_grant'],
		interactionId: 'interaction-1',
		tppAction: 'reauthenticate',
	};

	it('gets none of the revoked tokens: the bank is asked, and refuses', async () => {
		granting('refresh-2');
		await revokeSession(bank.connection, await refresh());
		expect(await rejection(() => refresh())).toEqual(invalidGrant);
		expect(sent()).toEqual(['refresh-1', 'refresh-2', 'refresh-1']);
	});

	it('gets none either when only the access token was revoked', async () => {
		granting('refresh-2');
		await revokeSession(bank.connection, { ...(await refresh()), refreshToken: undefined });
		expect(await rejection(() => refresh())).toEqual(invalidGrant);
		expect(sent()).toEqual(['refresh-1', 'access-2', 'refresh-1']);
	});

	it('gets none either when it was itself revoked and the bank does not rotate', async () => {
		granting('refresh-1');
		await refresh();
		await revokeSession(bank.connection, aSession());
		expect(await rejection(() => refresh())).toEqual(invalidGrant);
		expect(sent()).toEqual(['refresh-1', 'refresh-1', 'refresh-1']);
	});

	it('gets none either when it was itself revoked and the bank rotates', async () => {
		granting('refresh-2');
		await refresh();
		await revokeSession(bank.connection, aSession());
		expect(await rejection(() => refresh())).toEqual(invalidGrant);
		expect(sent()).toEqual(['refresh-1', 'refresh-1', 'refresh-1']);
	});

	it('of another consent keeps its successor', async () => {
		granting('refresh-2');
		const successor = await refresh();
		const other = aSession({ accessToken: 'access-7', refreshToken: 'refresh-7' });
		await revokeSession(bank.connection, other);
		expect(await refresh()).toEqual(successor);
		expect(sent()).toEqual(['refresh-1', 'refresh-7']);
	});
});
