import { createPrivateKey, createPublicKey, createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { compactVerify, decodeJwt, decodeProtectedHeader } from 'jose';

import { kidOf } from '../../sandbox/directory/keys';
import { cases, findCase } from '../../sandbox/misbehaviour/cases';
import { parseJws, signJws, type Jws } from '../../sandbox/misbehaviour/jws';
import { readSettings, usage, UsageError } from '../../sandbox/settings';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { aPrivateKey } from '../support/certificates';
import { authorise, call, exchange, register, type Client } from './tpp';

const key = aPrivateKey('rsa-2048', 'bank');
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const right = parseJws(
	`${part({ alg: 'PS256', kid: 'bank-key', typ: 'at' })}.${part({ sub: 'rora', exp: 1 })}.`,
	key,
);

describe('An id_token that was taken apart', () => {
	it.each([
		['PS256', createPublicKey(key)],
		['RS256', createPublicKey(key)],
		['HS256', createSecretKey(Buffer.from(pemOf()))],
	] as const)('is signed with %s so that jose verifies it', async (alg, verifier) => {
		const token = signJws({ ...right, alg, header: { ...right.header, alg } });
		const { payload } = await compactVerify(token, verifier);
		expect(JSON.parse(Buffer.from(payload).toString())).toEqual({ sub: 'rora', exp: 1 });
	});

	it('has an empty signature with none', () => {
		expect(signJws({ ...right, alg: 'none' })).toMatch(/^[\w-]+\.[\w-]+\.$/);
	});

	it('is not verified by jose when its signature was altered', async () => {
		const altered = findCase('RV-23')!.idToken!(right) as string;
		expect(altered.split('.').slice(0, 2)).toEqual(signJws(right).split('.').slice(0, 2));
		await expect(compactVerify(altered, createPublicKey(key))).rejects.toThrow('signature');
	});
});

function pemOf(): string {
	return createPublicKey(key).export({ type: 'spki', format: 'pem' }) as string;
}

describe('Each case', () => {
	const names = ['code', 'state', 'iss', 'id_token'];
	const parameters = () =>
		new URLSearchParams(Object.fromEntries(names.map((name) => [name, 'right'])));
	const inJwt = () => new URLSearchParams({ response: `e30.${part({ code: 'a', state: 'b' })}.` });
	const around = {
		previous: new URLSearchParams({ code: 'former', id_token: 'former' }),
		sign: () => 'signed',
	};
	const members = ['issuer', 'authorization_endpoint', 'token_endpoint', 'jwks_uri', 'scope'];
	const issued = ['access_token', 'refresh_token', 'id_token', 'token_type', 'expires_in'];
	const document = {
		...Object.fromEntries([...members, ...issued].map((name) => [name, 'https://right'])),
		keys: [{ kid: 'right' }],
	};
	const unsigned = (token: Jws | string) =>
		typeof token === 'string' ? token : JSON.stringify(token) + kidOf(token.key);

	it.each(Object.entries(cases))('%s changes something', (_, found) => {
		const { idToken, authorizationResponse, tokens, discovery, keys } = found;
		const { jwtResponse, pushed, encryptedIdToken } = found;
		const jwe = `${part({ alg: 'RSA-OAEP' })}.k.i.content.t`;
		const response = [parameters(), inJwt()];
		for (const each of response) authorizationResponse?.(each, around);
		const claims = { iss: 'a', sub: 'b', aud: 'c', exp: 1, iat: 1, nonce: 'd', acr: 'e' };
		const hashes = { c_hash: 'f', s_hash: 'g', openbanking_intent_id: 'h' };
		const token: Jws = { ...right, claims: { ...claims, ...hashes, state: 'i', code: 'j' } };
		const responses = [tokens, discovery, keys, pushed].flatMap(
			(change) => change?.(document) ?? [],
		);
		expect(
			found.isGone?.({ path: '/token', search: '' }) === true ||
				(encryptedIdToken !== undefined && encryptedIdToken(jwe) !== jwe) ||
				[idToken, jwtResponse].some(
					(change) => change && unsigned(change(token)) !== unsigned(token),
				) ||
				String(response) !== String([parameters(), inJwt()]) ||
				responses.some(({ status, body }) => status !== 200 || body !== JSON.stringify(document)),
		).toBe(true);
	});
});

describe('The command line', () => {
	it('takes every case, and its help tells what it is', () => {
		for (const [name, { description }] of Object.entries(cases)) {
			expect(readSettings(['--misbehave', name])).toMatchObject({ misbehave: name });
			expect(usage).toContain(`  ${name.padEnd(28)} ${description}\n`);
		}
	});

	it('refuses an unknown case', () => {
		expect(() => readSettings(['--misbehave', 'no-such-case'])).toThrow(
			new UsageError('--misbehave must be one of the cases that --help lists, not "no-such-case".'),
		);
	});
});

describe('The embedded bank', () => {
	let bank: EmbeddedBank;
	let client: Client;
	beforeAll(async () => {
		bank = await startEmbeddedBank({ misbehave: 'RV-02' });
		client = await register(bank);
	});
	afterAll(() => bank.stop());
	beforeEach(() => bank.clearMisbehaviour());

	const nonceOf = (idToken: string) => decodeJwt(idToken)['nonce'];

	it('misbehaves from its start on when the command line says so', async () => {
		const own = await startEmbeddedBank({ misbehave: 'RV-02' });
		const { parameters } = await authorise(own, await register(own));
		expect(nonceOf(parameters['id_token']!)).toBe('a-nonce1');
		await own.stop();
	});

	it('signs with its own key its wrong responses', async () => {
		await bank.misbehave('zopa', 'RV-02');
		const { parameters } = await authorise(bank, client);
		const own = createPrivateKey(readFileSync(join(bank.home, 'bank/signing.key')));
		await compactVerify(parameters['id_token']!, createPublicKey(own));
		expect(decodeProtectedHeader(parameters['id_token']!).alg).toBe('PS256');
	});

	it('misbehaves as often as it was told to, and then no more', async () => {
		await bank.misbehave('zopa', 'RV-02', 1);
		const { code, parameters } = await authorise(bank, client);
		expect(nonceOf(parameters['id_token']!)).toBe('a-nonce1');
		const { json } = await exchange(bank, client, code);
		expect(nonceOf(json.id_token)).toBe('a-nonce');
	});

	it('misbehaves until it is told to behave', async () => {
		await bank.misbehave('zopa', 'DS-02-500');
		for (const status of [500, 500]) {
			expect((await call(bank, bank.banks.zopa.discovery)).status).toBe(status);
		}
		await bank.clearMisbehaviour();
		expect((await call(bank, bank.banks.zopa.discovery)).status).toBe(200);
	});

	it('misbehaves only at one bank', async () => {
		await bank.misbehave('zopa', 'DS-02-500');
		expect((await call(bank, bank.banks.monese.discovery)).status).toBe(200);
	});

	it('counts no response that it did not change', async () => {
		await bank.misbehave('zopa', 'DS-11-404', 1);
		expect((await call(bank, bank.banks.zopa.discovery)).status).toBe(200);
		expect((await call(bank, bank.banks.zopa.jwks)).status).toBe(404);
		expect((await call(bank, bank.banks.zopa.jwks)).status).toBe(200);
	});

	it.each([
		['a bank without an authorization server', ['eika', 'RV-02']],
		['an unknown bank', ['nobody', 'RV-02']],
		['an unknown case', ['zopa', 'no-such-case']],
		['a member of every object', ['zopa', 'toString']],
		['no response at all', ['zopa', 'RV-02', 0]],
	] as const)('refuses an order for %s', async (_, [name, fault, times]) => {
		await expect(bank.misbehave(name, fault, times)).rejects.toThrow('expected {bank, case');
	});
});
