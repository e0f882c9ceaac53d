import { randomUUID, type X509Certificate } from 'node:crypto';

import { isIban } from '../data/iban';
import { json, Refusal, withHeaders, type BankResponse } from '../http/response';
import { acceptsJson, header, mediaType, type BankRequest } from '../http/request';
import { tppRefused } from '../httpSignature/refusal';
import { assertSigned } from '../httpSignature/verify';
import type { Ledger } from '../ledger';

export interface AgreementBank {
	ca: X509Certificate;
	ledger: Ledger;
	/** Address of the collection, without a trailing slash. */
	root: string;
	/** `X-Request-ID` of the signed requests so far. */
	usedRequestIds: Set<string>;
}

interface Engagement {
	customer: string;
	account: { iban: string };
	roles: string[];
	registerLimit: number;
	approvalLimit: number;
}

interface AgreementRequest {
	owner: string;
	name: string;
	engagements: Engagement[];
}

/** Creates an agreement (Eika, "Create sandbox agreements"). */
export async function createAgreement(
	request: BankRequest,
	bank: AgreementBank,
): Promise<BankResponse> {
	const echoed = { 'x-request-id': header(request, 'x-request-id') ?? randomUUID() };
	try {
		await assertSigned(request, bank);
		assertNewRequest(request, bank);
		assertFormats(request);
		const agreement = readAgreement(await request.body());
		return withHeaders(json(201, responseOf(agreement, bank)), echoed);
	} catch (error) {
		if (error instanceof Refusal) return withHeaders(error.response, echoed);
		throw error;
	}
}

/** "X-Request-ID": "unique to the call". Only a signed request uses one up. */
function assertNewRequest(request: BankRequest, { usedRequestIds }: AgreementBank): void {
	const id = header(request, 'x-request-id')!.toLowerCase();
	if (usedRequestIds.has(id)) {
		throw tppRefused('FORMAT_ERROR', 'X-Request-ID was already used', 'x-request-id');
	}
	usedRequestIds.add(id);
}

function assertFormats(request: BankRequest): void {
	if (!['', 'application/json'].includes(mediaType(request))) {
		throw tppRefused('FORMAT_ERROR', 'Content-Type is not application/json', 'content-type');
	}
	if (acceptsJson(request)) return;
	throw tppRefused('REQUESTED_FORMATS_INVALID', 'Accept does not allow application/json', 'accept');
}

function readAgreement(body: Buffer): AgreementRequest {
	const agreement = parsed(body);
	assertText(agreement['owner'], 'owner');
	assertText(agreement['name'], 'name');
	if (!Array.isArray(agreement['engagements'])) throw format('engagements', 'is not an array');
	for (const [index, engagement] of agreement['engagements'].entries()) {
		assertEngagement(Object(engagement) as Record<string, unknown>, `engagements[${index}]`);
	}
	return agreement as unknown as AgreementRequest;
}

function parsed(body: Buffer): Record<string, unknown> {
	try {
		const value = JSON.parse(body.toString('utf8')) as unknown;
		if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
	} catch {
		// Not JSON.
	}
	throw format('body', 'is not a JSON object');
}

function assertEngagement(engagement: Record<string, unknown>, path: string): void {
	assertText(engagement['customer'], `${path}.customer`);
	const { iban } = Object(engagement['account']) as Record<string, unknown>;
	assertText(iban, `${path}.account.iban`);
	if (!isIban(iban)) throw format(`${path}.account.iban`, 'is not an IBAN');
	assertRoles(engagement['roles'], `${path}.roles`);
	assertInt32(engagement['registerLimit'], `${path}.registerLimit`);
	assertInt32(engagement['approvalLimit'], `${path}.approvalLimit`);
}

function assertText(value: unknown, path: string): asserts value is string {
	if (typeof value !== 'string' || value === '') throw format(path, 'is missing or not a string');
}

const roles = ['OWNER', 'DISPOSAL', 'VIEW', 'REGISTER', 'APPROVE', 'INTERNAL_TRANSFER', 'SALARY'];

function assertRoles(value: unknown, path: string): void {
	if (!Array.isArray(value)) throw format(path, 'is not an array');
	if (!value.every((role) => roles.includes(role as string))) {
		throw format(path, `contains a value other than ${roles.join(', ')}`);
	}
}

function assertInt32(value: unknown, path: string): void {
	if (Number.isInteger(value) && value === (Number(value) | 0)) return;
	throw format(path, 'is not a 32-bit integer');
}

function format(path: string, problem: string) {
	return tppRefused('FORMAT_ERROR', `${path} ${problem}`, path);
}

function responseOf({ name, owner, engagements }: AgreementRequest, { root }: AgreementBank) {
	const id = randomUUID();
	return {
		id,
		name,
		owner,
		engagements: engagements.map(engagementOf),
		_links: {
			// The page documents no requests to these addresses.
			self: { href: `${root}/${id}`, verbs: [] },
			engagements: { href: `${root}/${id}/engagements`, verbs: [] },
		},
	};
}

function engagementOf({ customer, account: { iban }, ...engagement }: Engagement): object {
	const has = (role: string): boolean => engagement.roles.includes(role);
	return {
		id: randomUUID(),
		customer,
		// A Norwegian IBAN is country code, check digits and BBAN.
		account: { bban: iban.slice(4), iban },
		roles: engagement.roles,
		// "Engagements must have both the role REGISTER and VIEW to be available for granting consent".
		accessRights: has('REGISTER') && has('VIEW'),
		paymentRights: has('REGISTER') || has('APPROVE'),
		transferRights: has('INTERNAL_TRANSFER'),
		registerLimit: engagement.registerLimit,
		approvalLimit: engagement.approvalLimit,
	};
}
