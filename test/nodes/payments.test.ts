import type { IDataObject } from 'n8n-workflow';

import { openSession, sealSession } from '../../lib/oauth/session';
import { toTpp } from '../../nodes/shared/credential';
import type { CredentialFields } from '../../nodes/shared/credentialFields';
import { psuApproves, psuRefuses } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { workingDay } from '../../scripts/contract/payments';
import { localCredential } from '../../scripts/localCredential';
import { aPage, secretsIn, type Place } from '../n8n/secretSearch';
import { runStep, stepError, stepItems } from '../support/journey';
import { hintsOf, jsonOf } from '../support/workflow';

let bank: EmbeddedBank;
let credential: IDataObject;

beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 2 });
	credential = localCredential(bank, 'coop');
});
afterEach(() => bank.clearFaults());
afterAll(() => bank.stop());

type Parameters = IDataObject & { operation?: string };

const step = async (type: string, parameters: Parameters, input: IDataObject = {}) =>
	(await stepItems(bank, { type, parameters }, { input: [input], credential }))[0]!;

const errorIn = async (type: string, parameters: Parameters, input: IDataObject = {}) =>
	await stepError(bank, { type, parameters }, { input: [input], credential });

/** What an item on the error output says. */
async function refusal(type: string, input: IDataObject): Promise<IDataObject> {
	const settings = { type, parameters: {}, onError: 'continueRegularOutput' as const };
	return jsonOf(await runStep(bank, settings, { input: [input], credential }), 'Step')[0]!;
}

/** Every payment of these tests has an ID of its own. */
let orders = 0;
const anOrder = (changes: IDataObject = {}): Parameters => ({
	operation: 'createPayment',
	instructionId: `INV-${++orders}`,
	amount: '12.50',
	payeeName: 'Acme Supplies Ltd',
	payeeAccount: '04-00-04 12345678',
	reference: 'INV 42',
	...changes,
});

/** Returns a payment consent that the PSU has approved, with the session. Adds the pages that the PSU saw to `pages`. */
async function approved(
	changes: IDataObject = {},
	user = 'rora',
	pages: Place[] = [],
): Promise<IDataObject> {
	const consent = await step('createConsent', anOrder(changes));
	const redirectResponse = await psuApproves(String(consent.authorizationUrl), {
		user,
		ca: bank.ca,
		onPage: (html) => pages.push(aPage(html)),
	});
	const token = await step('getToken', { operation: 'authorizationCode', redirectResponse });
	expect(token.hint).toBeUndefined();
	return { ...consent, session: token.session };
}

const paymentsOf = async ({ consentId }: IDataObject) =>
	(await bank.payments('coop')).filter((payment) => payment.consentId === consentId);

it.each([
	['domesticPayment', {}, 'AcceptedSettlementInProcess', 'AcceptedSettlementCompleted'],
	['domesticScheduledPayment', {}, 'InitiationCompleted', 'InitiationCompleted'],
	[
		'domesticStandingOrder',
		{ frequency: 'IntrvlMnthDay:01:05', options: { numberOfPayments: 12 } },
		'InitiationCompleted',
		'InitiationCompleted',
	],
])('A %s goes from the order to the books of the bank', async (kind, changes, first, last) => {
	const pages: Place[] = [];
	const ordered = await approved({ kind, paymentDate: workingDay(), ...changes }, 'rora', pages);
	expect(ordered).toMatchObject({
		bank: 'coop',
		status: 'AwaitingAuthorisation',
		kind,
		amount: '12.50',
		currency: 'GBP',
		payeeName: 'Acme Supplies Ltd',
		responseSignature: 'valid',
	});
	const paid = await step('createPayment', {}, ordered);
	expect(paid).toMatchObject({ status: first, kind, responseSignature: 'valid' });
	expect(paid.isReplay).toBeUndefined();
	const later = await step('createPayment', { operation: 'getStatus' }, paid);
	expect(later).toMatchObject({ status: last, paymentId: paid.paymentId });
	const [booked, ...others] = await paymentsOf(ordered);
	expect(others).toEqual([]);
	expect(booked).toMatchObject({
		id: paid.paymentId,
		request: { Initiation: { CreditorAccount: { Identification: '04000412345678' } } },
	});
	const consent = await step('createConsent', { operation: 'getPayment' }, ordered);
	const summary = { amount: '12.50', payeeName: 'Acme Supplies Ltd' };
	expect(consent).toMatchObject({ ...summary, status: 'Consumed', responseSignature: 'valid' });
	expect(later).toMatchObject(summary);
	expect(pages.length).toBeGreaterThan(1);
	// The PSU sees no secret of the TPP.
	expect(secretsIn(pages, await bank.secrets())).toEqual([]);
});

