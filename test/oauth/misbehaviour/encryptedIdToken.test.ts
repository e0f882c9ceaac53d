import { clearCaches } from '../../../lib/expiringCache';
import { assertUsable } from '../../../lib/oauth/session';
import { closeConnections } from '../../../lib/transport/agents';
import { findCase } from '../../../sandbox/misbehaviour/cases';
import { startEmbeddedBank, type EmbeddedBank } from '../../../sandbox/startEmbeddedBank';
import { rejection } from '../../support/builders';
import { atFapiBank, atZopa, type Party } from './party';

let bank: EmbeddedBank;
let encrypting: Party;
let fapiBank: Party;
let zopa: Party;
beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 1, transactions: 1 });
	encrypting = await atZopa(bank, {
		id_token_encrypted_response_alg: 'RSA-OAEP-256',
		id_token_encrypted_response_enc: 'A256GCM',
	});
	fapiBank = await atFapiBank(bank);
	zopa = await atZopa(bank);
});
beforeEach(() => {
	clearCaches();
	for (const { codeRequests } of [encrypting, fapiBank, zopa]) codeRequests.length = 0;
});
afterEach(() => bank.clearMisbehaviour());
afterAll(async () => {
	clearCaches();
	closeConnections();
	await bank?.stop();
});

const otherAlgorithm =
	'The id_token is not encrypted with RSA-OAEP-256 and A256GCM, which the client is registered for.';
const unopened =
	'No key of the credential decrypts the id_token: it was altered, or encrypted for another key of your software.';
const notRegistered =
	'The id_token is encrypted, but the client is not registered for that. Register the client with id_token_encrypted_response_alg, or switch encryption off at the bank.';

const rows = [
	['RV-31-altered', unopened],
	['RV-31-dir', otherAlgorithm],
	['RV-31-enc', otherAlgorithm],
	['RV-31-foreign', unopened],
	['RV-32', otherAlgorithm],
].map(([name, message]) => [name!, findCase(name)?.description, message!] as const);

describe('No code is sent when a bank that encrypts id_tokens responds with', () => {
	it.each(rows)('%s, %s', async (name, _, message) => {
		await bank.misbehave('zopa', name);
		const response = await encrypting.approved('code id_token');
		expect(await rejection(() => encrypting.exchange(response))).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message,
		});
		expect(encrypting.codeRequests).toEqual([]);
	});
});

describe('Tokens are kept, and must not be used, when a bank that encrypts id_tokens responds to a code with', () => {
	it.each(rows)('%s, %s', async (name, _, message) => {
		const response = await fapiBank.approved();
		await bank.misbehave('zopa', name);
		const { session } = await fapiBank.exchange(response);
		expect(session).toMatchObject({ accessToken: expect.any(String), invalid: message });
		expect(() => assertUsable(session)).toThrow('The tokens of this session must not be used');
	});
});

describe('RV-33, an encrypted id_token that nobody registered for,', () => {
	it('sends no code', async () => {
		await bank.misbehave('zopa', 'RV-33');
		const response = await zopa.approved('code id_token');
		expect(await rejection(() => zopa.exchange(response))).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message: notRegistered,
		});
		expect(zopa.codeRequests).toEqual([]);
	});

	it('makes tokens unusable', async () => {
		const response = await zopa.approved();
		await bank.misbehave('zopa', 'RV-33');
		expect((await zopa.exchange(response)).session.invalid).toBe(notRegistered);
	});
});
