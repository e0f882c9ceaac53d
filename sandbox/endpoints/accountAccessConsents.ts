import { clientAccess } from '../accountInformation/access';
import type { AccountInformationBank } from '../accountInformation/bank';
import { scopeOf, type Consent, type ConsentRequest } from '../accountInformation/consents';
import { payloadDate } from '../accountInformation/dates';
import { assertPermissions } from '../accountInformation/permissions';
import { obieRefused } from '../accountInformation/refusal';
import { wireOf } from '../accountInformation/wire/versions';
import { json, Refusal, type BankResponse } from '../http/response';
import { mediaType, type BankRequest } from '../http/request';

/** Creates a consent that awaits authorisation. */
export async function createConsent(
	request: BankRequest,
	bank: AccountInformationBank,
): Promise<BankResponse> {
	const clientId = await clientAccess(request, bank);
	assertJson(request);
	const consentRequest = readConsentRequest(parsed(await request.body()), bank);
	return json(201, responseOf(bank.consents.create(clientId, consentRequest), bank));
}

/** Returns a consent of the client. */
export async function readConsent(
	request: BankRequest,
	bank: AccountInformationBank,
): Promise<BankResponse> {
	return json(200, responseOf(await ownConsent(request, bank), bank));
}

/** Deletes a consent of the client and revokes its tokens. */
export async function deleteConsent(
	request: BankRequest,
	bank: AccountInformationBank,
): Promise<BankResponse> {
	const consent = await ownConsent(request, bank);
	bank.consents.setStatus(consent, 'CANC');
	await Promise.all(consent.grantIds.map((grantId) => bank.revokeByGrantId(grantId)));
	return { status: 204 };
}

async function ownConsent(request: BankRequest, bank: AccountInformationBank): Promise<Consent> {
	const clientId = await clientAccess(request, bank);
	const consent = bank.consents.find(request.parameters['ConsentId']!);
	// Read/Write API: 400 for an unknown id and for a deleted consent.
	if (!consent || scopeOf(consent) !== 'accounts' || consent.status === 'CANC') {
		throw obieRefused(400, 'U011', 'The consent is unknown', 'ConsentId');
	}
	if (consent.clientId === clientId) return consent;
	throw obieRefused(403, 'U008', 'The consent belongs to another client');
}

function assertJson(request: BankRequest): void {
	if (mediaType(request) !== 'application/json') throw new Refusal({ status: 415 });
}

function parsed(body: Buffer): Record<string, unknown> {
	try {
		return Object(JSON.parse(body.toString('utf8'))) as Record<string, unknown>;
	} catch {
		throw obieRefused(400, 'U010', 'The body is not JSON');
	}
}

function readConsentRequest(
	{ Data, Risk, ...others }: Record<string, unknown>,
	{ unsupportedPermissions: withoutPermissions }: AccountInformationBank,
): ConsentRequest {
	assertMembers({ Data, Risk }, others);
	const data = Data as Record<string, unknown>;
	assertKnownMembers(data);
	assertPermissions(data['Permissions'], withoutPermissions);
	assertFutureExpiration(data);
	assertPeriod(data);
	return data as unknown as ConsentRequest;
}

function assertMembers(expected: Record<string, unknown>, others: object): void {
	for (const [name, value] of Object.entries(expected)) {
		if (value === undefined) throw obieRefused(400, 'U004', `${name} is missing`, name);
		if (typeof value !== 'object' || value === null || Array.isArray(value)) {
			throw obieRefused(400, 'U002', `${name} is not an object`, name);
		}
	}
	const [unexpected] = [...Object.keys(others), ...Object.keys(expected['Risk']!)];
	if (unexpected) throw obieRefused(400, 'U005', `${unexpected} is not expected`, unexpected);
}

const dates = ['ExpirationDateTime', 'TransactionFromDateTime', 'TransactionToDateTime'];

function assertKnownMembers(data: Record<string, unknown>): void {
	const unexpected = Object.keys(data).find((name) => !['Permissions', ...dates].includes(name));
	if (!unexpected) return;
	throw obieRefused(400, 'U005', `${unexpected} is not expected`, `Data.${unexpected}`);
}

function assertFutureExpiration({ ExpirationDateTime }: Record<string, unknown>): void {
	const expiration = payloadDate(ExpirationDateTime, 'Data.ExpirationDateTime');
	if (!expiration || expiration.getTime() > Date.now()) return;
	throw obieRefused(400, 'U003', 'ExpirationDateTime is in the past', 'Data.ExpirationDateTime');
}

function assertPeriod(data: Record<string, unknown>): void {
	const from = payloadDate(data['TransactionFromDateTime'], 'Data.TransactionFromDateTime');
	const to = payloadDate(data['TransactionToDateTime'], 'Data.TransactionToDateTime');
	if (!from || !to || from <= to) return;
	throw obieRefused(
		400,
		'U003',
		'TransactionFromDateTime is after TransactionToDateTime',
		'Data.TransactionFromDateTime',
	);
}

function responseOf(consent: Consent, bank: AccountInformationBank): object {
	return {
		Data: {
			ConsentId: consent.ConsentId,
			CreationDateTime: consent.createdAt,
			Status: wireOf(bank).consentStatus(consent),
			StatusUpdateDateTime: consent.statusUpdatedAt,
			...consent.request,
		},
		Risk: {},
		Links: { Self: `${bank.root}/account-access-consents/${consent.ConsentId}` },
		Meta: {},
	};
}
