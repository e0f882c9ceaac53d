import {
	deriveNonceAndVerifier,
	openState,
	requireCurrentState,
	sealState,
} from '../../lib/oauth/state';
import type { Tpp } from '../../lib/tpp';
import { aBank, aClient, aSecret, aTpp, rejection } from '../support/builders';

const now = new Date('2026-03-01T12:00:00Z');
const state = {
	consentId: 'aac-2f1a7e4c-9f0b-4c43-8d21-54e0a3f7a9b1',
	hybrid: true,
	expires: now.getTime() + 7_200_000,
	passThrough: undefined,
};
const secret = aSecret();
const tpp = aTpp({ sealingSecrets: [secret] });

const openCurrent = async (sealed: string | null, opener: Tpp, at: Date) =>
	requireCurrentState(await openState(sealed, opener), at);

describe('A state', () => {
	it.each([
		state,
		{ ...state, hybrid: false, passThrough: 'Grüße, customer-7' },
		{ ...state, hybrid: false, jwt: true as const },
		{ ...state, consentExpiresAt: '2030-01-31T00:00:00.000Z' },
	])('comes back as it was sealed', async (given) => {
		expect(await openCurrent(await sealState(given, tpp), tpp, now)).toEqual(given);
	});

	it.each([
		['2030-01-31T01:00:00+01:00', '2030-01-31T00:00:00.000Z'],
		['1969-12-31T00:00:00Z', '1969-12-31T00:00:00.000Z'],
		['31 January', undefined],
		['', undefined],
	])('tells of the end of a consent, %j, %s', async (consentExpiresAt, told) => {
		const opened = await openCurrent(
			await sealState({ ...state, consentExpiresAt }, tpp),
			tpp,
			now,
		);
		expect(opened.consentExpiresAt).toBe(told);
	});

	it('has less than 256 characters without a passThrough, all of them fit for an address', async () => {
		const consentExpiresAt = '2030-01-31T00:00:00.000Z';
		const sealed = await sealState({ ...state, consentExpiresAt }, tpp);
		expect(sealed.length).toBeLessThan(256);
		expect(sealed).toMatch(/^[\w.-]+$/);
	});

	it('shows neither consent nor passThrough', async () => {
		const sealed = await sealState({ ...state, passThrough: 'customer-7' }, tpp);
		const readable = sealed.split('.').map((part) => Buffer.from(part, 'base64url').toString());
		expect(readable.join()).not.toMatch(/aac-|customer/);
	});

	it('is another one each time', async () => {
		expect(await sealState(state, tpp)).not.toBe(await sealState(state, tpp));
	});

	const changed = (changes: Partial<Tpp>): Tpp => ({ ...tpp, ...changes });
	it.each<[string, (sealed: string) => [string | null, Tpp, Date]]>([
		['is absent', () => [null, tpp, now]],
		['is empty', () => ['', tpp, now]],
		['is no sealed text', () => ['abc', tpp, now]],
		['is the name of a built-in member', () => ['__proto__', tpp, now]],
		['was altered', (sealed) => [altered(sealed), tpp, now]],
		['has expired', (sealed) => [sealed, tpp, new Date(state.expires)]],
		['is of another bank', (sealed) => [sealed, changed({ bank: aBank({ id: 'other' }) }), now]],
		[
			'is of another bank that is not built in',
			(sealed) => [sealed, changed({ addresses: { issuer: 'https://other.example' } }), now],
		],
		[
			'is of another client',
			(sealed) => [sealed, changed({ client: aClient({ clientId: 'client-2' }) }), now],
		],
		[
			'is of another environment',
			(sealed) => [sealed, changed({ environment: 'production' }), now],
		],
		[
			'is of another credential',
			(sealed) => [sealed, changed({ sealingSecrets: [aSecret()] }), now],
		],
		[
			'comes to a credential without secrets',
			(sealed) => [sealed, changed({ sealingSecrets: [] }), now],
		],
	])('is refused with the same words when it %s (RP-23)', async (_, given) => {
		const [sealed, opener, at] = given(await sealState(state, tpp));
		expect(await rejection(() => openCurrent(sealed, opener, at))).toEqual({
			code: 'OB_INVALID_RESPONSE',
			message:
				'The `state` of the authorisation response is missing, has expired, or belongs to another credential or bank. Start the authorisation again.',
			tppAction: 'reauthenticate',
		});
	});

	it('opens with the former secret', async () => {
		const sealed = await sealState(state, tpp);
		const rotated = changed({ sealingSecrets: [aSecret(), secret] });
		expect(await openCurrent(sealed, rotated, now)).toEqual(state);
		expect(deriveNonceAndVerifier(sealed, rotated)).toEqual(deriveNonceAndVerifier(sealed, tpp));
	});
});

it('A state for one bank is none for another behind the same addresses', async () => {
	const at = (provider: string) => aTpp({ ...tpp, provider });
	const sealed = await sealState(state, at('bank-a'));
	expect(await openCurrent(sealed, at('bank-a'), now)).toMatchObject({
		consentId: state.consentId,
	});
	expect(await rejection(() => openCurrent(sealed, at('bank-b'), now))).toMatchObject({
		code: 'OB_INVALID_RESPONSE',
	});
});

describe('Nonce and PKCE verifier', () => {
	it('are computed again from the state, and differ from each other (TK-08)', async () => {
		const sealed = await sealState(state, tpp);
		const { nonce, codeVerifier } = deriveNonceAndVerifier(sealed, tpp);
		expect(deriveNonceAndVerifier(sealed, tpp)).toEqual({ nonce, codeVerifier });
		expect(nonce).not.toBe(codeVerifier);
		// RFC 7636 §4.1: 43 characters or more.
		expect([nonce, codeVerifier]).toEqual(Array(2).fill(expect.stringMatching(/^[\w-]{43}$/)));
	});

	it('differ for each state and for each client', async () => {
		const [first, second] = [await sealState(state, tpp), await sealState(state, tpp)];
		const other = aTpp({ ...tpp, client: aClient({ clientId: 'client-2' }) });
		const nonces = [
			deriveNonceAndVerifier(first, tpp),
			deriveNonceAndVerifier(second, tpp),
			deriveNonceAndVerifier(first, other),
		];
		expect(new Set(nonces.map(({ nonce }) => nonce)).size).toBe(3);
	});
});

function altered(sealed: string): string {
	const at = sealed.lastIndexOf('.') + 1;
	return sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
}
