import { zopa } from '../../lib/banks/zopa';
import type { PaymentKind, Payments } from '../../lib/banks/profile';
import { signDetached } from '../../lib/jose/jws';
import { journeyOf, toConsentedPayment } from '../../lib/operations/payments/paymentConsent';
import { kinds, type PaymentOrder } from '../../lib/operations/payments/paymentOrder';
import { requireSigner } from '../../lib/requirements';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { newContractClient, type ContractClient } from '../../scripts/contract/client';
import { bodyOf, orderOf, signedProbe } from '../../scripts/contract/payments';
import type { ReceivedResponse } from '../../scripts/contract/specification';
import { localCredential } from '../../scripts/localCredential';

/*
 * The rules for domestic payments of OBIE's functional conformance suite (OpenBankingUK/conformance-suite,
 * manifests/ob_3.1_payment_fca.json and ob_4.0_payment_fca.json), by their names. In v3.1 the embedded Co-operative Bank keeps
 * them, in v4.0 the embedded Zopa in the guise of a bank that offers the whole standard.
 */

/** What the versions differ in. */
const versions = {
	'v3.1': {
		prefix: 'OB-301',
		awaiting: 'AwaitingAuthorisation',
		authorised: 'Authorised',
		signatureMissing: 'UK.OBIE.Signature.Missing',
		claimMissing: 'UK.OBIE.Signature.MissingClaim',
		frequency: 'UK.OBIE.Unsupported.Frequency',
	},
	'v4.0': {
		prefix: 'OB-400',
		awaiting: 'AWAU',
		authorised: 'AUTH',
		signatureMissing: 'U019',
		claimMissing: 'U017',
		frequency: 'U025',
	},
};

let bank: EmbeddedBank;
beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 2, guise: {} });
});
afterAll(() => bank.stop());

async function clientIn(version: Payments['version']): Promise<ContractClient> {
	const access = 'payments';
	if (version === 'v3.1') {
		const credential = { ...localCredential(bank, 'coop'), environment: 'local' as const };
		return await newContractClient(bank, {
			api: bank.banks.coop.paymentInitiation,
			credential,
			access,
		});
	}
	const { paymentInitiation: api, issuer, resourceServer } = bank.banks.zopa;
	const credential = {
		...localCredential(bank, 'zopa'),
		bank: 'custom',
		profileSource: 'json' as const,
		bankProfile: JSON.stringify({ ...zopa, payments: { version } }),
		environment: 'sandbox' as const,
		issuer,
		apiBaseUrl: resourceServer,
	};
	return await newContractClient(bank, { api, credential, access });
}

interface Body {
	Data: Record<string, string> & { FundsAvailableResult?: { FundsAvailable: boolean } };
	Errors: Array<{ ErrorCode: string }>;
}
const bodyIn = ({ text }: ReceivedResponse): Body => JSON.parse(text) as Body;
const codesIn = (response: ReceivedResponse) =>
	bodyIn(response).Errors.map(({ ErrorCode }) => ErrorCode);