it('The bank says whether the account has the money', async () => {
	const check = { operation: 'checkFunds' };
	const checked = await step('createConsent', check, await approved());
	expect(checked).toMatchObject({ fundsAvailable: true, checkedAt: expect.stringMatching(/Z$/) });
	const poor = await approved({}, 'ivsa');
	expect(await step('createConsent', check, poor)).toMatchObject({ fundsAvailable: false });
	expect(await step('createPayment', {}, poor)).toMatchObject({ status: 'Rejected' });
	const later = await approved({ kind: 'domesticScheduledPayment', paymentDate: workingDay() });
	expect((await errorIn('createConsent', check, later)).message).toContain(
		'The standard has no funds check for a payment in the future.',
	);
});

it('Preview shows the exact body that Submit sends, and sends nothing', async () => {
	const ordered = await approved();
	await bank.resetStatistics();
	const shown = await step('createPayment', { operation: 'preview' }, ordered);
	expect(shown).toMatchObject({
		amount: '12.50',
		currency: 'GBP',
		payeeName: 'Acme Supplies Ltd',
		payeeAccount: '04000412345678',
		method: 'POST',
		headers: { 'x-jws-signature': '[not shown]', 'x-idempotency-key': expect.any(String) },
	});
	expect(JSON.parse(String(shown.body))).toMatchObject({
		Data: {
			ConsentId: ordered.consentId,
			Initiation: { InstructedAmount: { Amount: '12.50', Currency: 'GBP' } },
		},
		Risk: {},
	});
	expect((await bank.statistics()).requests).toBe(0);
	expect(await paymentsOf(ordered)).toEqual([]);
});

/** Returns the same with a session whose token has expired. */
async function withExpiredSession(ordered: IDataObject): Promise<IDataObject> {
	const tpp = await toTpp(credential as unknown as CredentialFields, new Date());
	const session = await openSession(String(ordered.session), tpp);
	const expiresAt = new Date(Date.now() - 1_000).toISOString();
	return { ...ordered, ...(await sealSession({ ...session, expiresAt }, tpp)) };
}

const loseResponses = async () =>
	await bank.addFault({
		path: '/^\\/coop\\/.*domestic-payments$/',
		times: 3,
		response: 'lostResponse',
	});

describe('When the session has expired', () => {
	it('and every response was lost, the node says that the consent was used', async () => {
		const ordered = await approved();
		await loseResponses();
		await refusal('createPayment', ordered);
		const { error, details } = await refusal('createPayment', await withExpiredSession(ordered));
		expect(error).toContain(`has already used the consent ${String(ordered.consentId)}`);
		expect(details).toMatchObject({ requestOutcome: 'unknown', tppAction: 'contactBank' });
		expect(await paymentsOf(ordered)).toHaveLength(1);
	});

	it('and nothing was submitted, the node says that nothing was paid', async () => {
		const ordered = await withExpiredSession(await approved());
		const { error, details } = await refusal('createPayment', ordered);
		expect(error).toContain('is "Authorised": the bank has made no payment with it.');
		expect(details).toMatchObject({ requestOutcome: 'notSent', tppAction: 'reconsent' });
		const check = { operation: 'checkFunds' };
		expect((await errorIn('createConsent', check, ordered)).message).toContain(
			'The session has expired.',
		);
		expect(await paymentsOf(ordered)).toEqual([]);
	});

	it.each([
		[401, 'contactBank'],
		[403, 'contactBank'],
		[429, 'retryLater'],
	])(
		'at the bank only, and every response was lost, a %i does not say that nothing was paid',
		async (status, tppAction) => {
			const ordered = await approved();
			await loseResponses();
			await refusal('createPayment', ordered);
			const path = '/^\\/coop\\/.*domestic-payments$/';
			await bank.addFault({ method: 'POST', path, times: 1, response: { status } });
			const { details } = await refusal('createPayment', ordered);
			expect(details).toMatchObject({ requestOutcome: 'unknown', tppAction });
		},
	);

	it('at the bank only, and the consent cannot be read, nobody knows whether the payment was made', async () => {
		const ordered = await approved();
		const path = '/^\\/coop\\/.*domestic-payments$/';
		await bank.addFault({ method: 'POST', path, times: 1, response: { status: 403 } });
		const reads = { method: 'GET', path: '/^\\/coop\\/.*domestic-payment-consents\\//', times: 1 };
		await bank.addFault({ ...reads, response: { delayMs: 0 } });
		await bank.addFault({ ...reads, response: { status: 404 } });
		const { error, details } = await refusal('createPayment', ordered);
		expect(error).toContain('The bank responded with 403');
		expect(details).toMatchObject({ requestOutcome: 'unknown', tppAction: 'retryLater' });
	});
});

