import { clearCaches } from '../../../lib/expiringCache';
import { refreshSession } from '../../../lib/oauth/refresh';
import { assertUsable, type Session } from '../../../lib/oauth/session';
import { sessionTokens } from '../../../lib/oauth/refresh';
import { withToken } from '../../../lib/oauth/bearer';
import { closeConnections } from '../../../lib/transport/agents';
import { createSend } from '../../../lib/transport/send';
import { findCase } from '../../../sandbox/misbehaviour/cases';
import { startEmbeddedBank, type EmbeddedBank } from '../../../sandbox/startEmbeddedBank';
import { rejection } from '../../support/builders';
import { atSaltEdge, atZopa, type Party } from './party';

let bank: EmbeddedBank;
let zopa: Party;
let saltEdge: Party;
beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 1, transactions: 1 });
	zopa = await atZopa(bank);
	saltEdge = await atSaltEdge(bank);
});
beforeEach(() => {
	clearCaches();
	zopa.codeRequests.length = 0;
});
afterEach(() => bank.clearMisbehaviour());
afterAll(async () => {
	clearCaches();
	closeConnections();
	await bank?.stop();
});

/** The authorization response is right, and what follows it is not. */
async function exchanged(name: string, party = zopa, id = 'zopa'): Promise<Session> {
	const response = await party.approved();
	await bank.misbehave(id, name);
	return (await party.exchange(response)).session;
}

async function refreshed(name: string): Promise<Session> {
	const { session } = await zopa.exchange(await zopa.approved());
	await bank.misbehave('zopa', name);
	return await refreshSession(zopa.connection, session);
}

const titled = <Row extends [name: string, ...unknown[]]>(rows: Row[]) =>
	rows.map((row) => ({
		name: row[0],
		says: findCase(row[0])?.description,
		told: row[1] as string,
	}));

const exchanging = "The bank's token response is invalid: ";
const alg = `${exchanging}its id_token is signed with another algorithm than the registered one (alg).`;
const signature = `${exchanging}its id_token has an invalid signature.`;
const noKey = `${exchanging}its id_token is signed with a key that the bank does not publish (kid).`;
const crit = `${exchanging}its id_token has a critical header that is not supported (crit).`;
const noObject = `${exchanging}its id_token is not a JWT of JSON objects.`;
const iat = 'The id_token was issued more than an hour ago or in the future (iat).';
const consent = 'The id_token is for another consent (openbanking_intent_id).';
const azp = 'The id_token is for another client (azp).';
const acr = 'The id_token does not state that the PSU was authenticated (acr).';

const clock = (difference: string) =>
	`This machine's clock is ${difference} the bank's clock, which may be the cause. Synchronise this machine's clock; if it is right, tell the bank.`;

const idTokens: Array<[string, string]> = [
	['RV-02', `${exchanging}its id_token belongs to another authorisation (nonce).`],
	['RV-03', `${exchanging}its id_token has no nonce.`],
	['RV-08', `${exchanging}its id_token comes from another issuer (iss).`],
	['RV-09', `${exchanging}its id_token has no iss.`],
	['RV-11', `${exchanging}its id_token has no aud.`],
	['RV-12', `${exchanging}its id_token is also for other clients (aud).`],
	['RV-14', `${exchanging}its id_token is for another client (azp).`],
	['RV-14-alone', azp],
	['RV-15', `${exchanging}its id_token has expired (exp).`],
	['RV-17-exp', `${exchanging}the claim exp of its id_token has the wrong type.`],
	['RV-17-iat', `${exchanging}the claim iat of its id_token has the wrong type.`],
	['RV-17-nbf', `${exchanging}the claim nbf of its id_token has the wrong type.`],
	['RV-18', iat],
	['RV-19', iat],
	['RV-20', `${exchanging}its id_token has no iat.`],
	['RV-21-iat', iat],
	['RV-21-nbf', `${exchanging}its id_token is not valid yet (nbf).`],
	['RV-23', signature],
	['RV-24', alg],
	['RV-25', alg],
	['RV-26', alg],
	['RV-27-NONE', alg],
	['RV-27-nOnE', alg],
	['RV-27-lower', alg],
	['RV-27-number', alg],
	['RV-29', consent],
	['RV-30', consent],
	['RV-35', 'The id_token belongs to another access token (at_hash).'],
	['RV-36-iss', `${exchanging}its id_token comes from another issuer (iss).`],
	['RV-38', `${exchanging}several keys of the bank fit its id_token (kid).`],
	['RV-41-number', noKey],
	['RV-41-object', noKey],
	['RV-61', crit],
	['RV-62', crit],
	['RV-63-null', noObject],
	['RV-63-array', noObject],
	['RV-63-string', noObject],
	['RV-63-broken', `${exchanging}its id_token is not a JWT of JSON objects.`],
	['RV-67', acr],
	['RV-67-absent', acr],
	['TK-42-ahead', `${iat} ${clock('10 minutes behind')}`],
	['TK-42-behind', `${exchanging}its id_token has expired (exp). ${clock('120 minutes ahead of')}`],
	['DS-09', noKey],
	['DS-17-jwk', signature],
	['DS-17-jku', signature],
	['foreign-key', signature],
];

