import { clearCaches } from '../../../lib/expiringCache';
import { closeConnections } from '../../../lib/transport/agents';
import { findCase } from '../../../sandbox/misbehaviour/cases';
import { startEmbeddedBank, type EmbeddedBank } from '../../../sandbox/startEmbeddedBank';
import { rejection } from '../../support/builders';
import { fapiBankWithoutEncryption } from '../../support/fapiBank';
import { atFapiBank, atZopa, type Party } from './party';

let bank: EmbeddedBank;
let party: Party;
let zopa: Party;
beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 1, transactions: 1 });
	party = await atFapiBank(bank, { bank: fapiBankWithoutEncryption });
	zopa = await atZopa(bank);
});
beforeEach(() => {
	clearCaches();
	for (const { codeRequests } of [party, zopa]) codeRequests.length = 0;
});
afterEach(() => bank.clearMisbehaviour());
afterAll(async () => {
	clearCaches();
	closeConnections();
	await bank?.stop();
});

const described = (name: string) => findCase(name)?.description;
const titled = (rows: Array<[name: string, message: string]>) =>
	rows.map(([name, message]) => [name, described(name), message] as const);

const reading = 'The authorisation response is invalid: ';
const alg = `${reading}its JWT is signed with another algorithm than the registered one (alg).`;
const signature = `${reading}its JWT has an invalid signature.`;
const iss = `${reading}its JWT comes from another issuer (iss).`;
const state =
	'The `state` of the authorisation response is missing, has expired, or belongs to another credential or bank. Send the PSU through authorisation again.';
const distant = 'The authorisation response expires in more than an hour (exp).';
const plain =
	'The authorisation response is not the signed JWT that was requested (JARM). Send the PSU through authorisation again.';

describe('No code is sent when a bank that was asked for a JWT (JARM) responds with', () => {
	it.each(
		titled([
			['RV-49', 'The authorisation response comes from another issuer (iss).'],
			['RV-51', alg],
			['RV-53', `${reading}its JWT has expired (exp).`],
			['RV-53-days', distant],
			['RV-53-milliseconds', distant],
			['RV-54', `${reading}its JWT has no exp.`],
			['RV-55', `${reading}its JWT is for another client (aud).`],
			['RV-56', `${reading}its JWT has no aud.`],
			['RV-57', iss],
			['RV-57-absent', `${reading}its JWT has no iss.`],
			['RV-59-open', plain],
			[
				'RV-59-beside',
				'The authorisation response contains a JWT (response) and unsigned parameters beside it.',
			],
			['RV-17-jwt', `${reading}the claim exp of its JWT has the wrong type.`],
			['RV-23-jwt', signature],
			['RV-25-jwt', alg],
			['RV-26-jwt', alg],
			['RV-42-jwt', state],
			['RV-43-jwt', state],
			[
				'RV-43',
				'The authorisation response contains a JWT (response) and unsigned parameters beside it.',
			],
			['RV-45-jwt', 'The authorisation response contains a parameter twice.'],
			['RV-47-jwt', signature],
			['RV-60-jwt', `${reading}it has an id_token or a token that was not requested.`],
			['RV-61-jwt', `${reading}its JWT has a critical header that is not supported (crit).`],
			['RV-63-jwt', state],
			[
				'TK-42-jwt',
				`${reading}its JWT has expired (exp). This machine's clock is 120 minutes ahead of the bank's clock, which may be the cause. Synchronise this machine's clock; if it is right, tell the bank.`,
			],
			['error-and-code', 'The authorisation response contains both an error and a code.'],
			['no-code-jwt', 'The authorisation response contains neither code nor error.'],
			['foreign-key-jwt', signature],
			['RP-06', iss],
			['RP-13', state],
		]),
	)('%s, %s', async (name, _, message) => {
		await bank.misbehave('zopa', name);
		const response = await party.approved();
		expect(await rejection(() => party.exchange(response))).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message,
		});
		expect(party.codeRequests).toEqual([]);
	});
});

describe('A session is created from a valid JWT:', () => {
	it.each(
		[
			'RV-13-jwt',
			'RV-37-jwt',
			'RV-53-minutes',
			'RV-39',
			'unknown-claim-jwt',
			'unknown-parameter',
		].map((name) => [name, described(name)]),
	)('%s, %s', async (name) => {
		await bank.misbehave('zopa', name!);
		const { session } = await party.exchange(await party.approved());
		expect(session).toMatchObject({ bank: 'fapi-bank', accessToken: expect.any(String) });
		expect(session.invalid).toBeUndefined();
		expect(party.codeRequests).toHaveLength(1);
	});
});

it('RV-39: keys of the last minute are the only ones within it, and no code is sent for a JWT of a new one', async () => {
	await party.exchange(await party.approved());
	await bank.misbehave('zopa', 'RV-39');
	expect(await rejection(async () => party.exchange(await party.approved()))).toMatchObject({
		code: 'OB_INVALID_RESPONSE',
		message: `${reading}its JWT is signed with a key that the bank does not publish (kid).`,
	});
	expect(party.codeRequests).toHaveLength(1);
});

it.each(['code', 'code id_token'] as const)(
	'RV-59-jwt: no code is sent when the response to a request for %s in open parameters is a JWT',
	async (responseType) => {
		await bank.misbehave('zopa', 'RV-59-jwt');
		const response = await zopa.approved(responseType);
		expect(await rejection(() => zopa.exchange(response))).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message:
				'The authorisation response is a JWT (JARM), but none was requested. Send the PSU through authorisation again.',
		});
		expect(zopa.codeRequests).toEqual([]);
	},
);
