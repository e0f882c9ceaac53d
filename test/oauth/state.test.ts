import type { BankProfile } from '../../lib/banks/profile';
import { seal } from '../../lib/jose/seal';
import { registeredAlgorithms } from '../../lib/jose/registeredAlgorithms';
import {
	deriveNonceAndVerifier,
	openState,
	requireCurrentState,
	sealState,
	type State,
} from '../../lib/oauth/state';
import type { Client, Tpp } from '../../lib/tpp';
import { aBank, aClient, aSecret, aSoftwareStatement, aTpp, rejection } from '../support/builders';

const now = new Date('2026-03-01T12:00:00Z');
const state: State = {
	consentId: 'aac-2f1a7e4c-9f0b-4c43-8d21-54e0a3f7a9b1',
	hybrid: true,
	expires: now.getTime() + 7_200_000,
	passThrough: undefined,
};
const secret = aSecret();
const statementUri = 'https://n8n.example.com/webhook/open-banking/the-first-bank';
const tpp = aTpp({
	sealingSecrets: [secret],
	softwareStatement: aSoftwareStatement({ software_redirect_uris: [statementUri] }),
});
const carried = { ...state, client: tpp.client };

const openCurrent = async (sealed: string | null, opener: Tpp, at: Date) =>
	requireCurrentState(await openState(sealed, opener), at);

describe.each([
	["of the credential's client", state],
	['that carries its client', carried],
])('A state %s', (_kind, state) => {
	it('opens when the bank has moved and its profile names the earlier issuer, with the same nonce', async () => {
		const { issuer } = tpp.addresses;
		const addresses = { ...tpp.addresses, issuer: 'https://moved.example' };
		const moved = { ...tpp, addresses: { ...addresses, earlierIssuers: [issuer!] } };
		const sealed = await sealState(state, tpp);
		expect(await openState(sealed, moved)).toEqual(await openState(sealed, tpp));
		expect(deriveNonceAndVerifier(sealed, moved, state)).toEqual(
			deriveNonceAndVerifier(sealed, tpp, state),
		);
		expect(await openState(sealed, { ...tpp, addresses })).toBeUndefined();
	});

	it.each([
		state,
		{ ...state, hybrid: false, passThrough: 'Grüße, customer-7' },
		{ ...state, hybrid: false, jwt: true as const },
		{ ...state, consentExpiresAt: '2030-01-31T00:00:00.000Z' },
		{ ...state, redirectUri: statementUri },
		{ ...state, jwt: true as const, consentPermissions: 2 ** 21 - 1 },
		{ ...state, passThrough: 'customer-7', redirectUri: 'https://elsewhere.example/callback' },
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
		const redirectUri = statementUri;
		const consentPermissions = 2 ** 21 - 1;
		const sealed = await sealState(
			{ ...state, consentExpiresAt, consentPermissions, redirectUri },
			tpp,
		);
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
				'The `state` of the authorisation response is missing, has expired, or belongs to another credential or bank. Send the PSU through authorisation again.',
			tppAction: 'reauthenticate',
		});
	});

	it('opens with the former secret', async () => {
		const sealed = await sealState(state, tpp);
		const rotated = changed({ sealingSecrets: [aSecret(), secret] });
		expect(await openCurrent(sealed, rotated, now)).toEqual(state);
		expect(deriveNonceAndVerifier(sealed, rotated, state)).toEqual(
			deriveNonceAndVerifier(sealed, tpp, state),
		);
	});
});

it('A state for one bank is invalid at another bank with the same addresses', async () => {
	const at = (provider: string) => aTpp({ ...tpp, provider });
	const sealed = await sealState(state, at('bank-a'));
	expect(await openCurrent(sealed, at('bank-a'), now)).toMatchObject({
		consentId: state.consentId,
	});
	expect(await rejection(() => openCurrent(sealed, at('bank-b'), now))).toMatchObject({
		code: 'OB_INVALID_RESPONSE',
	});
});

it("A state of the credential's client does not open for another client", async () => {
	const sealed = await sealState(state, tpp);
	const other = aTpp({ ...tpp, client: aClient({ clientId: 'client-2' }) });
	expect(await openState(sealed, other)).toBeUndefined();
});