it('An error says that the bank withdrew the token before the payment', async () => {
	const ordered = await approved();
	const refused = { times: 1, response: { status: 401 } };
	await bank.addFault({ ...refused, path: '/^\\/coop\\/.*domestic-payments$/' });
	const { details } = await refusal('createPayment', ordered);
	expect(details).toMatchObject({ requestOutcome: 'refused', tppAction: 'reauthenticate' });
	await bank.addFault({ ...refused, path: '/^\\/coop\\/.*funds-confirmation$/' });
	const checked = await errorIn('createConsent', { operation: 'checkFunds' }, ordered);
	expect(checked.message).toContain('Send the PSU through authorisation again');
	expect(await paymentsOf(ordered)).toEqual([]);
});

describe('A payment is made once', () => {
	it('when the node is executed again', async () => {
		const ordered = await approved();
		const first = await step('createPayment', {}, ordered);
		const second = await step('createPayment', {}, ordered);
		expect(second).toMatchObject({ paymentId: first.paymentId, isReplay: true });
		expect(await paymentsOf(ordered)).toHaveLength(1);
	});

	it.each(['submit', 'createPayment'])(
		'when the response to %s is lost and the request sent again',
		async (lost) => {
			const path = lost === 'submit' ? 'domestic-payments$' : 'domestic-payment-consents$';
			await bank.addFault({
				method: 'POST',
				path: `/^\\/coop\\/.*${path}/`,
				times: 1,
				response: 'lostResponse',
			});
			const ordered = await approved();
			const paid = await step('createPayment', {}, ordered);
			expect(paid.status).toBe('AcceptedSettlementInProcess');
			expect(await paymentsOf(ordered)).toHaveLength(1);
		},
	);

	it('when every response is lost, and the operator executes the node again', async () => {
		const ordered = await approved();
		await loseResponses();
		const { error, details } = await refusal('createPayment', ordered);
		expect(error).toContain('nothing is paid twice');
		expect(details).toMatchObject({ requestOutcome: 'unknown', tppAction: 'retryLater' });
		const paid = await step('createPayment', {}, ordered);
		expect(await paymentsOf(ordered)).toMatchObject([{ id: paid.paymentId }]);
	});

	it('when the same order comes again before it is approved', async () => {
		const order = anOrder();
		const first = await step('createConsent', order);
		expect((await step('createConsent', order)).consentId).toBe(first.consentId);
	});

	it('when the same order is sent again, and a hint says what happened to the first one', async () => {
		const create = async (order: Parameters) =>
			await runStep(bank, { type: 'createConsent', parameters: order }, { credential });
		const hintAfter = async (act: (url: string) => Promise<unknown>) => {
			const order = anOrder();
			const [{ consentId, authorizationUrl } = {}] = jsonOf(await create(order), 'Step');
			await act(String(authorizationUrl));
			const again = await create(order);
			expect(jsonOf(again, 'Step')).toMatchObject([{ consentId }]);
			return hintsOf(again, 'Step');
		};
		const { ca } = bank;
		expect(await hintAfter((url) => psuRefuses(url, { user: 'rora', ca }))).toEqual([
			expect.stringContaining('This consent was rejected'),
		]);
		expect(await hintAfter((url) => psuApproves(url, { user: 'rora', ca }))).toEqual([
			expect.stringContaining('The PSU has approved this consent already.'),
		]);
		const order = anOrder();
		await step('createPayment', {}, await approved(order));
		expect(hintsOf(await create(order), 'Step')).toEqual([
			`The bank recognises the Instruction ID "${String(order.instructionId)}". The bank has already used this consent for a payment, so the authorisation URL no longer works. For another payment, use another Instruction ID.`,
		]);
	});
});