describe.each(Object.keys(versions) as Array<keyof typeof versions>)('%s:', (version) => {
	const { prefix, ...words } = versions[version];
	const rules: Payments = { version };
	let client: ContractClient;
	beforeAll(async () => {
		client = await clientIn(version);
	});

	const minimal = (kind: PaymentKind, changes: Partial<PaymentOrder> = {}): PaymentOrder => ({
		...orderOf(kind, rules),
		...{ reference: undefined, context: undefined, numberOfPayments: undefined, ...changes },
	});

	async function post(
		path: string,
		body: object,
		{
			token = client.clientToken,
			headers,
		}: { token?: string; headers?: Record<string, string> } = {},
	): Promise<ReceivedResponse> {
		const { headers: signed } = signedProbe('', client, { token, body, expected: [], headers });
		return await client.send({ method: 'POST', path: `/${path}`, token, body, headers: signed });
	}

	const get = async (path: string, token = client.clientToken) =>
		await client.send({ method: 'GET', path: `/${path}`, token });

	const askConsent = async (order: PaymentOrder, headers?: Record<string, string>) =>
		await post(kinds[order.kind].consents, bodyOf(order, rules), { headers });

	/** Returns an authorised consent, and the response to its submission. */
	async function submitted(order: PaymentOrder) {
		const { ConsentId } = bodyIn(await askConsent(order)).Data;
		const payment = toConsentedPayment(client.connection.tpp, order, ConsentId!);
		const token = await client.psuToken(ConsentId!, { payment: journeyOf(payment) });
		const { consents, payments, idMember, hasFundsConfirmation } = kinds[order.kind];
		const consent = await get(`${consents}/${ConsentId}`);
		const funds = hasFundsConfirmation
			? await get(`${consents}/${ConsentId}/funds-confirmation`, token)
			: undefined;
		const { initiation, risk } = payment;
		const body = { Data: { ConsentId, Initiation: initiation }, Risk: risk };
		const made = await post(payments, body, { token });
		return { consent, funds, made, read: await get(`${payments}/${bodyIn(made).Data[idMember]}`) };
	}

	it.each<[string, PaymentKind, Partial<PaymentOrder>]>([
		['DOP-100100', 'domesticPayment', { reference: 'INV 42', context: 'TransferToThirdParty' }],
		['DOP-100300', 'domesticPayment', {}],
		['DOP-100800', 'domesticScheduledPayment', {}],
		['DOP-101200', 'domesticStandingOrder', {}],
	])(`${prefix}-%s: a consent awaits authorisation`, async (_, kind, changes) => {
		const response = await askConsent(minimal(kind, changes));
		expect(response.status).toBe(201);
		expect(response.headers['x-fapi-interaction-id']).toMatch(/^[0-9a-f-]{36}$/);
		expect(bodyIn(response).Data).toMatchObject({
			ConsentId: expect.any(String),
			Status: words.awaiting,
		});
	});

	it(`${prefix}-DOP-100110: a claim that is missing in the signature has its error code`, async () => {
		const order = minimal('domesticPayment');
		const { tpp } = client.connection;
		const { organisationId, softwareId, kid } = bank.tpp;
		// v3.0 has no `tan`.
		const signature = signDetached(JSON.stringify(bodyOf(order, rules)), {
			generation: 'v3.0',
			trustAnchor: '',
			signer: requireSigner(tpp),
			kid,
			issuer: `${organisationId}/${softwareId}`,
			now: new Date(),
		});
		const response = await askConsent(order, { 'x-jws-signature': signature });
		expect(response.status).toBe(400);
		expect(codesIn(response)).toEqual([words.claimMissing]);
	});

	it('OB-316-DOP-100310: a consent without a signature is refused', async () => {
		const body = bodyOf(minimal('domesticPayment'), rules);
		const { headers = {} } = signedProbe('', client, { token: undefined, body, expected: [] });
		const { 'x-jws-signature': _, ...unsigned } = headers;
		const { clientToken: token } = client;
		const path = '/domestic-payment-consents';
		const response = await client.send({ method: 'POST', path, token, body, headers: unsigned });
		expect(response.status).toBe(400);
		expect(codesIn(response)).toEqual([words.signatureMissing]);
	});

	it(`${prefix}-DOP-100400 to 100700: a payment is authorised, covered, made and read`, async () => {
		const { consent, funds, made, read } = await submitted(minimal('domesticPayment'));
		expect(consent.status).toBe(200);
		expect(bodyIn(consent).Data.Status).toBe(words.authorised);
		expect(funds!.status).toBe(200);
		expect(bodyIn(funds!).Data.FundsAvailableResult).toMatchObject({ FundsAvailable: true });
		expect([made.status, read.status]).toEqual([201, 200]);
	});

	it.each([
		['DOP-100810', (day: string) => `${day}T10:00:00+01:00`],
		['DOP-100820', (day: string) => `${day}T10:00:00Z`],
	])(`${prefix}-%s: a scheduled payment has a date-time of ISO 8601`, async (_, dateTime) => {
		const order = minimal('domesticScheduledPayment');
		const body = bodyOf(order, rules);
		const RequestedExecutionDateTime = dateTime(order.date!);
		const Initiation = { ...body.Data.Initiation, RequestedExecutionDateTime };
		const changed = { ...body, Data: { ...body.Data, Initiation } };
		expect((await post('domestic-scheduled-payment-consents', changed)).status).toBe(201);
	});

	it.each<[string, PaymentKind]>([
		['DOP-100900 to 101101', 'domesticScheduledPayment'],
		['DOP-101300, 101401, 101500', 'domesticStandingOrder'],
	])(`${prefix}-%s: a %s is authorised, made and read`, async (_, kind) => {
		const { consent, made, read } = await submitted(minimal(kind));
		expect(bodyIn(consent).Data.Status).toBe(words.authorised);
		expect([made.status, read.status]).toEqual([201, 200]);
	});

	/** A consent for a standing order with other members. */
	async function askOrder(changes: object, terms: object = {}): Promise<ReceivedResponse> {
		const body = bodyOf(minimal('domesticStandingOrder'), rules);
		const { MandateRelatedInformation: mandate, ...Initiation } = body.Data.Initiation;
		const changed = mandate
			? { ...Initiation, ...changes, MandateRelatedInformation: { ...Object(mandate), ...terms } }
			: { ...Initiation, ...changes, ...terms };
		const data = { ...body.Data, Initiation: changed };
		return await post('domestic-standing-order-consents', { ...body, Data: data });
	}

	it(`${prefix}-DOP-101400: a standing order with an invalid frequency is refused`, async () => {
		const Frequency = version === 'v3.1' ? 'Often' : { Type: '' };
		const response = await askOrder({}, { Frequency });
		expect(response.status).toBe(400);
		expect(codesIn(response)).toEqual([words.frequency]);
	});

	it('OB-301-DOP-1015001: a standing order has not two ends', async () => {
		const terms = { FinalPaymentDateTime: '2030-01-02T00:00:00Z' };
		expect((await askOrder({ NumberOfPayments: '2' }, terms)).status).toBe(400);
	});

	it.each([
		['is no date', 'soon', 400],
		['is over', '2020-01-02T00:00:00Z', 400],
		// v3.1: The Co-operative Bank's standing orders have no last day.
		['comes', '2030-01-02T00:00:00Z', version === 'v3.1' ? 400 : 201],
	])('A standing order with a last day that %s (%s) gets the status %s', async (_, day, status) => {
		expect((await askOrder({}, { FinalPaymentDateTime: day })).status).toBe(status);
	});

	it(`${prefix}-DOP-1015002: a standing order without an end has no last amount`, async () => {
		const FinalPaymentAmount = { Amount: '12.50', Currency: 'GBP' };
		expect((await askOrder({ FinalPaymentAmount })).status).toBe(400);
	});

	it('OB-313-DOP-100100: x-fapi-financial-id is not required', async () => {
		const response = await askConsent(minimal('domesticPayment'));
		expect(response.status).toBe(201);
	});
});
