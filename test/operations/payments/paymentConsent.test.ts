import { createPublicKey } from 'node:crypto';

import { exportJWK } from 'jose';

import { signDetached } from '../../../lib/jose/jws';
import {
	assertSubmittable,
	getPaymentRequest,
	readPayment,
	submissionPreview,
	submissionRequest,
} from '../../../lib/operations/payments/payment';
import {
	journeyOf,
	openPayment,
	paymentConsentRequest,
	readFundsAvailable,
	readPaymentConsent,
	sealPayment,
	toConsentedPayment,
} from '../../../lib/operations/payments/paymentConsent';
import type { PaymentOrder } from '../../../lib/operations/payments/paymentOrder';
import { checkSignature } from '../../../lib/operations/payments/signedMessage';
import {
	aBank,
	aClient,
	aConnection,
	aResponse,
	aSecret,
	aSend,
	aSigner,
	aTpp,
	rejection,
} from '../../support/builders';

const now = new Date('2027-02-26T10:00:00Z');
const payments = { version: 'v3.1', keySetPath: '/keys' } as const;
const tpp = aTpp({
	bank: aBank({ payments }),
	organisationId: 'org1',
	softwareId: 'software1',
});
const order: PaymentOrder = {
	kind: 'domesticPayment',
	instructionId: 'INV-42',
	payee: { name: 'Acme', account: '04000412345678' },
	amount: '12.50',
};
const payment = toConsentedPayment(tpp, order, 'consent-1');
const headersOf = async (request: Promise<{ headers?: Record<string, string> }>) =>
	(await request).headers ?? {};

it('A consent is requested with a signature and an idempotency key', async () => {
	const request = await paymentConsentRequest(aConnection(tpp), order, now);
	expect(request).toEqual({
		method: 'POST',
		url: 'https://api.bank.example/open-banking/v3.1/pisp/domestic-payment-consents',
		headers: {
			'Content-Type': 'application/json',
			Accept: 'application/json',
			'x-idempotency-key': expect.stringMatching(/^[\w-]{40}$/),
			'x-jws-signature': expect.stringMatching(/^[\w-]+\.\.[\w-]+$/),
		},
		body: '{"Data":{"Initiation":{"InstructionIdentification":"INV-42","EndToEndIdentification":"INV-42","InstructedAmount":{"Amount":"12.50","Currency":"GBP"},"CreditorAccount":{"SchemeName":"UK.OBIE.SortCodeAccountNumber","Identification":"04000412345678","Name":"Acme"}}},"Risk":{}}',
		idempotent: true,
		leastWait: 1_000,
		sentOnce: 'payment',
	});
});

it('The idempotency key depends on client and content, not on time, process or a bank that moves', async () => {
	const keyOf = async (changes: Partial<PaymentOrder> = {}, owner = tpp, time = now) => {
		const request = paymentConsentRequest(aConnection(owner), { ...order, ...changes }, time);
		return (await headersOf(request))['x-idempotency-key'];
	};
	const key = await keyOf();
	expect(await keyOf({}, tpp, new Date('2027-03-01'))).toBe(key);
	const earlierIssuers = [tpp.addresses.issuer!];
	const moved = { ...tpp.addresses, issuer: 'https://moved.bank.example', earlierIssuers };
	expect(await keyOf({}, { ...tpp, addresses: moved })).toBe(key);
	const otherClient = { ...tpp, client: aClient({ clientId: 'client-2' }) };
	const others = [
		await keyOf({ amount: '12.51' }),
		await keyOf({ instructionId: 'INV-43' }),
		await keyOf({}, otherClient),
		(await headersOf(submissionRequest(aConnection(tpp), payment, now)))['x-idempotency-key'],
	];
	expect(new Set([key, ...others]).size).toBe(5);
});

