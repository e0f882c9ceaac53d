import { randomUUID } from 'node:crypto';

import type { Consent, Consents } from '../accountInformation/consents';
import { obieRefused, unauthorised } from '../accountInformation/refusal';
import { respondTo, type ReadWriteApi } from '../accountInformation/routes';
import { wireOf } from '../accountInformation/wire/versions';
import type { BankData } from '../data/bankData';
import { json, Refusal, type BankResponse } from '../http/response';
import { mediaType, type BankRequest } from '../http/request';
import type { Route } from '../http/route';
import type { IssuedToken, TokenFinder } from '../oauth/tokens';
import {
	assertMembers,
	fundsAccountOf,
	objectOf,
	readFundsRequest,
	matchingText,
	type FundsMembers,
} from './fundsRequest';

/* Read/Write API, confirmation of funds (CBPII). Messages are not signed and have no idempotency key. */

/** What the endpoints of a bank need. */
export interface FundsBank extends ReadWriteApi {
	/** Address of the API, without a trailing slash. */
	root: string;
	data: BankData;
	consents: Consents;
	findToken: TokenFinder;
	revokeByGrantId(grantId: string): Promise<void>;
}

type Endpoint = (request: BankRequest, bank: FundsBank) => Promise<BankResponse>;

const consentsPath = 'funds-confirmation-consents';
const confirmationsPath = 'funds-confirmations';

/** Returns the routes of the Read/Write API for the confirmation of funds. */
export function fundsRoutes(path: string, bank: FundsBank): Route[] {
	const route = (method: string, below: string, endpoint: Endpoint): Route => ({
		listener: 'mtls',
		method,
		path: `${path}/${below}`,
		endpoint: (request) => respondTo(request, bank, () => endpoint(request, bank)),
	});
	return [
		route('POST', consentsPath, createConsent),
		route('GET', `${consentsPath}/{ConsentId}`, readConsent),
		route('DELETE', `${consentsPath}/{ConsentId}`, deleteConsent),
		route('POST', confirmationsPath, confirmFunds),
	];
}

async function createConsent(request: BankRequest, bank: FundsBank) {
	const clientId = await clientAccess(request, bank);
	const data = await readData(request);
	const funds = readFundsRequest(data);
	const { ExpirationDateTime } = funds;
	const consent = bank.consents.create(
		clientId,
		{ Permissions: [], ...(ExpirationDateTime && { ExpirationDateTime }) },
		{ funds },
	);
	return json(201, consentResponse(consent, bank));
}

async function readConsent(request: BankRequest, bank: FundsBank) {
	return json(200, consentResponse(await ownConsent(request, bank), bank));
}

async function deleteConsent(request: BankRequest, bank: FundsBank): Promise<BankResponse> {
	const consent = await ownConsent(request, bank);
	bank.consents.setStatus(consent, 'CANC');
	await Promise.all(consent.grantIds.map((grantId) => bank.revokeByGrantId(grantId)));
	return { status: 204 };
}

async function confirmFunds(request: BankRequest, bank: FundsBank) {
	const consent = await psuConsent(request, bank);
	const data = await readData(request);
	assertMembers(data, ['ConsentId', 'Reference', 'InstructedAmount']);
	if (data['ConsentId'] !== consent.ConsentId) {
		throw obieRefused(400, 'U008', 'ConsentId is not that of the token', 'Data.ConsentId');
	}
	const Reference = matchingText(data['Reference'], 'Data.Reference', /^.{1,35}$/);
	const amount = objectOf(data['InstructedAmount'], 'Data.InstructedAmount');
	assertMembers(amount, ['Amount', 'Currency'], 'Data.InstructedAmount.');
	const Amount = matchingText(
		amount['Amount'],
		'Data.InstructedAmount.Amount',
		/^\d{1,13}(\.\d{1,5})?$/,
	);
	const Currency = matchingText(amount['Currency'], 'Data.InstructedAmount.Currency', /^[A-Z]{3}$/);
	const psu = bank.data.psus.find(({ user }) => user === consent.psu)!;
	const account = fundsAccountOf(bank.data.accounts.of(psu), consent.funds!)!;
	if (Currency !== account.currency) {
		throw obieRefused(
			400,
			'U023',
			'The currency is not that of the account',
			'Data.InstructedAmount.Currency',
		);
	}
	const FundsConfirmationId = randomUUID();
	return json(201, {
		Data: {
			FundsConfirmationId,
			ConsentId: consent.ConsentId,
			CreationDateTime: new Date().toISOString(),
			FundsAvailable: psu.hasNoMoney !== true && Number(Amount) * 100 <= account.balance,
			Reference,
			InstructedAmount: { Amount, Currency },
		},
		Links: { Self: `${bank.root}/${confirmationsPath}/${FundsConfirmationId}` },
		Meta: {},
	});
}

async function clientAccess(request: BankRequest, bank: FundsBank): Promise<string> {
	const token = await bank.findToken(request);
	if (token?.kind !== 'ClientCredentials') throw unauthorised('invalid_token');
	assertScope(token);
	return token.clientId;
}

async function psuConsent(request: BankRequest, bank: FundsBank): Promise<Consent> {
	const token = await bank.findToken(request);
	if (token?.kind !== 'AccessToken' || token.isExpired) throw unauthorised('invalid_token');
	assertScope(token);
	const consent = bank.consents.findByGrantId(token.grantId!);
	if (!consent?.funds) throw unauthorised('invalid_token');
	if (consent.status === 'AUTH') return consent;
	throw obieRefused(400, 'U009', 'The consent is not authorised');
}

function assertScope({ scopes }: IssuedToken): void {
	if (scopes.has('fundsconfirmations')) return;
	throw obieRefused(403, 'U008', 'The access token does not have the scope fundsconfirmations');
}

async function ownConsent(request: BankRequest, bank: FundsBank): Promise<Consent> {
	const clientId = await clientAccess(request, bank);
	const consent = bank.consents.find(request.parameters['ConsentId']!);
	// Read/Write API: 400 for an unknown id and for a deleted consent.
	if (!consent?.funds || consent.status === 'CANC') {
		throw obieRefused(400, 'U011', 'The consent is unknown', 'ConsentId');
	}
	if (consent.clientId === clientId) return consent;
	throw obieRefused(403, 'U008', 'The consent belongs to another client');
}

async function readData(request: BankRequest): Promise<FundsMembers> {
	if (mediaType(request) !== 'application/json') throw new Refusal({ status: 415 });
	const body = objectOf(parsed(await request.body()), 'The body');
	assertMembers(body, ['Data'], '');
	return objectOf(body['Data'], 'Data');
}

function parsed(body: Buffer): unknown {
	try {
		return JSON.parse(body.toString('utf8')) as unknown;
	} catch {
		throw obieRefused(400, 'U010', 'The body is not JSON');
	}
}

function consentResponse(consent: Consent, bank: FundsBank): object {
	const { ConsentId, funds, createdAt, statusUpdatedAt } = consent;
	return {
		Data: {
			ConsentId,
			CreationDateTime: createdAt,
			Status: wireOf(bank).consentStatus(consent),
			StatusUpdateDateTime: statusUpdatedAt,
			...funds,
		},
		Links: { Self: `${bank.root}/${consentsPath}/${ConsentId}` },
		Meta: {},
	};
}
