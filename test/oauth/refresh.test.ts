import type { JWTPayload } from 'jose';

import { ConnectionError } from '../../lib/errors';
import { clearCaches } from '../../lib/expiringCache';
import { refreshSession } from '../../lib/oauth/refresh';
import { openSession, sealSession, type Session } from '../../lib/oauth/session';
import { sessionTokens } from '../../lib/oauth/refresh';
import { withToken } from '../../lib/oauth/bearer';
import { rejection } from '../support/builders';
import {
	altered,
	aTestBank,
	clockAt,
	consentId,
	halfHash,
	idToken,
	issuer,
	tokens,
	type TestBank,
} from './testBank';

const seconds = Math.floor(Date.now() / 1000);
const inAnHour = new Date((seconds + 3600) * 1000).toISOString();
const anHourAgo = new Date((seconds - 3600) * 1000).toISOString();

let bank: TestBank;
let issued: number;
beforeEach(() => {
	clearCaches();
	issued = 1;
	bank = aTestBank();
	bank.token = rotating;
});
afterEach(() => jest.useRealTimers());

/** A bank that gives a new refresh token each time. */
const rotating = () => ({ json: aResponse() });
function aResponse() {
	issued += 1;
	return { ...tokens(), access_token: `access-${issued}`, refresh_token: `refresh-${issued}` };
}

const aSession = (changes: Partial<Session> = {}): Session => ({
	accessToken: 'access-1',
	expiresAt: inAnHour,
	refreshToken: 'refresh-1',
	scope: 'openid accounts',
	interactionId: 'of-the-code',
	bank: 'test-bank',
	environment: 'sandbox',
	issuer,
	clientId: 'client-1',
	consentId,
	consentExpiresAt: '2030-01-31T00:00:00.000Z',
	client: { tokenEndpointAuthMethod: 'private_key_jwt' },
	subject: 'psu-1',
	...changes,
});

const refresh = async (session = aSession()) => await refreshSession(bank.connection, session);
const sent = () => bank.forms.map((form) => form.get('refresh_token'));

/** Claims of a right id_token, as a refresh brings it (OpenID Connect Core §12.2). */
const claims = (changes: JWTPayload = {}): JWTPayload => ({
	iss: issuer,
	sub: 'psu-1',
	aud: 'client-1',
	iat: seconds,
	exp: seconds + 600,
	...changes,
});

