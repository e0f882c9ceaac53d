import { createPrivateKey, randomUUID } from 'node:crypto';

import { createLocalJWKSet, FlattenedSign, flattenedVerify } from 'jose';

import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import {
	authorise,
	exchange,
	parameters,
	postToken,
	redirectUrl,
	textOf,
} from './cooperativeBankTpp';
import { call, type Reply } from './tpp';

/** The payments of the embedded Co-operative Bank, by a TPP that uses no code of the package. jose signs and verifies. */

let bank: EmbeddedBank;
let clientToken: string;
beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 2 });
	const { json } = await postToken(bank, { grant_type: 'client_credentials', scope: 'payments' });
	clientToken = json.access_token;
});
afterAll(() => bank.stop());

const iat = 'http://openbanking.org.uk/iat';
const iss = 'http://openbanking.org.uk/iss';
const tan = 'http://openbanking.org.uk/tan';
const crit = { [iat]: true, [iss]: true, [tan]: true };

async function signatureOf(body: string, header: object = {}): Promise<string> {
	const { organisationId, softwareId, kid, signingKey } = bank.tpp;
	const jws = await new FlattenedSign(Buffer.from(body))
		.setProtectedHeader({
			alg: 'PS256',
			kid,
			[iat]: Math.floor(Date.now() / 1000),
			[iss]: `${organisationId}/${softwareId}`,
			[tan]: 'openbanking.org.uk',
			crit: Object.keys(crit),
			...header,
		})
		.sign(createPrivateKey(signingKey), { crit });
	return `${jws.protected}..${jws.signature}`;
}

const initiation = (changes: object = {}) => ({
	InstructionIdentification: 'INV-42',
	EndToEndIdentification: 'INV-42',
	InstructedAmount: { Amount: '12.50', Currency: 'GBP' },
	CreditorAccount: {
		SchemeName: 'UK.OBIE.SortCodeAccountNumber',
		Identification: '04000412345678',
		Name: 'Test Beneficiary',
	},
	...changes,
});

const api = (path: string, token: string, options: Parameters<typeof call>[2] = {}) =>
	call(bank, `${bank.banks.coop.resourceServer}/apis/retail/open-banking/v3.1/pisp/${path}`, {
		...options,
		headers: { authorization: `Bearer ${token}`, ...options.headers },
	});

interface Posted {
	path?: string;
	token?: string;
	body?: object;
	headers?: Record<string, string | undefined>;
}

async function post({
	path = 'domestic-payment-consents',
	token = clientToken,
	body = { Data: { Initiation: initiation() }, Risk: {} },
	headers = {},
}: Posted = {}): Promise<Reply> {
	const text = JSON.stringify(body);
	const sent: Record<string, string | undefined> = {
		'content-type': 'application/json',
		'x-idempotency-key': randomUUID(),
		'x-jws-signature': await signatureOf(text),
		...headers,
	};
	const present = Object.entries(sent).filter(([, value]) => value !== undefined);
	return await api(path, token, {
		method: 'POST',
		body: text,
		headers: Object.fromEntries(present) as Record<string, string>,
	});
}

const refusedAs = (code: string) => ({
	status: 400,
	json: { Errors: [{ ErrorCode: `UK.OBIE.${code}` }] },
});

const journey = { Scope: 'payments', jrn_typ: 'DP', ben_name: 'Test Beneficiary', amount: '12.50' };

/** Returns an approved consent and the token for it. */
async function approved(): Promise<{ consentId: string; token: string }> {
	const { json } = await post();
	const consentId = json.Data.ConsentId as string;
	const authorised = await authorise(bank, { consentId, overrides: journey });
	return { consentId, token: (await exchange(bank, authorised)).json.access_token };
}

const submission = (ConsentId: string, changes: object = {}) => ({
	Data: { ConsentId, Initiation: initiation(changes) },
	Risk: {},
});

it('signs its responses with a key that it publishes', async () => {
	const { status, text, headers } = await post();
	expect(status).toBe(201);
	const [protectedPart, , signature] = String(headers['x-jws-signature']).split('.');
	const keys = await call(
		bank,
		`${bank.banks.coop.resourceServer}/apis/oauth/v1/.well-known/jwks.json`,
	);
	const jws = {
		protected: protectedPart!,
		payload: Buffer.from(text).toString('base64url'),
		signature: signature!,
	};
	const verified = await flattenedVerify(jws, createLocalJWKSet(keys.json), { crit });
	expect(verified.protectedHeader).toMatchObject({ alg: 'PS256', [tan]: 'openbanking.org.uk' });
});