function expectKeptAsInvalid(session: Session, told: string): void {
	expect(session).toMatchObject({ accessToken: expect.any(String), invalid: told });
	expect(() => assertUsable(session)).toThrow('The tokens of this session must not be used');
}

describe('Tokens are kept, and must not be used, when Zopa responds to a code with', () => {
	it.each(
		titled([
			...idTokens,
			['RV-36-sub', 'The id_token is about another PSU (sub).'],
			['TK-14-words', `${exchanging}its expires_in must be a number.`],
			['TK-14-negative', `${exchanging}its expires_in must be a non-negative number.`],
			['TK-19-scope', `${exchanging}its scope must be a string.`],
			['TK-19-refresh_token', `${exchanging}its refresh_token must be a string.`],
			['TK-19-id_token', `${exchanging}its id_token must be a string.`],
			['no-token_type', `${exchanging}its token_type must be a string.`],
			// F-11
			['TK-20-201', `${exchanging}its HTTP status is not the expected one.`],
			[
				'another-token_type',
				`The bank's token response has the token_type "N_A", which is not supported. Only Bearer is.`,
			],
			['exp-milliseconds', 'The id_token has an invalid expiry (exp).'],
		]),
	)('$name, $says', async ({ name, told }) => {
		const session = await exchanged(name);
		expectKeptAsInvalid(session, told);
		expect(String(session.expiresAt)).not.toContain('NaN');
	});

	it('no-id_token-with-tokens, but not when the id_token beside the code was validated (B-26)', async () => {
		const { invalid, note } = await exchanged('no-id_token-with-tokens');
		expect({ invalid, note }).toEqual({
			invalid: undefined,
			note: expect.stringMatching(/^The bank sent no id_token/),
		});
		const code = await exchanged('no-id_token-with-tokens', saltEdge, 'salt-edge');
		expectKeptAsInvalid(code, `${exchanging}its id_token must be a string.`);
	});

	it('RV-63-bytes, a payload that is no UTF-8', async () => {
		expect((await exchanged('RV-63-bytes')).invalid).toEqual(expect.any(String));
	});
});

describe('Tokens are kept, and must not be used, when Salt Edge responds to a code with', () => {
	it.each(titled(idTokens))('$name, $says', async ({ name, told }) => {
		expectKeptAsInvalid(await exchanged(name, saltEdge, 'salt-edge'), told);
	});
});

describe('An exchange fails, and is not repeated, when Zopa responds with', () => {
	const status = `${exchanging}its HTTP status is not the expected one.`;
	const invalid = (rows: Array<[string, string]>) =>
		titled(rows).map((row) => ({ ...row, code: 'OB_INVALID_RESPONSE' }));
	const unknown = (rows: Array<[string, string]>) =>
		invalid(rows.map(([name, told]) => [name, `${told} ${mayBeUsedUp}`]));
	const mayBeUsedUp =
		'The bank may have used up the authorization code, which is valid once. Send the PSU through authorisation again, which brings a new code.';
	const unauthorised =
		'The bank responded with 401 when exchanging the authorization code: invalid_client. Check the client ID, the client secret or the signing key, and how the client authenticates at the token endpoint. Then check the transport certificate.';

	const notGranted =
		'The bank responded with 400 when exchanging the authorization code: invalid_grant. Send the PSU through authorisation again for the same consent.';

	it.each([
		...titled([
			['TK-05', unauthorised],
			['TK-11', notGranted],
			['TK-23', unauthorised],
			['TK-42-401', `${unauthorised} ${clock('10 minutes behind')}`],
		]).map((row) => ({ ...row, code: 'OB_ASPSP' })),
		...unknown([
			['TK-17-absent', `${exchanging}its access_token must be a string.`],
			['TK-17-number', `${exchanging}its access_token must be a string.`],
			['TK-17-empty', `${exchanging}its access_token must not be empty.`],
			['TK-20-204', status],
			['TK-20-302', status],
			['TK-21-broken', `${exchanging}its body is not JSON.`],
			['TK-21-null', `${exchanging}its body is not a JSON object.`],
			['TK-21-array', `${exchanging}its body is not a JSON object.`],
			['TK-21-html', `${exchanging}its content type is not JSON.`],
		]),
		...invalid([
			['TK-43-307', status],
			['TK-43-308', status],
		]),
	])('$name, $says', async ({ name, told, code }) => {
		expect(await rejection(() => exchanged(name))).toMatchObject({ code, message: told });
		expect(zopa.codeRequests).toHaveLength(1);
	});
});

