import { decodeJwt, UnsecuredJWT } from 'jose';

import { clearCaches } from '../../../lib/expiringCache';
import { closeConnections } from '../../../lib/transport/agents';
import { findCase } from '../../../sandbox/misbehaviour/cases';
import { psuApproves } from '../../../sandbox/psu';
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
	for (const { codeRequests } of [zopa, saltEdge]) codeRequests.length = 0;
});
afterEach(() => bank.clearMisbehaviour());
afterAll(async () => {
	clearCaches();
	closeConnections();
	await bank?.stop();
});

const described = (name: string) => findCase(name)?.description;

const exchanging = 'The authorisation response is invalid: ';
const alg = `${exchanging}its id_token is signed with another algorithm than the registered one (alg).`;
const signature = `${exchanging}its id_token has an invalid signature.`;
const noKey = `${exchanging}its id_token is signed with a key that the bank does not publish (kid).`;
const crit = `${exchanging}its id_token has a critical header that is not supported (crit).`;
const iat = 'The id_token was issued more than an hour ago or in the future (iat).';
const consent = 'The id_token is for another consent (openbanking_intent_id).';
const acr = 'The id_token does not state that the PSU was authenticated (acr).';
const azp = 'The id_token is for another client (azp).';
const clock = (difference: string) =>
	`This machine's clock is ${difference} the bank's clock, which may be the cause. Synchronise this machine's clock; if it is right, tell the bank.`;
const noJwt = 'The id_token is not a signed JWT.';
const state =
	'The `state` of the authorisation response is missing, has expired, or belongs to another credential or bank. Send the PSU through authorisation again.';
const twice = 'The authorisation response contains a parameter twice.';
const noCode =
	'The bank sent the PSU back without a code and without an error, as some banks do when the PSU waits too long. Send the PSU through authorisation again.';
const iss = 'The authorisation response comes from another issuer (iss).';

const titled = (rows: Array<[name: string, message: string]>) =>
	rows.map(([name, message]) => [name, described(name), message] as const);

const notAfterAnyWay: Array<[string, string]> = [
	['RV-42', state],
	['RV-43', state],
	['RV-45-code', twice],
	['RV-45-state', twice],
	['RV-47', state],
	['RV-47-absent', state],
	['RV-49', iss],
	['no-code', noCode],
];

describe('No code is sent when Zopa responds to "code id_token" with', () => {
	it.each(
		titled([
			['RV-02', `${exchanging}its id_token belongs to another authorisation (nonce).`],
			['RV-03', `${exchanging}its id_token has no nonce.`],
			['RV-05', `${exchanging}its id_token has no s_hash.`],
			['RV-06', `${exchanging}its id_token belongs to another code (c_hash).`],
			['RV-07', `${exchanging}its id_token has no c_hash.`],
			['RV-08', `${exchanging}its id_token comes from another issuer (iss).`],
			['RV-09', `${exchanging}its id_token has no iss.`],
			['RV-11', `${exchanging}its id_token has no aud.`],
			['RV-12', `${exchanging}its id_token is also for other clients (aud).`],
			['RV-14', azp],
			['RV-14-alone', azp],
			['RV-15', `${exchanging}its id_token has expired (exp).`],
			['RV-17-exp', 'The id_token has an invalid expiry (exp).'],
			['RV-17-iat', iat],
			['RV-17-nbf', `${exchanging}the claim nbf of its id_token has the wrong type.`],
			['RV-18', iat],
			['RV-19', iat],
			['RV-20', iat],
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
			['RV-38', `${exchanging}several keys of the bank fit its id_token (kid).`],
			['RV-41-number', noKey],
			['RV-41-object', noKey],
			['RV-45-id_token', twice],
			['RV-61', crit],
			['RV-62', crit],
			['RV-63-null', noJwt],
			['RV-63-array', noJwt],
			['RV-63-string', noJwt],
			['RV-63-broken', noJwt],
			['RV-63-bytes', noJwt],
			['RV-67', acr],
			['RV-67-absent', acr],
			['TK-42-ahead', `${iat} ${clock('10 minutes behind')}`],
			['TK-42-behind', `${iat} ${clock('120 minutes ahead of')}`],
			['DS-09', noKey],
			['DS-17-jwk', signature],
			['DS-17-jku', signature],
			['foreign-key', signature],
			['no-id_token', `${exchanging}it has no id_token.`],
			['another-code', `${exchanging}its id_token belongs to another code (c_hash).`],
			...notAfterAnyWay,
		]),
	)('%s, %s', async (name, _, message) => {
		await bank.misbehave('zopa', name);
		const response = await zopa.approved('code id_token');
		expect(await rejection(() => zopa.exchange(response))).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message,
		});
		expect(zopa.codeRequests).toEqual([]);
	});
});

