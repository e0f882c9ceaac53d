import type { BankProfile } from '../../../lib/banks/profile';
import { clearCaches } from '../../../lib/expiringCache';
import { closeConnections } from '../../../lib/transport/agents';
import { startEmbeddedBank, type EmbeddedBank } from '../../../sandbox/startEmbeddedBank';
import { rejection } from '../../support/builders';
import { atZopa, type Party } from './party';
import { exchangeAuthorizationCode } from '../exchange';

let bank: EmbeddedBank;
let zopa: Party;
beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 1, transactions: 1 });
	zopa = await atZopa(bank);
});
beforeEach(() => clearCaches());
afterEach(() => bank.clearMisbehaviour());
afterAll(async () => {
	clearCaches();
	closeConnections();
	await bank?.stop();
});

type IdTokens = BankProfile['idTokens'];

/** The embedded bank differs from the authorization response on. The profile has the rules. */
async function authorised(name: string, idTokens: IdTokens) {
	await bank.misbehave('zopa', name);
	const response = await zopa.approved('code id_token');
	return await exchanged(response, idTokens);
}

/** The embedded bank differs only beside the tokens. */
async function withTokens(name: string, idTokens: IdTokens) {
	const response = await zopa.approved('code id_token');
	await bank.misbehave('zopa', name);
	return await exchanged(response, idTokens);
}

async function exchanged(response: string, idTokens: IdTokens) {
	const { send, tpp } = zopa.connection;
	const connection = { send, tpp: { ...tpp, bank: { ...tpp.bank, idTokens } } };
	return (await exchangeAuthorizationCode(connection, response, new Date())).session;
}

const silver = 'urn:mace:incommon:iap:silver';

describe.each<[string, string, NonNullable<IdTokens>]>([
	[
		'no acr, like Starling',
		'RV-67-absent',
		{ authorizationResponse: { acr: 'optional' }, tokenResponse: { acr: 'optional' } },
	],
	[
		'an acr that it does not document, like NatWest',
		'RV-67',
		{ authorizationResponse: { acr: 'unchecked' }, tokenResponse: { acr: 'unchecked' } },
	],
	[
		'an acr of its own',
		'RV-67',
		{ authorizationResponse: { acr: [silver] }, tokenResponse: { acr: [silver] } },
	],
])('With %s in both id_tokens (B-09), the embedded bank', (_, name, idTokens) => {
	it('brings a session with the literal in the profile', async () => {
		const session = await authorised(name, idTokens);
		expect(session).toMatchObject({ accessToken: expect.any(String), invalid: undefined });
	});

	it('is refused without it, and no code is sent', async () => {
		zopa.codeRequests.length = 0;
		expect(await rejection(() => authorised(name, undefined))).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message: 'The id_token does not state that the PSU was authenticated (acr).',
		});
		expect(zopa.codeRequests).toEqual([]);
	});

	it('is refused with the literal for the other response only', async () => {
		const { tokenResponse } = idTokens;
		await expect(authorised(name, { tokenResponse })).rejects.toThrow('(acr)');
	});
});

describe.each<[string, string, NonNullable<NonNullable<IdTokens>['tokenResponse']>, string]>([
	['no nonce, like Virgin Money', 'no-nonce-with-tokens', { nonce: 'optional' }, 'nonce'],
	['another sub, like Virgin Money', 'RV-36-sub', { sub: 'unrelated' }, 'sub'],
	['no acr, like Revolut', 'RV-67-absent', { acr: 'optional' }, 'acr'],
	[
		'no consent, like Revolut',
		'no-consent-with-tokens',
		{ openbanking_intent_id: 'optional' },
		'openbanking_intent_id',
	],
	['exp in milliseconds, like Revolut', 'exp-milliseconds', { exp: 'milliseconds' }, 'exp'],
])('With %s, beside the tokens (B-09), the embedded bank', (_, name, tokenResponse, claim) => {
	it('brings a session with the literal in the profile', async () => {
		const session = await withTokens(name, { tokenResponse });
		expect(session).toMatchObject({ accessToken: expect.any(String), invalid: undefined });
	});

	it('brings tokens that must not be used without it, and the claim is named', async () => {
		const session = await withTokens(name, undefined);
		expect(session.invalid).toContain(claim);
	});
});
