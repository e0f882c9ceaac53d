import type { BankProfile } from '../../banks/profile';
import { credentialError, type FieldReference } from '../../errors';
import { signedHeaders } from '../../httpSignature/signedRequest';
import { requireResourceServer, requireSigner } from '../../requirements';
import { assertStatus, readJsonResponse, type JsonObject } from '../../responses/body';
import { isJsonObject, isNonEmptyText, parseExactJson } from '../../responses/json';
import type { Tpp } from '../../tpp';
import { pathSegment, type HttpRequest, type HttpResponse } from '../../transport/http';
import { invalidResponse } from '../../transport/requestOutcome';

/** What a bank's sandbox can create, or reset. */
export type TestDataKind =
	| 'initialize'
	| 'customer'
	| 'account'
	| 'transactions'
	| 'cardAccount'
	| 'cardTransactions'
	| 'agreement'
	| 'engagement';

export interface TestDataCall {
	kind: TestDataKind;
	/** The account or card account of transactions, or the agreement of an engagement. */
	parentId?: string;
	/** Absent: the request has no body. */
	body?: object;
}

export interface TestDataRequestSettings {
	requestId: string;
	now: Date;
	/** Optional headers, which are signed too. */
	psuHeaders?: Partial<Record<'PSU-ID' | 'PSU-Corporate-ID' | 'TPP-Redirect-URI', string>>;
}

/**
 * Builds a request of the sandbox's management API, signed as Eika's documentation requires. It is sent once, because a second
 * request would create the data twice.
 *
 * @throws ConfigurationError when the bank has no such test data, or the API base URL or the signing certificate is missing
 */
export function testDataRequest(
	tpp: Tpp,
	{ kind, parentId, body }: TestDataCall,
	{ requestId, now, psuHeaders }: TestDataRequestSettings,
): HttpRequest {
	const { httpSignature: rules } = tpp.bank;
	const path = kinds[kind].path(tpp.bank, parentId ?? '');
	if (!path || !rules) {
		throw credentialError(`${tpp.bank.name} has no sandbox ${kinds[kind].name}.`, 'bank');
	}
	const text = body === undefined ? '' : JSON.stringify(body);
	return {
		method: 'POST',
		url: requireResourceServer(tpp) + path,
		headers: signedHeaders({
			headers: {
				...(body !== undefined && { 'Content-Type': 'application/json' }),
				Accept: 'application/json',
				'X-Request-ID': requestId,
				...psuHeaders,
			},
			body: text,
			identity: requireSigner(tpp),
			rules,
			now,
		}),
		...(body !== undefined && { body: text }),
		sentOnce: kind === 'agreement' ? 'agreement' : 'testData',
	};
}

interface Kind {
	/** For error messages. */
	name: string;
	operation: string;
	/** Undefined: the bank has no such data. */
	path(bank: BankProfile, parentId: string): string | undefined;
	/** Members that the response must have. */
	required?: Record<string, (value: unknown) => boolean>;
}

const kinds: Record<TestDataKind, Kind> = {
	initialize: {
		name: 'reset',
		operation: 'resetting the sandbox',
		path: ({ testData }) => testData?.initialize,
	},
	customer: {
		name: 'customers',
		operation: 'creating the customer',
		path: ({ testData }) => testData?.customers,
	},
	account: {
		name: 'accounts',
		operation: 'creating the account',
		path: ({ testData }) => testData?.accounts,
		required: { accountId: isNonEmptyText },
	},
	transactions: {
		name: 'transactions',
		operation: 'creating the transactions',
		path: ({ testData }, id) =>
			testData?.accounts &&
			testData.transactions &&
			`${testData.accounts}/${pathSegment(id, 'account ID', field('accountId'))}${testData.transactions}`,
	},
	cardAccount: {
		name: 'card accounts',
		operation: 'creating the card account',
		path: ({ testData }) => testData?.cardAccounts,
		required: { mockCardAccountId: isNonEmptyText },
	},
	cardTransactions: {
		name: 'card transactions',
		operation: 'creating the card transactions',
		path: ({ testData }, id) =>
			testData?.cardAccounts &&
			testData.transactions &&
			`${testData.cardAccounts}/${pathSegment(id, 'card account ID', field('cardAccountId'))}${testData.transactions}`,
	},
	agreement: {
		name: 'agreements',
		operation: 'creating the agreement',
		path: ({ agreements }) => agreements?.path,
		required: { id: isNonEmptyText, engagements: Array.isArray },
	},
	engagement: {
		name: 'engagements',
		operation: 'adding the engagement',
		path: ({ agreements }, id) =>
			agreements?.engagements &&
			`${agreements.path}/${pathSegment(id, 'agreement ID', field('agreementId'))}${agreements.engagements}`,
	},
};

const field = (key: string): FieldReference => ({ in: 'parameters', key });

/** Statuses of a success. Only "Created" is documented, for agreements; the others are assumed. */
const statuses = [200, 201, 204];

const isList = (kind: TestDataKind): boolean =>
	kind === 'transactions' || kind === 'cardTransactions';

/**
 * Reads what was created. A list gives an object each, a response without a body none.
 *
 * @throws AspspError when the bank responded with an error, InvalidResponseError when the response is not what it must be
 */
export function readTestData(response: HttpResponse, kind: TestDataKind): JsonObject[] {
	const { operation, required = {} } = kinds[kind];
	const names = Object.keys(required);
	assertStatus(response, { statuses, operation });
	if (response.body.length === 0 && names.length === 0) return [];
	const list = parseExactJson(response.body);
	if (isList(kind) && Array.isArray(list) && list.every(isJsonObject)) {
		response.concealData?.(list, response.body);
		return list;
	}
	const created = readJsonResponse(response, { statuses, operation });
	if (names.every((name) => required[name]!(created[name]))) return [created];
	throw invalidResponse(
		`The bank's response when ${operation} has no ${names.join(' or no ')}.`,
		response,
	);
}