describe('A state that carries its client', () => {
	const uuid = '0f8fad5b-d9cb-469f-a165-70867728950e';
	const secret = '7c9e6679-7425-40de-944b-e07fc1f90ae7';

	it.each<[string, Client]>([
		['a secret', aClient({ tokenEndpointAuthMethod: 'client_secret_basic', clientSecret: secret })],
		['no secret', aClient({ clientId: uuid })],
		[
			'everything that a bank can register',
			{
				clientId: `client ~${uuid}~`,
				clientSecret: 'Grüße+/=%:',
				tokenEndpointAuthMethod: 'tls_client_auth',
				tokenEndpointAuthSigningAlg: 'ES256',
				idTokenSignedResponseAlg: 'RS256',
				requestObjectSigningAlg: 'none',
				authorizationSignedResponseAlg: 'ES256',
				idTokenEncryptedResponseAlg: 'RSA-OAEP',
				idTokenEncryptedResponseEnc: 'A128GCM',
				requirePushedRequests: true,
			},
		],
	])('brings back a client with %s, to a credential without one', async (_, client) => {
		const sealed = await sealState({ ...state, client }, tpp);
		expect(await openState(sealed, { ...tpp, client: undefined })).toEqual({ ...state, client });
	});

	it('leaves out what the bank registers by default, and brings back the same algorithms', async () => {
		const registration = {
			...aBank().registration,
			claims: { id_token_signed_response_alg: 'RS256' },
		};
		const bank = aBank({ registration: registration as BankProfile['registration'] });
		const client = aClient({ idTokenSignedResponseAlg: 'RS256' });
		const at = { ...tpp, bank };
		const { client: opened } = (await openState(await sealState({ ...state, client }, at), at))!;
		expect(opened).toEqual(aClient());
		expect(registeredAlgorithms({ ...at, client: opened })).toEqual(
			registeredAlgorithms({ ...at, client }),
		);
	});

	it('opens when an earlier version sealed its times as numbers', async () => {
		const { bank, environment, addresses } = tpp;
		const purpose = `state with client ${[bank.id, environment, addresses.issuer].join(' ')}`;
		const content = ['consent-1', 1, 1_800_000_000, 1_900_000_000, ['client-1']];
		const sealed = await seal(content, { purpose, secrets: tpp.sealingSecrets, label: 'state' });
		expect(await openState(sealed, tpp)).toMatchObject({
			...{ consentId: 'consent-1', hybrid: true, expires: 1_800_000_000_000 },
			consentExpiresAt: '2030-03-17T17:46:40.000Z',
		});
	});

	it('has less than 256 characters at banks that identify clients and secrets by UUIDs', async () => {
		const client = aClient({ clientId: uuid, clientSecret: secret });
		const consentExpiresAt = '2030-01-31T00:00:00.000Z';
		const consentPermissions = 2 ** 21 - 1;
		const sealed = await sealState({ ...state, consentExpiresAt, consentPermissions, client }, tpp);
		expect(sealed.length).toBeLessThan(256);
	});

	it('does not show client or secret', async () => {
		const client = aClient({ clientId: 'client-7', clientSecret: 'secret-7' });
		const sealed = await sealState({ ...state, client }, tpp);
		const readable = sealed.split('.').map((part) => Buffer.from(part, 'base64url').toString());
		expect(readable.join()).not.toMatch(/client-7|secret-7/);
	});
});

describe('Nonce and PKCE verifier', () => {
	it('are computed again from the state, and differ from each other (TK-08)', async () => {
		const sealed = await sealState(state, tpp);
		const { nonce, codeVerifier } = deriveNonceAndVerifier(sealed, tpp, state);
		expect(deriveNonceAndVerifier(sealed, tpp, state)).toEqual({ nonce, codeVerifier });
		expect(nonce).not.toBe(codeVerifier);
		// RFC 7636 §4.1: 43 characters or more.
		expect([nonce, codeVerifier]).toEqual(Array(2).fill(expect.stringMatching(/^[\w-]{43}$/)));
	});

	it('differ for each state and for each client', async () => {
		const [first, second] = [await sealState(state, tpp), await sealState(state, tpp)];
		const other = aTpp({ ...tpp, client: aClient({ clientId: 'client-2' }) });
		const nonces = [
			deriveNonceAndVerifier(first, tpp, state),
			deriveNonceAndVerifier(second, tpp, state),
			deriveNonceAndVerifier(first, other, state),
		];
		expect(new Set(nonces.map(({ nonce }) => nonce)).size).toBe(3);
	});
});

function altered(sealed: string): string {
	const at = sealed.lastIndexOf('.') + 1;
	return sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
}
