import { createPrivateKey } from 'node:crypto';

import { decodeJwt, SignJWT } from 'jose';

import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import * as cooperativeBank from './cooperativeBankTpp';
import { authorise, exchange, now, postToken, register, type Client } from './tpp';

let bank: EmbeddedBank;
beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 1, transactions: 0 });
});
afterAll(() => bank.stop());

const written = async (kind: string) =>
	(await bank.secrets()).filter((secret) => secret.kind === kind).map(({ value }) => value);

const signatureOf = (jwt: string) => jwt.split('.').at(-1);

describe('The ledger of a running bank', () => {
	it('has what the directory made, the keys as PEM', async () => {
		const { softwareStatement, transportKey, signingKey } = bank.tpp;
		expect(await written('software statement')).toEqual([signatureOf(softwareStatement)]);
		expect(await written('private key')).toEqual(
			expect.arrayContaining([transportKey, signingKey]),
		);
	});

	it('has what a registration, an authorisation and an exchange brought', async () => {
		const client = await register(bank, {
			grant_types: ['authorization_code', 'client_credentials', 'refresh_token'],
		});
		const { code, parameters } = await authorise(bank, client);
		const { json } = await exchange(bank, client, code);
		expect(await written('client secret')).toContain(client.client_secret);
		expect(await written('registration request')).toHaveLength(1);
		expect(await written('authorization code')).toEqual([code]);
		expect(await written('access token')).toContain(json.access_token);
		expect(await written('refresh token')).toEqual([json.refresh_token]);
		expect(await written('id_token')).toEqual(
			[parameters['id_token']!, json.id_token as string].map(signatureOf),
		);
	});

	it('has the code verifier and the secret of a client that was registered by form', async () => {
		const { clientSecret } = bank.banks.coop.credential;
		const authorised = await cooperativeBank.authorise(bank);
		await cooperativeBank.exchange(bank, authorised);
		expect(await written('client secret')).toContain(clientSecret);
		expect(await written('PKCE verifier')).toContain(authorised.verifier);
	});

	it('has a client assertion, whether it is accepted or not', async () => {
		const client = await register(bank, { token_endpoint_auth_method: 'private_key_jwt' });
		const assertion = await assertionOf(client);
		await postToken(bank, { client_id: client.client_id }, formWith(assertion));
		await postToken(bank, { client_id: client.client_id }, formWith(`${assertion}x`));
		const signature = signatureOf(assertion);
		expect(await written('client assertion')).toEqual([signature, `${signature}x`]);
	});

	it('has both of an id_token that goes out wrong: what was issued, and what went out', async () => {
		const client = await register(bank);
		const { code } = await authorise(bank, client);
		await bank.misbehave('zopa', 'RV-11', 1);
		const before = await written('id_token');
		const { json } = await exchange(bank, client, code);
		const added = (await written('id_token')).slice(before.length);
		expect(added).toHaveLength(2);
		expect(added).toContain(signatureOf(json.id_token as string));
	});
});

const assertionOf = async ({ client_id }: Client) =>
	await new SignJWT({ iss: client_id, sub: client_id, jti: `${now()}`, exp: now() + 60 })
		.setProtectedHeader({ alg: 'PS256', kid: bank.tpp.kid })
		.setAudience(bank.banks.zopa.issuer)
		.sign(createPrivateKey(bank.tpp.signingKey));

const formWith = (client_assertion: string) => ({
	grant_type: 'client_credentials',
	scope: 'accounts',
	client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
	client_assertion,
	client_id: String(decodeJwt(client_assertion).iss),
});
