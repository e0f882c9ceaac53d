import { isDeepStrictEqual } from 'node:util';
import type { KeyObject } from 'node:crypto';

import type { Consent, Consents } from '../accountInformation/consents';
import { obieRefused, unauthorised } from '../accountInformation/refusal';
import { respondTo, type ReadWriteApi } from '../accountInformation/routes';
import type { BankData } from '../data/bankData';
import type { Directory } from '../directory/directory';
import { kidOf, publicHalf } from '../directory/keys';
import { json, Refusal, withHeaders, type BankResponse } from '../http/response';
import { mediaType, type BankRequest } from '../http/request';
import type { Route } from '../http/route';
import type { Keep } from '../memory';
import type { IssuedToken, TokenFinder } from '../oauth/tokens';
import { newIdempotencyMemory, type Books, type IdempotencyMemory } from './books';
import { readPaymentRequest, type PaymentRules } from './initiation';
import { kinds, type PaymentKind } from './kinds';
import { assertSigned, assertUnsigned, signatureOf } from './messageSignature';
import { consentResponse, paymentResponse } from './responses';

/** What the payment endpoints of a bank need. */
export interface PaymentBank extends ReadWriteApi {
	rules: PaymentRules;
	/** Address of the API, without a trailing slash. */
	root: string;
	data: BankData;
	consents: Consents;
	directory: Directory;
	books: Books;
	keep: Keep;
	findToken: TokenFinder;
	/** Signs responses. */
	key: KeyObject;
	/** The bank's ID at the directory. */
	organisationId: string;
}

interface Context {
	bank: PaymentBank;
	kind: PaymentKind;
	memory: IdempotencyMemory;
}

type Endpoint = (request: BankRequest, context: Context) => Promise<BankResponse>;

/** Returns the routes of the Read/Write API for payment initiation. */
export function paymentRoutes(path: string, bank: PaymentBank): Route[] {
	const memory = newIdempotencyMemory(bank.keep);
	const { kinds: offered = Object.keys(kinds) as PaymentKind[] } = bank.rules;
	return offered.flatMap((kind) => {
		const { consents } = kinds[kind];
		const route = (method: string, below: string, endpoint: Endpoint): Route => ({
			listener: 'mtls',
			method,
			path: `${path}/${below}`,
			endpoint: async (request) =>
				signed(
					await respondTo(request, bank, () => endpoint(request, { bank, kind, memory })),
					bank,
				),
		});
		return [
			route('POST', consents, createConsent),
			route('GET', `${consents}/{ConsentId}`, readConsent),
			...(kind === 'domestic-payments'
				? [route('GET', `${consents}/{ConsentId}/funds-confirmation`, confirmFunds)]
				: []),
			route('POST', kind, submitPayment),
			route('GET', `${kind}/{PaymentId}`, readPayment),
		];
	});
}

/** Returns the route of the keys that sign the bank's responses. */
export const keySetRoute = (path: string, key: KeyObject): Route => ({
	listener: 'mtls',
	method: 'GET',
	path,
	endpoint: () =>
		json(200, {
			keys: [
				{ ...publicHalf(key).export({ format: 'jwk' }), kid: kidOf(key), use: 'sig', alg: 'PS256' },
			],
		}),
});

function signed(response: BankResponse, { key, organisationId }: PaymentBank): BankResponse {
	if (response.body === undefined) return response;
	const signature = signatureOf(response.body, key, organisationId);
	return withHeaders(response, { 'x-jws-signature': signature });
}

async function createConsent(request: BankRequest, { bank, kind, memory }: Context) {
	const { clientId } = await clientToken(request, bank);
	const body = await signedBody(request, bank);
	const { consent } = memory.once(request, { clientId, body }, () => ({
		consent: bank.consents.create(
			clientId,
			{ Permissions: [] },
			{ payment: readPaymentRequest(kind, parsed(body), bank.rules) },
		),
	}));
	return json(201, consentResponse(consent, bank));
}

async function readConsent(request: BankRequest, { bank, kind }: Context) {
	assertUnsigned(request);
	const { clientId } = await clientToken(request, bank);
	const consent = bank.consents.find(request.parameters['ConsentId']!);
	if (consent?.clientId !== clientId || consent?.payment?.kind !== kind) throw unknown('consent');
	return json(200, consentResponse(consent!, bank));
}