it.each(['domesticPayment', 'domesticScheduledPayment', 'domesticStandingOrder'] as const)(
	'Two orders of the kind %s with different instruction IDs are two consents',
	async (kind) => {
		const keyOf = async (instructionId: string) => {
			const one = { ...order, kind, date: '2027-03-01', frequency: 'EvryDay', instructionId };
			const headers = await headersOf(paymentConsentRequest(aConnection(tpp), one, now));
			return headers['x-idempotency-key'];
		};
		expect(await keyOf('PSU-1')).not.toBe(await keyOf('PSU-2'));
		expect(await rejection(() => keyOf(''))).toMatchObject({
			message: expect.stringContaining('The instruction ID is empty.'),
			field: { in: 'parameters', key: 'instructionId' },
		});
	},
);

it('What was consented is submitted, byte by byte', async () => {
	const ordered = { ...order, reference: 'INV 42', context: 'TransferToThirdParty' };
	const { body: asked } = await paymentConsentRequest(aConnection(tpp), ordered, now);
	const consented = toConsentedPayment(tpp, ordered, 'consent-1');
	const opened = await openPayment(await sealPayment(consented, tpp), tpp);
	expect(opened).toEqual(consented);
	const { body } = await submissionRequest(aConnection(tpp), opened, now);
	expect(body).toBe(asked!.replace('{"Data":{', '{"Data":{"ConsentId":"consent-1",'));
	expect(body).toContain('"Risk":{"PaymentContextCode":"TransferToThirdParty"}');
});

it('A payment consent opens only with its credential, bank and client', async () => {
	const sealed = await sealPayment(payment, tpp);
	const other = { ...tpp, sealingSecrets: [aSecret()] };
	expect(await rejection(() => openPayment(sealed, other))).toMatchObject({
		code: 'OB_CONFIGURATION',
	});
	const otherBank = { ...tpp, bank: aBank({ id: 'other-bank', payments }) };
	expect(await rejection(() => openPayment(sealed, otherBank))).toMatchObject({
		message:
			'The payment consent belongs to the bank "test-bank", the credential to "other-bank". Choose the credential that the payment consent was created with.',
	});
	const otherClient = { ...tpp, client: aClient({ clientId: 'client-2' }) };
	expect(await rejection(() => openPayment(sealed, otherClient))).toMatchObject({
		message: expect.stringContaining('belongs to the client "client-1"'),
	});
});

it.each([
	[{ organisationId: undefined }, 'organisationId', 'The organisation ID is missing.'],
	[{ softwareId: undefined }, 'softwareId', 'The software ID is missing.'],
	[{ signer: undefined }, 'signingCertificate', 'There is no signing certificate'],
])('A signature needs %j', async (missing, key, message) => {
	const incomplete = aConnection({ ...tpp, ...missing });
	expect(await rejection(() => paymentConsentRequest(incomplete, order, now))).toMatchObject({
		code: 'OB_CONFIGURATION',
		message: expect.stringContaining(message),
		field: { in: 'credential', key },
	});
});

it('A bank without payments, or without this kind, is named before a request', async () => {
	const without = aConnection({ ...tpp, bank: aBank({ payments: undefined }) });
	expect(await rejection(() => paymentConsentRequest(without, order, now))).toMatchObject({
		message: 'Test Bank has no payment API. No request was sent.',
		field: { in: 'parameters', key: 'operation' },
	});
	const bank = aBank({ payments: { ...payments, kinds: ['domesticStandingOrder'] } });
	expect(
		await rejection(() => paymentConsentRequest(aConnection({ ...tpp, bank }), order, now)),
	).toMatchObject({
		message: 'Test Bank does not offer this kind of payment. No request was sent.',
		field: { in: 'parameters', key: 'kind' },
	});
});