describe('refreshSession', () => {
	it('asks with the refresh token and gives the session with the new tokens', async () => {
		bank.discovery = () => ({ json: bank.metadata, interactionId: 'of-the-discovery' });
		bank.token = () => ({ ...rotating(), interactionId: 'of-the-refresh' });
		const { expiresAt, ...session } = await refresh();
		expect(session).toEqual({
			...aSession({ accessToken: 'access-2', refreshToken: 'refresh-2' }),
			expiresAt: undefined,
			refreshTokenExpiresAt: undefined,
			interactionId: 'of-the-refresh',
			invalid: undefined,
		});
		expect(Date.parse(expiresAt!) - Date.now()).toBeGreaterThan(290_000);
		expect(Object.fromEntries(bank.forms[0]!)).toEqual({
			grant_type: 'refresh_token',
			refresh_token: 'refresh-1',
			client_id: 'client-1',
			client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
			client_assertion: expect.any(String),
		});
	});

	it('keeps refresh token, its end and scope when the bank sends none', async () => {
		bank.token = () => ({ json: { access_token: 'access-2', token_type: 'bearer' } });
		expect(await refresh(aSession({ refreshTokenExpiresAt: inAnHour }))).toMatchObject({
			accessToken: 'access-2',
			expiresAt: undefined,
			refreshToken: 'refresh-1',
			refreshTokenExpiresAt: inAnHour,
			scope: 'openid accounts',
		});
	});

	it('takes over a session of an earlier issuer (F-28): it then belongs to the new one', async () => {
		const earlier = 'https://old.bank.example';
		const moved = { ...bank.connection.tpp.addresses, earlierIssuers: [earlier] };
		const tpp = { ...bank.connection.tpp, addresses: moved };
		const former = { ...tpp, addresses: { ...moved, issuer: earlier } };
		const sealed = await sealSession(aSession({ issuer: earlier }), former);
		const opened = await openSession(sealed.session, tpp);
		expect(await refreshSession({ ...bank.connection, tpp }, opened)).toMatchObject({
			issuer,
			accessToken: 'access-2',
			consentId,
		});
		expect(sent()).toEqual(['refresh-1']);
	});

	it('sends a refresh token once for callers at the same time and for later ones (TK-29)', async () => {
		const first = await Promise.all([refresh(), refresh(), refresh()]);
		const later = await refresh();
		expect(new Set([...first, later].map(({ accessToken }) => accessToken))).toEqual(
			new Set(['access-2']),
		);
		expect(sent()).toEqual(['refresh-1']);
	});

	it('goes on with the rotated refresh token and never sends the old one again (TK-26)', async () => {
		await refresh(await refresh(await refresh()));
		expect(sent()).toEqual(['refresh-1', 'refresh-2', 'refresh-3']);
	});

	it('asks a bank that does not rotate again for each new access token', async () => {
		bank.token = () => ({ json: { ...aResponse(), refresh_token: 'refresh-1' } });
		expect((await refresh(await refresh())).accessToken).toBe('access-3');
		expect(sent()).toEqual(['refresh-1', 'refresh-1']);
	});

	it('gives an older session its successor until half a minute before that expires', async () => {
		const start = Date.now();
		clockAt(start);
		const successor = await refresh();
		clockAt(start + 269_000);
		expect(await refresh()).toEqual(successor);
		expect(sent()).toEqual(['refresh-1']);
	});

	it('refreshes a successor that has expired meanwhile with its own refresh token', async () => {
		const start = Date.now();
		clockAt(start);
		const successor = await refresh();
		clockAt(start + 271_000);
		expect(await Promise.all([refresh(), refresh()])).toEqual(
			Array.from({ length: 2 }, () => ({
				...successor,
				accessToken: 'access-3',
				refreshToken: 'refresh-3',
				expiresAt: new Date(start + 571_000).toISOString(),
			})),
		);
		expect(sent()).toEqual(['refresh-1', 'refresh-2']);
	});

	it('is not sent again for every account when the bank refuses the refresh token', async () => {
		bank.token = () => ({ status: 400, json: { error: 'invalid_grant' } });
		const source = sessionTokens(bank.connection, aSession({ expiresAt: anHourAgo }));
		for (let account = 0; account < 3; account++) {
			const expired = await source.current();
			expect(expired).toBe('access-1');
			expect(await rejection(() => source.renew(expired))).toMatchObject({
				code: 'OB_ASPSP',
				errorCodes: ['invalid_grant'],
			});
		}
		expect(sent()).toEqual(['refresh-1']);
	});

	it('asks with the expired token why a refresh token is refused, and reports what that tells', async () => {
		bank.token = () => ({ status: 400, json: { error: 'invalid_grant' } });
		bank.resource = () => ({
			status: 400,
			json: { Errors: [{ ErrorCode: 'UK.OBIE.Resource.InvalidConsentStatus' }] },
		});
		const source = sessionTokens(bank.connection, aSession({ expiresAt: anHourAgo }));
		const send = withToken(bank.connection.send, source);
		expect(await send({ method: 'GET', url: `${issuer}/accounts` })).toMatchObject({ status: 400 });
	});

	it('reports the refusal itself if the expired token tells nothing more', async () => {
		bank.token = () => ({ status: 400, json: { error: 'invalid_grant' } });
		bank.resource = () => ({ status: 401 });
		const source = sessionTokens(bank.connection, aSession({ expiresAt: anHourAgo }));
		const send = withToken(bank.connection.send, source);
		expect(await rejection(() => send({ method: 'GET', url: `${issuer}/accounts` }))).toMatchObject(
			{ errorCodes: ['invalid_grant'], tppAction: 'reauthenticate' },
		);
	});

	it('reports any other failure of the refresh at once', async () => {
		bank.token = () => ({ status: 503 });
		const source = sessionTokens(bank.connection, aSession({ expiresAt: anHourAgo }));
		expect(await rejection(() => source.current())).toMatchObject({ httpStatus: 503 });
	});

	it('asks once for tokens that live shorter than the leeway', async () => {
		bank.token = () => ({ json: { ...aResponse(), expires_in: 20 } });
		expect((await refresh()).accessToken).toBe('access-2');
		expect(sent()).toEqual(['refresh-1']);
	});

	it('asks a bank that does not rotate again when the successor has expired', async () => {
		bank.token = () => ({ json: { ...aResponse(), refresh_token: 'refresh-1' } });
		const start = Date.now();
		clockAt(start);
		expect((await refresh()).accessToken).toBe('access-2');
		clockAt(start + 271_000);
		expect((await refresh()).accessToken).toBe('access-3');
		expect(sent()).toEqual(['refresh-1', 'refresh-1']);
	});

	it('follows an older session from successor to successor to the one that lives', async () => {
		const start = Date.now();
		const accessTokens = [];
		for (const later of [0, 271_000, 280_000, 550_000, 560_000]) {
			clockAt(start + later);
			accessTokens.push((await refresh()).accessToken);
		}
		expect(accessTokens).toEqual(['access-2', 'access-3', 'access-3', 'access-4', 'access-4']);
		expect(sent()).toEqual(['refresh-1', 'refresh-2', 'refresh-3']);
	});

	it('leaves the session usable when the response is lost', async () => {
		bank.token = () => {
			bank.token = rotating;
			throw new ConnectionError('No response');
		};
		expect(await rejection(() => refresh())).toEqual({
			code: 'OB_CONNECTION',
			message: 'No response',
			tppAction: 'retryLater',
		});
		expect((await refresh()).accessToken).toBe('access-2');
	});

	it('is not repeated by another item of the run when its outcome is unknown', async () => {
		bank.token = () => {
			bank.token = rotating;
			throw new ConnectionError('No response', { requestOutcome: 'unknown' });
		};
		const run = { ...bank.connection, run: {} };
		const nextRun = { ...bank.connection, run: {} };
		const lost = { code: 'OB_CONNECTION', requestOutcome: 'unknown' };
		expect(await rejection(() => refreshSession(run, aSession()))).toMatchObject(lost);
		expect(await rejection(() => refreshSession({ ...run }, aSession()))).toMatchObject(lost);
		expect(sent()).toEqual(['refresh-1']);
		expect((await refreshSession(nextRun, aSession())).accessToken).toBe('access-2');
	});

	it('is not repeated by a run that waited for the request of another run', async () => {
		bank.token = () => {
			bank.token = rotating;
			throw new ConnectionError('No response', { requestOutcome: 'unknown' });
		};
		const [run, other] = [{}, {}].map((id) => ({ ...bank.connection, run: id }));
		const lost = { code: 'OB_CONNECTION', requestOutcome: 'unknown' };
		const both = await Promise.all(
			[run!, other!].map((each) => rejection(() => refreshSession(each, aSession()))),
		);
		expect(both).toEqual([expect.objectContaining(lost), expect.objectContaining(lost)]);
		expect(await rejection(() => refreshSession(other!, aSession()))).toMatchObject(lost);
		expect(sent()).toEqual(['refresh-1']);
	});

	it('is repeated by another item of the run when it was not sent', async () => {
		bank.token = () => {
			bank.token = rotating;
			throw new ConnectionError('No response', { requestOutcome: 'notSent' });
		};
		const run = { ...bank.connection, run: {} };
		await rejection(() => refreshSession(run, aSession()));
		expect((await refreshSession(run, aSession())).accessToken).toBe('access-2');
	});

	it('brings each of 1,000 sessions its own new tokens, with one request for each', async () => {
		bank.token = (form) => {
			const successor = `${form.get('refresh_token')}-rotated`;
			return { json: { ...tokens(), access_token: successor, refresh_token: successor } };
		};
		const names = Array.from({ length: 1000 }, (_, index) => `token-${index}`);
		const sessions = [...names, ...names].map((name) =>
			aSession({ accessToken: name, refreshToken: name }),
		);
		const renewed = await Promise.all(sessions.map(refresh));
		expect(renewed.map(({ refreshToken }) => refreshToken)).toEqual(
			[...names, ...names].map((name) => `${name}-rotated`),
		);
		expect(sent().sort()).toEqual([...names].sort());
	});

	it('keeps sessions of different clients apart (TK-32)', async () => {
		await refresh();
		await refresh(aSession({ clientId: 'client-2' }));
		expect(sent()).toEqual(['refresh-1', 'refresh-1']);
	});

	it('reports a refresh token that the bank does not take (TK-32)', async () => {
		bank.token = () => ({ status: 400, json: { error: 'invalid_grant' } });
		expect(await rejection(() => refresh())).toEqual({
			code: 'OB_ASPSP',
			message:
				'The bank responded with 400 when refreshing the session: invalid_grant. Send the PSU through authorisation again for the same consent.',
			httpStatus: 400,
			errorCodes: ['invalid_grant'],
			interactionId: 'interaction-1',
			tppAction: 'reauthenticate',
		});
	});

	it('asks for authorisation when there is no refresh token', async () => {
		expect(await rejection(() => refresh(aSession({ refreshToken: undefined })))).toEqual({
			code: 'OB_INVALID_RESPONSE',
			message: `The session cannot be refreshed: the bank issued no refresh token for consent ${consentId}. Send the PSU through authorisation again.`,
			tppAction: 'reauthenticate',
		});
		expect(bank.requested()).toEqual([]);
	});
});