/** Only an authorised consent has an account whose money can be counted. */
async function confirmFunds(request: BankRequest, { bank }: Context) {
	assertUnsigned(request);
	const consent = await psuToken(request, bank);
	if (consent.ConsentId !== request.parameters['ConsentId']) throw mismatch('ConsentId');
	assertStatus(consent);
	return json(200, {
		Data: {
			FundsAvailableResult: {
				FundsAvailableDateTime: new Date().toISOString(),
				FundsAvailable: hasFunds(consent, bank),
			},
		},
		Links: {
			Self: `${bank.root}/domestic-payment-consents/${consent.ConsentId}/funds-confirmation`,
		},
		Meta: {},
	});
}

async function submitPayment(request: BankRequest, { bank, kind, memory }: Context) {
	const consent = await psuToken(request, bank);
	const body = await signedBody(request, bank);
	const { payment } = memory.once(request, { clientId: consent.clientId, body }, () => {
		assertConsented(parsed(body), consent, kind);
		assertStatus(consent);
		bank.consents.setStatus(consent, 'COND');
		return {
			payment: bank.books.add({
				consentId: consent.ConsentId,
				request: consent.payment!,
				accountId: debtorOf(consent),
				state: hasFunds(consent, bank) ? 'inProcess' : 'rejected',
			}),
		};
	});
	return json(201, paymentResponse(payment, bank));
}

async function readPayment(request: BankRequest, { bank, kind }: Context) {
	assertUnsigned(request);
	const { clientId } = await clientToken(request, bank);
	const payment = bank.books.find(request.parameters['PaymentId']!);
	const consent = payment && bank.consents.find(payment.consentId);
	if (!payment || payment.request.kind !== kind || consent?.clientId !== clientId) {
		throw unknown('payment');
	}
	if (payment.state === 'inProcess') payment.state = 'completed';
	return json(200, paymentResponse(payment, bank));
}

async function clientToken(request: BankRequest, bank: PaymentBank): Promise<IssuedToken> {
	const token = await bank.findToken(request);
	if (token?.kind !== 'ClientCredentials') throw unauthorised('invalid_token');
	assertScope(token);
	return token;
}

async function psuToken(request: BankRequest, bank: PaymentBank): Promise<Consent> {
	const token = await bank.findToken(request);
	if (token?.kind !== 'AccessToken' || token.isExpired) throw unauthorised('invalid_token');
	assertScope(token);
	const consent = bank.consents.findByGrantId(token.grantId!);
	if (!consent?.payment) throw unauthorised('invalid_token');
	return consent;
}

function assertScope({ scopes }: IssuedToken): void {
	if (scopes.has('payments')) return;
	throw obieRefused(403, 'U008', 'The access token does not have the scope payments');
}

async function signedBody(request: BankRequest, { directory }: PaymentBank): Promise<Buffer> {
	if (mediaType(request) !== 'application/json') throw new Refusal({ status: 415 });
	const body = await request.body();
	assertSigned(request, body, directory);
	return body;
}

function parsed(body: Buffer): unknown {
	try {
		return JSON.parse(body.toString('utf8')) as unknown;
	} catch {
		throw obieRefused(400, 'U010', 'The body is not JSON');
	}
}

/** Read/Write API: `Initiation` and `Risk` of the submission equal those of the consent. */
function assertConsented(body: unknown, consent: Consent, kind: PaymentKind): void {
	const { Data, Risk } = Object(body) as { Data?: Record<string, unknown>; Risk?: unknown };
	const { payment } = consent;
	if (payment?.kind !== kind) throw mismatch('ConsentId');
	if (Data?.['ConsentId'] !== consent.ConsentId) throw mismatch('Data.ConsentId');
	if (!isDeepStrictEqual(Data['Initiation'], payment.Initiation)) throw mismatch('Data.Initiation');
	if (!isDeepStrictEqual(Risk, payment.Risk)) throw mismatch('Risk');
}

function assertStatus({ status }: Consent): void {
	if (status === 'AUTH') return;
	throw obieRefused(
		400,
		'U009',
		status === 'COND' ? 'The consent was used' : 'The consent is not authorised',
	);
}

const mismatch = (path: string) =>
	obieRefused(400, 'U008', `${path} is not what the PSU consented to`, path);

const unknown = (what: string) => obieRefused(400, 'U011', `The ${what} is unknown`);

const debtorOf = ({ accountIds }: Consent): string => [...(accountIds as ReadonlySet<string>)][0]!;

/** One of the test customers has no money. */
function hasFunds({ psu }: Consent, { data }: PaymentBank): boolean {
	return data.psus.find(({ user }) => user === psu)?.hasNoMoney !== true;
}
