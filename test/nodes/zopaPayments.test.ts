import { decodeJwt } from 'jose';
import type { IDataObject } from 'n8n-workflow';

import { zopa } from '../../lib/banks/zopa';
import { openSession, sealSession, withClientOf } from '../../lib/oauth/session';
import { toTpp } from '../../nodes/shared/credential';
import type { CredentialFields } from '../../nodes/shared/credentialFields';
import { psuApproves } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import { fromInput, stepError, stepItems } from '../support/journey';

let bank: EmbeddedBank;
/** Each environment with its credential and its registered client. */
const environments: Record<string, { credential: IDataObject; client: IDataObject }> = {};

beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 2 });
	const { issuer, resourceServer, credential: known } = bank.banks.zopa.production;
	const sandbox = localCredential(bank, 'zopa');
	const production = {
		...sandbox,
		// Zopa's own addresses cannot be replaced, those of a pasted profile can.
		bank: 'custom',
		profileSource: 'json',
		bankProfile: JSON.stringify(zopa),
		environment: 'production',
		issuer,
		apiBaseUrl: resourceServer,
		...known,
	};
	for (const [name, credential] of Object.entries({ sandbox, production })) {
		const [registration] = await stepItems(bank, { type: 'dcrRegister' }, { credential });
		environments[name] = { credential, client: fromInput(registration!) };
	}
});
afterEach(() => bank.clearFaults());
afterAll(() => bank.stop());

const books = { sandbox: 'zopa', production: 'zopa-production' } as const;
type Environment = keyof typeof books;

async function step(environment: Environment, type: string, parameters: IDataObject) {
	const { credential, client } = environments[environment]!;
	const given = { type, parameters: { ...parameters, ...client } };
	return (await stepItems(bank, given, { credential }))[0]!;
}

/** Every payment of these tests has an ID of its own. */
let orders = 0;
const anOrder = (changes: IDataObject = {}): IDataObject => ({
	operation: 'createPayment',
	instructionId: `INV-${++orders}`,
	amount: '12.50',
	payeeName: 'Acme Supplies Ltd',
	payeeAccount: '04-00-04 12345678',
	reference: 'INV 42',
	...changes,
});

/** What later steps take from the output of a step. */
const from = (item: IDataObject, ...names: string[]): IDataObject =>
	Object.fromEntries(names.map((name) => [name, item[name]]));

async function approved(environment: Environment, changes: IDataObject = {}, user = 'rora') {
	const consent = await step(environment, 'createConsent', anOrder(changes));
	const { app } = environment === 'production' ? bank.banks.zopa.production : { app: undefined };
	const redirectResponse = await psuApproves(String(consent.authorizationUrl), {
		user,
		ca: bank.ca,
		app,
	});
	const { session } = await step(environment, 'getToken', { redirectResponse });
	return { ...consent, session } as IDataObject;
}

const inThirtyDays = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
const standingOrder = {
	kind: 'domesticStandingOrder',
	paymentDate: inThirtyDays,
	frequency: 'MNTH',
	options: { numberOfPayments: 12 },
};

describe.each<Environment>(['sandbox', 'production'])('Zopa, %s:', (environment) => {
	it.each([
		['domesticPayment', {}, 'AcceptedSettlementCompleted'],
		['domesticStandingOrder', standingOrder, 'InitiationCompleted'],
	])('a %s goes from the order to the books of the bank', async (kind, changes, last) => {
		const ordered = await approved(environment, changes);
		expect(ordered).toMatchObject({
			kind,
			status: 'AwaitingAuthorisation',
			amount: '12.50',
			responseSignature: 'valid',
		});
		const requested = from(ordered, 'paymentConsent', 'session');
		const paid = await step(environment, 'createPayment', requested);
		expect(paid).toMatchObject({ status: 'Received', kind, responseSignature: 'valid' });
		const again = await step(environment, 'createPayment', requested);
		expect(again.paymentId).toBe(paid.paymentId);
		const read = { operation: 'getStatus', ...from(paid, 'paymentConsent', 'paymentId') };
		const later = await step(environment, 'createPayment', read);
		expect(later).toMatchObject({ status: last, responseSignature: 'valid' });
		const consent = await step(environment, 'createConsent', {
			operation: 'getPayment',
			simplify: false,
			...from(ordered, 'paymentConsent'),
		});
		expect(consent).toMatchObject({ status: 'Consumed', data: { Status: 'COND' } });
		const booked = (await bank.payments(books[environment])).filter(
			({ consentId }) => consentId === ordered.consentId,
		);
		expect(booked).toMatchObject([{ id: paid.paymentId }]);
	});

	it('the account of a PSU may lack the money', async () => {
		const poor = await approved(environment, {}, 'ivsa');
		const requested = from(poor, 'paymentConsent', 'session');
		expect(
			await step(environment, 'createConsent', { operation: 'checkFunds', ...requested }),
		).toMatchObject({ fundsAvailable: false });
		const refused = await step(environment, 'createPayment', { simplify: false, ...requested });
		expect(refused).toMatchObject({ status: 'Rejected', data: { Status: 'RJCT' } });
	});

	it('a lost response is asked for again, and nothing is paid twice', async () => {
		const ordered = await approved(environment);
		const path = `/^\\/${books[environment]}\\/.*domestic-payments$/`;
		await bank.addFault({ method: 'POST', path, times: 1, response: 'lostResponse' });
		const requested = from(ordered, 'paymentConsent', 'session');
		expect(await step(environment, 'createPayment', requested)).toMatchObject({
			status: 'Received',
		});
		const booked = await bank.payments(books[environment]);
		expect(booked.filter(({ consentId }) => consentId === ordered.consentId)).toHaveLength(1);
	});
});