describe.each([
	['zopa', () => zopa],
	['salt-edge', () => saltEdge],
] as const)('No code is sent when %s responds to "code" with', (id, party) => {
	it.each(
		titled([
			...notAfterAnyWay,
			['RV-50', `${exchanging}it has no iss.`],
			['RV-60-id_token', consent],
			['RV-60-token', `${exchanging}it has an id_token or a token that was not requested.`],
		]),
	)('%s, %s', async (name, _, message) => {
		await bank.misbehave(id, name);
		const response = await party().approved('code');
		expect(await rejection(() => party().exchange(response))).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message,
		});
		expect(party().codeRequests).toEqual([]);
	});
});

describe('A session is created from a valid response of Zopa:', () => {
	it.each(
		[
			'RV-13',
			'RV-21-skew',
			'RV-37',
			'RV-62-uncritical',
			'RV-66-JWT',
			'RV-66-type',
			'RV-66-absent',
			'unknown-claim',
			'unknown-parameter',
		].map((name) => [name, described(name)]),
	)('%s, %s', async (name) => {
		await bank.misbehave('zopa', name!);
		const { session } = await zopa.exchange(await zopa.approved());
		expect(session).toMatchObject({ bank: 'zopa', accessToken: expect.any(String) });
		expect(session.invalid).toBeUndefined();
		expect(zopa.codeRequests).toHaveLength(1);
	});
});

it('An id_token is refused if only a code was requested, whatever it contains', async () => {
	const url = await zopa.url('code');
	const { claims } = decodeJwt<AskedFor>(new URL(url).searchParams.get('request')!);
	const idToken = new UnsecuredJWT({
		openbanking_intent_id: claims.id_token.openbanking_intent_id.value,
		acr: 'urn:openbanking:psd2:sca',
	});
	const response = new URL(await psuApproves(url, { user: 'rora', ca: bank.ca }));
	response.searchParams.set('id_token', idToken.setIssuedAt().setExpirationTime('5m').encode());
	expect(await rejection(() => zopa.exchange(response.href))).toMatchObject({
		code: 'OB_INVALID_RESPONSE',
		message: `${exchanging}it has an id_token or a token that was not requested.`,
	});
	expect(zopa.codeRequests).toEqual([]);
});

interface AskedFor {
	claims: { id_token: { openbanking_intent_id: { value: string } } };
}

it('A token beside the code is not the one of the session', async () => {
	await bank.misbehave('zopa', 'RV-60-access_token');
	const { session } = await zopa.exchange(await zopa.approved('code'));
	expect(session.accessToken).not.toBe('another');
});

it('A code of any characters is sent as it came (RV-71)', async () => {
	await bank.misbehave('zopa', 'RV-71');
	const response = await zopa.approved('code');
	expect(await rejection(() => zopa.exchange(response))).toMatchObject({
		code: 'OB_ASPSP',
		errorCodes: ['invalid_grant'],
	});
	const sent = zopa.codeRequests.map((form) => form.get('code'));
	expect(sent).toEqual([expect.stringMatching(/^[\w-]+\+\/ =%&é$/)]);
	expect(sent).toEqual([new URL(response).searchParams.get('code')]);
});