it('A bank that takes long to respond to a new payment sends no replay', async () => {
	const ordered = await approved();
	const path = '/^\\/coop\\/.*domestic-payments$/';
	const late = { date: new Date(Date.now() + 60_000).toUTCString() };
	const body = JSON.stringify({
		Data: {
			DomesticPaymentId: 'p1',
			ConsentId: ordered.consentId,
			CreationDateTime: new Date().toISOString(),
			Status: 'Pending',
		},
	});
	const headers = { 'content-type': 'application/json', ...late };
	await bank.addFault({ method: 'POST', path, times: 1, response: { status: 201, headers, body } });
	const paid = await step('createPayment', {}, ordered);
	expect(paid).toMatchObject({ paymentId: 'p1' });
	expect(paid.isReplay).toBeUndefined();
});

it('Another amount with the same instruction ID is another consent', async () => {
	const order = anOrder();
	const first = await step('createConsent', order);
	const second = await step('createConsent', { ...order, amount: '12.51' });
	expect(second.consentId).not.toBe(first.consentId);
});

describe('A payment is made only as expected', () => {
	it.each([
		[{ expectedAmount: '12.51' }, /approved 12\.50 GBP, and not the expected "12\.51"/],
		[{ expectedAmount: 'twelve' }, /not the expected "twelve"/],
		[{ expectedAmount: '0xc.8' }, /not the expected "0xc.8"/],
		[{ expectedAmount: '1.25e1' }, /not the expected "1.25e1"/],
		[{ expectedAmount: '={{ $json }}' }, /not the expected "\[object\]"/],
		[{ expectedAmount: '' }, /expected amount is empty\. Enter/],
		[{ expectedAmount: '={{ $json.noSuchMember }}' }, /expected amount is empty\. Enter/],
		[{ expectedPayeeName: ' ' }, /expected payee name is empty\. Enter/],
		[{ expectedPayeeName: '={{ $json.noSuchMember }}' }, /expected payee name is empty\. Enter/],
		[{ expectedPayeeName: 'Acme Ltd' }, /to "Acme Supplies Ltd", and not to the expected/],
	])('%j pays nothing', async (options, message) => {
		const input = await approved();
		const error = await errorIn('createPayment', { options }, input);
		expect(error?.message).toMatch(message);
		expect(error?.message).toContain('No request was sent.');
		expect(await paymentsOf(input)).toEqual([]);
	});

	it.each(['12.5', '12.50', 12.5])('%p is the amount 12.50', async (expectedAmount) => {
		const input = await approved();
		const options = { expectedAmount, expectedPayeeName: 'Acme Supplies Ltd' };
		await step('createPayment', { options }, input);
		expect(await paymentsOf(input)).toHaveLength(1);
	});
});

it('The simplified payment has everything but the response of the bank', async () => {
	const input = await approved();
	const { data, ...paid } = await step('createPayment', { simplify: false }, input);
	const status = { operation: 'getStatus', paymentId: String(paid.paymentId) };
	const simplified = await step('createPayment', status, input);
	expect(data).toMatchObject({ DomesticPaymentId: paid.paymentId });
	expect(simplified).not.toHaveProperty('data');
	expect(Object.keys(simplified).sort()).toEqual(
		Object.keys(paid)
			.filter((name) => name !== 'isReplay')
			.sort(),
	);
});

it('A payment needs the session of its own consent', async () => {
	const [one, other] = [await approved(), await approved()];
	const error = await errorIn('createPayment', {}, { ...one, session: other.session });
	expect(error.message).toContain(`The session belongs to the consent ${String(other.consentId)}`);
	expect(await paymentsOf(one)).toEqual([]);
});

it('A session of client credentials makes no payment (F-26)', async () => {
	const ordered = await approved();
	const own = await step('getToken', { operation: 'clientCredentials', scope: 'payments' });
	const error = await errorIn('createPayment', {}, { ...ordered, session: own.session });
	expect(error.message).toMatch(/The session belongs to no consent, .* No request was sent\./);
	expect(await paymentsOf(ordered)).toEqual([]);
});

it('A new URL needs the consent ID of the payment consent', async () => {
	const [one, other] = [await step('createConsent', anOrder()), await approved()];
	const parameters = {
		operation: 'getAuthorisationUrl',
		options: { paymentConsent: '={{ $json.paymentConsent }}' },
	};
	expect(await step('createConsent', parameters, one)).toMatchObject({
		authorizationUrl: expect.stringContaining('https://'),
	});
	const mixed = { ...one, consentId: other.consentId };
	expect((await errorIn('createConsent', parameters, mixed)).message).toContain(
		`The payment consent has the ID ${String(one.consentId)}, but the consent ID is "${String(other.consentId)}".`,
	);
});

