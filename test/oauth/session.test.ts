import { customBank } from '../../lib/banks/custom';
import { openSession, sealSession, type Session } from '../../lib/oauth/session';
import type { Tpp } from '../../lib/tpp';
import { aBank, aClient, aSecret, aTpp, rejection } from '../support/builders';

const tpp = aTpp();
const session: Session = {
	accessToken: 'access-1',
	expiresAt: '2026-03-01T12:00:00.000Z',
	refreshToken: 'refresh-1',
	refreshTokenExpiresAt: '2026-06-01T12:00:00.000Z',
	scope: 'openid accounts',
	interactionId: 'interaction-1',
	bank: 'test-bank',
	environment: 'sandbox',
	issuer: 'https://auth.bank.example',
	clientId: 'client-1',
	consentId: 'aac-1',
	consentExpiresAt: '2030-01-31T00:00:00.000Z',
	subject: 'psu-1',
};

describe('sealSession', () => {
	it('shows what is no secret (TK-37) and seals all of it', async () => {
		const item = await sealSession(session, tpp);
		expect(item).toEqual({
			session: expect.stringMatching(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/),
			bank: 'test-bank',
			consentId: 'aac-1',
			consentExpiresAt: '2030-01-31T00:00:00.000Z',
			scope: 'openid accounts',
			expiresAt: '2026-03-01T12:00:00.000Z',
			refreshTokenExpiresAt: '2026-06-01T12:00:00.000Z',
			isRenewable: true,
			sessionEndsAt: '2026-06-01T12:00:00.000Z',
			interactionId: 'interaction-1',
		});
		expect(await openSession(item.session, tpp)).toEqual(session);
	});

	it('says by when the TPP has to ask the PSU again: 90 days after the authorisation', async () => {
		const authorisedAt = '2026-03-01T12:00:00.000Z';
		const { reconfirmBy } = await sealSession({ ...session, authorisedAt }, tpp);
		expect(reconfirmBy).toBe('2026-05-30T12:00:00.000Z');
	});

	it('has no day for asking again when it is for a payment', async () => {
		const authorisedAt = '2026-03-01T12:00:00.000Z';
		const payment = { ...session, authorisedAt, scope: 'openid payments' };
		expect(await sealSession(payment, tpp)).not.toHaveProperty('reconfirmBy');
		const both = { ...payment, scope: 'openid accounts payments' };
		expect(await sealSession(both, tpp)).toHaveProperty('reconfirmBy');
	});

	it('leaves out what the bank did not say, and warns of tokens that must not be used', async () => {
		const { accessToken, bank, environment, clientId } = session;
		const bare = { accessToken, bank, environment, clientId, invalid: 'Wrong.' };
		expect(await sealSession(bare, tpp)).toEqual({
			session: expect.any(String),
			bank: 'test-bank',
			isRenewable: false,
			warning: 'Wrong.',
		});
	});

	it.each<[string, Partial<Session>, object]>([
		[
			'with its refresh token',
			{},
			{ isRenewable: true, sessionEndsAt: '2026-06-01T12:00:00.000Z' },
		],
		[
			'with its consent, if that ends earlier',
			{ consentExpiresAt: '2026-04-01T12:00:00+01:00' },
			{ isRenewable: true, sessionEndsAt: '2026-04-01T11:00:00.000Z' },
		],
		[
			'with its access token, if it cannot be renewed',
			{ refreshToken: undefined },
			{ isRenewable: false, sessionEndsAt: '2026-03-01T12:00:00.000Z' },
		],
	])('says that a session ends %s (C-09)', async (_, changes, expected) => {
		expect(await sealSession({ ...session, ...changes }, tpp)).toMatchObject(expected);
	});

	it.each<Partial<Session>>([
		{ refreshTokenExpiresAt: undefined, consentExpiresAt: undefined },
		{ refreshTokenExpiresAt: 'soon', consentExpiresAt: 'later' },
	])('does not say when a session ends that has no known end, %j', async (changes) => {
		const item = await sealSession({ ...session, ...changes }, tpp);
		expect(item).toMatchObject({ isRenewable: true });
		expect(item).not.toHaveProperty('sessionEndsAt');
	});

	it('needs something to seal with', async () => {
		expect(await rejection(() => sealSession(session, aTpp({ sealingSecrets: [] })))).toEqual({
			code: 'OB_CONFIGURATION',
			message:
				'The session cannot be sealed. Enter a signing key, a transport key or a session secret.',
			field: { in: 'credential', key: 'sessionSecret' },
			tppAction: 'fixCredential',
		});
	});
});