describe('An id_token that a refresh brings', () => {
	const refreshWith = async (
		changes: JWTPayload,
		{ session = aSession(), sign = idToken }: { session?: Session; sign?: typeof idToken } = {},
	) => {
		bank.token = async () => ({ json: { ...aResponse(), id_token: await sign(claims(changes)) } });
		return await refresh(session);
	};

	it.each<[string, JWTPayload]>([
		['has no claim of the first one', {}],
		[
			'repeats consent and acr',
			{ openbanking_intent_id: consentId, acr: 'urn:openbanking:psd2:ca' },
		],
	])('is accepted when it %s', async (_, changes) => {
		expect((await refreshWith(changes)).invalid).toBeUndefined();
	});

	const refused = "The bank's token response is invalid: ";
	it.each<[string, JWTPayload, string]>([
		[
			'issuer',
			{ iss: 'https://x.example' },
			`${refused}its id_token comes from another issuer (iss).`,
		],
		['PSU', { sub: 'psu-2' }, 'The id_token is about another PSU (sub).'],
		['client', { aud: 'client-2' }, `${refused}its id_token is for another client (aud).`],
		[
			'access token',
			{ at_hash: halfHash('x') },
			'The id_token belongs to another access token (at_hash).',
		],
		[
			'consent',
			{ openbanking_intent_id: 'x' },
			'The id_token is for another consent (openbanking_intent_id).',
		],
	])('of another %s marks the session as not to be used', async (_, changes, invalid) => {
		expect(await refreshWith(changes)).toMatchObject({
			accessToken: 'access-2',
			refreshToken: 'refresh-2',
			invalid,
		});
	});

	it('with a wrong signature marks the session as not to be used', async () => {
		const sign: typeof idToken = async (payload) => altered(await idToken(payload));
		expect(await refreshWith({}, { sign })).toMatchObject({
			refreshToken: 'refresh-2',
			invalid: `${refused}its id_token has an invalid signature.`,
		});
	});

	describe('for a session that must not be used', () => {
		const session = aSession({ invalid: 'It was for another consent.' });

		it('ends that when it names PSU, consent and acr', async () => {
			const right = { openbanking_intent_id: consentId, acr: 'urn:openbanking:psd2:sca' };
			expect((await refreshWith(right, { session })).invalid).toBeUndefined();
		});

		it('does not end that when it names no consent', async () => {
			expect((await refreshWith({}, { session })).invalid).toBe(
				'The id_token is for another consent (openbanking_intent_id).',
			);
		});

		it('is what ends it: new tokens do not end it', async () => {
			expect((await refresh(session)).invalid).toBe('It was for another consent.');
		});
	});
});