it('The journey repeats the values of the consent', () => {
	expect(journeyOf(payment)).toEqual({ type: 'DP', beneficiaryName: 'Acme', amount: '12.50' });
	const later = { ...order, kind: 'domesticScheduledPayment' as const, date: '2027-03-01' };
	expect(journeyOf(toConsentedPayment(tpp, later, 'c'))).toEqual({
		type: 'DSP',
		beneficiaryName: 'Acme',
		amount: '12.50',
		paymentDateTime: '2027-03-01T00:00:00+00:00',
	});
	const regular = { ...later, kind: 'domesticStandingOrder' as const, frequency: 'EvryDay' };
	expect(journeyOf(toConsentedPayment(tpp, regular, 'c'))).toEqual({
		type: 'DSO',
	});
});

const made = (Data: object = {}) => ({
	Data: {
		DomesticPaymentId: 'payment-1',
		ConsentId: 'consent-1',
		Status: 'ACSP',
		CreationDateTime: '2027-02-26T10:00:00Z',
		...Data,
	},
});

it('The request for a payment has no signature and no idempotency key (SG-15)', () => {
	expect(getPaymentRequest(tpp, payment, 'payment-1')).toEqual({
		method: 'GET',
		url: 'https://api.bank.example/open-banking/v3.1/pisp/domestic-payments/payment-1',
		headers: { Accept: 'application/json' },
	});
});

describe('readPayment', () => {
	const read = (parts: Parameters<typeof aResponse>[0]) =>
		readPayment(aResponse(parts), payment, 'submitting the payment');

	it('reads a payment, in the words of v3.1', () => {
		expect(read({ status: 201, json: made() })).toEqual({
			paymentId: 'payment-1',
			consentId: 'consent-1',
			status: 'AcceptedSettlementInProcess',
			data: made().Data,
			interactionId: 'interaction-1',
		});
	});

	it.each([
		[{ json: {} }, 'has no DomesticPaymentId or no Status'],
		[
			{ json: { Data: { DomesticPaymentId: '', ConsentId: 'c', Status: 'Pending' } } },
			'has no DomesticPaymentId or no Status',
		],
		[{ json: made({ ConsentId: 'consent-2' }) }, 'describes the payment of another consent'],
	])('refuses a response without the payment (%#)', async (parts, message) => {
		expect(await rejection(() => read({ status: 201, ...parts }))).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message: expect.stringContaining(message),
		});
	});
});

describe('Before a submission', () => {
	const assertStatus = (Status: string, date: string, hasExpired = false) => {
		const Data = { ConsentId: 'consent-1', Status, StatusUpdateDateTime: '2027-02-26T10:00:00Z' };
		const response = aResponse({ json: { Data }, headers: { date } });
		assertSubmittable(readPaymentConsent(response, 'reading the payment consent'), hasExpired);
	};
	const soon = 'Sat, 27 Feb 2027 09:00:00 GMT';
	const later = 'Sat, 27 Feb 2027 09:00:01 GMT';

	it.each([
		['AUTH', soon],
		['AUTH', later],
		['COND', soon],
		['COND', 'not a date'],
	])('a consent with the status %s at %s may bring the payment', (status, date) => {
		expect(() => assertStatus(status, date)).not.toThrow();
	});

	it.each([
		['that was used 23 hours ago by the clock of the bank', later, false],
		['that was used, if the session has expired', soon, true],
	])('a consent %s leaves the outcome unknown', async (_, date, hasExpired) => {
		expect(await rejection(() => assertStatus('COND', date, hasExpired))).toMatchObject({
			code: 'OB_CONFIGURATION',
			message: expect.stringContaining('already used the consent consent-1'),
			tppAction: 'contactBank',
			requestOutcome: 'unknown',
			consentId: 'consent-1',
		});
	});

	it('the state of another consent is no state of this one', async () => {
		const Data = { ConsentId: 'consent-2', Status: 'AUTH' };
		const read = () => readPaymentConsent(aResponse({ json: { Data } }), 'testing', 'consent-1');
		expect(await rejection(read)).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message: "The bank's response when testing describes another consent.",
		});
	});

	it('an expired session and an unused consent mean that nothing was paid', async () => {
		expect(await rejection(() => assertStatus('AUTH', soon, true))).toMatchObject({
			message: expect.stringContaining('is "Authorised": the bank has made no payment with it.'),
			tppAction: 'reconsent',
			requestOutcome: 'notSent',
		});
	});
});