it('A PSU who refuses pays nothing', async () => {
	const consent = await step('createConsent', anOrder());
	const { ca } = bank;
	const redirectResponse = await psuRefuses(String(consent.authorizationUrl), { user: 'rora', ca });
	const error = await errorIn('getToken', { operation: 'authorizationCode', redirectResponse });
	expect(error.message).toContain('Consent declined');
	expect(await step('createConsent', { operation: 'getPayment' }, consent)).toMatchObject({
		status: 'Rejected',
	});
});

it.each([
	['missing', {}, 'The bank did not sign its response'],
	[
		'invalid',
		{ 'x-jws-signature': 'AAAA..AAAA' },
		"The signature of the bank's response is not a valid JWS",
	],
])(
	'A payment is reported although its signature is %s',
	async (responseSignature, headers, hint) => {
		const ordered = await approved();
		const { consentId } = ordered;
		const CreationDateTime = new Date().toISOString();
		const Data = {
			DomesticPaymentId: 'p1',
			ConsentId: consentId,
			CreationDateTime,
			Status: 'Pending',
		};
		await bank.addFault({
			path: '/^\\/coop\\/.*domestic-payments$/',
			times: 1,
			response: {
				status: 201,
				headers: { 'content-type': 'application/json', ...headers },
				body: JSON.stringify({ Data }),
			},
		});
		const pay = { type: 'createPayment', parameters: {} };
		const run = await runStep(bank, pay, { input: [ordered], credential });
		expect(jsonOf(run, 'Step')).toMatchObject([
			{ paymentId: 'p1', status: 'Pending', responseSignature },
		]);
		expect(hintsOf(run, 'Step')).toEqual([expect.stringContaining(hint)]);
	},
);

describe.each([
	['createConsent', 'domestic-payment-consents'],
	['createPayment', 'domestic-payments'],
])('An error of the bank for %s', (type, path) => {
	it.each([
		['without a signature, shows that the request was refused', {}, 'refused', ''],
		[
			'with an invalid signature, does not (SG-14)',
			{ 'x-jws-signature': 'AAAA..AAAA' },
			'unknown',
			"The signature of the bank's response is not a valid JWS",
		],
	])('%s', async (_, headers, requestOutcome, problem) => {
		const [parameters, input] = type === 'createPayment' ? [{}, await approved()] : [anOrder(), {}];
		await bank.addFault({
			path: `/^\\/coop\\/.*${path}$/`,
			times: 1,
			response: {
				status: 400,
				headers: { 'content-type': 'application/json', ...headers },
				body: JSON.stringify({ Errors: [{ ErrorCode: 'U004', Message: 'Not now' }] }),
			},
		});
		const settings = { type, parameters, onError: 'continueRegularOutput' as const };
		const run = await runStep(bank, settings, { input: [input], credential });
		const [item] = jsonOf(run, 'Step');
		expect(item).toMatchObject({
			error: expect.stringContaining('Not now'),
			details: { requestOutcome, httpStatus: 400 },
		});
		expect(item!.error).toContain(problem);
	});

	it('with the signature of the bank, shows that the request was refused (SG-14)', async () => {
		const [parameters, input] = type === 'createPayment' ? [{}, await approved()] : [anOrder(), {}];
		const settings = { type, parameters, onError: 'continueRegularOutput' as const };
		// The bank does not know the organisation that the signature of the request names.
		const other = { ...credential, organisationId: 'A'.repeat(18) };
		const run = await runStep(bank, settings, { input: [input], credential: other });
		expect(jsonOf(run, 'Step')[0]).toMatchObject({
			error: expect.stringContaining('x-jws-signature does not match the body'),
			details: { requestOutcome: 'refused' },
		});
	});
});