const customBankAt = (issuer: string): Tpp => ({
	...tpp,
	bank: customBank('v4.0'),
	addresses: { issuer },
});

it('openSession opens a session without issuer for a credential without one', async () => {
	const bare = { ...tpp, addresses: {} };
	const made = { ...session, issuer: undefined };
	const { session: sealed } = await sealSession(made, bare);
	expect(await openSession(sealed, bare)).toEqual(made);
});

describe('openSession refuses a session', () => {
	it.each<[string, Partial<Tpp>, string]>([
		['bank', { bank: aBank({ id: 'other' }) }, '"test-bank", the credential to "other"'],
		['environment', { environment: 'production' }, '"sandbox", the credential to "production"'],
		[
			'issuer',
			{ addresses: { issuer: 'https://auth.other.example' } },
			'"https://auth.bank.example", the credential to "https://auth.other.example"',
		],
		[
			'issuer',
			{ addresses: { resourceServer: 'https://api.bank.example' } },
			'"https://auth.bank.example", the credential to "none"',
		],
		['client', { client: aClient({ clientId: 'c-2' }) }, '"client-1", the credential to "c-2"'],
	])('of another %s', async (what, changes, names) => {
		const { session: sealed } = await sealSession(session, tpp);
		expect(await rejection(() => openSession(sealed, { ...tpp, ...changes }))).toEqual({
			code: 'OB_CONFIGURATION',
			message: `The session belongs to the ${what} ${names}. Choose the credential that the session was created with.`,
			field: { in: 'parameters', key: 'session' },
			tppAction: 'fixRequest',
		});
	});

	it('of another custom bank, although custom banks share one id', async () => {
		const one = customBankAt('https://auth.one.example');
		const made = { ...session, bank: 'custom', issuer: 'https://auth.one.example' };
		const { session: sealed } = await sealSession(made, one);
		const other = customBankAt('https://auth.other.example');
		expect(await rejection(() => openSession(sealed, other))).toEqual({
			code: 'OB_CONFIGURATION',
			message:
				'The session belongs to the issuer "https://auth.one.example", the credential to "https://auth.other.example". Choose the credential that the session was created with.',
			field: { in: 'parameters', key: 'session' },
			tppAction: 'fixRequest',
		});
		expect(await openSession(sealed, one)).toEqual(made);
	});

	it('of another bank behind the same addresses', async () => {
		const at = (provider: string) => ({ ...tpp, provider });
		const { session: sealed } = await sealSession({ ...session, provider: 'bank-a' }, at('bank-a'));
		expect(await openSession(sealed, at('bank-a'))).toMatchObject({ provider: 'bank-a' });
		expect(await rejection(() => openSession(sealed, at('bank-b')))).toMatchObject({
			code: 'OB_CONFIGURATION',
			message: expect.stringMatching(
				/belongs to the provider "bank-a", the credential to "bank-b"/,
			),
		});
	});

	it('that names no issuer, for a credential of one', async () => {
		const { session: sealed } = await sealSession({ ...session, issuer: undefined }, tpp);
		expect(await rejection(() => openSession(sealed, tpp))).toEqual({
			code: 'OB_CONFIGURATION',
			message:
				'The session belongs to the issuer "none", the credential to "https://auth.bank.example". Choose the credential that the session was created with.',
			field: { in: 'parameters', key: 'session' },
			tppAction: 'fixRequest',
		});
	});

	it('of another credential', async () => {
		const { session: sealed } = await sealSession(session, tpp);
		const other = { ...tpp, sealingSecrets: [aSecret()] };
		expect(await rejection(() => openSession(sealed, other))).toEqual({
			code: 'OB_CONFIGURATION',
			message:
				'The session was sealed with a key that this credential does not have. Choose the credential that it was created with, or enter the previous session secret.',
			field: { in: 'credential', key: 'previousSessionSecret' },
			tppAction: 'fixCredential',
		});
	});
});