it('A preview has the request without a signature, and needs what the signature needs', async () => {
	const { headers, ...rest } = submissionPreview(tpp, payment);
	const sent = await submissionRequest(aConnection(tpp), payment, now);
	const { 'x-jws-signature': signature, ...others } = sent.headers!;
	expect(signature).toBeDefined();
	expect({ ...rest, headers }).toEqual({ ...sent, headers: others });
	const incomplete = { ...tpp, organisationId: undefined };
	expect(await rejection(() => submissionPreview(incomplete, payment))).toMatchObject({
		field: { in: 'credential', key: 'organisationId' },
	});
});

it.each([
	[{ Data: { FundsAvailableResult: { FundsAvailable: true } } }, { fundsAvailable: true }],
	[{ Data: {} }, undefined],
	[{ Data: { FundsAvailableResult: { FundsAvailable: 'yes' } } }, undefined],
])('The response to a check of funds %j is read', async (json, expected) => {
	const read = () => readFundsAvailable(aResponse({ json }));
	if (expected) expect(read()).toEqual(expected);
	else expect(await rejection(read)).toMatchObject({ code: 'OB_INVALID_RESPONSE' });
});

describe('checkSignature', () => {
	const bankKey = aSigner();
	const body = '{"Data":{}}';
	const signature = signDetached(body, {
		generation: 'v3.1.4',
		trustAnchor: 'openbanking.org.uk',
		signer: bankKey,
		kid: 'bank-key',
		issuer: 'bank',
		now,
	});
	const check = async (headers: Record<string, string>, keySet: object = { status: 200 }) => {
		const key = { ...(await exportJWK(createPublicKey(bankKey.privateKey))), kid: 'bank-key' };
		// A path of its own, because key sets are kept for a minute.
		const rules = { ...payments, keySetPath: `/keys/${Math.random()}` };
		const send = aSend(() => ({ json: { keys: [key] }, ...keySet }));
		const response = aResponse({ status: 201, text: body, headers });
		return await checkSignature(response, aConnection(tpp, send), rules, now);
	};

	it('accepts the signature of the bank', async () => {
		expect(await check({ 'x-jws-signature': signature })).toEqual({ responseSignature: 'valid' });
	});

	it('tells a missing signature, one of other bytes, and keys that cannot be read (SG-13)', async () => {
		expect(await check({})).toMatchObject({ responseSignature: 'missing' });
		const other = signature.replace(/\.\..*/, '..AAAA');
		expect(await check({ 'x-jws-signature': other })).toEqual({
			responseSignature: 'invalid',
			problem:
				"The signature of the bank's response does not match the response. Ask the bank before you rely on this response.",
		});
		expect(await check({ 'x-jws-signature': signature }, { status: 404 })).toMatchObject({
			responseSignature: 'unverified',
		});
	});

	it.each([
		['a key without numbers', [{ kty: 'RSA', kid: 'bank-key' }], 'is invalid or published twice'],
		[
			'a key with a member of another type',
			[{ kty: 'RSA', kid: 'bank-key', n: 7, e: {} }],
			'is invalid or published twice',
		],
		['a text', ['bank-key'], 'with a key that the bank does not publish'],
	])('reports a made payment although the key set has %s', async (_, keys, problem) => {
		expect(await check({ 'x-jws-signature': signature }, { json: { keys } })).toEqual({
			responseSignature: 'invalid',
			problem: expect.stringContaining(problem),
		});
	});

	it('reports a made payment although the bank publishes its key twice', async () => {
		const key = { ...(await exportJWK(createPublicKey(bankKey.privateKey))), kid: 'bank-key' };
		const json = { keys: [key, key] };
		expect(await check({ 'x-jws-signature': signature }, { json })).toMatchObject({
			problem: expect.stringContaining('is invalid or published twice'),
		});
	});
});