describe('a signature', () => {
	it.each<[string, () => Promise<string | undefined> | undefined, string]>([
		['is missing', () => undefined, 'Signature.Missing'],
		['is no detached JWS', async () => 'a.b.c', 'Signature.Malformed'],
		['is over another body', () => signatureOf('{}'), 'Signature.Invalid'],
		['has another key ID', () => sign({ kid: 'other' }), 'Signature.Invalid'],
		['has no tan', () => sign({ [tan]: undefined, crit: [iat, iss] }), 'Signature.MissingClaim'],
		['is from the future', () => sign({ [iat]: Date.now() / 1000 + 60 }), 'Signature.InvalidClaim'],
		['names a stranger', () => sign({ [iss]: 'stranger' }), 'Signature.InvalidClaim'],
		['has b64', () => sign({ b64: true }), 'Signature.InvalidClaim'],
	])('that %s is refused', async (_, signature, code) => {
		const headers = { 'x-jws-signature': await signature() };
		expect(await post({ headers })).toMatchObject(refusedAs(code));
	});

	it('is not expected with a GET', async () => {
		const { json } = await post();
		const path = `domestic-payment-consents/${json.Data.ConsentId}`;
		expect((await api(path, clientToken)).status).toBe(200);
		const headers = { 'x-jws-signature': await sign() };
		expect(await api(path, clientToken, { headers })).toMatchObject(
			refusedAs('Signature.Unexpected'),
		);
	});
});

const sign = (header: object = {}) =>
	signatureOf(JSON.stringify({ Data: { Initiation: initiation() }, Risk: {} }), header);

describe('an idempotency key', () => {
	it('brings the same consent a second time, and refuses another body', async () => {
		const headers = { 'x-idempotency-key': randomUUID() };
		const first = await post({ headers });
		const second = await post({ headers });
		expect(second.json.Data.ConsentId).toBe(first.json.Data.ConsentId);
		const body = { Data: { Initiation: initiation({ LocalInstrument: 'UK.OBIE.FPS' }) }, Risk: {} };
		expect(await post({ headers, body })).toMatchObject(refusedAs('Header.Invalid'));
	});

	it.each([
		[undefined, 'Header.Missing'],
		['x'.repeat(41), 'Header.Invalid'],
	])('%s is refused', async (key, code) => {
		expect(await post({ headers: { 'x-idempotency-key': key } })).toMatchObject(refusedAs(code));
	});
});

it.each<[object, string, string]>([
	[{ InstructedAmount: undefined }, 'Field.Missing', 'Data.Initiation.InstructedAmount'],
	[{ Purpose: 'x' }, 'Field.Unexpected', 'Data.Initiation.Purpose'],
	[
		{ InstructedAmount: { Amount: '0.00', Currency: 'GBP' } },
		'Field.Invalid',
		'Data.Initiation.InstructedAmount.Amount',
	],
	[
		{ InstructedAmount: { Amount: '5', Currency: 'EUR' } },
		'Field.Invalid',
		'Data.Initiation.InstructedAmount.Currency',
	],
	[
		{ CreditorAccount: { SchemeName: 'x', Identification: '1', Name: 'A' } },
		'Unsupported.AccountIdentifier',
		'Data.Initiation.CreditorAccount.SchemeName',
	],
])('the initiation %j is refused as %s', async (changes, code, path) => {
	const body = { Data: { Initiation: initiation(changes) }, Risk: {} };
	expect(await post({ body })).toMatchObject({
		status: 400,
		json: { Errors: [{ ErrorCode: `UK.OBIE.${code}`, Path: path }] },
	});
});

it.each([
	['jrn_typ', { jrn_typ: 'DSO' }],
	['ben_name', { ben_name: 'Somebody else' }],
	['amount', { amount: '1250' }],
])('the redirect must repeat %s of the consent', async (name, wrong) => {
	const { json } = await post();
	const text = textOf(parameters(bank, json.Data.ConsentId, { ...journey, ...wrong }));
	const page = await call(bank, redirectUrl(bank, text));
	expect(page.status).toBe(400);
	expect(page.text).toContain(`${name} is not as sent in the consent request`);
});

describe('a payment', () => {
	const path = 'domestic-payments';

	it('is made once for a consent', async () => {
		const { consentId, token } = await approved();
		const body = submission(consentId);
		const first = await post({ path, token, body });
		expect(first).toMatchObject({
			status: 201,
			json: { Data: { ConsentId: consentId, Status: 'AcceptedSettlementInProcess' } },
		});
		expect(await post({ path, token, body })).toMatchObject(
			refusedAs('Resource.InvalidConsentStatus'),
		);
		const books = await bank.payments('coop');
		expect(books.filter((payment) => payment.consentId === consentId)).toHaveLength(1);
	});

	it('must be what the PSU consented to, with the token for it', async () => {
		const { consentId, token } = await approved();
		const dearer = submission(consentId, {
			InstructedAmount: { Amount: '99.00', Currency: 'GBP' },
		});
		const mismatch = refusedAs('Resource.ConsentMismatch');
		expect(await post({ path, token, body: dearer })).toMatchObject(mismatch);
		const risky = { ...submission(consentId), Risk: { PaymentContextCode: 'PispPayee' } };
		expect(await post({ path, token, body: risky })).toMatchObject(mismatch);
		const other = await approved();
		const foreign = submission(other.consentId);
		expect(await post({ path, token, body: foreign })).toMatchObject(mismatch);
		expect(await post({ path, body: submission(consentId) })).toMatchObject({ status: 401 });
		expect(await bank.payments('coop')).not.toContainEqual(expect.objectContaining({ consentId }));
	});
});