describe('A token that the bank no longer accepts is refreshed', () => {
	async function refusalOf(requested: IDataObject, type = 'createPayment', parameters = {}) {
		const { credential, client } = environments.production!;
		const end = type === 'createPayment' ? 'domestic-payments' : 'funds-confirmation';
		const path = `/^\\/zopa-production\\/.*${end}$/`;
		await bank.addFault({ path, times: 1, response: { status: 401 } });
		return await stepError(
			bank,
			{ type, parameters: { ...parameters, ...requested, ...client } },
			{ credential },
		);
	}
	const advice = 'Put Get Token with the operation Refresh Session before this node';

	it.each(['refused', 'unknown'])('and the outcome before that is %s', async (outcome) => {
		const ordered = await approved('production');
		const requested = from(ordered, 'paymentConsent', 'session');
		const paid = outcome === 'unknown' && (await step('production', 'createPayment', requested));
		const error = await refusalOf(requested);
		expect(error.message).toContain('The bank no longer accepts the access token of the session.');
		expect(error.message).toContain(advice);
		expect(error.context.details).toMatchObject({ requestOutcome: outcome, httpStatus: 401 });
		const { session } = await step('production', 'getToken', {
			operation: 'refresh',
			...from(ordered, 'session'),
		});
		const made = await step('production', 'createPayment', { ...requested, session });
		if (paid) expect(made).toMatchObject({ paymentId: paid.paymentId, isReplay: true });
		else expect(made.isReplay).toBeUndefined();
	});

	it('before the funds are checked', async () => {
		const requested = from(await approved('production'), 'paymentConsent', 'session');
		const error = await refusalOf(requested, 'createConsent', { operation: 'checkFunds' });
		expect(error.message).toContain(advice);
	});
});

it('An expired session is refreshed, and then brings the payment that was made before', async () => {
	const ordered = await approved('production');
	const requested = from(ordered, 'paymentConsent', 'session');
	const paid = await step('production', 'createPayment', requested);
	const { credential, client } = environments.production!;
	const tpp = await toTpp(credential as unknown as CredentialFields, new Date());
	const session = await openSession(String(ordered.session), tpp);
	const expiresAt = new Date(Date.now() - 1_000).toISOString();
	const expired = (await sealSession({ ...session, expiresAt }, withClientOf(tpp, session)))
		.session;
	const parameters = { ...requested, session: expired, ...client };
	const error = await stepError(bank, { type: 'createPayment', parameters }, { credential });
	expect(error.message).toContain('The session has expired. No request was sent.');
	const refresh = { operation: 'refresh', session: expired };
	const { session: refreshed } = await step('production', 'getToken', refresh);
	const again = { ...requested, session: refreshed };
	expect((await step('production', 'createPayment', again)).paymentId).toBe(paid.paymentId);
});

it.each([
	[{}, 'zopa://open-banking/pis-single-payment-consent?'],
	[standingOrder, 'zopa://open-banking/pis-standing-order-consent?'],
])('In production, the PSU goes to the app (%#)', async (changes, link) => {
	const { authorizationUrl, consentId } = await step(
		'production',
		'createConsent',
		anOrder(changes),
	);
	expect(String(authorizationUrl).startsWith(link)).toBe(true);
	const { searchParams } = new URL(String(authorizationUrl));
	expect([...searchParams.keys()]).toEqual(['client_id', 'response_type', 'scope', 'request']);
	expect(searchParams.get('scope')).toBe('openid payments');
	expect(decodeJwt(searchParams.get('request')!)).toMatchObject({
		scope: 'openid payments',
		claims: { id_token: { openbanking_intent_id: { value: consentId, essential: true } } },
	});
});

it('The app refuses a consent of another kind', async () => {
	const { authorizationUrl } = await step('production', 'createConsent', anOrder(standingOrder));
	const other = String(authorizationUrl).replace('standing-order', 'single-payment');
	const { app } = bank.banks.zopa.production;
	await expect(psuApproves(other, { user: 'rora', ca: bank.ca, app })).rejects.toThrow(
		'This address is for other consents.',
	);
});

it.each([
	['kind', { kind: 'domesticScheduledPayment', paymentDate: inThirtyDays }, 'ADHO is similar'],
	['reference', { reference: '' }, 'This bank requires one.'],
	['payeeAccount', { payeeAccount: 'GB33BUKB20201555555555' }, 'does not accept an IBAN'],
	['frequency', { ...standingOrder, frequency: 'QURT' }, 'It offers ADHO, DAIL, WEEK'],
])('What Zopa does not offer is refused before a request (%s)', async (_, changes, message) => {
	const { credential, client } = environments.sandbox!;
	await bank.resetStatistics();
	const error = await stepError(
		bank,
		{ type: 'createConsent', parameters: { ...anOrder(changes), ...client } },
		{ credential },
	);
	expect(error.message).toContain(message);
	expect((await bank.statistics()).banks).toEqual({});
});