describe('A session is created from a valid token response:', () => {
	const tokens = { accessToken: expect.any(String), refreshToken: expect.any(String) };
	const scope = 'openid accounts';
	const expiresAt = expect.any(String) as string;

	it.each<[string, Partial<Session>]>([
		['RV-13', { expiresAt, scope }],
		['RV-21-skew', { expiresAt, scope }],
		['RV-37', { expiresAt, scope }],
		['RV-66-JWT', { expiresAt, scope }],
		['RV-66-type', { expiresAt, scope }],
		['RV-66-absent', { expiresAt, scope }],
		['TK-12', { expiresAt, scope: undefined }],
		['TK-13', { expiresAt: undefined, scope }],
		['TK-14-text', { expiresAt: expect.stringMatching(/^\d{4}-/) as string, scope }],
		['TK-15-lower', { expiresAt, scope }],
		['TK-15-upper', { expiresAt, scope }],
		['TK-15-BearerToken', { expiresAt, scope }],
		['TK-18', { expiresAt, scope: undefined }],
		['TK-35', { expiresAt, scope, accessToken: 'x'.repeat(8192) }],
		['unknown-claim', { expiresAt, scope }],
		['unknown-member', { expiresAt, scope }],
	])('%s', async (name, members) => {
		expect(await exchanged(name)).toMatchObject({ ...tokens, ...members, invalid: undefined });
	});

	it('TK-19-null', async () => {
		const { refreshToken, expiresAt, scope, invalid } = await exchanged('TK-19-null');
		expect({ refreshToken, expiresAt, scope, invalid }).toEqual({});
	});
});

it('TK-39: a token of a former certificate is renewed once with the new one', async () => {
	const { session } = await zopa.exchange(await zopa.approved());
	const { signingCertificate: certificatePem, signingKey: keyPem } = bank.tpp;
	const tls = { ...zopa.connection.tpp.tls, certificatePem, keyPem };
	const tpp = { ...zopa.connection.tpp, tls };
	const connection = { tpp, send: createSend({ identity: tls }) };
	const source = sessionTokens(connection, session);
	const send = withToken(connection.send, source);
	const url = `${tpp.addresses.resourceServer}/open-banking/v4.0/aisp/accounts`;
	expect(await send({ method: 'GET', url })).toMatchObject({ status: 200 });
	expect(source.session().accessToken).not.toBe(session.accessToken);
});

describe('When Zopa responds to a refresh token with', () => {
	const refreshing = "The bank's token response is invalid: ";

	it.each(
		titled([
			['TK-30', `${refreshing}its id_token comes from another issuer (iss).`],
			['TK-31', 'The id_token is about another PSU (sub).'],
			['RV-14-alone', azp],
			['RV-29', consent],
			['RV-67', acr],
			['TK-42-ahead', `${iat} ${clock('10 minutes behind')}`],
			['RV-23', `${refreshing}its id_token has an invalid signature.`],
		]),
	)('$name, $says, the tokens are kept and must not be used', async ({ name, told }) => {
		expectKeptAsInvalid(await refreshed(name), told);
	});

	it('TK-27, no refresh token, the old one is kept', async () => {
		const { session } = await zopa.exchange(await zopa.approved());
		await bank.misbehave('zopa', 'TK-27');
		expect(await refreshSession(zopa.connection, session)).toMatchObject({
			accessToken: expect.not.stringContaining(session.accessToken),
			refreshToken: session.refreshToken,
			invalid: undefined,
		});
	});

	it('TK-11, a refusal, it sends no second request (TK-32)', async () => {
		expect(await rejection(() => refreshed('TK-11'))).toMatchObject({
			code: 'OB_ASPSP',
			errorCodes: ['invalid_grant'],
			tppAction: 'reauthenticate',
		});
	});

	it('RV-02, an id_token of another nonce, the tokens must not be used', async () => {
		expect((await refreshed('RV-02')).invalid).toEqual(expect.any(String));
	});
});