describe('sessionTokens', () => {
	const tokensOf = (session: Session) => sessionTokens(bank.connection, session);

	it('uses the access token as long as it lives (TK-33)', async () => {
		const session = aSession();
		const source = tokensOf(session);
		expect(await source.current()).toBe('access-1');
		expect(source.session()).toBe(session);
		expect(bank.requested()).toEqual([]);
	});

	it('uses an access token whose lifetime is not known', async () => {
		expect(await tokensOf(aSession({ expiresAt: undefined })).current()).toBe('access-1');
	});

	it('refreshes an expired one once for all who wait (TK-33)', async () => {
		const source = tokensOf(aSession({ expiresAt: anHourAgo }));
		expect(await Promise.all([source.current(), source.current()])).toEqual([
			'access-2',
			'access-2',
		]);
		expect(source.session()).toMatchObject({ refreshToken: 'refresh-2' });
		expect(sent()).toEqual(['refresh-1']);
	});

	it('keeps the new tokens though they must not be used', async () => {
		bank.token = async () => ({
			json: { ...aResponse(), id_token: await idToken(claims({ sub: 'psu-2' })) },
		});
		const source = tokensOf(aSession({ expiresAt: anHourAgo }));
		expect(await rejection(() => source.current())).toEqual({
			code: 'OB_INVALID_RESPONSE',
			message:
				'The tokens of this session must not be used: The id_token is about another PSU (sub). Refresh the session, or send the PSU through authorisation again.',
			tppAction: 'reauthenticate',
		});
		expect(source.session()).toMatchObject({ refreshToken: 'refresh-2' });
	});

	it('refuses a session that must not be used, and leaves its refresh to the operator (F-25)', async () => {
		const source = tokensOf(aSession({ invalid: 'It was for another consent.' }));
		const both = [await rejection(() => source.current()), await rejection(() => source.current())];
		expect(both.map(({ code }) => code)).toEqual(['OB_INVALID_RESPONSE', 'OB_INVALID_RESPONSE']);
		expect(sent()).toEqual([]);
	});

	it('refuses a session that must not be used and cannot be refreshed', async () => {
		const source = tokensOf(aSession({ invalid: 'Wrong.', refreshToken: undefined }));
		expect(await rejection(() => source.current())).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message:
				'The tokens of this session must not be used: Wrong. Refresh the session, or send the PSU through authorisation again.',
		});
	});

	it('renews a refused token once for all who were refused (TK-24)', async () => {
		const source = tokensOf(aSession());
		const renewed = await Promise.all(Array.from({ length: 5 }, () => source.renew('access-1')));
		expect(new Set(renewed)).toEqual(new Set(['access-2']));
		expect(await source.renew('access-1')).toBe('access-2');
		expect(sent()).toEqual(['refresh-1']);
	});

	it('renews once: there is no other token when the new one is refused too', async () => {
		const source = tokensOf(aSession());
		expect(await source.renew('access-1')).toBe('access-2');
		expect(await source.renew('access-2')).toBeUndefined();
		expect(source.session()).toMatchObject({ refreshToken: 'refresh-2' });
		expect(sent()).toEqual(['refresh-1']);
	});

	it('does not renew tokens that it has refreshed because they had expired', async () => {
		const source = tokensOf(aSession({ expiresAt: anHourAgo }));
		expect(await source.renew(await source.current())).toBeUndefined();
		expect(sent()).toEqual(['refresh-1']);
	});

	it('requests one token per lifetime, however short the lifetime is (T-19)', async () => {
		bank.token = () => ({ json: { ...aResponse(), expires_in: 20 } });
		const start = Date.now();
		clockAt(start);
		const source = tokensOf(aSession({ expiresAt: anHourAgo }));
		const first = await source.current();
		for (let second = 1; second < 18; second++) {
			clockAt(start + second * 1000);
			expect(await source.current()).toBe(first);
		}
		expect(sent()).toEqual(['refresh-1']);
	});

	it('refreshes renewed tokens once they expire', async () => {
		const start = Date.now();
		clockAt(start);
		const source = tokensOf(aSession());
		await source.renew('access-1');
		clockAt(start + 271_000);
		expect(await source.current()).toBe('access-3');
		expect(sent()).toEqual(['refresh-1', 'refresh-2']);
	});

	describe('with a bank that responds with 401', () => {
		const read = (session: Session) => {
			const source = tokensOf(session);
			const send = withToken(bank.connection.send, source);
			return send({ method: 'GET', url: 'https://api.bank.example/accounts' });
		};

		it('always, refreshes once and gives the 401 (TK-25)', async () => {
			bank.resource = () => ({ status: 401 });
			expect((await read(aSession())).status).toBe(401);
			expect(bank.requested().filter((request) => request.includes('/accounts'))).toHaveLength(2);
			expect(sent()).toEqual(['refresh-1']);
		});

		it('to every request, refreshes once for all of them', async () => {
			bank.resource = () => ({ status: 401 });
			const send = withToken(bank.connection.send, tokensOf(aSession()));
			for (const name of ['a', 'b', 'c']) {
				const url = `https://api.bank.example/${name}`;
				expect((await send({ method: 'GET', url })).status).toBe(401);
			}
			expect(bank.requested()).toEqual([
				'GET https://api.bank.example/a',
				'GET /.well-known/openid-configuration',
				'POST /token',
				'GET https://api.bank.example/a',
				'GET https://api.bank.example/b',
				'GET https://api.bank.example/c',
			]);
		});

		it('gives the 401 when the session cannot be refreshed', async () => {
			bank.resource = () => ({ status: 401 });
			expect((await read(aSession({ refreshToken: undefined }))).status).toBe(401);
			expect(bank.requested()).toHaveLength(1);
		});
	});
});
