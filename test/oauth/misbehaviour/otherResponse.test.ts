import { clearCaches } from '../../../lib/expiringCache';
import { redirectOutcome } from '../../../lib/oauth/redirectOutcome';
import { closeConnections } from '../../../lib/transport/agents';
import { findCase } from '../../../sandbox/misbehaviour/cases';
import { startEmbeddedBank, type EmbeddedBank } from '../../../sandbox/startEmbeddedBank';
import { rejection } from '../../support/builders';
import { atFapiBank, atSaltEdge, atZopa, type Party } from './party';

let bank: EmbeddedBank;
let zopa: Party;
let saltEdge: Party;
let fapiBank: Party;
beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 1, transactions: 1 });
	zopa = await atZopa(bank);
	saltEdge = await atSaltEdge(bank);
	fapiBank = await atFapiBank(bank);
});
beforeEach(() => {
	clearCaches();
	for (const { codeRequests } of [zopa, saltEdge, fapiBank]) codeRequests.length = 0;
});
afterEach(() => bank.clearMisbehaviour());
afterAll(async () => {
	clearCaches();
	closeConnections();
	await bank?.stop();
});

const described = (name: string) => findCase(name)?.description;
const exchanging = 'The authorisation response is invalid: ';
const state =
	'The `state` of the authorisation response is missing, has expired, or belongs to another credential or bank. Send the PSU through authorisation again.';
const iss = 'The authorisation response comes from another issuer (iss).';
const consent = 'The id_token is for another consent (openbanking_intent_id).';
const again =
	'This authorisation response was already exchanged. Use the session of the first exchange, or send the PSU through authorisation again.';

/** The PSU authorises twice. The second response of the bank uses values of the first one. */
async function second(name: string, party: Party, id: string, used: boolean): Promise<string> {
	const first = await party.approved();
	if (used) await party.exchange(first);
	party.codeRequests.length = 0;
	await bank.misbehave(id, name);
	return await party.approved();
}

describe.each([
	['zopa', 'code id_token', () => zopa],
	['salt-edge', 'code', () => saltEdge],
] as const)('No code is sent when %s responds to "%s" with', (id, _responseType, party) => {
	it.each(
		[
			['RP-02', again],
			['RP-06', iss],
			['RP-12', 'The authorisation response contains a parameter twice.'],
			['RP-13', state],
		].map(([name, message]) => [name!, described(name!), message!] as const),
	)('%s, %s', async (name, _, message) => {
		const response = await second(name, party(), id, true);
		expect(await rejection(() => party().exchange(response))).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message,
		});
		expect(party().codeRequests).toEqual([]);
	});

	it('RP-06 with its iss left out', async () => {
		await bank.misbehave(id, 'RP-06');
		const url = new URL(await party().approved());
		const part = url.hash ? 'hash' : 'search';
		const parameters = new URLSearchParams(url[part].slice(1));
		parameters.delete('iss');
		url[part] = parameters.toString();
		expect(await rejection(() => party().exchange(url.href))).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
		});
		expect(party().codeRequests).toEqual([]);
	});
});

describe.each([
	['that nobody has used', false],
	['that was used', true],
])('A response to another authorisation %s', (_, used) => {
	it.each([
		['RP-07', `${exchanging}its id_token belongs to another code (c_hash).`],
		['RP-30', consent],
	])('%s sends no code at Zopa', async (name, message) => {
		const response = await second(name, zopa, 'zopa', used);
		expect(await rejection(() => zopa.exchange(response))).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message,
		});
		expect(zopa.codeRequests).toEqual([]);
	});

	it('RP-07 brings no session where nothing signs the response: the code does not fit our verifier (RFC 7636 §4.6)', async () => {
		const response = await second('RP-07', saltEdge, 'salt-edge', used);
		expect(await rejection(() => saltEdge.exchange(response))).toMatchObject({
			code: 'OB_ASPSP',
			errorCodes: ['invalid_grant'],
		});
	});
});

it('RP-02: a JWT (JARM) that comes again brings no second session, and sends no code', async () => {
	const response = await second('RP-02', fapiBank, 'zopa', true);
	const outcome = await redirectOutcome(fapiBank.connection, response, new Date());
	expect(outcome).toMatchObject({ outcome: 'repeated', broughtSession: true });
	expect(fapiBank.codeRequests).toEqual([]);
});

it('RP-08: a response of one bank is invalid at another', async () => {
	const response = await fapiBank.approved();
	for (const party of [zopa, saltEdge]) {
		expect(await rejection(() => party.exchange(response))).toMatchObject({ message: state });
		expect(party.codeRequests).toEqual([]);
	}
});