describe('When the bank describes another payment', () => {
	const amount = { InstructedAmount: { Amount: '125.00', Currency: 'GBP' } };
	const account = { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: '04000487654321' };
	const payee = { CreditorAccount: { ...account, Name: 'Acme Supplies Ltd' } };

	/** Lets the bank respond once with these members. */
	const respondWith = async (end: string, status: number, Data: object) =>
		await bank.addFault({
			path: `/^\\/coop\\/.*${end}$/`,
			times: 1,
			response: {
				status,
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ Data }),
			},
		});

	it.each([
		['amount', amount],
		['payee', payee],
	])('a new consent with another %s brings no URL for the PSU', async (what, Initiation) => {
		const Data = { ConsentId: 'c1', Status: 'AwaitingAuthorisation', Initiation };
		await respondWith('domestic-payment-consents', 201, Data);
		const error = await errorIn('createConsent', anOrder());
		expect(error.message).toContain(
			`The bank's response when creating the payment consent has another ${what} than the payment that was ordered.`,
		);
	});

	it('an approved consent is not submitted', async () => {
		const ordered = await approved();
		const Data = { ConsentId: ordered.consentId, Status: 'Authorised', Initiation: amount };
		await respondWith('domestic-payment-consents\\/.*', 200, Data);
		const { error } = await refusal('createPayment', ordered);
		expect(error).toContain('has another amount than the payment that was ordered.');
		expect(await paymentsOf(ordered)).toEqual([]);
	});

	it.each([
		['amount', amount],
		['payee', payee],
	])(
		'the status of a consent with another %s is reported, with a hint',
		async (what, Initiation) => {
			const ordered = await step('createConsent', anOrder());
			const Data = { ConsentId: ordered.consentId, Status: 'Consumed', Initiation };
			await respondWith('domestic-payment-consents\\/.*', 200, Data);
			const read = { type: 'createConsent', parameters: { operation: 'getPayment' } };
			const run = await runStep(bank, read, { input: [ordered], credential });
			expect(jsonOf(run, 'Step')).toMatchObject([{ status: 'Consumed', amount: '12.50' }]);
			expect(hintsOf(run, 'Step')).toContain(
				`The bank's payment consent has another ${what} than the payment that was ordered. Ask the bank before anybody approves it. Submit Payment does not pay it.`,
			);
		},
	);

	it('a payment that was made is reported, with a hint that has no HTML of the bank', async () => {
		const ordered = await approved();
		const { consentId: ConsentId } = ordered;
		const DomesticPaymentId = '<b>p1</b>';
		const Data = { DomesticPaymentId, ConsentId, Status: 'Pending', Initiation: payee };
		await respondWith('domestic-payments', 201, Data);
		const pay = { type: 'createPayment', parameters: {} };
		const run = await runStep(bank, pay, { input: [ordered], credential });
		expect(jsonOf(run, 'Step')).toMatchObject([{ paymentId: DomesticPaymentId }]);
		expect(hintsOf(run, 'Step')).toContain(
			"The bank's response has another payee than the PSU approved. Ask the bank about the payment p1 before you rely on it.",
		);
	});
});

it.each([
	['createPayment', 'submit'],
	['createPayment', 'getStatus'],
	['createPayment', 'preview'],
	['createConsent', 'getPayment'],
	['createConsent', 'checkFunds'],
])('%s, %s: without the payment consent, the error says where it is', async (type, operation) => {
	const { session } = await approved();
	const error = await errorIn(type, { operation, paymentId: 'p1' }, { session });
	expect(error.message).toMatch(
		/^The payment consent is empty\. Only the step that creates the consent outputs it\..* No request was sent\./,
	);
});

it('An altered payment consent is refused', async () => {
	const ordered = await approved();
	const altered = `${String(ordered.paymentConsent).slice(0, -4)}AAAA`;
	const error = await errorIn('createPayment', {}, { ...ordered, paymentConsent: altered });
	expect(error.message).toContain('The payment consent was altered');
	expect(await paymentsOf(ordered)).toEqual([]);
});

it('A bank without a payment API is named', async () => {
	const error = await stepError(
		bank,
		{ type: 'createConsent', parameters: anOrder() },
		{ credential: { ...localCredential(bank, 'monese'), clientId: 'a', clientSecret: 'b' } },
	);
	expect(error.message).toContain('Monese has no payment API. No request was sent.');
});

it.each([
	['paymentDate', { kind: 'domesticScheduledPayment', paymentDate: '2026-11-28' }, 'is not after'],
	[
		'frequency',
		{
			kind: 'domesticStandingOrder',
			paymentDate: workingDay(),
			frequency: 'EvryDay',
		},
		'This bank does not offer the frequency "EvryDay".',
	],
])('A %s that the bank would refuse is refused before a request', async (_, changes, message) => {
	await bank.resetStatistics();
	expect((await errorIn('createConsent', anOrder(changes))).message).toContain(message);
	expect((await bank.statistics()).banks).toEqual({});
});
