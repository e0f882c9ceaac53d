import { assertBoundTo, bindingOf } from '../../lib/jose/binding';
import { openSession } from '../../lib/oauth/session';
import { deriveNonceAndVerifier, openState } from '../../lib/oauth/state';
import { openRegistration } from '../../lib/operations/registration/registration';
import type { Tpp } from '../../lib/tpp';
import { aTpp, rejection } from '../support/builders';
import sealedTexts from './sealedTexts.json';

const tpp = aTpp({ sealingSecrets: [new Uint8Array(32).fill(7)] });
const issuer = 'https://auth.bank.example';
const binding = { bank: 'test-bank', environment: 'sandbox' };

/** Sealed texts lie in workflows and databases: they must open with every later version. */
describe.each<[keyof typeof sealedTexts, Tpp, object]>([
	['issuer', tpp, { ...binding, issuer }],
	['provider', { ...tpp, provider: 'bank-a' }, { ...binding, issuer, provider: 'bank-a' }],
	['noIssuer', { ...tpp, addresses: {} }, binding],
])('What version 0.1.0 has sealed opens (%s):', (name, opener, expected) => {
	const sealed = sealedTexts[name];

	it('a session', async () => {
		expect(await openSession(sealed.session, opener)).toEqual({
			...expected,
			accessToken: 'access-1',
			refreshToken: 'refresh-1',
			clientId: 'client-1',
			consentId: 'aac-1',
		});
	});

	it('a registration', async () => {
		expect(await openRegistration(sealed.registration, opener)).toEqual({
			...expected,
			metadata: { client_id: 'client-1', client_secret: 'secret-1' },
		});
	});

	it('a state, with the same nonce and PKCE verifier', async () => {
		expect(await openState(sealed.state, opener)).toEqual({
			consentId: 'aac-1',
			hybrid: true,
			jwt: true,
			expires: Date.parse('2026-03-01T14:00:00Z'),
			consentExpiresAt: '2030-01-31T00:00:00.000Z',
			passThrough: 'customer-7',
		});
		expect(deriveNonceAndVerifier(sealed.state, opener, {})).toEqual(sealed.secrets);
	});
});

it('bindingOf leaves out a provider that the credential does not have', () => {
	expect(bindingOf(tpp)).toEqual({ ...binding, issuer });
});

it.each([
	['bank', { bank: 'other' }, '"other", the credential to "test-bank"'],
	['environment', { environment: 'production' }, '"production", the credential to "sandbox"'],
	['issuer', { issuer: undefined }, `"none", the credential to "${issuer}"`],
	['provider', { provider: 'bank-a' }, '"bank-a", the credential to "none"'],
])('assertBoundTo refuses another %s and names both values', async (member, changes, sides) => {
	const sealed = { ...binding, issuer, ...changes };
	expect(await rejection(() => assertBoundTo(tpp, sealed, 'session'))).toEqual({
		code: 'OB_CONFIGURATION',
		message: `The session belongs to the ${member} ${sides}. Choose the credential that the session was created with.`,
		field: { in: 'parameters', key: 'session' },
		tppAction: 'fixRequest',
	});
});

describe('What was sealed for an earlier issuer of the bank (F-28)', () => {
	const earlier = 'https://old.bank.example';
	const sealed = { ...binding, issuer: earlier };
	const at = (earlierIssuers?: string[]) => ({
		...tpp,
		addresses: { ...tpp.addresses, earlierIssuers },
	});

	it.each(['session', 'registration'] as const)('is taken over: a %s', (name) => {
		expect(() => assertBoundTo(at([earlier]), sealed, name)).not.toThrow();
	});

	it('is refused while the profile does not name that issuer', () => {
		for (const others of [undefined, [`${earlier}/`], ['https://other.example']]) {
			expect(() => assertBoundTo(at(others), sealed, 'session')).toThrow(
				`The session belongs to the issuer "${earlier}", the credential to "${issuer}".`,
			);
		}
	});

	it('is refused at another bank', () => {
		const other = { ...sealed, bank: 'other-bank' };
		expect(() => assertBoundTo(at([earlier]), other, 'session')).toThrow('belongs to the bank');
	});
});
